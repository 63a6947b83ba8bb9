"""What an officer does by `jejak-server`: logs, persons, acts, devices, scopes and regions."""

import io
import json
from pathlib import Path

import pytest

from tests.builders import a_household, an_id
from tests.office_terminal import DONE, REFUSED, USAGE, Office
from tests.office_terminal import office as office


def test_an_office_is_made_once(office: Office) -> None:
    again = ("init", "--log", "36.03", "--deployment", "banten")
    assert "office_exists" in office.refusal(*again)
    assert "other_deployment" in office.refusal("init", "--log", "36.04", "--deployment", "lebak")
    assert "bad_log" in office.refusal("init", "--log", "kresek", "--deployment", "banten")


def test_an_office_may_keep_several_logs_and_then_asks_which(office: Office) -> None:
    assert office.ask("init", "--log", "36.04", "--deployment", "banten")["log"] == "36.04"
    assert "which_log" in office.refusal("actors")
    assert "unknown_log" in office.refusal("actors", "--log", "36.71")
    first = office.ask("actors", "--log", "36.03")
    second = office.ask("actors", "--log", "36.04")
    assert [actor["id"] for actor in first] == [actor["id"] for actor in second]


def test_an_interrupted_init_is_given_again(office: Office) -> None:
    """`office.json` is written last; without it there is no office, with keys and log there."""
    before = office.ask("actors")
    (office.data / "office.json").unlink()
    assert "no_office" in office.refusal("actors")
    office.ask("init", "--log", "36.03", "--deployment", "banten")
    assert office.ask("actors") == before


@pytest.mark.parametrize("command", [("devices",), ("verify",), ("backup", "--to", ".")])
def test_a_database_without_the_offices_log_is_named_and_not_taken_for_sound(
    office: Office, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """Its disk is not there, say: served, it would tell every device that nobody knows it."""
    other = f"sqlite://{tmp_path / 'not-mounted.sqlite'}"
    code, _, complaint = office.run("--database", other, *command)
    assert (code, "log_missing" in complaint) == (REFUSED, True)


def test_a_person_is_registered_by_the_first_invitation_only(office: Office) -> None:
    invite = ("invite", "Zaenal", "--role", "pendamping", "--region", "36.03.06")
    first, second = office.ask(*invite), office.ask(*invite)
    by_id = office.ask("invite", first["actor"], *invite[2:])

    assert first["actor"] == second["actor"] == by_id["actor"]
    assert len({first["code"], second["code"], by_id["code"]}) == 3
    found = [(a["name"], a["role"], a["region"]) for a in office.ask("actors")]
    assert found == [("Kantor banten", "admin", "36.03"), ("Zaenal", "pendamping", "36.03.06")]


def test_a_person_lost_in_a_restore_is_registered_as_who_they_were(office: Office) -> None:
    didi = ("invite", "Didi", "--role", "pendamping", "--region", "36.03.06", "--id", an_id("didi"))
    assert office.ask(*didi)["actor"] == office.ask(*didi)["actor"] == an_id("didi")
    assert [a["id"] for a in office.ask("actors")[1:]] == [an_id("didi")]
    assert "unknown_actor" in office.refusal(*didi[:-1], "didi")


def test_an_invitation_says_what_it_is_and_what_comes_next(office: Office) -> None:
    code, out, _ = office.run("invite", "Zaenal", "--role", "pendamping", "--region", "36.03.06")
    assert code == DONE
    assert "Zaenal" in out
    assert "jejak enrol" in out


def test_entries_all_over_a_log_are_let_count_by_an_officer_of_all_of_it(office: Office) -> None:
    office.ask("invite", "Zaenal", "--role", "pendamping", "--region", "36.03")
    office.ask("invite", "Sri", "--role", "koordinator_kecamatan", "--region", "36.03.06")
    office.ask("invite", "Kabid", "--role", "koordinator_kabupaten", "--region", "36.03")
    accept = ("orphans", "--accept", "--reason", "tidak kembali", "--by")
    for name in ("Zaenal", "Sri"):
        assert "not_over_the_log" in office.refusal(*accept, name)
    assert office.run(*accept, "Kabid")[0] == DONE


def test_the_office_registers_no_family_of_another_log_either(office: Office) -> None:
    office.ask("invite", "Sri", "--role", "koordinator_kabupaten", "--region", "36.03")
    registered = (
        "record", "household_registered", "--household", a_household(), "--by", "Sri", "--head",
        "new", "--source", "musdes", "--notice-given", "ya", "--region",
    )  # fmt: skip
    assert "36.03" in office.refusal(*registered, "36.04.01.2001")
    assert office.ask(*registered, "36.03.06.2001")["stream"] == a_household()


def test_an_act_is_recorded_by_options_fields_or_lines_alike(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = ("--by", "Kantor banten")
    one = office.ask("record", "region_changed", *by, "--code", "36.03.97", "--name", "Satu")
    fields = json.dumps({"code": "36.03.98", "name": "Dua"})
    two = office.ask("record", "region_changed", *by, "--fields", fields)
    lines = [
        {"type": "region_changed", "fields": {"code": "36.03.99", "name": "Tiga"}},
        {"type": "region_changed", "fields": {"code": "36.03.99"}},
        {"kind": 1},
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(map(json.dumps, lines))))
    code, out, _ = office.run("record", "--from", "-", *by, "--json")
    three, incomplete, malformed = map(json.loads, out.splitlines())

    assert code == REFUSED
    assert [one["position"], two["position"], three["position"]] == [2, 3, 4]
    assert {one["stream"], two["stream"], three["stream"]} == {"programme"}
    assert [problem["code"] for problem in incomplete["problems"]] == ["missing_field"]
    assert [problem["code"] for problem in malformed["problems"]] == ["bad_entry"]


def test_a_coordinator_decides_in_a_household(office: Office) -> None:
    invited = office.ask("invite", "Kepala", "--role", "koordinator_kabupaten", "--region", "36.03")
    made = office.ask(
        "record", "companion_assigned", "--by", "Kepala", "--household", a_household(),
        "--companion", invited["actor"], "--effective-on", "2016-07-12", "--reason", "new",
    )  # fmt: skip
    assert made["stream"] == a_household()
    refused = office.refusal(
        "record", "companion_assigned", "--by", "Kantor banten", "--household", a_household(),
        "--companion", invited["actor"], "--effective-on", "2016-07-12", "--reason", "new",
    )  # fmt: skip
    assert "role_not_allowed" in refused


def test_what_a_device_would_refuse_the_office_refuses_too(office: Office) -> None:
    office.ask("invite", "Kepala", "--role", "koordinator_kabupaten", "--region", "36.03")
    future = office.refusal(
        "record", "household_visited", "--by", "Kepala", "--household", a_household(),
        "--kind", "routine", "--outcome", "met", "--on", "2999-01-01",
    )  # fmt: skip
    assert "future_on" in future


def test_devices_are_listed_and_the_offices_own_cannot_be_revoked(office: Office) -> None:
    (own,) = office.ask("devices")
    assert own["is_office"]
    assert "own_device" in office.refusal("revoke", own["device"], "--reason", "lost")


def test_regions_are_imported_whole_or_not_at_all(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "regions.csv"
    file.write_text("code,name\n36.03.97,Baru\n36.03.9,Salah\n36.03.97,Lagi\n36.03.96,\nx\n")
    code, out, err = office.run("regions", "import", str(file))
    assert code == REFUSED
    assert [line[:8] for line in out.splitlines()] == [
        "Baris 3:",
        "Baris 4:",
        "Baris 5:",
        "Baris 6:",
    ]
    assert "bad_row" in err

    file.write_text("code,name\n36.03.97,Baru\n36.03.06,Kresek\n")
    assert office.ask("regions", "import", str(file), "--dry-run")["written"] is False
    assert office.ask("regions", "import", str(file)) == {"new": 1, "known": 1, "written": True}
    assert office.ask("regions", "import", str(file)) == {"new": 0, "known": 2, "written": True}
    file.write_text("kode;nama\n")
    assert "bad_csv" in office.refusal("regions", "import", str(file))


def test_read_models_are_projected_rebuilt_and_verified(office: Office) -> None:
    office.ask("invite", "Kepala", "--role", "koordinator_kabupaten", "--region", "36.03")
    assert office.ask("project") == {"position": 3, "parked": 0}
    assert office.ask("rebuild", "--processes", "0")["position"] == 3
    verified = office.ask("verify", "--processes", "0")
    assert (verified["positions"], verified["difference_count"]) == (3, 0)


def test_a_scope_says_what_a_device_sees_and_can_be_changed_by_hand(office: Office) -> None:
    own = office.ask("devices")[0]
    assert (own["scope_version"], own["scope_region"], own["households"]) == (0, "36.03", 0)
    device = own["device"]
    (before,) = office.ask("scope", device[:8])
    assert (before["region"], before["version"], before["added"]) == ("36.03", 0, [])

    family = a_household()
    (after,) = office.ask("scope", device, "--no-region", "--add", family)
    assert (after["region"], after["version"], after["added"]) == (None, 1, [family])
    assert [version["version"] for version in after["versions"]] == [1, 0]
    (again,) = office.ask("scope", "Kantor banten", "--region", "36.03.06", "--remove", family)
    assert (again["region"], again["removed"]) == ("36.03.06", [family])
    code, out, _ = office.run("scope", device)
    assert code == DONE
    assert "36.03.06" in out

    assert "unknown_device" in office.refusal("scope", "ffffffff")
    assert "missing_household" in office.refusal("scope", device, "--add", "0190")
    assert "bad_region" in office.refusal("scope", device, "--region", "Kresek")


def test_an_invitation_may_be_for_assigned_households_alone(office: Office) -> None:
    invite = ("invite", "Zaenal", "--role", "pendamping", "--region", "36.03.06")
    assert office.ask(*invite)["scope"] == "region"
    assert office.ask(*invite, "--scope", "assigned")["scope"] == "assigned"
    assert office.run(*invite, "--scope", "all")[0] == USAGE
