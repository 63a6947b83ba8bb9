"""`python -m client_sync` is the command `jejak`."""

from client_sync.cli import main

main()
