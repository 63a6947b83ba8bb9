"""A sheet as people see it: its lines, an echo before it is written, and what came of it.

Before: a sheet with its marks, or the outcome of writing it. After: the terminal.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from client_sync.cli.exits import A_PERSON_DECIDES, DONE, REFUSED
from client_sync.cli.record_outcome import exit_code, for_programs, sentences
from client_sync.cli.session_plan import OCCASIONS
from client_sync.cli.terminal import Terminal
from client_sync.cli.words import say
from client_sync.writing.record import NoneRecorded, Recorded
from client_sync.writing.sheets import PRESENT, Mark, Plan, Seat, Sheet
from events.words import choice_label, number, rupiah, when
from events.words.nouns import so_many

_NAMED_MAX: Final = 3
"""People named before a sentence that is about many."""


def show_sheet(terminal: Terminal, plan: Plan, sheet: Sheet, marks: Mapping[int, Mark]) -> None:
    """The whole sheet, marks included."""
    language = terminal.language
    terminal.give(
        {
            "outcome": "not_written",
            "kind": plan.kind,
            "on": plan.on,
            "sheet": sheet.code,
            "seats": [_seat(seat, marks.get(seat.number, PRESENT)) for seat in sheet.seats],
        }
    )
    terminal.say("sheet_head", what=_what(terminal, plan), code=sheet.code)
    terminal.table(
        "sheet_columns",
        [
            (
                str(seat.number),
                seat.name,
                "" if seat.component is None else choice_label(language, seat.component),
                "" if seat.family == seat.name else seat.family,
                seat.kampung,
                _standing(terminal, plan, marks.get(seat.number, PRESENT)),
            )
            for seat in sheet.seats
        ],
    )


def echo(terminal: Terminal, plan: Plan, sheet: Sheet, marks: Mapping[int, Mark]) -> None:
    """What will be written, in one sentence, and everybody who is marked."""
    terminal.say("sheet_echo", what=_what(terminal, plan), **_counts(terminal, sheet, marks))
    _say_marked(terminal, plan, sheet, marks)


def tell_recorded(
    terminal: Terminal,
    plan: Plan,
    sheet: Sheet,
    marks: Mapping[int, Mark],
    written: Sequence[tuple[Seat, Recorded]],
) -> int:
    """All are written: who was marked, and what their writer should look at."""
    language, kind = terminal.language, OCCASIONS[plan.kind].type
    terminal.say("sheet_done", what=_what(terminal, plan), **_counts(terminal, sheet, marks))
    _say_marked(terminal, plan, sheet, marks)
    doubts = [
        (seat, say(language, "warning", sentence=problem.say(language, kind)))
        for seat, recorded in written
        for problem in recorded.warnings
    ]
    _warn(terminal, doubts)
    terminal.give(
        {
            "outcome": "recorded",
            "kind": plan.kind,
            "occasion": plan.occasion,
            "on": plan.on,
            "sheet": sheet.code,
            "entries": [
                {**_seat(seat, marks.get(seat.number, PRESENT)), "event": recorded.event}
                for seat, recorded in written
            ],
        }
    )
    return DONE


def tell_refused(
    terminal: Terminal, kind: str, seats: Sequence[Seat], outcome: NoneRecorded
) -> int:
    """Nothing is written: who stands in the way, and why."""
    language = terminal.language
    terminal.give(
        {
            "outcome": "refused",
            "problems": [
                {**_seat(seats[at], PRESENT), **for_programs(language, kind, refusal)}
                for at, refusal in outcome.refusals
            ],
        }
    )
    refused = [
        (seats[at], sentence)
        for at, refusal in outcome.refusals
        for sentence in sentences(language, kind, refusal)
    ]
    _warn(terminal, refused)
    codes = {exit_code(refusal) for _, refusal in outcome.refusals}
    return REFUSED if REFUSED in codes else A_PERSON_DECIDES


def tell_again(terminal: Terminal, plan: Plan) -> int:
    """Nothing is written: the same sheet stands there already."""
    sentence = say(terminal.language, "sheet_again", what=_what(terminal, plan))
    terminal.give({"outcome": "same_again", "kind": plan.kind, "on": plan.on})
    if not terminal.for_programs:
        terminal.warn(sentence)
    return A_PERSON_DECIDES


def _say_marked(terminal: Terminal, plan: Plan, sheet: Sheet, marks: Mapping[int, Mark]) -> None:
    for seat in sheet.seats:
        if seat.number in marks:
            standing = _standing(terminal, plan, marks[seat.number])
            terminal.say("sheet_marked", number=seat.number, name=seat.name, standing=standing)


def _warn(terminal: Terminal, said: Iterable[tuple[Seat, str]]) -> None:
    """Say each sentence once, with those it is about."""
    people: dict[str, list[str]] = {}
    for seat, sentence in said:
        people.setdefault(sentence, []).append(f"{seat.number} {seat.name}")
    for sentence, named in people.items():
        if not terminal.for_programs:
            more = len(named) - _NAMED_MAX
            shown = ", ".join(named[:_NAMED_MAX]) + (f" (+{more})" if more > 0 else "")
            terminal.warn(f"{shown}: {sentence}")


def _what(terminal: Terminal, plan: Plan) -> str:
    """`P2K2, finance, 10 Februari 2019`, `sekolah, 25 hari sekolah, Februari 2019`."""
    language = terminal.language
    parts = [say(language, f"occasion_{plan.kind}")]
    if topic := plan.fields.get("topic"):
        parts.append(choice_label(language, str(topic)))
    if facility := plan.fields.get("facility"):
        parts.append(str(facility))
    if plan.kind == "payday":
        year, tranche = plan.fields["year"], plan.fields["tranche"]
        programme = choice_label(language, str(plan.fields["programme"]))
        parts.append(say(language, "occasion_tranche", programme=programme, year=year, n=tranche))
    if plan.full is not None:
        parts.append(_amount(terminal, plan, plan.full))
    return ", ".join((*parts, when(plan.on, language)))


def _amount(terminal: Terminal, plan: Plan, amount: int) -> str:
    language = terminal.language
    if plan.kind == "payday":
        return rupiah(amount, language)
    return say(language, f"amount_{plan.kind}", amount=number(amount, language))


def _standing(terminal: Terminal, plan: Plan, mark: Mark) -> str:
    language = terminal.language
    if mark.skip:
        return say(language, "mark_skip")
    if not mark.present:
        said = say(language, "mark_unpaid" if plan.kind == "payday" else "mark_absent")
    elif mark.done is not None:
        said = _amount(terminal, plan, mark.done)
    else:
        said = say(language, "mark_paid" if plan.kind == "payday" else "mark_present")
    reason = [choice_label(language, mark.reason)] if mark.reason else []
    return ", ".join((said, *reason))


def _counts(terminal: Terminal, sheet: Sheet, marks: Mapping[int, Mark]) -> dict[str, object]:
    skipped = sum(mark.skip for mark in marks.values())
    marked = len(marks) - skipped
    return {
        "people": so_many(terminal.language, len(sheet.seats) - skipped, "person"),
        "present": len(sheet.seats) - skipped - marked,
        "marked": marked,
    }


def _seat(seat: Seat, mark: Mark) -> dict[str, object]:
    return {
        "number": seat.number,
        "household": seat.household,
        "member": seat.person,
        "name": seat.name,
        "component": seat.component,
        "present": mark.present,
        "done": mark.done,
        "skip": mark.skip,
    }
