"""What came of an entry, said to a person and given to a program; the same for one and for many."""

from collections.abc import Sequence

from client_sync.cli.exits import A_PERSON_DECIDES, DONE, REFUSED
from client_sync.cli.terminal import Terminal
from client_sync.cli.words import say
from client_sync.refusals import Language
from client_sync.writing.record import Doubtful, Outcome, Recorded, Refused, SameAgain
from events.dates import rfc3339
from events.problems import Problem
from events.words import type_label


def sentences(language: Language, type_name: str, outcome: Outcome) -> list[str]:
    """What is said of an entry, warnings included."""
    match outcome:
        case Recorded():
            label = type_label(language, type_name)
            said = [say(language, "recorded", type=label, event=outcome.event)]
            if household := outcome.made.get("household"):
                said.append(say(language, "recorded_household", household=household))
            said += [
                say(language, "recorded_made", field=field, id=made)
                for field, made in outcome.made.items()
                if field != "household"
            ]
            return said + _said(language, "warning", type_name, outcome.warnings)
        case Refused() | Doubtful():
            return _said(language, "not_recorded", type_name, outcome.problems)
        case SameAgain():
            time = rfc3339(outcome.at)[11:16]
            return [say(language, "same_again", time=time, event=outcome.event)]


def for_programs(language: Language, type_name: str, outcome: Outcome) -> dict[str, object]:
    """The same as JSON: `outcome` says which."""
    match outcome:
        case Recorded():
            return {
                "outcome": "recorded",
                "event": outcome.event,
                "type": type_name,
                "stream": outcome.stream,
                "sequence": outcome.sequence,
                "at": outcome.at,
                "made": outcome.made,
                "warnings": _problems(language, type_name, outcome.warnings),
            }
        case Refused() | Doubtful():
            return {
                "outcome": "refused",
                "type": type_name,
                "problems": _problems(language, type_name, outcome.problems),
            }
        case SameAgain():
            return {
                "outcome": "same_again",
                "type": type_name,
                "event": outcome.event,
                "at": outcome.at,
            }


def exit_code(outcome: Outcome) -> int:
    """How a command ends for one entry."""
    match outcome:
        case Recorded():
            return DONE
        case Refused():
            return REFUSED
        case SameAgain() | Doubtful():
            return A_PERSON_DECIDES


def tell(terminal: Terminal, type_name: str, outcome: Outcome, read: Sequence[str] = ()) -> int:
    """Print what came of one entry, and for programs what was `read` of everyday words."""
    for sentence in sentences(terminal.language, type_name, outcome):
        if isinstance(outcome, Recorded):
            terminal.show(sentence)
        elif not terminal.for_programs:
            terminal.warn(sentence)
    echo = {"read": read} if read else {}
    terminal.give(for_programs(terminal.language, type_name, outcome) | echo)
    return exit_code(outcome)


def _said(language: Language, key: str, type_name: str, problems: tuple[Problem, ...]) -> list[str]:
    return [say(language, key, sentence=problem.say(language, type_name)) for problem in problems]


def _problems(
    language: Language, type_name: str, problems: tuple[Problem, ...]
) -> list[dict[str, object]]:
    return [
        {
            "code": problem.code,
            "field": problem.field,
            "sentence": problem.say(language, type_name),
        }
        for problem in problems
    ]
