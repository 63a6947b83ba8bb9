"""`jejak survey`: the office's own question sets; what they ask, and answers to them.

At a terminal questions are asked one by one, those that earlier answers skip left out; a program
gives all answers as JSON. Before: `survey_defined`, read by a sync. After: `survey_answered` is an
entry like any other.
"""

from typing import TYPE_CHECKING, Final, get_args

import click
import msgspec

from client_sync.cli.terminal import CommandsBelow, Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import DeviceRefused, Language
from events.types import Answer, Basis, Question, SurveyAnswered, SurveyDefined
from events.words.json_faults import json_fault

if TYPE_CHECKING:
    from events.problems import Problem

_TYPE: Final = SurveyAnswered.type


class Given(msgspec.Struct):
    """Answers as they grow: plain ones, and those in free words, which are personal."""

    answers: dict[str, Answer] = {}
    texts: dict[str, Answer] = {}


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.group("survey", cls=CommandsBelow, help=say(language, "help_survey"))
    @on_device(language)
    def survey(terminal: Terminal, /) -> None:
        """Its options hold for the commands below it."""

    survey.add_command(_list(language))
    survey.add_command(_show(language))
    survey.add_command(_answer(language))
    return survey


def _list(language: Language) -> click.Command:
    @click.command("list", help=say(language, "help_survey_list"))
    @on_device(language)
    def list_surveys(terminal: Terminal, /) -> None:
        surveys = terminal.run(_surveys(terminal))
        terminal.give(surveys)
        if not surveys:
            terminal.say("no_surveys")
            return
        from events.words import pick
        from events.words.surveys import label

        terminal.table(
            "survey_columns",
            [
                (
                    each.survey,
                    str(each.version),
                    str(len(each.questions)),
                    pick(language, label(each.questions[0])),
                )
                for each in surveys
            ],
        )

    return list_surveys


def _show(language: Language) -> click.Command:
    @click.command("show", help=say(language, "help_survey_show"))
    @on_device(language)
    @click.argument("survey")
    def show(terminal: Terminal, /, survey: str) -> None:
        from events.words.surveys import question_rows

        found = terminal.run(_survey(terminal, survey))
        terminal.give(found)
        terminal.table("question_columns", question_rows(language, found))

    return show


def _answer(language: Language) -> click.Command:
    @click.command("answer", help=say(language, "help_survey_answer"))
    @on_device(language)
    @click.argument("survey")
    @click.option("--household", required=True, help=say(language, "help_survey_household"))
    @click.option("--fields", metavar="JSON", help=say(language, "help_survey_fields"))
    @click.option("--on", metavar="DATE", help=say(language, "help_survey_on"))
    @click.option(
        "--basis", type=click.Choice(get_args(Basis)), help=say(language, "help_survey_basis")
    )
    @click.option("--visit", metavar="ID", help=say(language, "help_visit"))
    @click.option("--late", metavar="WORD", help=say(language, "help_late"))
    @click.option("--yes", is_flag=True, help=say(language, "help_yes"))
    def answer(
        terminal: Terminal,
        /,
        survey: str,
        household: str,
        fields: str | None,
        on: str | None,
        basis: Basis | None,
        visit: str | None,
        late: str | None,
        yes: bool,
    ) -> int:
        from client_sync.cli.record_outcome import tell
        from client_sync.cli.writing import write_entry
        from client_sync.writing.record import Refused
        from events.form import NewEntry

        found = terminal.run(_survey(terminal, survey))
        if fields is None and terminal.is_asking:
            given: Given | list[Problem] = _ask(terminal, found)
        else:
            given = _read(found, fields or "{}")
        if isinstance(given, list):
            return tell(terminal, _TYPE, Refused(_TYPE, tuple(given)))
        entry = NewEntry(
            type=_TYPE, fields=_fields(found, given), household=household, on=on, basis=basis,
            visit=visit, late=late, yes=yes,
        )  # fmt: skip
        return tell(terminal, _TYPE, terminal.run(write_entry(terminal, entry)))

    return answer


async def _surveys(terminal: Terminal) -> tuple[SurveyDefined, ...]:
    from client_sync.cli.reading import opened

    async with opened(terminal) as (_, pages):
        return await pages.surveys()


async def _survey(terminal: Terminal, name: str) -> SurveyDefined:
    """The newest version of a question set. Errors: DeviceRefused when it is not here."""
    for found in await _surveys(terminal):
        if found.survey == name:
            return found
    raise DeviceRefused("no_such_survey", given=name)


def _fields(survey: SurveyDefined, given: Given) -> dict[str, object]:
    """The fields of the entry."""
    fields: dict[str, object] = {
        "survey": survey.survey,
        "survey_version": survey.version,
        "answers": msgspec.to_builtins(given.answers),
    }
    return fields | ({"texts": given.texts} if given.texts else {})


# --- answers -------------------------------------------------------------------------------------


def _read(survey: SurveyDefined, text: str) -> "Given | list[Problem]":
    """Answers given as JSON by the question's code; texts are read as a person types them."""
    from events.problems import Problem
    from events.survey_answers import read_answer

    try:
        said = msgspec.json.decode(text, type=dict[str, Answer | None])
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise DeviceRefused("not_json", given="--fields", reason=json_fault(error)) from error
    questions = {question.code: question for question in survey.questions}
    given, problems = Given({}, {}), list[Problem]()
    for code, value in said.items():
        question = questions.get(code)
        if isinstance(value, str) and question is not None and question.kind != "text":
            answer = read_answer(question, value)
            if isinstance(answer, Problem):
                problems.append(answer)
                continue
            value = answer
        if value is not None:
            _keep(given, question, code, value)
    return problems or given


def _ask(terminal: Terminal, survey: SurveyDefined) -> Given:
    """The answers a person gives, question by question; earlier ones decide what is asked."""
    from events.survey_answers import asked

    terminal.say("survey_hint")
    given = Given({}, {})
    for question in asked(survey, given.answers):
        answer = _ask_one(terminal, question)
        if answer is not None:
            _keep(given, question, question.code, answer)
    return given


def _ask_one(terminal: Terminal, question: Question) -> Answer | None:
    """One answer, asked for until it fits; None where it may be and was left out."""
    from events.problems import Problem
    from events.survey_answers import missing, read_answer
    from events.words import pick
    from events.words.surveys import expected, label

    language = terminal.language
    for number, choice in enumerate(question.choices, start=1):
        words = choice.label_id if language == "id" else choice.label_en or choice.label_id
        terminal.show(f"  {number}  {words}")
    prompt = f"{pick(language, label(question))} [{pick(language, expected(question))}]"
    while True:
        text = click.prompt(prompt, default="", show_default=False)
        if not text.strip() and not question.required:
            return None
        answer = read_answer(question, text) if text.strip() else missing(question)
        if not isinstance(answer, Problem):
            return answer
        terminal.warn(answer.say(language, _TYPE))


def _keep(given: Given, question: Question | None, code: str, answer: Answer) -> None:
    is_text = question is not None and question.kind == "text"
    (given.texts if is_text else given.answers)[code] = answer
