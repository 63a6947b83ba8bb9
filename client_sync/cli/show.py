"""`jejak show HOUSEHOLD`: where one household stands, why, and what to ask next.

With `--json` it is the answer of the folds, the same the office gives.
"""

from typing import TYPE_CHECKING, Final

import click

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language

if TYPE_CHECKING:
    from client_sync.reading.pages import HouseholdPage
    from events.folds import Conflict, Enterprise

_VOICES_SHOWN_MAX: Final = 10
"""The newest; all are in `jejak history`."""


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("show", help=say(language, "help_show"))
    @on_device(language)
    @click.argument("household")
    @click.option("--as-of", metavar="DAY", help=say(language, "help_as_of"))
    @click.option("--known-at", metavar="MOMENT", help=say(language, "help_known_at"))
    def show(
        terminal: Terminal, /, household: str, as_of: str | None, known_at: str | None
    ) -> None:
        from client_sync.cli.reading import (
            day_named,
            household_named,
            moment_named,
            opened,
            today,
        )

        async def read() -> "HouseholdPage":
            async with opened(terminal) as (device, pages):
                stream = await household_named(device, household)
                day = day_named(as_of) if as_of else await today(device)
                moment = moment_named(known_at) if known_at else None
                return await pages.household(stream, day, moment)

        page = terminal.run(read())
        if terminal.for_programs:
            terminal.give(page.answer)
        else:
            _print(terminal, page)

    return show


def _print(terminal: Terminal, page: "HouseholdPage") -> None:
    from client_sync.cli.reading import word
    from client_sync.device import read_regions
    from events.words import when

    language, found = terminal.language, page.answer
    unknown = say(language, "unknown")
    region, last_met = found.household.region, found.household.last_met
    terminal.say("show_head", name=page.head or "…", household=page.household)
    if page.incomplete:
        terminal.say("show_half")
    if found.household.alias_of is not None:
        terminal.say("show_merged", household=found.household.alias_of)
        return
    _print_names(terminal, page)
    terminal.say(
        "show_place",
        region=unknown if region is None else read_regions().label(region, language),
        members=found.household.members,
        last_met=unknown if last_met is None else when(last_met, language),
    )
    flags = ", ".join(word(language, "flag", flag) for flag in found.household.flags)
    terminal.say(
        "show_status",
        status=word(language, "status", found.household.status),
        flags=f" [{flags}]" if flags else "",
    )
    if page.outside:
        terminal.say("show_outside", count=page.outside, household=page.household)
    terminal.say(
        "show_readiness",
        verdict=word(language, "readiness", found.readiness.verdict),
        rule_set=found.readiness.rule_set,
    )
    terminal.table(
        "indicator_columns",
        [
            (
                name,
                word(language, "indicator", name),
                word(language, "verdict", indicator.verdict),
                _measured(language, name, indicator.value),
                _measured(language, name, indicator.threshold),
            )
            for name, indicator in found.readiness.indicators.items()
        ],
    )
    for enterprise in found.enterprises:
        _print_enterprise(terminal, enterprise, page.names)
    _print_surveys(terminal, page)
    for conflict in found.conflicts:
        _print_conflict(terminal, conflict, page.names)
    _print_voices(terminal, page)
    _print_questions(terminal, page)


def _print_names(terminal: Terminal, page: "HouseholdPage") -> None:
    """Under which other names it is written down, what it was part of, and who went from it."""
    from events.words import when

    language, household = terminal.language, page.answer.household
    if household.aliases:
        terminal.say("show_aliases", households=", ".join(household.aliases))
    for key, splits in (
        ("show_part_of", household.splits.out_of),
        ("show_parts", household.splits.into),
    ):
        for split in splits:
            terminal.say(
                key,
                household=split.household or say(language, "unknown"),
                on=when(split.on, language),
                members=", ".join(page.names.get(each, each) for each in split.members),
            )


def _print_enterprise(terminal: Terminal, enterprise: "Enterprise", names: dict[str, str]) -> None:
    from client_sync.cli.reading import word
    from events.words import choice_label, rupiah

    language = terminal.language
    unknown = say(language, "unknown")
    terminal.say(
        "show_enterprise",
        name=names.get(enterprise.id, enterprise.id),
        kind=choice_label(language, enterprise.kind) if enterprise.kind else unknown,
        stage=word(language, "stage", enterprise.stage) if enterprise.stage else unknown,
        workers=unknown if enterprise.workers_paid is None else enterprise.workers_paid,
        flags=", ".join(word(language, "flag", flag) for flag in enterprise.flags),
    )
    terminal.table(
        "month_columns",
        [
            (
                month.period,
                unknown if month.quantity is None else str(month.quantity),
                *(
                    unknown if amount is None else rupiah(amount, language)
                    for amount in (month.unit_price, month.revenue, month.costs, month.net)
                ),
            )
            for month in enterprise.months
        ],
    )


def _print_surveys(terminal: Terminal, page: "HouseholdPage") -> None:
    from events.words import pick, when
    from events.words.surveys import in_words, label

    language, defined = terminal.language, {each.survey: each for each in page.surveys}
    for state in page.answer.surveys:
        terminal.say("show_survey", survey=state.survey, on=when(state.on, language))
        known = defined[state.survey].questions if state.survey in defined else ()
        questions = {question.code: question for question in known}
        rows = []
        for code in (*state.answers, *state.disputed):
            question = questions.get(code)
            words = code if question is None else pick(language, label(question))
            answer = state.answers.get(code)
            said = (
                say(language, "disputed")
                if answer is None
                else in_words(language, answer, question)
            )
            rows.append((words, said))
        terminal.table("answer_columns", rows)


def _print_conflict(terminal: Terminal, conflict: "Conflict", names: dict[str, str]) -> None:
    from events.words import choice_label, path_label, type_label

    language = terminal.language
    kind = conflict.key.partition(":")[0]
    terminal.say(
        "show_conflict",
        type=type_label(language, "fact_corrected" if kind == "correction" else kind),
        field=path_label(language, conflict.field, kind),
        about=conflict.key,
    )
    for claim in conflict.claims:
        terminal.say(
            "show_claim",
            value=claim.value,
            actor=names.get(claim.actor, claim.actor),
            on=claim.on,
            basis=choice_label(language, claim.basis),
            event=claim.event,
        )


def _print_voices(terminal: Terminal, page: "HouseholdPage") -> None:
    from client_sync.reading.pages import short_ids
    from events.words import choice_label, type_label, when

    language = terminal.language
    if not page.voices:
        return
    short = short_ids(voice.event for voice in page.voices)
    terminal.say("show_voices")
    terminal.table(
        "voice_columns",
        [
            (
                when(voice.on, language),
                page.names.get(voice.by, voice.by),
                type_label(language, voice.type)
                + (f" ({choice_label(language, voice.kind)})" if voice.kind else ""),
                voice.text or say(language, "voice_unread"),
                say(language, "voice_waits") if voice.waits else "",
                short[voice.event],
            )
            for voice in page.voices[:_VOICES_SHOWN_MAX]
        ],
    )


def _print_questions(terminal: Terminal, page: "HouseholdPage") -> None:
    from client_sync.cli.reading import word
    from events.asking import question

    if page.answer.questions:
        terminal.say("show_questions")
    for asked in page.answer.questions:
        terminal.say(
            "show_question",
            question=question(terminal.language, asked, page.names),
            indicators=", ".join(asked.indicators) or word(terminal.language, "why", asked.why),
        )
    if page.unknown:
        terminal.say("show_incomplete", count=page.unknown)


def _measured(language: Language, indicator: str, value: int | str | None) -> str:
    """A value or threshold of an indicator as people read it."""
    from events.words import indicator_figure

    if value is None:
        return say(language, "unknown")
    return indicator_figure(language, indicator, value)
