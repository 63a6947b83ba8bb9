"""`jejak` with a person at the terminal: it asks for what is missing and about what is doubtful."""

import asyncio
import os
import pty
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from events.line import Line, read_envelope
from tests.caseloads import a_family
from tests.devices import a_device


class Person:
    """Reads what stands on the terminal and types."""

    def __init__(self, terminal: int, process: asyncio.subprocess.Process) -> None:
        self._terminal = terminal
        self._process = process
        self.seen = ""

    async def answers(self, question: str, answer: str) -> None:
        """Wait until a question stands there, then type the answer to it."""
        async with asyncio.timeout(30):
            while question not in self.seen:
                self.seen += (await asyncio.to_thread(os.read, self._terminal, 4096)).decode()
        self.seen = self.seen.partition(question)[2]
        os.write(self._terminal, f"{answer}\n".encode())

    async def leaves(self) -> int:
        """The exit code."""
        async with asyncio.timeout(30):
            return await self._process.wait()


@asynccontextmanager
async def at_a_terminal(data: Path, *arguments: str) -> AsyncIterator[Person]:
    terminal, theirs = pty.openpty()
    environment = {**os.environ, "JEJAK_STATE": str(data.parent / "state"), "TERM": "dumb"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "client_sync", "--data", str(data), *arguments,
        stdin=theirs, stdout=theirs, stderr=theirs, env=environment,
    )  # fmt: skip
    os.close(theirs)
    try:
        yield Person(terminal, process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        os.close(terminal)


async def last_line(data: Path) -> Line:
    async with a_device(data) as device, device.journal.reading() as reading:
        return read_envelope((await reading.own_rows(0, 1, 100))[-1].line)


async def test_it_asks_for_what_is_missing_until_it_can_be_read(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        household = await device.a_household()
    async with at_a_terminal(tmp_path / "d", "record", "household_visited") as person:
        await person.answers("Keluarga", household[:13])
        await person.answers("jenis", "sering")
        await person.answers("tidak bisa sering", "routine")
        await person.answers("hasil", "met")
        assert await person.leaves() == 0
    line = await last_line(tmp_path / "d")
    assert (line.stream, bytes(line.body)) == (household, b'{"kind":"routine","outcome":"met"}')


async def test_it_asks_why_an_entry_is_late_and_whether_it_is_meant_twice(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        household = await device.a_household()
    entry = (
        "record", "household_visited", "--household", household,
        "--kind", "routine", "--outcome", "met", "--on", "2018-01-05",
    )  # fmt: skip
    async with at_a_terminal(tmp_path / "d", *entry) as person:
        await person.answers("Alasan terlambat", "no_signal")
        assert await person.leaves() == 0
    assert (await last_line(tmp_path / "d")).late == "no_signal"
    for typed, code in (("n", 5), ("y", 0)):
        async with at_a_terminal(tmp_path / "d", *entry, "--late", "no_signal") as person:
            await person.answers("Catat sekali lagi?", typed)
            assert await person.leaves() == code


async def test_it_asks_about_what_is_unlikely(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d"):
        pass
    entry = (
        "record", "household_registered", "--region", "36.03.99.2001", "--source", "companion",
        "--notice-given", "ya",
    )  # fmt: skip
    for typed, code in (("n", 5), ("y", 0)):
        async with at_a_terminal(tmp_path / "d", *entry) as person:
            await person.answers("Tetap dicatat?", typed)
            assert await person.leaves() == code
    assert (await last_line(tmp_path / "d")).type == "household_registered"


# --- everyday words, paper, and nothing has changed ----------------------------------------------


async def test_an_amount_in_words_is_read_back_before_it_is_written(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        nana = await a_family(device, "Nana")
    entry = ("record", "wellbeing_surveyed", "--household", "nana", "--food-deficit-12m", "none")
    for typed, code in (("n", 5), ("y", 0)):
        async with at_a_terminal(tmp_path / "d", *entry, "--savings", "1,2 jt") as person:
            await person.answers("Dibaca: tabungan: Rp1.200.000\r\nBenar?", typed)
            assert await person.leaves() == code
    line = await last_line(tmp_path / "d")
    assert (line.stream, line.type) == (nana.household, "wellbeing_surveyed")
    assert bytes(line.body) == b'{"food_deficit_12m":"none","savings":1200000}'


async def test_a_paper_form_is_typed_number_by_number(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        nana = await a_family(device, "Nana", children=[("Siti", 2006, "sd")])
    async with at_a_terminal(
        tmp_path / "d", "record", "--paper", "commitment_verified", "--household", "nana"
    ) as person:
        await person.answers("Tanggal di formulir", "kemarin")
        await person.answers("bukan tanggal", "Nov 2018")
        await person.answers("November 2018. Benar?", "y")
        await person.answers("1. anggota keluarga (nomor atau nama dari daftar)", "siti")
        await person.answers("2. komponen", "3")
        await person.answers("3. yang wajib", "25")
        await person.answers("4. yang dipenuhi", "23")
        await person.answers("5. yang dimaafkan", "")
        await person.answers("6. satuan", "hari_sekolah")
        await person.answers("7. sekolah atau faskes", "SDN 1")
        await person.answers("8. keterangan", "")
        await person.answers("Alasan terlambat", "paper_first")
        assert await person.leaves() == 0
    line = await last_line(tmp_path / "d")
    assert (line.on, line.basis, line.late) == ("2018-11", "paper", "paper_first")
    assert msgspec.json.decode(line.body) == {
        "member": nana.members["Siti"], "component": "sd", "required": 25, "done": 23,
        "unit": "hari_sekolah",
    }  # fmt: skip


async def test_rows_are_asked_for_field_by_field(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        nana = await a_family(device, "Nana")
    entry = ("record", "livelihood_surveyed", "--paper", "--household", nana.household)
    async with at_a_terminal(tmp_path / "d", *entry, "--on", "2026-11-20") as person:
        await person.answers("1. sumber penghasilan lain", "y")
        await person.answers("1. anggota keluarga", "1")
        await person.answers("2. jenis", "wage")
        await person.answers("3. bersih sebulan", "500rb")
        await person.answers("Rp500.000. Benar?", "y")
        await person.answers("baris 2", "")
        await person.answers("2. keterangan", "")
        assert await person.leaves() == 0
    body = msgspec.json.decode((await last_line(tmp_path / "d")).body)
    assert body == {"sources": [{"member": nana.head, "kind": "wage", "net_month": 500_000}]}


async def test_what_is_still_so_is_shown_and_confirmed(tmp_path: Path) -> None:
    house = {
        "tenure": "own", "wall_main": "anyaman_bambu", "roof_main": "asbes", "floor_main": "tanah",
        "water": "open_well", "toilet": "none", "light": "none",
    }  # fmt: skip
    async with a_device(tmp_path / "d") as device:
        nana = await a_family(device, "Nana")
        await device.written("housing_surveyed", nana.household, on="2018-12-01", **house)
    entry = (
        "record",
        "housing_surveyed",
        "--household",
        "nana",
        "--same",
        "--roof-main",
        "genteng",
    )
    for typed, code in (("n", 5), ("y", 0)):
        async with at_a_terminal(tmp_path / "d", *entry) as person:
            copied = "  dinding terluas: anyaman bambu (gedek)\r\n  lantai terluas: tanah\r\n"
            more = "  sumber air: sumur tak terlindung\r\n  jamban: tidak ada\r\n"
            light = "  penerangan: tanpa listrik\r\nMasih sama semua?"
            await person.answers(copied + more + light, typed)
            assert await person.leaves() == code
    line = await last_line(tmp_path / "d")
    assert msgspec.json.decode(line.body) == {**house, "roof_main": "genteng"}
