"""`jejak-server decide`: kabupaten or province decides a graduation, a coordinator an exit.

    graduation   --level kabupaten|province --decision approved|returned|rejected
    exit         --decision approved --effective DAY: the family leaves the programme
                 --decision rejected: the proposal is voided, and stays visible

What the catalogue asks for (who decides, another person than the proposer, papers, notice, 14 days)
is the fold's word: a decision that would not count is not written.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple, get_args, get_type_hints

import click

from events.errors import InputRefused
from events.form import NewEntry
from events.types import GraduationDecided
from server.answers.decision_files import find_proposal
from server.answers.inboxes import ProposalRow
from server.cli.deciding import Asked, act_options, decide_all
from server.cli.desks import open_desk, open_lists
from server.cli.terminal import Terminal, on_office
from server.cli.words import Language, say

_DECIDED: Final = get_type_hints(GraduationDecided)
_LEVELS: Final[tuple[str, ...]] = get_args(_DECIDED["level"])
_DECISIONS: Final[tuple[str, ...]] = get_args(_DECIDED["decision"])


class _Wanted(NamedTuple):
    proposal: str
    level: str | None
    decision: str
    effective: str | None
    decree: str | None
    document: str | None
    reason: str
    by: str


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("decide", help=say(language, "help_decide"))
    @click.argument("proposal")
    @click.option("--level", type=click.Choice(_LEVELS), help=say(language, "help_level"))
    @click.option(
        "--decision",
        type=click.Choice(_DECISIONS),
        required=True,
        help=say(language, "help_decided"),
    )
    @click.option("--effective", metavar="DAY", help=say(language, "help_effective"))
    @click.option("--decree", metavar="NO", help=say(language, "help_decree"))
    @click.option("--document", metavar="NO", help=say(language, "help_document"))
    @click.option("--reason", metavar="TEXT", required=True, help=say(language, "help_why"))
    @act_options(language)
    @on_office(language)
    def decide(
        terminal: Terminal,
        proposal: str,
        level: str | None,
        decision: str,
        effective: str | None,
        decree: str | None,
        document: str | None,
        reason: str,
        by: str,
        dry_run: bool,
        yes: bool,
        log: str | None,
    ) -> int:
        wanted = _Wanted(proposal, level, decision, effective, decree, document, reason, by)
        return terminal.run(_decide(terminal, wanted, Asked(dry_run, yes), log))

    return decide


async def _decide(terminal: Terminal, wanted: _Wanted, asked: Asked, log: str | None) -> int:
    async with open_desk(terminal, log) as (office, desk):
        async with open_lists(terminal, office, desk) as lists:
            row = await find_proposal(lists.inboxes, wanted.proposal)
        entry = _graduation(row, wanted) if row.kind == "graduation" else _exit(row, wanted)
        return await decide_all(terminal, office, desk, [entry], asked)


def _graduation(row: ProposalRow, wanted: _Wanted) -> NewEntry:
    if wanted.level is None:
        raise click.MissingParameter(param_hint="'--level'", param_type="option")
    fields = {
        "proposal": row.proposal,
        "level": wanted.level,
        "decision": wanted.decision,
        "effective_on": wanted.effective,
        "decree_no": wanted.decree,
        "document": wanted.document,
        "reason": wanted.reason,
    }
    return _entry("graduation_decided", row, wanted, fields)


def _exit(row: ProposalRow, wanted: _Wanted) -> NewEntry:
    """Errors: InputRefused for what an exit cannot be: returned, or without its day."""
    if wanted.decision == "returned":
        raise InputRefused("exit_not_returned", "an exit is approved or rejected, not returned")
    if wanted.decision == "rejected":
        fields = {"target": row.event, "reason": "not_true", "note": wanted.reason}
        return _entry("event_voided", row, wanted, fields)
    if wanted.effective is None:
        raise InputRefused("missing_effective", "say from which day on: --effective DAY")
    fields = {
        "proposal": row.proposal,
        "effective_on": wanted.effective,
        "reason": row.reason,
        "note": wanted.reason,
    }
    return _entry("programme_exited", row, wanted, fields)


def _entry(
    type_name: str, row: ProposalRow, wanted: _Wanted, fields: Mapping[str, str | None]
) -> NewEntry:
    given: dict[str, object] = {name: value for name, value in fields.items() if value is not None}
    return NewEntry(type=type_name, household=row.household, by=wanted.by, fields=given)
