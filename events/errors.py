"""The exceptions of Jejak, grouped by what the caller does next.

    JejakError
    ├── InputRefused        what was given breaks a rule; mend it, nothing was written
    │   ├── MalformedLine       bytes that are no event line
    │   ├── MalformedRequest    bytes that are no sync request or reply
    │   ├── BadSignature        a signature that does not verify
    │   └── ChainBroken         a batch whose hashes do not lead to its head
    ├── SequenceGap         the office misses earlier events of this device; send from `expected`
    ├── ForkDetected        another history stands at a place the office holds; keep it as evidence
    ├── KeyMissing          a personal part cannot be opened; ask for the key
    └── LogCorrupt          a promise of ours is broken; stop, do not write, call a person

A refused *event* is none of these: it is a verdict (`events/entry.py`), because a push is never
blocked by content. `code` is a stable word for programs, the message a sentence for people.
"""


class JejakError(Exception):
    """Something went wrong in Jejak."""


class InputRefused(JejakError):
    """What was given breaks a rule; mend it, nothing was written."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class MalformedLine(InputRefused):
    """These bytes are no event line."""


class MalformedRequest(InputRefused):
    """These bytes are no request or reply of the sync protocol."""


class BadSignature(InputRefused):
    """A signature does not verify."""


class ChainBroken(InputRefused):
    """The hashes of a batch do not lead to the head it states."""


class SequenceGap(JejakError):
    """The office misses earlier events of this device; send from `expected`."""

    def __init__(self, expected: int) -> None:
        super().__init__(f"the office holds the events before {expected}: send from there")
        self.expected = expected


class ForkDetected(JejakError):
    """Another history of this device stands at a place the office already holds."""

    def __init__(self, sequence: int) -> None:
        super().__init__(f"another event already stands at sequence {sequence} of this device")
        self.sequence = sequence


class KeyMissing(JejakError):
    """A personal part cannot be opened because its data key is not here; sync to receive it."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"data key {key_id} is not here: sync, or ask the office for it")
        self.key_id = key_id


class LogCorrupt(JejakError):
    """A promise of the log is broken; stop writing and run `verify`."""
