"""What is said and what it means: pure values and folds, no I/O, no clock, no chance.

In reading order: ids, dates, limits, errors; `types` (what can be said), line (its bytes), personal
(its encrypted part), chain and batch (how it is bound and signed), wire and enrolment (how it
travels), entry (what is folded); then the folds: programme, household, status, enterprise,
readiness, answer. The format is in README.md.
"""
