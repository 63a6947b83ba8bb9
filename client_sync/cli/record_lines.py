"""`jejak record --from FILE`: many entries in one process, each answered before the next is read.

So a program may feed entries one by one through a pipe, look at each answer, and move a story's
clock between two of them. A line that is refused does not stop the others.
"""

import asyncio
import sys
from contextlib import ExitStack
from typing import Final, TextIO

import msgspec

from client_sync.cli.exits import A_PERSON_DECIDES, DONE, REFUSED
from client_sync.cli.record_outcome import exit_code, for_programs, sentences
from client_sync.cli.terminal import Terminal
from client_sync.cli.words import say
from client_sync.device import open_device
from client_sync.refusals import DeviceRefused
from client_sync.writing.record import Recorder
from events import limits
from events.form import NewEntry
from events.words.json_faults import json_fault

STANDARD_INPUT: Final = "-"
_LINE_CHARACTERS_MAX: Final = limits.LINE_BYTES_MAX + limits.PERSONAL_BYTES_MAX
_ENTRY: Final = msgspec.json.Decoder(NewEntry)


async def record_lines(terminal: Terminal, source: str, yes: bool) -> int:
    """Write the entries of a file; the exit code: 3 if one was refused, else 5 if one waits."""
    codes: list[int] = []
    with ExitStack() as stack:
        file = _opened(source, stack)
        async with open_device(terminal.setup) as device:
            recorder = await device.recorder()
            number = 0
            while line := await asyncio.to_thread(file.readline, _LINE_CHARACTERS_MAX):
                number += 1
                if line.strip():
                    codes.append(await _one(terminal, recorder, number, line, yes))
    terminal.say(
        "lines_done",
        recorded=codes.count(DONE),
        refused=codes.count(REFUSED),
        asked=codes.count(A_PERSON_DECIDES),
    )
    return next((code for code in (REFUSED, A_PERSON_DECIDES) if code in codes), DONE)


def _opened(source: str, stack: ExitStack) -> TextIO:
    if source == STANDARD_INPUT:
        return sys.stdin
    try:
        return stack.enter_context(open(source, encoding="utf-8"))
    except OSError as error:
        raise DeviceRefused("unreadable_file", given=source, reason=error.strerror) from error


async def _one(terminal: Terminal, recorder: Recorder, number: int, line: str, yes: bool) -> int:
    """Write the entry of one line and answer it at once."""
    language = terminal.language
    try:
        entry = _read(line)
        if yes:
            entry = msgspec.structs.replace(entry, yes=True)
        outcome = await recorder.record(entry)
    except DeviceRefused as error:
        sentence = error.say(language)
        problem = {"code": error.code, "field": None, "sentence": sentence}
        _answer(terminal, number, [sentence], {"outcome": "refused", "problems": [problem]})
        return REFUSED
    answer = for_programs(language, entry.type, outcome)
    _answer(terminal, number, sentences(language, entry.type, outcome), answer)
    return exit_code(outcome)


def _read(line: str) -> NewEntry:
    try:
        return _ENTRY.decode(line)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise DeviceRefused("bad_entry", reason=json_fault(error)) from error


def _answer(terminal: Terminal, number: int, said: list[str], answer: dict[str, object]) -> None:
    for sentence in said:
        terminal.show(say(terminal.language, "line", number=number, sentence=sentence))
    terminal.give(answer)
    sys.stdout.flush()
