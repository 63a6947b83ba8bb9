"""`jejak-server`: everything an office does at a terminal, one module per command.

A command's module is imported only when the command is asked for, so that starting stays cheap.
Exit codes: 0 done, 1 our bug, 2 usage, 3 input refused, 4 office unreachable, 5 a person must
decide, 6 verification found a difference.
"""

import os
import sys
from collections.abc import Sequence


def main() -> None:
    """The console command."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit code."""
    from server.cli.commands import run as run_commands

    return run_commands(arguments, os.environ)


__all__ = ["main", "run"]
