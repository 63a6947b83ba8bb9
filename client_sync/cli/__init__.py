"""`jejak`: what a person in the field does at a terminal, one module per command.

A command's module is imported only when the command is asked for, so that starting stays cheap on
a slow machine. Exit codes: 0 done, 1 our bug, 2 usage, 3 input refused, 4 office unreachable (the
work is safe), 5 a person must decide, 6 verification found a difference.
"""

import sys


def main() -> None:
    """The console command."""
    import os

    from client_sync.cli.commands import run

    sys.exit(run(sys.argv[1:], os.environ))
