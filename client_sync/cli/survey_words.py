"""What `jejak survey` says, in Indonesian and English."""

from collections.abc import Mapping
from typing import Final

SURVEY_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "help_survey": (
        "Survei buatan kantor: daftar, pertanyaan, dan mengisi jawaban.",
        "The office's own surveys: list them, read the questions, answer.",
    ),
    "help_survey_list": ("Survei yang ada di perangkat ini.", "The surveys on this device."),
    "help_survey_show": ("Pertanyaan satu survei.", "The questions of one survey."),
    "help_survey_answer": (
        "Jawab survei untuk satu keluarga; bertanya satu per satu di terminal.",
        "Answer a survey for one household; asks one by one at a terminal.",
    ),
    "help_survey_fields": (
        'Semua jawaban sekaligus sebagai JSON {{"kode": jawaban}}.',
        'All answers at once as JSON {{"code": answer}}.',
    ),
    "help_survey_household": ("Keluarga yang menjawab.", "The household that answers."),
    "help_survey_on": ("Kapan dijawab; hari ini bila kosong.", "When it answered; today if empty."),
    "help_survey_basis": ("Dasar jawabannya; stated bila kosong.", "How it is known; else stated."),
    "survey_columns": (
        "survei|versi|pertanyaan|pertanyaan pertama",
        "survey|version|questions|first",
    ),
    "question_columns": (
        "kode|pertanyaan|jawab|wajib|bila",
        "code|question|answer|required|if",
    ),
    "no_surveys": (
        "Belum ada survei di sini: `jejak sync` mengambil yang baru dari kantor.",
        "There is no survey here: `jejak sync` reads new ones from the office.",
    ),
    "show_survey": ("Survei {survey}, dijawab {on}", "Survey {survey}, answered {on}"),
    "answer_columns": ("pertanyaan|jawaban", "question|answer"),
    "disputed": ("dua jawaban, menunggu keputusan", "two answers, awaiting a decision"),
    "survey_hint": (
        "Kosongkan untuk melewati yang tidak wajib; unknown: tidak tahu; declined: keberatan.",
        "Leave empty to skip what is not required; unknown: nobody knows; declined: would rather "
        "not say.",
    ),
}
