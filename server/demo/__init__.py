"""Nana's story, played by real processes over HTTP: an office, two devices, a network that fails.

    story/           what happens when, and where each field comes from
    player.py        plays it row by row and asks what each side knows
    parties.py       office and device as the commands a person types (processes.py, network.py)
    names.py         which ids the table's people, things and entries really got
    played.py        what came of it, as data: the demo's JSON
    pages.py         the same for people (sides_page.py, history_page.py, words.py, scenes.py)
    command.py       `jejak-server demo`

Nothing here reaches into the packages it shows: it runs their commands.
"""
