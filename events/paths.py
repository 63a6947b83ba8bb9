"""Where a correction points: a field of a body by its path, read and replaced.

`sales.0.quantity` is the quantity of the first sale, `answers.water` one answer, `on` the date of
the event itself. Before: a `fact_corrected` with its target. After: the body as corrected, which
the fold reads in place of the one written.
"""

from typing import Final, TypeVar, cast

import msgspec

from events.errors import InputRefused
from events.types import Body, Value

ON: Final = "on"
"""The one corrigible field outside the body; no body has a field of this name."""

_B = TypeVar("_B", bound=Body)


def value_at(body: Body, path: str) -> Value:
    """The value a path names, None where it is absent.

    Errors: InputRefused (`unknown_field`) when the type has no such field.
    """
    steps = path.split(".")
    if steps[0] not in _names(body):
        raise _no_field(body, path)
    here: object = msgspec.to_builtins(body)
    for step in steps:
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, tuple) and _is_index(step, here):
            here = here[int(step)]
        else:
            raise _no_field(body, path)
    return cast(Value, here)


def with_value(body: _B, path: str, value: Value) -> _B:
    """The body with one value replaced, or taken out where `value` is None.

    Errors: InputRefused, `unknown_field` or `bad_value`; the body is as it was.
    """
    value_at(body, path)
    fields = _replaced(msgspec.to_builtins(body), path.split("."), value)
    try:
        return msgspec.convert(fields, type(body))
    except msgspec.ValidationError as error:
        raise InputRefused("bad_value", f"{path} cannot be {value!r}: {error}") from error


def _replaced(here: object, steps: list[str], value: Value) -> object:
    """What stands here with the value at the end of `steps` replaced; steps are known to lead."""
    if not steps:
        return value
    step, *rest = steps
    if isinstance(here, tuple):
        index = int(step)
        return (*here[:index], _replaced(here[index], rest, value), *here[index + 1 :])
    assert isinstance(here, dict)
    if not rest and value is None:
        return {name: held for name, held in here.items() if name != step}
    return here | {step: _replaced(here.get(step), rest, value)}


def _is_index(step: str, items: tuple[object, ...]) -> bool:
    return step.isascii() and step.isdecimal() and len(step) < 6 and int(step) < len(items)


def _names(body: Body) -> tuple[str, ...]:
    return tuple(field.encode_name for field in msgspec.structs.fields(body))


def _no_field(body: Body, path: str) -> InputRefused:
    names = ", ".join(_names(body))
    return InputRefused("unknown_field", f"{body.type} has no field {path!r}; it has {names}")
