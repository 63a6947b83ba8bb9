"""A valid body of every type of event, and the personal fields it requires.

After: `builders.py` makes events of them, and lets a test name only what it is about.
"""

from collections.abc import Mapping
from typing import Final

from tests.bodies import acts, enterprises, households, office
from tests.names import NIK

BODIES: Final[Mapping[str, Mapping[str, object]]] = {
    **households.BODIES, **enterprises.BODIES, **acts.BODIES, **office.BODIES,
}  # fmt: skip

PERSONAL: Final[Mapping[str, Mapping[str, object]]] = {
    "member_added": {"name": "Nana Sofinah", "nik": NIK},
    "identity_verified": {"number": NIK},
    "graduation_decided": {"reason": "Semua syarat wajib terpenuhi."},
    "note_written": {"text": "Tanyakan biaya tiga bulan terakhir."},
    "conflict_resolved": {"reason": "Surat jalan dilihat."},
    "entry_reviewed": {"reason": "Sudah diperiksa di lapangan."},
    "actor_registered": {"name": "Zaenal"},
}
