"""What a restore would lose, told before it is made: of what was safe, and of each incarnation.

    what a back-up holds, and the marks  ->  the incarnation it would begin  ->  refused, doubted
      ->  of each earlier incarnation: how much of it stands, and what is lost of what was safe

Devices were told what is safe, and may have let go of it: two officers accept that it is lost, or
restore another back-up. Before: `restoring.py` has checked what the file holds. After: it makes the
office, and devices are told exactly what became of what they had read. Pure.
"""

from collections.abc import Sequence

import msgspec

from events.errors import InputRefused
from events.ids import LogId
from server.keeping.marks import Descent, Held, Marks, Restored


class Loss(msgspec.Struct, frozen=True):
    """A log of which a restore would not have all that a verified back-up holds.

    Devices were told that its `safe_size` positions are safe, and may have let go of what they
    wrote; the first `common` of them would be there.
    """

    log: LogId
    common: int
    safe_size: int
    safe_file: str


class Changed(msgspec.Struct, frozen=True):
    """The file is not byte for byte the verified back-up `made_as` of the same entries.

    These are whole; what nothing proves may be damaged: names, data keys.
    """

    made_as: str


def begun_by(held: Held, marks: Marks) -> Restored:
    """The incarnation that a restore begins: the next after all that anybody knows of."""
    restored = [one.incarnation for one in marks.restored(held.log)]
    backed_up = [of.incarnation for of in marks.held(held.log)]
    newest = max([held.incarnation, *restored, *backed_up])
    return Restored(held.log, newest + 1, held.size, held.incarnation)


def _descent(begun: Restored, marks: Marks) -> Descent:
    return Descent([*marks.restored(begun.log), begun])


def refuse_altered(held: Sequence[Held], marks: Marks) -> None:
    """Errors: InputRefused when a verified back-up of the same size had another history."""
    for one in held:
        of_size = [of for of in marks.held(one.log) if of.root and of.size == one.size]
        if any(of.incarnation == one.incarnation and of.root != one.root for of in of_size):
            raise InputRefused(
                "backup_altered",
                "the back-up is not what was verified when it was made: keep it as evidence, "
                "restore another one",
            )


def changed(held: Sequence[Held], digest: str, marks: Marks) -> list[Changed]:
    """The verified back-up of these entries, where it had other bytes than this file."""
    same = [one for one in marks.backups if set(one.logs) == set(held)]
    if not same or any(one.sha256 == digest for one in same):
        return []
    return [Changed(same[-1].file)]


def losses_of(held: Sequence[Held], marks: Marks) -> list[Loss]:
    """The logs of which something that a verified back-up holds would be lost by this restore.

    What an earlier restore has lost of an incarnation before the back-up's own was accepted then.
    """
    losses = []
    for one in held:
        begun = begun_by(one, marks)
        descent = _descent(begun, marks)
        # Any of them may be the one that was served last: a restore can be cut off once it began.
        later = range(one.incarnation + 1, begun.incarnation)
        known = [
            (of.size, descent.common(of.incarnation, begun.incarnation), backup.file)
            for backup in marks.backups
            for of in backup.logs
            if of.log == one.log
            and not descent.has(begun.incarnation, of)
            and (of.incarnation >= one.incarnation or any(descent.has(n, of) for n in later))
        ]
        if known:
            safe_size, common, file = max(known)
            losses.append(Loss(one.log, common, safe_size, file))
    return losses


def earlier_ones(begun: Restored, marks: Marks) -> list[tuple[int, int, int]]:
    """(incarnation, common, lost) of those that the back-up does not know to be earlier ones.

    The first `common` positions are the same as this one's; of what was safe, those from there up
    to `lost` are not in it. What became of those before the back-up's own stands in the back-up.
    """
    descent = _descent(begun, marks)
    since = [one.incarnation for one in marks.restored(begun.log) if one.incarnation > begun.of]
    gone = [of for of in marks.held(begun.log) if not descent.has(begun.incarnation, of)]
    return [
        (
            incarnation,
            descent.common(incarnation, begun.incarnation),
            max((of.size for of in gone if descent.has(incarnation, of)), default=0),
        )
        for incarnation in (begun.of, *since)
    ]
