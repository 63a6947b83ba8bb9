"""Every entry for people: who, on which device, about when, written when, known when, in place of
what, and for each field who says so.

Before: `played.py`. After: a terminal, or a file.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from events.folds import Replaced
from events.words import Lang, choice_label, field_label, number, rupiah, say, type_label, when
from server.demo.pages import ID_SHOWN, Names, received
from server.demo.played import Entry, Json, Played
from server.demo.story.steps import Source
from server.demo.words import clock, tell

MARKS: Final[Mapping[Source, tuple[str, str]]] = {
    "article": ("ᵃ", "green"),
    "programme": ("ᵖ", "cyan"),
    "assumed": ("°", "dim"),
}
"""Mark and style of a field's source; a mark, because colours do not reach every reader."""

_RUPIAH_FIELDS: Final = frozenset(
    {
        "amount", "capital", "debt", "instalment_month", "materials", "other", "rent", "savings",
        "transport", "unit_price", "utilities", "wages",
    }
)  # fmt: skip
_UUID_LETTERS: Final = 36
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def show_history(console: Console, played: Played, lang: Lang) -> None:
    """The whole history in the order of the log, and the legend of the marks."""
    marks = {source: mark for source, (mark, _) in MARKS.items()}
    console.print()
    console.rule(Text(tell(lang, "history"), style="bold"), align="left")
    console.print(tell(lang, "legend", **marks))
    called = {**played.names, **things(played, lang)}
    for entry in played.history:
        console.print()
        for index, line in enumerate(entry_lines(entry, called, lang)):
            console.print(line if index == 0 else Padding(line, (0, 0, 0, 4), expand=False))
    console.print()
    shown = number(len(played.history), lang)
    console.print(tell(lang, "log", size=number(played.log.size, lang), shown=shown))


def things(played: Played, lang: Lang) -> Names:
    """What members, products and enterprises are called, and entries by their row."""
    called: dict[str, str] = {}
    for entry in played.history:
        said = {field.name: field.value for field in entry.fields}
        label = type_label(lang, entry.type)
        called[entry.event] = f"{label} ({tell(lang, 'row', row=entry.row)})"
        for thing, name in (("member", "name"), ("product", "product_name")):
            if name in said:
                called[str(said[thing])] = str(said[name])
        for thing, choice in (("enterprise", "kind"), ("session", "topic")):
            if entry.type in ("enterprise_started", "session_attended") and choice in said:
                called[str(said.get(thing))] = choice_label(lang, str(said[choice]), choice)
        if "buyer_place" in said:
            called[str(said["buyer"])] = str(said["buyer_place"])
    return called


def entry_lines(entry: Entry, called: Names, lang: Lang) -> Iterator[Text]:
    """What it is; who wrote it when; every field with its mark; what it took the place of."""
    basis = choice_label(lang, entry.basis, "basis")
    row = f"{tell(lang, 'row', row=entry.row)} · "
    about = f" · {when(entry.on, lang)} · {basis} · {entry.event[:ID_SHOWN]}"
    yield Text.assemble((row, "dim"), (type_label(lang, entry.type), "bold"), about)
    yield Text(_writing(entry, called, lang), style="dim")
    text = Text()
    for field in entry.fields:
        mark, style = MARKS[field.source]
        label = field_label(lang, field.name, entry.type)
        value = value_text(field.name, field.value, called, lang)
        text.append(", " if text else "").append(f"{label} {value}{mark}", style)
    yield text
    for replaced in entry.replaced:
        what = tell(lang, "replaced", what=_what(replaced, called, lang))
        yield Text(f"↳ {what}", style="yellow")
    marks = [say(lang, f"flag.{flag}") for flag in entry.flags]
    if entry.state != "standing":
        marks.insert(0, say(lang, f"state.{entry.state}"))
    if marks:
        yield Text(f"[{', '.join(marks)}]", style="yellow")


def value_text(name: str, value: Json, called: Names, lang: Lang) -> str:
    """A field's value as people write it; an id is called by what it names, or shortened."""
    if isinstance(value, bool):
        return {"id": ("tidak", "ya"), "en": ("no", "yes")}[lang][value]
    if isinstance(value, int):
        return rupiah(value, lang) if name in _RUPIAH_FIELDS else str(value)
    if isinstance(value, list | tuple):
        return "[" + "; ".join(value_text(name, item, called, lang) for item in value) + "]"
    if isinstance(value, dict) and "verdict" in value:
        verdict = say(lang, f"verdict.{value['verdict']}")
        return f"{value['id']} {verdict}"
    if isinstance(value, dict):
        parts = (
            f"{field_label(lang, key)} {value_text(key, item, called, lang)}"
            for key, item in value.items()
        )
        return ", ".join(parts)
    return _word(name, str(value), called, lang)


def _word(name: str, text: str, called: Names, lang: Lang) -> str:
    if text in called:
        return called[text]
    about = text.partition(":")[2]  # a conflict of corrections is named by what they correct
    if about in called:
        return called[about]
    if _DAY.fullmatch(text):
        return when(text, lang)
    is_id = len(text) == _UUID_LETTERS and text.count("-") == 4
    return f"…{text[-ID_SHOWN:]}" if is_id else choice_label(lang, text, name)


def _writing(entry: Entry, called: Names, lang: Lang) -> str:
    """Who wrote it where and when, and since when the office has known."""
    actor, device = called.get(entry.actor, entry.actor), called.get(entry.device)
    at = clock(entry.at, lang)
    if device is None:
        return tell(lang, "written_at_office", actor=actor, at=at)
    learned = received(entry.received, lang)
    return tell(lang, "written", actor=actor, device=device, at=at, received=learned)


def _what(replaced: Replaced, called: Names, lang: Lang) -> str:
    label = called.get(replaced.event, replaced.event[:ID_SHOWN])
    if replaced.field is None:
        return label
    name = replaced.field.rpartition(".")[2]
    return f"{label}: {field_label(lang, name)} {value_text(name, replaced.value, called, lang)}"
