"""What must be true of the office's log: nothing missing, nothing twice, judged and counted."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final

import msgspec

from tests.simulation.files import LogRow, OfficeFile
from tests.simulation.remembered import Fact, Remembered

_MODULUS: Final = 1 << 256


def log_wrong(known: Remembered, office: OfficeFile) -> Iterator[str]:
    """Positions dense, received monotone, every device's order kept, nothing twice."""
    received, next_of = 0, dict[tuple[str, int], int]()
    for index, row in enumerate(office.log):
        if row.position != index:
            yield f"position {index} is missing from the log"
            return
        if row.received < received:
            yield f"received runs backwards at position {index}"
        received = row.received
        if row.sequence != (expected := next_of.get((row.device, row.epoch), 1)):
            yield f"position {index} has sequence {row.sequence}, not {expected}"
        next_of[row.device, row.epoch] = row.sequence + 1
        if sha256(row.line).hexdigest()[:32] != row.id:
            yield f"the line at position {index} is not the one its id names"
    if office.size != len(office.log):
        yield f"the head says {office.size}, the log has {len(office.log)} positions"
    held = [row.id for row in office.log]
    for id_ in known.acts:
        if held.count(id_) != 1:
            yield f"the office's act {id_} is {held.count(id_)} times in the log"


def promises_broken(known: Remembered, office: OfficeFile) -> Iterator[str]:
    """What the office had taken is there, whatever became of who wrote it."""
    for id_ in sorted((known.promised | known.safe) - {row.id for row in office.log}):
        yield f"entry {id_} was at the office, and is not any more"


def verdicts_wrong(
    known: Remembered, office: OfficeFile, facts: Mapping[str, Fact]
) -> Iterator[str]:
    """Verdicts, personal parts and digests of the log."""
    sums: dict[str, tuple[int, int]] = {}
    revoked = {writer.device for writer in known.writers.values() if writer.is_revoked}
    clones = {writer.device for writer in known.writers.values() if writer.is_clone}
    for row in office.log:
        fact = facts.get(row.id)
        if fact is not None and not fact.is_odd:
            if fact.personal and row.part is None:
                yield f"the personal part at position {row.position} is missing"
            is_read = known.program_at(row.position).knows(fact.type, fact.version)
            possible = ["accepted" if is_read else "accepted(unknown_type)"]
            possible += ["review(revoked)"] if row.device in revoked or known.is_restored else []
            possible += ["review(clone)"] if row.device in clones else []
            possible += ["review(returned)"] if known.is_restored else []
            if row.verdict not in possible:
                yield f"position {row.position} has verdict {row.verdict}"
        if row.counts and row.stream not in (None, "programme", "office"):
            events, total = sums.get(row.stream or "", (0, 0))
            sums[row.stream or ""] = events + 1, total + _item(row)
    for household, (events, total) in sums.items():
        held = office.households.get(household, (0, b"", 0))
        if (held[0], int.from_bytes(held[1], "big")) != (events, total % _MODULUS):
            yield f"the office's digest of {household} is not that of its events"
    for household, (_, _, keys) in office.households.items():
        if keys != office.key_count.get(household, 0):
            yield f"the office counts {keys} keys of {household}, and has others"


def decided_wrong(office: OfficeFile) -> Iterator[str]:
    """What the office says that it did with copies and forks is so, and was done once."""
    kept = {(device, sha256(body).hexdigest()) for device, body in office.evidence}
    counting = {row.id for row in office.log if row.verdict.startswith("accepted")}
    enrolled: dict[str, int] = {}
    for row in office.log:
        is_approved = row.verdict == "review(clone)" and row.device not in office.waiting
        if is_approved and row.position not in office.released and row.id not in counting:
            yield f"position {row.position} waits, and its device was approved"
        if row.stream != "office":
            continue
        said = msgspec.json.decode(row.line)
        body = said["body"]
        if said["type"] == "device_forked" and (body["device"], body["batch"]) not in kept:
            yield f"the office has no evidence of the fork at position {row.position}"
        if said["type"] == "device_enrolled" and body["device"] in office.copies:
            enrolled[body["device"]] = enrolled.get(body["device"], 0) + 1
    for device, times in sorted(enrolled.items()):
        if times != (1 if device in office.waiting else 2):
            yield f"copy {device} is written down {times} times"


def _item(row: LogRow) -> int:
    """events/README, "Digest", written once more."""
    content = b"jejak.item.v1\0" + row.position.to_bytes(8, "big") + bytes.fromhex(row.device)
    content += row.epoch.to_bytes(8, "big") + row.sequence.to_bytes(8, "big")
    content += sha256(row.line).digest() + row.verdict.encode()
    return int.from_bytes(sha256(content).digest(), "big")
