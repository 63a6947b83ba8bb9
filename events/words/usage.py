"""How a command is used: the command line's own sentences, in Indonesian.

The library that reads command lines speaks English only; what it says is fixed, so a table of it
is enough. Before: `client_sync/cli/commands.py`, `server/cli/commands.py`. After: a person.
"""

import re
from typing import Final

from events.words.formats import Lang

_SENTENCES: Final[tuple[tuple[str, str], ...]] = (
    (r"^Usage: ", "Pemakaian: "),
    (r"\[OPTIONS\]", "[PILIHAN]"),
    (r"\[?COMMAND\]? \[ARGS\]\.\.\.", "PERINTAH …"),
    (r"^Options:$", "Pilihan:"),
    (r"^Commands:$", "Perintah:"),
    (r"Show this message\s+and exit\.", "Tampilkan penjelasan ini."),
    (r"\[required\]", "[wajib]"),
    (r"\[default:(\s)", r"[bawaan:\1"),
    (r"^Try '(.+)' for help\.$", r"Lihat '\1'."),
    (r"^Error: ", "Salah tulis: "),
    (r"No such option '(.+?)'\.", r"tidak ada pilihan '\1'."),
    (r"No such command '(.+?)'\.", r"tidak ada perintah '\1'."),
    (r"\(?Did you mean (?:one of: )?(.+?)\?\)?$", r"Maksudnya \1?"),
    (r"Missing command\.", "sebutkan perintahnya."),
    (r"Missing argument '(.+?)'\.", r"\1 belum disebut."),
    (r"Missing option '(.+?)'\.", r"pilihan '\1' wajib disebut."),
    (r"Choose from:", "Pilih salah satu:"),
    (r"Invalid value for '(.+?)': ", r"isi '\1' tidak bisa dipakai: "),
    (r"Invalid value: ", ""),
    (r"is not one of (.+)\.$", r"bukan salah satu dari \1."),
    (r"is not in the range (.+)\.$", r"di luar \1."),
    (r"is not a valid integer( range)?\.", "bukan bilangan bulat."),
    (r"is not a valid float( range)?\.", "bukan bilangan."),
    (r"Option '(.+?)' requires an argument\.", r"pilihan '\1' harus diberi isi."),
    (r"Option '(.+?)' requires (\d+) arguments\.", r"pilihan '\1' harus diberi \2 isi."),
    (r"Option '(.+?)' does not take a value\.", r"pilihan '\1' tidak memakai isi."),
    (r"Got unexpected extra arguments? \((.+)\)", r"tidak dikenal: \1."),
    (r"(?:File|Directory|Path) '(.+?)' does not exist\.", r"'\1' tidak ada."),
    (r"(?:File|Directory|Path) '(.+?)' is a file\.", r"'\1' sebuah berkas, bukan folder."),
    (r"(?:File|Directory|Path) '(.+?)' is a directory\.", r"'\1' sebuah folder, bukan berkas."),
    (r"(?:File|Directory|Path) '(.+?)' is not readable\.", r"'\1' tidak dapat dibaca."),
    (r"(?:File|Directory|Path) '(.+?)' is not writable\.", r"'\1' tidak dapat ditulis."),
)
_PLACES: Final = {
    "ACTOR": "PELAKU", "CODE": "KODE", "CONFLICT": "BENTROK", "DATE": "TANGGAL", "DAY": "TANGGAL",
    "DEVICE": "PERANGKAT", "DIR": "FOLDER", "DIRECTORY": "FOLDER", "EVENT": "CATATAN",
    "EVENTS": "CATATAN", "FIELD": "ISIAN", "FILE": "BERKAS", "FLOAT": "BILANGAN",
    "HOUSEHOLD": "KELUARGA", "HOUSEHOLDS": "KELUARGA", "INTEGER": "BILANGAN", "KIND": "MACAM",
    "MOMENT": "SAAT", "MONTH": "BULAN", "NAME": "NAMA", "NEXT": "LANJUTAN", "NO": "NOMOR",
    "ONE": "YANG-INI", "OTHER": "YANG-LAIN", "PATH": "LETAK", "PERIOD": "BULAN",
    "PROPOSAL": "USULAN", "RANGE": "BILANGAN", "REGION": "WILAYAH", "SECONDS": "DETIK",
    "SOURCE": "SUMBER", "SURVEY": "SURVEI", "TEXT": "TEKS", "TOPIC": "TOPIK", "TYPE": "JENIS",
    "URL": "ALAMAT", "VALUE": "ISI", "WHAT": "APA", "WHO": "SIAPA", "WORD": "KATA",
    "WORDS": "KATA", "YYYY": "TTTT", "MM": "BB",
}  # fmt: skip
"""What stands in a page of help for what a person is to write."""
_ARGUMENT: Final = re.compile(r"(Missing argument|Invalid value for) '.+?'")
_CAPITALS: Final = re.compile(r"[A-Z]{2,}")
_COMPILED: Final = tuple((re.compile(says, re.MULTILINE), ours) for says, ours in _SENTENCES)


def places(language: Lang, text: str) -> str:
    """What is to be written where, as `--by ACTOR`, in the reader's language."""
    if language == "en":
        return text
    return _CAPITALS.sub(lambda found: _PLACES.get(found[0], found[0]), text)


def usage(language: Lang, text: str) -> str:
    """A help page or a complaint about a command line, in the reader's language."""
    if language == "en":
        return text
    text = _ARGUMENT.sub(lambda found: places(language, found[0]), text)
    for says, ours in _COMPILED:
        text = says.sub(ours, text)
    return text
