"""The README's tour, word for word, as one shell session in an empty directory."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.acceptance.readme import commands, fits, printed, script

_CHECKOUT: Final = Path(__file__).parent.parent.parent
_WAIT: Final = "until (exec 3<>/dev/tcp/127.0.0.1/{port}) 2> /dev/null; do sleep 0.1; done"


def test_the_tour_does_what_the_readme_says(tmp_path: Path) -> None:
    readme = (_CHECKOUT / "README.md").read_text()
    tour = commands(readme[readme.index("## A short tour") : readme.index("## What is where")])
    port = str(_free_port())
    session = script(tour).replace("uv run ", "").replace("8036", port)
    # A person waits for the office to say that it listens.
    session = re.sub(r" &$", f" > served 2>&1 &\n{_WAIT.format(port=port)}", session, flags=re.M)
    bin_ = Path(sys.executable).parent
    with subprocess.Popen(
        ["bash", "-c", session],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{bin_}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as shell:
        assert shell.stdout is not None
        told = ""
        for line in shell.stdout:
            told += line
            if told.count("-- end of command") == len(tour):
                break
        os.killpg(shell.pid, signal.SIGTERM)
    outputs = printed(told)
    assert len(outputs) == len(tour), told
    for command, output in zip(tour, outputs, strict=True):
        assert fits(command.shown.replace("8036", port), output), (command, output)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
