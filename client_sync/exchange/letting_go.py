"""What this device wrote of households that left its scope goes too, once it is safe.

    written -> committed -> within a verified back-up of the office (`safe`)
                                 \\-> its household left -> its place and hash stay, the rest goes

Before: a reply moved the mark, or the scope (`taking_in.py`). After: chain, restore and doctor go
on from the places that stay; should the household come back, its history brings the entries too.
"""

from client_sync.storage.journal import Journal
from client_sync.storage.journal_writing import Writing
from events import limits


async def let_go(writing: Writing) -> int:
    """Let some of what may go, go; how many entries.

    Not while the office asks for events again, or holds another history: it may need them.
    """
    sync = await writing.sync_state()
    if sync.send_from is not None or sync.fork is not None:
        return 0
    return await writing.let_go(limits.LET_GO_ENTRIES_MAX)


async def let_go_of_the_rest(journal: Journal) -> int:
    """Let all go that may, in transactions between which others write; how many entries."""
    total = 0
    while True:
        async with journal.writing() as writing:
            gone = await let_go(writing)
        total += gone
        if gone < limits.LET_GO_ENTRIES_MAX:
            return total
