"""What is written of everybody on a sheet: the options of `jejak session`, read and asked for.

The fields are those of the event types, read and explained as `jejak record` does. Before: the
command line. After: a `Plan` of `writing/sheets.py`.
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast, get_args

from client_sync.cli.terminal import Terminal
from client_sync.refusals import DeviceRefused
from client_sync.writing.sheets import Kind, Plan
from events.dates import interval
from events.form import missing, read_option
from events.ids import make_uuid7
from events.problems import Problem
from events.schema import FieldSpec, fields_of
from events.types import Basis, EntityId

if TYPE_CHECKING:
    from client_sync.device import Device


class Occasion(NamedTuple):
    """What is written of one kind: a type, what must be said of it, and what may be.

    `full` is the field that says how much counts as present; `given` are values nobody has to say.
    """

    type: str
    asked: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    full: str | None = None
    given: Mapping[str, str] = {}


OCCASIONS: Final[Mapping[Kind, Occasion]] = {
    "p2k2": Occasion("session_attended", ("topic",), ("hours", "provider")),
    "training": Occasion("session_attended", ("topic",), ("hours", "provider")),
    "school": Occasion("commitment_verified", (), ("facility",), "required"),
    "posyandu": Occasion(
        "commitment_verified", (), ("facility", "unit"), "required", {"required": "1"}
    ),
    "payday": Occasion(
        "assistance_received", ("programme", "year", "tranche", "channel"), (), "amount"
    ),
}
FIELD_OPTIONS: Final = (
    "topic", "hours", "provider", "required", "facility", "unit", "programme", "year", "tranche",
    "amount", "channel",
)  # fmt: skip


async def plan_of(terminal: Terminal, device: "Device", given: Mapping[str, Any]) -> Plan:
    """The plan of the options; at a terminal what is missing is asked for.

    Errors: DeviceRefused with every option that is missing or cannot be read.
    """
    kind: Kind = given["kind"]
    occasion = OCCASIONS[kind]
    now_ms = await device.clock.now_ms()
    on = given["on"] or await _default_on(device, occasion)
    texts = dict(occasion.given)
    texts |= {name: given[name] for name in FIELD_OPTIONS if given[name] is not None}
    if "year" in occasion.asked:
        texts.setdefault("year", on[:4])
    specs = {spec.name: spec for spec in fields_of(occasion.type)}
    fields = _read(terminal, occasion, specs, texts)
    full = fields.pop(occasion.full) if occasion.full is not None else None
    return Plan(
        kind=kind,
        occasion=EntityId(make_uuid7(now_ms, await device.chance.draw(10))),
        on=on,
        fields=fields,
        full=cast(int | None, full),
        basis=_basis(given["basis"]),
        late=given["late"],
        by=given["by"],
    )


async def last_day_known(device: "Device", on: str) -> date:
    """The last day of a date, but not after today: who is on the sheet is judged by it.

    Errors: DeviceRefused for what is no date.
    """
    from client_sync.cli.reading import today

    try:
        _, last = interval(on)
    except ValueError as error:
        raise DeviceRefused("bad_day", given=on) from error
    return min(last, await today(device))


async def _default_on(device: "Device", occasion: Occasion) -> str:
    """Today; of what is counted by the month, this month."""
    from client_sync.cli.reading import today

    day = (await today(device)).isoformat()
    return day[:7] if occasion.type == "commitment_verified" else day


def _read(
    terminal: Terminal,
    occasion: Occasion,
    specs: Mapping[str, FieldSpec],
    texts: Mapping[str, str],
) -> dict[str, object]:
    wanted = (*occasion.asked, *filter(None, (occasion.full,)))
    fields: dict[str, object] = {}
    problems: list[Problem] = []
    for name in texts:
        if name not in (*wanted, *occasion.optional):
            allowed = ", ".join((*wanted, *occasion.optional))
            values = {"type": occasion.type, "given": name, "choices": allowed}
            problems.append(Problem("no_such_field", values={**values}))
    for name in (*wanted, *occasion.optional):
        value = _value(terminal, occasion.type, specs[name], texts.get(name), name in wanted)
        if isinstance(value, Problem):
            problems.append(value)
        elif value is not None:
            fields[name] = value
    if problems:
        said = [problem.say(terminal.language, occasion.type) for problem in problems]
        raise DeviceRefused("bad_sheet", reason=" ".join(said))
    return fields


def _value(
    terminal: Terminal, kind: str, spec: FieldSpec, text: str | None, is_wanted: bool
) -> object | Problem | None:
    if text is not None:
        return read_option(spec, [text])
    if not is_wanted:
        return None
    if not terminal.is_asking:
        return missing(spec)
    from client_sync.cli.asking import asked_for

    return asked_for(terminal, kind, spec)


def _basis(word: str | None) -> Basis | None:
    if word is not None and word not in get_args(Basis):
        raise DeviceRefused("bad_basis", given=word, choices=", ".join(get_args(Basis)))
    return cast(Basis | None, word)
