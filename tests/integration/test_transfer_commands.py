"""`jejak outbox export`, `import` and `jejak-server receive` at a terminal."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from client_sync.exchange.carrying import export
from server.cli.commands import run as run_server
from server.settings import DATA_VARIABLE, DATABASE_VARIABLE
from tests.office_app import an_office_app
from tests.synced import a_synced_device
from tests.terminals import Jejak, an_enrolled_jejak

DONE, REFUSED, UNREACHABLE = 0, 3, 4


@pytest.fixture
def jejak(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Jejak:
    """An enrolled directory whose office listens nowhere."""
    return an_enrolled_jejak(tmp_path, capsys, monkeypatch)


def test_a_companion_writes_a_file_that_only_they_may_read(jejak: Jejak, tmp_path: Path) -> None:
    file = tmp_path / "titipan"
    nothing = jejak.json("outbox", "export", str(file))
    assert nothing == {"entries": 0, "left": 0, "file": None}
    assert not file.exists()
    jejak.a_household()
    assert jejak.run("outbox", "export", str(file)) == DONE
    assert jejak.out.startswith("1 catatan tersegel di ")
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(jejak.json("outbox")) == 1, "what was exported still waits"
    assert jejak.run("outbox", "import", str(file)) == UNREACHABLE


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_file_that_is_none_is_refused_with_what_to_do(
    jejak: Jejak, tmp_path: Path, lang: str
) -> None:
    file = tmp_path / "titipan"
    file.write_bytes(b"JEJAK-TF" + bytes([1]) + bytes(20))
    assert jejak.run("--lang", lang, "outbox", "import", str(file)) == REFUSED
    assert ("copy it again" if lang == "en" else "salin lagi") in jejak.complaint
    file.write_bytes(b"PK")
    assert jejak.run("--lang", lang, "outbox", "import", str(file)) == REFUSED
    assert "jejak outbox export" in jejak.complaint
    assert jejak.run("outbox", "import", str(tmp_path / "none")) == REFUSED


def test_an_office_takes_a_file_from_a_stick_again_and_again(
    tmp_path: Path,
    database_url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "titipan"

    async def author() -> str:
        async with (
            an_office_app(tmp_path, database_url) as office,
            a_synced_device(office, tmp_path / "d1") as device,
        ):
            await device.a_household()
            file.write_bytes((await export(device.parts)).data)
            return device.profile.device

    device = asyncio.run(author())
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "office"))
    monkeypatch.setenv(DATABASE_VARIABLE, database_url)

    def receive(*arguments: str) -> tuple[int, str, str]:
        code = run_server(["receive", *arguments], {})
        said = capsys.readouterr()
        return code, said.out, said.err

    for _ in range(2):
        code, out, _ = receive(str(file), "--json")
        (receipt,) = json.loads(out)
        taken: dict[str, Any] = {key: receipt[key] for key in ("device", "sequence", "received")}
        assert (code, taken) == (DONE, {"device": device, "sequence": 1, "received": 1})
    code, out, _ = receive(str(file))
    assert out == f"1 catatan dari perangkat {device} sudah tersimpan, sampai nomor 1.\n"
    file.write_bytes(file.read_bytes()[:-1])
    code, _, err = receive(str(file))
    assert code == REFUSED
    assert "terpotong atau berubah" in err
