"""The journal: all that a device holds, behind a port (`journal_reading.py`, `journal_writing.py`).

One place where work is safe. Before: `writing/record.py` and `exchange/taking_in.py` decide what is
written. After: one adapter makes it durable (`sqlite_journal.py`; in a browser another). Reading
gives one consistent snapshot. Writing is one transaction: all of it is durable when the block ends,
or none of it; two writers, also in two processes, take turns.
"""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from client_sync.storage.journal_reading import Reading
from client_sync.storage.journal_writing import Writing


class Journal(Protocol):
    """What a device holds."""

    def reading(self) -> AbstractAsyncContextManager[Reading]: ...

    def writing(self) -> AbstractAsyncContextManager[Writing]:
        """Errors: JournalFull when the disk is; JournalBusy when another process writes on."""
        ...

    async def scrub(self) -> None:
        """Leave nothing readable of households that left; at once when nothing is."""
        ...

    async def integrity(self) -> list[str]:
        """What the database itself finds wrong with its file; empty when nothing is."""
        ...

    async def close(self) -> None: ...


class JournalFull(Exception):
    """The disk is full or failing: nothing of this entry was written; free some space, repeat."""


class JournalBusy(Exception):
    """Another process is writing in this directory for too long; try again."""


class ProfileDamaged(Exception):
    """The journal does not say any more who this device is; nothing was written or taken in."""


class JournalUnsafe(Exception):
    """This file cannot promise that what is written survives a power cut; nothing was opened."""
