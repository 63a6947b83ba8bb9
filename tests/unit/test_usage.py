"""What a wrong command line is told, and the pages of `--help`, in Indonesian."""

import re
from types import ModuleType

import click
import pytest

import client_sync.cli.commands
import server.cli.commands
from events.words.usage import usage

RUNS = pytest.mark.parametrize(
    "run",
    [client_sync.cli.commands.run, server.cli.commands.run],
    ids=["jejak", "jejak-server"],
)
ENGLISH = ("Usage", "Options", "Commands", "Error", "Show this", "required", "Invalid", "No such")


@click.command()
@click.argument("who")
@click.option("--count", type=click.IntRange(1, 9), default=1, show_default=True)
@click.option("--kind", type=click.Choice(["a", "b"]))
@click.option("--share", type=float)
@click.option("--file", type=click.Path(exists=True))
@click.option("--all", is_flag=True)
@click.option("--why", required=True)
def example(**given: object) -> None:
    """Takes one of each."""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "SIAPA belum disebut."),
        ("x", "pilihan '--why' wajib disebut."),
        ("x y --why z", "tidak dikenal: y."),
        ("x --why", "pilihan '--why' harus diberi isi."),
        ("x --why z --all=1", "pilihan '--all' tidak memakai isi."),
        ("x --why z --bogus", "tidak ada pilihan '--bogus'."),
        ("x --why z --kinds", "tidak ada pilihan '--kinds'. Maksudnya '--kind'?"),
        ("x --why z --kind c", "isi '--kind' tidak bisa dipakai: 'c' bukan salah satu dari"),
        ("x --why z --count 10", "isi '--count' tidak bisa dipakai: 10 di luar 1<=x<=9."),
        ("x --why z --count many", "'many' bukan bilangan bulat."),
        ("x --why z --share many", "'many' bukan bilangan."),
        ("x --why z --file nowhere", "isi '--file' tidak bisa dipakai: 'nowhere' tidak ada."),
    ],
)
def test_a_wrong_command_line_is_explained_in_indonesian(line: str, told: str) -> None:
    with pytest.raises(click.UsageError) as raised:
        example.main(line.split(), standalone_mode=False)
    said = usage("id", f"Error: {raised.value.format_message()}")
    assert said.startswith("Salah tulis: ")
    assert told in said
    assert not [word for word in ENGLISH if word in said]


@RUNS
def test_what_is_to_be_written_is_named_in_indonesian_too(
    run: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(run)
    is_field = "client" in run.__module__
    line = ["outbox", "export"] if is_field else ["devices"]
    assert run([*line, "--help"], {}) == 0
    page = capsys.readouterr().out
    assert "--data FOLDER" in page
    assert ("BERKAS" in page) == is_field
    assert not re.search(r"\b(FILE|DIR|NAME|TEXT)\b", page)


def test_in_english_nothing_is_changed() -> None:
    assert usage("en", "Error: Missing command.") == "Error: Missing command."


@RUNS
def test_a_page_of_help_is_in_one_language(run: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert callable(run)
    assert run(["sync" if "client" in run.__module__ else "serve", "--help"], {}) == 0
    page = capsys.readouterr().out
    assert page.startswith("Pemakaian: ")
    assert "Tampilkan penjelasan ini." in page
    assert not [word for word in ENGLISH if word in page]
    assert run(["record", "--help"], {"JEJAK_LANG": "en"}) == 0
    assert capsys.readouterr().out.startswith("Usage: ")


@pytest.mark.parametrize(
    ("module", "name"),
    [
        *((client_sync.cli.commands, name) for name in ("outbox", "print", "survey")),
        *((server.cli.commands, name) for name in ("import", "regions", "report", "survey")),
    ],
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_what_a_command_below_another_does_is_said_whole(
    module: ModuleType, name: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert module.run([name, "--help"], {"JEJAK_LANG": language}) == 0
    listed = capsys.readouterr().out.rpartition("\n\n")[2]
    assert not [line for line in listed.splitlines() if line.endswith("...")]
