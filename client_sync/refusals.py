"""What a device refuses, in words: Indonesian and English, each saying what to do next.

The codes of checks and of the office have their words in `events/words`.
"""

from collections.abc import Mapping
from typing import Final, Literal

from client_sync.refusals_of_paper import SHEETS_AND_PAPER
from events.errors import InputRefused

Language = Literal["id", "en"]

WORDS: Final[dict[str, tuple[str, str]]] = {
    **SHEETS_AND_PAPER,
    "household_missing": (
        "Keluarga mana? Sebutkan --household dengan kodenya; lihat `jejak households`.",
        "Which household? Name it with --household and its id; see `jejak households`.",
    ),
    "office_only": (
        "{type} hanya ditulis oleh kantor (`jejak-server record`).",
        "{type} is written by the office alone (`jejak-server record`).",
    ),
    "bad_prefix": (
        "{given} bukan kode: tulis lengkap, atau paling sedikit tiga huruf pertamanya.",
        "{given} is no id: give it whole, or at least its first three letters.",
    ),
    "unknown_id": (
        "Di perangkat ini tidak ada kode yang berawal {given}; lihat `jejak households`.",
        "Nothing on this device has an id that begins {given}; see `jejak households`.",
    ),
    "ambiguous_id": (
        "Beberapa kode berawal {given}: {choices}. Tulis lebih panjang.",
        "Several ids begin {given}: {choices}. Give more of it.",
    ),
    "not_json": (
        "{given} bukan objek JSON: {reason}.",
        "{given} is no JSON object: {reason}.",
    ),
    "bad_entry": (
        "Baris ini bukan catatan: {reason}. Lihat `jejak record --help`.",
        "This line is no entry: {reason}. See `jejak record --help`.",
    ),
    "unreadable_file": (
        "{given} tidak dapat dibaca: {reason}.",
        "{given} cannot be read: {reason}.",
    ),
    "no_such_household": (
        "Keluarga {given} tidak ada di perangkat ini, atau sudah diserahterimakan; sinkronkan, "
        "atau lihat `jejak households`.",
        "Household {given} is not on this device, or was handed over; sync, or see "
        "`jejak households`.",
    ),
    "bad_change": (
        "Tulis isian yang lain sebagai NAMA=NILAI, bukan {given}.",
        "Write a field that reads otherwise as NAME=VALUE, not {given}.",
    ),
    "stays_here": (
        "Catatan {given} tidak dapat dipindahkan begitu saja: batalkan (event_voided) dan tulis "
        "sendiri di keluarga yang benar.",
        "Entry {given} cannot simply be moved: void it (event_voided) and write it yourself on "
        "the right household.",
    ),
    "not_yours_to_move": (
        "Catatan {given} ditulis orang lain: minta penulisnya atau koordinator memindahkannya.",
        "Entry {given} was written by somebody else: ask its author or the koordinator to move it.",
    ),
    "not_to_be_opened": (
        "Data pribadi catatan {given} tidak terbuka di perangkat ini: sinkronkan dulu.",
        "The personal fields of entry {given} cannot be opened on this device: sync first.",
    ),
    "no_such_survey": (
        "Survei {given} tidak ada di perangkat ini; sinkronkan, atau lihat `jejak survey list`.",
        "The survey {given} is not on this device; sync, or see `jejak survey list`.",
    ),
    "household_left": (
        "Keluarga {given} tidak lagi didampingi dari perangkat ini. Catatan Anda sendiri tetap "
        "ada sampai aman di kantor: `jejak history {given}`.",
        "Household {given} is not accompanied from this device any more. Your own entries are "
        "here until they are safe at the office: `jejak history {given}`.",
    ),
    "household_incomplete": (
        "Riwayat keluarga {given} belum lengkap di perangkat ini, jadi keputusan belum boleh "
        "dicatat: jalankan `jejak sync` sampai selesai, lalu ulangi. Kunjungan dan catatan lain "
        "tetap boleh.",
        "The history of household {given} is not complete on this device, so no decision may be "
        "recorded yet: run `jejak sync` to its end, then repeat. Visits and other entries may.",
    ),
    "bad_profile": (
        "{given} bukan nama profil: pakai huruf kecil, angka dan tanda hubung, mis. zaenal.",
        "{given} is no profile's name: use lower-case letters, digits and hyphens, e.g. zaenal.",
    ),
    "too_many_profiles": (
        "Di komputer ini sudah ada {given} profil. Pakai komputer lain; yang ada tetap mengirim.",
        "This computer has {given} profiles already. Use another one; those here go on sending.",
    ),
    "which_profile": (
        "Komputer ini dipakai beberapa orang: sebutkan --profile ({choices}).",
        "Several people use this computer: name one with --profile ({choices}).",
    ),
    "not_enrolled": (
        "{given} belum terdaftar: minta kode di kantor, lalu `jejak enrol ALAMAT KODE{option}`.",
        "{given} is not enrolled: ask the office for a code, then `jejak enrol URL CODE{option}`.",
    ),
    "already_enrolled": (
        "{given} sudah terdaftar; pakai --data dengan direktori lain untuk perangkat baru, atau "
        "--again bila kantor tidak mengenalnya lagi sesudah dipulihkan.",
        "{given} is enrolled already; use --data with another directory for a new device, or "
        "--again when the office does not know it any more after a restore.",
    ),
    "other_enrolment": (
        "Kode ini dari kantor lain atau untuk orang lain; perangkat ini milik {actor}. Minta "
        "kantor membuat kodenya: `jejak-server invite NAMA --id {actor} …`. Untuk perangkat baru, "
        "pakai --data dengan direktori lain.",
        "The code is another office's or another person's; this device is {actor}'s. Ask the "
        "office to make one: `jejak-server invite NAME --id {actor} …`. For a new device, use "
        "--data with another directory.",
    ),
    "keys_missing": (
        "Kunci perangkat hilang dari {given}/keys: kembalikan dari salinannya. Jangan menulis "
        "di sini sebelum itu; catatan yang ada tetap aman.",
        "The device's keys are gone from {given}/keys: bring them back from a copy. Do not write "
        "here before; the entries that are there are safe.",
    ),
    "bad_address": (
        "{given} bukan alamat kantor: tulis seperti https://kantor.example.",
        "{given} is no office's address: write it like https://office.example.",
    ),
    "bad_code": (
        "Kode undangan tidak lengkap atau salah ketik; baca lagi huruf demi huruf.",
        "The code is incomplete or mistyped; read it again, letter by letter.",
    ),
    "wrong_office": (
        "Yang menjawab bukan kantor pembuat kode ini; periksa alamatnya.",
        "Another office answered than the one that made this code; check the address.",
    ),
    "not_a_story": (
        "{given} berisi pekerjaan sungguhan: hapus JEJAK_CLOCK, atau daftarkan direktori baru "
        "untuk cerita.",
        "{given} holds real work: unset JEJAK_CLOCK, or enrol a new directory for the story.",
    ),
    "bad_story_clock": (
        "Jam cerita {given} harus berisi milidetik sejak 1970 dalam angka.",
        "The story clock {given} must hold milliseconds since 1970 in digits.",
    ),
    "key_readable_by_others": (
        "Orang lain dapat membaca {given}, yang berisi rahasia: jalankan `chmod 600 {given}`, "
        "dan beri tahu kantor bila orang lain memakai komputer ini.",
        "Others can read {given}, which holds a secret: run `chmod 600 {given}`, and tell the "
        "office if somebody else used this computer.",
    ),
    "key_damaged": (
        "{given} rusak: kembalikan dari salinannya, atau daftarkan perangkat lagi.",
        "{given} is damaged: bring it back from a copy, or enrol again.",
    ),
    "mark_damaged": (
        "{given} rusak: hapus berkas itu bila direktori ini tidak pernah dipulihkan dari cadangan; "
        "bila pernah, sinkronkan dulu sebelum mencatat.",
        "{given} is damaged: delete it if this directory was never brought back from a back-up; if "
        "it was, sync before you record.",
    ),
    "bad_day": (
        "{given} bukan hari: tulis seperti 2018-12-14.",
        "{given} is no day: write it like 2018-12-14.",
    ),
    "bad_moment": (
        "{given} bukan waktu: tulis seperti 2018-12-14T23:59:59+07:00.",
        "{given} is no moment: write it like 2018-12-14T23:59:59+07:00.",
    ),
}


class DeviceRefused(InputRefused):
    """Something was given that this device will not take; nothing was changed."""

    def __init__(self, code: str, **values: object) -> None:
        self.values = values
        super().__init__(code, _said(code, values, 1))

    def say(self, language: Language) -> str:
        """The sentence for a person; a value of two texts is said in its language."""
        return _said(self.code, self.values, 0 if language == "id" else 1)


def _said(code: str, values: Mapping[str, object], at: int) -> str:
    said = {key: value[at] if isinstance(value, tuple) else value for key, value in values.items()}
    return WORDS[code][at].format(**said)
