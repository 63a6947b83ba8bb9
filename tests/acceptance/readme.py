"""The README's console blocks as one shell session, and what each command should print.

A line that begins with `$ ` is a command (`> ` goes on with it), the lines after it are what it
prints; `…` there stands for anything. `uv run` becomes the running environment, `pip install` is
left out: the tests run in what it installed.
"""

import re
from typing import Final, NamedTuple

_BLOCK: Final = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_MARK: Final = "-- end of command"


class Command(NamedTuple):
    """One command of the README with the output it shows; empty when it shows none."""

    text: str
    shown: str


def commands(readme: str) -> list[Command]:
    """Every command of every console block, in order."""
    found: list[Command] = []
    for block in _BLOCK.findall(readme):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(Command(line[2:], ""))
            elif line.startswith("> "):
                found[-1] = Command(f"{found[-1].text}\n{line[2:]}", "")
            else:
                found[-1] = found[-1]._replace(shown=found[-1].shown + line + "\n")
    return found


def script(session: list[Command]) -> str:
    """The session for bash: it stops at the first command that fails."""
    lines = ["set -euo pipefail"]
    for command in session:
        lines += [command.text, f"echo; echo '{_MARK}'"]
    return "\n".join(lines)


def printed(output: str) -> list[str]:
    """What each command of a session printed."""
    return output.split(f"\n{_MARK}\n")[:-1]


def fits(shown: str, output: str) -> bool:
    """True when a command printed what the README shows; one that shows nothing may print."""
    if not shown:
        return True
    pattern = ".*".join(re.escape(part) for part in shown.strip().split("…"))
    return re.fullmatch(pattern, output.strip(), re.DOTALL) is not None
