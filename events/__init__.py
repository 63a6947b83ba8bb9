"""What is said and what it means: pure values and folds, no I/O, no clock, no chance.

In reading order: ids, dates, limits, errors; `types` (what can be said), line (its bytes), personal
(its encrypted part), chain and batch (how it is bound and signed), wire and enrolment (how it
travels), entry (what is folded); `check` (what a device refuses before writing), `folds` (what a
stream's entries come to), `words` (all of it in Indonesian and English). The format: README.md.
"""
