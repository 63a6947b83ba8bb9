"""An office at a terminal with two families that one companion accompanies, in two kecamatan."""

import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.builders import a_body, a_household, an_id, personal_of
from tests.office_terminal import Office


@pytest.fixture
def office(
    tmp_path: Path,
    database_url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    """An office that knows all of both families, on the way a file of entries takes."""
    office = Office(tmp_path / "office", database_url, capsys, monkeypatch)
    office.run("init", "--log", "36.03", "--deployment", "banten")
    office.run("invite", "Kepala", "--role", "koordinator_kabupaten", "--region", "36.03")
    invited = office.ask("invite", "Zaenal", "--role", "pendamping", "--region", "36.03.06")
    lines = [
        entry(type_name, a_household(name), on, by, **fields)
        for name, region, sold in (("one", "36.03.06.2001", True), ("two", "36.03.32.2001", False))
        for type_name, on, by, fields in _of_a_family(name, region, invited["actor"], sold)
    ]
    record(office, monkeypatch, *lines)
    return office


def record(office: Office, monkeypatch: pytest.MonkeyPatch, *lines: dict[str, Any]) -> None:
    """Give the office these entries."""
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(map(json.dumps, lines))))
    code, out, err = office.run("record", "--from", "-", "--json")
    assert code == 0, (out, err)


def entry(type_name: str, household: str, on: str, by: str, **fields: object) -> dict[str, Any]:
    """One entry as a file gives it."""
    given = msgspec.to_builtins(a_body(type_name, **fields))
    given |= {key: value for key, value in personal_of(type_name).items() if key == "name"}
    return {"type": type_name, "household": household, "on": on, "by": by, "fields": given,
            "late": "paper_first"}  # fmt: skip


def _of_a_family(
    name: str, region: str, companion: str, sold: bool
) -> list[tuple[str, str, str, dict[str, object]]]:
    head, enterprise = an_id(f"head {name}"), an_id(f"enterprise {name}")
    money: dict[str, object] = {"year": 2019, "amount": 1_000_000, "payee": head}
    told: list[tuple[str, str, str, dict[str, object]]] = [
        ("household_registered", "2018-01-10", "Zaenal", {"head": head, "region": region}),
        ("member_added", "2018-01-10", "Zaenal", {"member": head}),
        ("programme_enrolled", "2018-01-10", "Zaenal", {"cohort_year": 2018}),
        ("companion_assigned", "2018-01-11", "Kepala",
         {"companion": companion, "effective_on": "2018-01-11"}),
        ("session_attended", "2018-03", "Zaenal",
         {"session": an_id("training"), "kind": "training", "topic": "konveksi", "member": head}),
        ("enterprise_started", "2018-05", "Zaenal",
         {"enterprise": enterprise, "owner": head, "origin_session": an_id("training")}),
        ("workforce_recorded", "2018-06", "Zaenal", {"enterprise": enterprise, "paid": 4}),
        ("payment_ordered", "2019-04-01", "Kepala", money),
        ("payment_reported", "2019-04-10", "Kepala", {**money, "paid_on": "2019-04-10"}),
    ]  # fmt: skip
    if sold:
        told += [
            ("sales_reported", "2019-06", "Zaenal", {"enterprise": enterprise}),
            ("assistance_received", "2019-04-20", "Zaenal",
             {"year": 2019, "amount": 1_000_000, "received_by": head}),
        ]  # fmt: skip
    return told
