"""`uv run python -m tests.benchmarks`; see `command.py`."""

if __name__ == "__main__":
    # Here, since the processes of a rebuild import this module again and need none of it.
    from tests.benchmarks.command import main

    main()
