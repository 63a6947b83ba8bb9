"""Every entry for people: who, on which device, about when, written when, known when, in place of
what, and for each field who says so.

Before: `played.py`. After: a terminal, or a file.
"""

from collections.abc import Mapping
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from events.words import Lang, choice_label, field_label, number, rupiah, type_label, when
from server.demo.pages import ID_SHOWN, received
from server.demo.played import Entry, Json, Played, Replaced, Source
from server.demo.words import clock, tell

MARKS: Final[Mapping[Source, tuple[str, str]]] = {
    "article": ("ᵃ", "green"),
    "programme": ("ᵖ", "cyan"),
    "assumed": ("°", "dim"),
}
"""Mark and style of a field's source; a mark, because colours do not reach every reader."""

_RUPIAH_FIELDS: Final = frozenset(
    {
        "amount", "amount_year", "capital", "debt", "instalment_month", "materials", "net_month",
        "other", "rate", "rent", "savings", "transport", "unit_price", "utilities", "wages",
    }
)  # fmt: skip
_UUID_LETTERS: Final = 36


def show_history(console: Console, played: Played, lang: Lang) -> None:
    """The whole history, oldest first, and the legend of the marks."""
    labels = {
        entry.event: f"{entry.row} {type_label(lang, entry.type)}" for entry in played.history
    }
    table = Table(title=tell(lang, "history"), title_justify="left", box=None, padding=(0, 2, 1, 0))
    for name in ("row", "written", "who", "entry", "learned"):
        table.add_column(tell(lang, name), overflow="fold")
    for entry in played.history:
        table.add_row(
            entry.row,
            clock(entry.at, lang),
            f"{entry.actor}\n{entry.device}",
            entry_text(entry, labels, lang),
            received(entry.received, lang),
        )
    console.print(table)
    marks = {source: mark for source, (mark, _) in MARKS.items()}
    console.print(tell(lang, "legend", **marks))
    console.print(tell(lang, "log", size=number(played.log.size, lang)))


def entry_text(entry: Entry, labels: Mapping[str, str], lang: Lang) -> Text:
    """What was said: the type and its date, each field with its mark, what it took the place of."""
    basis = choice_label(lang, entry.basis, "basis")
    text = Text.assemble(
        (type_label(lang, entry.type), "bold"),
        f" · {when(entry.on, lang)} · {basis} · ",
        (entry.event[:ID_SHOWN], "dim"),
    )
    for index, field in enumerate(entry.fields):
        mark, style = MARKS[field.source]
        value = value_text(field.name, field.value, labels, lang)
        text.append("\n" if index == 0 else ", ")
        text.append(f"{field_label(lang, field.name, entry.type)} {value}{mark}", style)
    for replaced in entry.replaced:
        text.append(f"\n{tell(lang, 'replaced', what=_what(replaced, labels, lang))}", "yellow")
    return text


def value_text(name: str, value: Json, labels: Mapping[str, str], lang: Lang) -> str:
    """A field's value as people write it; an id is shortened, or called by what it names."""
    if isinstance(value, bool):
        return {"id": ("tidak", "ya"), "en": ("no", "yes")}[lang][value]
    if isinstance(value, int):
        return rupiah(value, lang) if name in _RUPIAH_FIELDS else str(value)
    if isinstance(value, list | tuple):
        return "[" + "; ".join(value_text(name, item, labels, lang) for item in value) + "]"
    if isinstance(value, dict):
        parts = (
            f"{field_label(lang, key)} {value_text(key, item, labels, lang)}"
            for key, item in value.items()
        )
        return ", ".join(parts)
    text = str(value)
    if text in labels:
        return labels[text]
    is_id = len(text) == _UUID_LETTERS and text.count("-") == 4
    return f"…{text[-ID_SHOWN:]}" if is_id else choice_label(lang, text, name)


def _what(replaced: Replaced, labels: Mapping[str, str], lang: Lang) -> str:
    label = labels.get(replaced.event, replaced.event[:ID_SHOWN])
    if replaced.field is None:
        return label
    name = field_label(lang, replaced.field.rpartition(".")[2])
    value = value_text(replaced.field.rpartition(".")[2], replaced.value, labels, lang)
    return f"{label}: {name} {value}"
