"""`python -m server` is `jejak-server`."""

from server.cli import main

main()
