"""Seeds worth keeping: those that failed once, and for each mutant one that catches it."""

from collections.abc import Mapping
from typing import Final

FAILED_ONCE: Final[Mapping[int, str]] = {
    164: "an own event came in a page before its result, and counted for nobody",
    206: "the same, with a key on its way",
    557: "an event travelled before its key, when more keys were new than one batch carries",
    721: "the office counted a key of an event that had not come",
}
"""Seed to what it showed; they are played in every run."""

CATCHES: Final[Mapping[str, int]] = {
    "cursor-before-data": 1,
    "unsent-deleted-on-revocation": 0,
    "replies-unsigned": 16,
    "challenge-never-renewed": 2,
    "keys-wanted-forgotten": 24,
    "personal-parts-dropped": 0,
    "digest-not-added": 0,
    "journal-not-synced": 1,
    "sent-means-committed": 1,
    "hash-ignored-on-repeat": 79,
    "fork-taken-for-duplicate": 79,
    "numbered-before-commit": 0,
    "store-not-synced": 0,
    "positions-echoed-wrong": 0,
    "received-runs-back": 11,
    "scope-ignored": 0,
    "page-says-too-much": 1,
    "own-never-returned": 68,
    "bad-line-refuses-batch": 6,
    "revoked-is-not-heard": 0,
    "parts-not-stored": 0,
}
"""Mutant to a seed whose world it breaks. Seeds drift when chance is drawn otherwise: a test looks
further where one does not catch any more, and then this table wants mending."""
