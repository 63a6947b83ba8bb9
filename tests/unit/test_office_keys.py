"""The office's secrets: files of their owner, written whole, never overwritten, never shown."""

from pathlib import Path

import pytest

from events import crypto
from events.errors import InputRefused
from events.ids import device_id
from server.keys import OfficeKeys, draw_keys, read_keys, write_keys
from tests.contract.office import chance_of


@pytest.fixture
def written(tmp_path: Path) -> Path:
    directory = tmp_path / "office" / "keys"
    write_keys(directory, draw_keys(chance_of("keys")))
    return directory


def test_what_was_written_is_read(written: Path) -> None:
    keys = read_keys(written)
    assert keys == draw_keys(chance_of("keys"))
    assert keys.signing_public == crypto.signing_public(keys.signing_seed)
    assert keys.box_public == crypto.box_public(keys.box_secret)
    assert keys.device == device_id(crypto.signing_public(keys.device_seed))
    secrets = [getattr(keys, name) for name in keys.__struct_fields__]
    assert len({*secrets}) == len(secrets) == 6
    assert {len(secret) for secret in secrets} == {32}


def test_only_their_owner_can_read_them(written: Path) -> None:
    assert written.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in written.iterdir()} == {0o600}
    (written / "master.key").chmod(0o640)
    with pytest.raises(InputRefused, match=r"chmod 600 .*master\.key"):
        read_keys(written)


def test_they_are_never_overwritten(written: Path) -> None:
    with pytest.raises(InputRefused, match="already holds"):
        write_keys(written, draw_keys(chance_of("others")))
    assert read_keys(written) == draw_keys(chance_of("keys"))


def test_a_half_written_set_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "keys.new").mkdir()
    (tmp_path / "keys.new" / "sign.seed").write_bytes(b"half")
    write_keys(tmp_path / "keys", draw_keys(chance_of("keys")))
    assert read_keys(tmp_path / "keys") == draw_keys(chance_of("keys"))


@pytest.mark.parametrize("damage", [b"", b"x" * 31, b"x" * 33])
def test_a_damaged_one_is_named(written: Path, damage: bytes) -> None:
    (written / "box.secret").write_bytes(damage)
    with pytest.raises(InputRefused, match=r"box\.secret is damaged"):
        read_keys(written)


def test_a_missing_one_is_named(written: Path) -> None:
    (written / "nik.pepper").unlink()
    with pytest.raises(InputRefused, match=r"nik\.pepper cannot be read"):
        read_keys(written)


def test_they_are_not_shown() -> None:
    keys = OfficeKeys(*([b"secret" * 5 + b"!!"] * 6))
    assert "secret" not in f"{keys!r} {keys}"
