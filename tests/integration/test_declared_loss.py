"""What nobody brings back after a restore: an officer declares it lost, and the log says so."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from client_sync.cli.commands import run as run_jejak
from events.types import Body
from server.cli.commands import run
from server.keeping.backup import back_up
from server.keeping.restoring import Order, restore
from server.settings import Settings
from tests.builders import a_body
from tests.contract.raw import run as query
from tests.office_app import a_phone, a_serving_office, an_office_app
from tests.synced import a_synced_device

DONE, REFUSED, A_PERSON_DECIDES = 0, 3, 5
BY_KABID = ("--by", "Kabid", "--reason", "ponsel Zaenal hanyut")


class Story:
    """An office restored without its last three entries, and what is asked of it at a terminal.

    Irna and Didi know of two of the three, Didi holds them; Yati knows of all three by number.
    """

    def __init__(self, path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.path = path
        self.size = 0
        self._settings = Settings(path / "office", url)
        self._capsys = capsys

    async def begin(self, first_url: str) -> None:
        backup = self.path / "yesterday.sqlite"
        async with (
            an_office_app(self.path, first_url) as office,
            a_synced_device(office, self.path / "irna", "Irna", region="36.03.07") as irna,
            a_synced_device(office, self.path / "didi", "Didi") as didi,
            a_synced_device(office, self.path / "yati", "Yati", region="36.03.07") as yati,
            a_synced_device(office, self.path / "ahli", "Ahli", "auditor", "36.03"),
        ):
            await office.actor("Kabid", "koordinator_kabupaten", "36.03")
            phone = await a_phone(office)
            self.size = (await back_up(office.office, backup)).logs[0].size
            await phone.write(phone.line("household_registered"), phone.line())
            await irna.sync()
            await didi.sync()
            await phone.write(phone.line(number=1))
            await yati.sync()
        await restore(self._settings, Order(backup, "Kantor banten", "Kabid", "drill"))

    def sync(self, name: str) -> None:
        """A device syncs until it has nothing new."""

        async def settle() -> None:
            async with (
                a_serving_office(self._settings) as office,
                a_synced_device(office, self.path / name) as device,
            ):
                for _ in range(3):
                    assert (await device.sync()).why == "done"

        asyncio.run(settle())
        self._capsys.readouterr()

    def write_by_phone(self, body: Body) -> None:
        """A phone claims an act of the office's own stream."""

        async def write() -> None:
            async with a_serving_office(self._settings) as office:
                phone = await a_phone(office, "Rudi")
                await phone.write(phone.line(body.type, body=body))

        asyncio.run(write())
        self._capsys.readouterr()

    def read_by(self, name: str) -> list[tuple[str, Any]]:
        """What a device's holder reads of the office's own acts."""
        code = run_jejak(["history", "office", "--json", "--data", str(self.path / name)], {})
        said = self._capsys.readouterr()
        assert code == DONE, said.err
        return [(line["type"], line["body"]) for line in json.loads(said.out)]

    def run(self, *arguments: str) -> tuple[int, str, str]:
        where = ("--data", str(self._settings.data), "--database", self._settings.database)
        code = run([*where, *arguments], {})
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def orphans(self, *options: str) -> tuple[int, Any]:
        """Exit code, and what a program is given."""
        code, out, err = self.run("orphans", *options, "--json")
        assert out, err
        return code, json.loads(out)


@pytest.fixture
def story(
    tmp_path: Path, database_url: str, other_url: str, capsys: pytest.CaptureFixture[str]
) -> Story:
    made = Story(tmp_path, other_url, capsys)
    asyncio.run(made.begin(database_url))
    capsys.readouterr()
    return made


def lack(start: int, until: int, missing: int, untold: int) -> dict[str, int]:
    return {"start": start, "until": until, "missing": missing, "untold": untold}


def test_a_loss_is_declared_by_an_officer_of_the_whole_log_with_a_reason(story: Story) -> None:
    story.sync("irna")
    for options, code in (
        ((), "missing_by"),
        (("--by", "Kabid"), "missing_reason"),
        (("--by", "Irna", "--reason", "hilang"), "not_over_the_log"),
    ):
        ended, _, complaint = story.run("orphans", "--close", "not_found", *options)
        assert (ended, code in complaint) == (REFUSED, True)
    assert story.orphans()[0] == A_PERSON_DECIDES


def test_what_nobody_brings_back_is_listed_until_it_is_declared_lost(story: Story) -> None:
    start, until = story.size, story.size + 2
    story.sync("irna")
    code, shown = story.orphans()
    assert (code, shown["incarnations"][0]["undeclared"]) == (5, lack(start, until, 0, 2))

    code, shown = story.orphans("--close", "device_lost", *BY_KABID)
    (earlier,) = shown["incarnations"]
    (declared,) = earlier["declared"]
    loss = {"incarnation": 1, **lack(start, until, 0, 2), "reason": "device_lost"}
    assert (code, declared["loss"]) == (DONE, loss)
    assert shown["said"] == {
        str(declared["position"]): {"name": "Kabid", "why": "ponsel Zaenal hanyut"}
    }
    assert story.orphans("--close", "other", *BY_KABID) == (DONE, shown), "there is no more to say"

    _, text, _ = story.run("orphans", "--lang", "id")
    assert "oleh Kabid: posisi" in text
    assert "perangkat hilang: ponsel Zaenal hanyut" in text
    _, out, _ = story.run("incidents", "--json")
    noted = [(one["about"], one["detail"]) for one in json.loads(out)]
    assert (f"1/{until}", loss) in noted
    story.sync("ahli")
    assert story.read_by("ahli")[-1] == ("loss_declared", loss), "an auditor reads it too"


def test_a_phone_declares_nothing_lost(story: Story) -> None:
    story.sync("irna")
    _, before = story.orphans()
    story.write_by_phone(a_body("loss_declared", incarnation=1, until=2**40))
    assert story.orphans() == (A_PERSON_DECIDES, before)


def test_what_comes_back_after_a_loss_was_declared_is_returned_as_ever(
    story: Story, other_url: str
) -> None:
    story.sync("irna")
    story.orphans("--close", "not_found", *BY_KABID)
    story.sync("didi")
    verdicts = asyncio.run(query(other_url, "SELECT type, verdict FROM event ORDER BY position"))
    assert verdicts[-2:] == [
        ("household_registered", "review(returned)"), ("household_visited", "review(returned)"),
    ]  # fmt: skip
    code, shown = story.orphans()
    (earlier,) = shown["incarnations"]
    assert (code, len(shown["waiting"]), len(earlier["declared"])) == (5, 2, 1)
    assert earlier["lack"] == lack(story.size, story.size + 2, 0, 0)
    _, text, _ = story.run("orphans", "--lang", "id")
    assert "semua yang diketahui sudah kembali" in text
    code, shown = story.orphans("--accept", "--until", str(shown["until"]), *BY_KABID)
    assert (code, shown["accepted"]) == (DONE, 2)


def test_what_is_found_out_to_have_stood_beyond_a_declared_loss_is_open_again(
    story: Story,
) -> None:
    until = story.size + 2
    story.sync("irna")
    story.orphans("--close", "not_found", *BY_KABID)
    story.sync("yati")
    code, shown = story.orphans()
    assert (code, shown["incarnations"][0]["undeclared"]) == (5, lack(until, until + 1, 0, 1))
    code, shown = story.orphans("--close", "not_found", *BY_KABID)
    assert code == DONE
    losses = [one["loss"] for one in shown["incarnations"][0]["declared"]]
    assert [(loss["start"], loss["until"]) for loss in losses] == [
        (story.size, until), (until, until + 1),
    ]  # fmt: skip
