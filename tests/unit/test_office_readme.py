"""What the office says of itself is whole: its README, and a sentence for each refusal."""

import re
from pathlib import Path
from typing import Final

from litestar.routes import HTTPRoute

from events.words.refusals import REFUSALS
from server.app import make_app
from server.cli.commands import COMMANDS
from server.cli.words import REFUSED, SENTENCES
from server.problems import ANSWERS
from server.settings import Settings

SERVER: Final = Path(__file__).parent.parent.parent / "server"
README: Final = (SERVER / "README.md").read_text("utf-8")


def test_every_code_stands_beside_its_status() -> None:
    rows = re.findall(r"^\| ((?:`\w+` ?)+)\| (\d{3}) \|", README, re.MULTILINE)
    written = {code: int(status) for codes, status in rows for code in re.findall(r"\w+", codes)}
    beside = {
        "bad_request": 400,
        "no_such_page": 404,
        "method_not_allowed": 405,
        "our_bug": 500,
        "busy": 503,
        "store_unavailable": 503,
    }
    assert written == {code: answer.status for code, answer in ANSWERS.items()} | beside


def test_every_route_is_listed(tmp_path: Path) -> None:
    app = make_app(Settings(tmp_path, "sqlite:///nowhere"))
    paths = {
        re.sub(r"\{\w+(?::\w+)?\}", "{id}", route.path)
        for route in app.routes
        if isinstance(route, HTTPRoute) and not route.path.startswith("/schema")
    }
    assert {path for path in paths if path not in README} == set()


def test_every_command_and_table_is_named() -> None:
    for name in COMMANDS:
        assert re.search(rf"\b{name}\b", README), name
    for path in sorted(SERVER.glob("sql/migrations/sqlite/*.sql")):
        for table in re.findall(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+)", path.read_text("utf-8")):
            assert f"`{table}`" in README, table


def test_every_refusal_of_a_command_has_words_in_both_languages() -> None:
    """Codes of requests have theirs in `events/words`; a bare NIK is refused by the checks."""
    only_over_http = set(ANSWERS) | {"wrong_log"}
    for path in sorted(SERVER.rglob("*.py")):
        for code in re.findall(r'InputRefused\(\s*"(\w+)"', path.read_text("utf-8")):
            assert code in REFUSED.keys() | REFUSALS.keys() | only_over_http, (path.name, code)
    assert all(indonesian and english for indonesian, english in SENTENCES.values())
