"""`jejak` and what people say: notes, what a family asks, what looks odd, names, another's form."""

from client_sync.storage.held import Row
from events.entry import ACCEPTED
from events.ids import DeviceId, StreamId, event_id
from events.types import Event
from tests.builders import a_body, a_device_id, a_line, an_actor, an_event
from tests.caseloads import a_family
from tests.devices import ACTOR, START_MS, WrittenDevice
from tests.terminals import Jejak, written


def another_is_assigned(household: StreamId) -> list[Event]:
    """Roles as the office registered them, and who accompanies the household since January."""
    office, kabupaten, rina = an_actor("office"), an_actor("kabupaten"), an_actor("rina")
    roles = ((office, "admin"), (kabupaten, "koordinator_kabupaten"), (ACTOR, "pendamping"))
    registered = [
        an_event(
            "actor_registered",
            a_body("actor_registered", actor=actor, role=role, region="36.03"),
            on="2016-01-01",
            by=office,
            at=at,
        )
        for at, (actor, role) in enumerate((*roles, (rina, "pendamping")), 1)
    ]
    assigned = a_body("companion_assigned", companion=rina, effective_on="2018-01-01")
    return [
        *registered,
        an_event("companion_assigned", assigned, stream=household, on="2018-01-01", by=kabupaten),
    ]


async def pulled(device: WrittenDevice, *events: Event) -> None:
    """What a sync would have read."""
    other = DeviceId(a_device_id("the office's"))
    rows = [
        Row(
            event_id(line), other, 0, at + 1, event.stream, event.type, event.on, event.at, None,
            line, None, None, at, START_MS, ACCEPTED,
        )
        for at, event in enumerate(events)
        for line in [a_line(event)]
    ]  # fmt: skip
    async with device.journal.writing() as writing:
        await writing.insert(rows)


async def nana_alone(device: WrittenDevice) -> str:
    return (await a_family(device, "Nana Sofinah")).household


def test_a_note_waits_until_it_is_answered_and_show_says_so(jejak: Jejak) -> None:
    written(jejak, nana_alone)
    asked = jejak.json("note", "nana", "Tanyakan", "biaya", "--for", "companion")
    assert jejak.run("show", "nana") == 0
    assert "Tanyakan biaya" in jejak.out and "menunggu jawaban" in jejak.out
    (visit,) = jejak.json("next")
    assert "note" in visit["why"]
    assert jejak.run("note", "nana", "Sudah", "--reply", asked["event"], "--done") == 0
    assert jejak.run("show", "nana") == 0
    assert "Sudah" in jejak.out and "menunggu jawaban" not in jejak.out
    (visit,) = jejak.json("next")
    assert "note" not in visit["why"]


def test_what_the_family_asks_is_shown_and_presses(jejak: Jejak) -> None:
    household = written(jejak, nana_alone)
    statement = ("--stance", "asks", "--words", "Kapan cair?")
    assert jejak.run("record", "family_statement", "--household", household, *statement) == 0
    assert jejak.run("show", household) == 0
    assert "Pernyataan keluarga (bertanya)" in jejak.out and "Kapan cair?" in jejak.out
    (visit,) = jejak.json("next")
    assert "statement" in visit["why"]


def test_what_looks_odd_is_its_authors_first_with_room_for_a_reason(jejak: Jejak) -> None:
    household = written(jejak, nana_alone)
    assert jejak.json("doubts") == []
    assert jejak.run("doubts") == 0
    assert "Tidak ada catatan Anda yang tampak janggal" in jejak.out

    async def outside(device: WrittenDevice) -> None:
        """The office assigned somebody else, and this companion writes on."""
        await pulled(device, *another_is_assigned(StreamId(household)))
        await device.written("household_visited", household, kind="routine", outcome="met")

    written(jejak, outside)
    flagged = jejak.json("doubts")
    assert flagged and not any(doubt["told"] for doubt in flagged)
    event = flagged[0]["event"]
    assert jejak.run("doubts") == 0
    assert f"--about {event[:8]}" in jejak.out
    assert jejak.run("note", household, "Jam ponsel salah", "--about", event) == 0
    assert {doubt["event"]: doubt["told"] for doubt in jejak.json("doubts")}[event]


def test_names_stand_for_households_in_every_command(jejak: Jejak) -> None:
    household = written(jejak, nana_alone)
    written(jejak, lambda device: a_family(device, "Nani Wijaya"))
    visit = ("--kind", "routine", "--outcome", "met")
    assert jejak.json("record", "household_visited", "--household", "sofinah", *visit)[
        "stream"
    ] == household  # fmt: skip
    assert jejak.run("show", "baleman") == 3, "two live there"
    assert "Nani Wijaya" in jejak.complaint
    assert jejak.run("history", "tidakada") == 3
    assert "jejak find" in jejak.complaint


def test_copying_last_time_says_what_it_copied(jejak: Jejak) -> None:
    household = written(jejak, nana_alone)
    same = ("record", "wellbeing_surveyed", "--household", household, "--same")
    assert jejak.run(*same) == 3
    assert "Belum ada yang dicatat sebelumnya" in jejak.complaint
    assert jejak.run(*same[:-1], "--food-deficit-12m", "none", "--savings", "1jt") == 0
    assert "Dibaca: tabungan: Rp1.000.000" in jejak.out
    answer = jejak.json(*same, "--savings", "2jt", "--yes")
    assert answer["read"] == ["tabungan: Rp2.000.000"]
    (*_, line) = jejak.json("history", household)
    assert line["body"] == {"food_deficit_12m": "none", "savings": 2_000_000}


# --- paper ---------------------------------------------------------------------------------------


def test_a_form_another_person_filled_in_is_hers_and_typed_by_this_one(jejak: Jejak) -> None:
    household = written(jejak, nana_alone)
    rina = an_actor("rina")
    form = ("record", "--paper", "household_visited", "--household", household, "--by", rina)
    answer = jejak.json(*form, "--kind", "routine", "--outcome", "met", "--on", "7/12/2018")
    assert answer["outcome"] == "recorded"
    (line,) = [e for e in jejak.json("history", household) if e["type"] == "household_visited"]
    assert (line["by"], line["entered_by"], line["basis"], line["on"]) == (
        rina, ACTOR, "paper", "2018-12-07",
    )  # fmt: skip
