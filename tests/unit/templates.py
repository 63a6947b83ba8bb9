"""What a template of an office is filled with: figures, a list of visits, and an empty list."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from client_sync.paper.filling import Cell, Filling
from client_sync.refusals import DeviceRefused

VISITS = [
    {"tanggal": Cell("1 Desember 2018"), "keluarga": Cell("Nana Sofinah"), "no": Cell("1", 1)},
    {"tanggal": Cell("5 Desember 2018"), "keluarga": Cell("=1+1"), "no": Cell("2", 2)},
    {"tanggal": Cell("9 Desember 2018"), "keluarga": Cell("Irnawati"), "no": Cell("3", 3)},
]


def a_filling(visits: Iterable[Mapping[str, Cell]] = VISITS) -> Filling:
    return Filling(
        values={
            "bulan": Cell("Desember 2018"),
            "kunjungan": Cell("1.003", 1003),
            "pendamping": Cell("Zaenal & Co <x>"),
        },
        rows={"kunjungan": [*visits], "usaha": []},
        columns={"kunjungan": ("no", "tanggal", "keluarga"), "usaha": ("nama", "laba")},
        none="tidak ada",
    )


def refused(fill: Any, template: bytes) -> DeviceRefused:
    with pytest.raises(DeviceRefused) as refusal:
        fill(template, a_filling())
    return refusal.value
