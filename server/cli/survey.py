"""`jejak-server survey`: publish question sets, list them, show their questions.

Before: a file that an office wrote. After: `server/officers/surveying.py` publishes it, `jejak
survey` asks.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from events.errors import InputRefused
from events.types import SurveyDefined
from server.cli.terminal import CommandsBelow, Terminal, choose_log, on_office
from server.cli.words import Language, say

if TYPE_CHECKING:
    from events.problems import Problem
    from server.officers.surveying import Defined


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.group("survey", cls=CommandsBelow, help=say(language, "help_survey"))
    @on_office(language)
    def survey(terminal: Terminal) -> None:
        """Its options hold for the commands below it."""

    survey.add_command(_define(language))
    survey.add_command(_list(language))
    survey.add_command(_show(language))
    return survey


def _define(language: Language) -> click.Command:
    @click.command("define", help=say(language, "help_survey_define"))
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--by", metavar="ACTOR", required=True, help=say(language, "help_by"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def define(terminal: Terminal, file: Path, by: str, log: str | None) -> None:
        from server.cli.record_type import EntryRefused

        done = terminal.run(_publish(terminal, file, by, log))
        if isinstance(done, list):
            refused = EntryRefused(language, SurveyDefined.type, done)
            terminal.give({"outcome": "refused", "problems": refused.problems})
            raise refused
        survey = done.survey
        key = "survey_held" if done.recorded is None else "survey_defined"
        terminal.say(key, survey=survey.survey, version=survey.version, count=len(survey.questions))
        position = None if done.recorded is None else done.recorded.written.position
        terminal.give({"survey": survey.survey, "version": survey.version, "position": position})

    return define


def _list(language: Language) -> click.Command:
    @click.command("list", help=say(language, "help_survey_list"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def list_surveys(terminal: Terminal, log: str | None) -> None:
        from events.words import pick
        from events.words.surveys import label

        surveys = terminal.run(_surveys(terminal, log))
        terminal.give(surveys)
        if not surveys:
            terminal.say("no_surveys")
            return
        rows = [
            (
                each.survey,
                str(each.version),
                str(len(each.questions)),
                pick(language, label(each.questions[0])),
            )
            for each in surveys
        ]
        terminal.table(say(language, "survey_columns").split("|"), rows)

    return list_surveys


def _show(language: Language) -> click.Command:
    @click.command("show", help=say(language, "help_survey_show"))
    @click.argument("survey")
    @click.option("--version", type=int, help=say(language, "help_survey_version"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def show(terminal: Terminal, survey: str, version: int | None, log: str | None) -> None:
        from events.words.surveys import question_rows

        found = terminal.run(_survey(terminal, survey, version, log))
        terminal.give(found)
        columns = say(language, "question_columns").split("|")
        terminal.table(columns, question_rows(language, found))

    return show


async def _publish(
    terminal: Terminal, file: Path, by: str, log: str | None
) -> "Defined | list[Problem]":
    from server.office import open_office
    from server.officers.surveying import define, read_survey_file

    given = read_survey_file(file)
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        return await define(office, desk, by, given)


async def _surveys(terminal: Terminal, log: str | None) -> tuple[SurveyDefined, ...]:
    from server.office import open_office
    from server.officers.acting import programme_of

    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        async with office.database.read() as transaction:
            return (await programme_of(transaction, desk)).surveys()


async def _survey(
    terminal: Terminal, name: str, version: int | None, log: str | None
) -> SurveyDefined:
    """One version, the newest when none is named. Errors: InputRefused `unknown_survey`."""
    from server.office import open_office
    from server.officers.acting import programme_of

    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        async with office.database.read() as transaction:
            versions = (await programme_of(transaction, desk)).versions(name)
    for found in reversed(versions):
        if version in (None, found.version):
            return found
    raise InputRefused("unknown_survey", f"there is no survey {name}, or not that version")
