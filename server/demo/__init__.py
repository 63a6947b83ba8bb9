"""Nana's story, played by real processes over HTTP: an office, two devices, a network that fails.

    story.py      what happens when, and where each field comes from
    player.py     plays it (network.py, processes.py) and asks what each side knows
    played.py     what came of it, as data: the demo's JSON
    pages.py      the same for people

Nothing here reaches into the packages it shows: it runs their commands.
"""
