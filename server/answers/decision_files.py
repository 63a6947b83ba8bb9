"""A proposal's decision file as the office holds it, found by the beginning of the proposal's id.

Before: a reader or an officer asks. After: `events/folds/decision_file.py` says what the decider
saw and what is known otherwise since; folded from the log, so it is never behind it.
"""

from datetime import date

import msgspec

from events.errors import InputRefused
from events.folds.decision_file import DecisionFile, decision_file
from events.ids import HouseholdId, LogId
from server.answers.answering import gathered
from server.answers.inboxes import Inboxes, ProposalRow
from server.database import Transaction
from server.log import head
from server.projecting.folding import read_programme


class FoundFile(DecisionFile, frozen=True, kw_only=True):
    """A decision file with what it takes to get the same one again."""

    household: HouseholdId
    log: LogId
    incarnation: int
    size: int
    as_of: date


async def read_decision_file(
    transaction: Transaction, log: LogId, row: ProposalRow, today: date
) -> FoundFile:
    """The file of a proposal that a list names."""
    now = await head(transaction, log)
    programme = (await read_programme(transaction, log, now.size)).before(now.size)
    household = await gathered(transaction, log, row.household, programme)
    found = decision_file(household, programme, row.proposal, today)
    assert found is not None, "a row of the list of proposals names a household's own"
    return FoundFile(
        **msgspec.structs.asdict(found),
        household=row.household,
        log=log,
        incarnation=now.incarnation,
        size=now.size,
        as_of=today,
    )


async def find_proposal(inboxes: Inboxes, prefix: str, region: str = "") -> ProposalRow:
    """The proposal whose id begins so; of one id written twice, the one that counts.

    Errors: InputRefused when there is none, or several.
    """
    rows = await inboxes.proposal(prefix.lower(), region)
    if not rows:
        raise InputRefused("unknown_proposal", f"no proposal begins with {prefix}")
    if len({(row.proposal, row.household) for row in rows}) > 1:
        raise InputRefused("ambiguous", f"several proposals begin with {prefix}: write more of it")
    return next((row for row in rows if not row.flags), rows[0])
