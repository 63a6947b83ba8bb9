"""What is said of question sets and of answers that do not fit them: Indonesian, English."""

from collections.abc import Mapping
from typing import Final

SURVEY_PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    # --- answers ---
    "unknown_survey": (
        "Survei {given} versi {version} belum ada di sini, jadi jawaban tidak bisa diperiksa. "
        "Sinkronkan dulu.",
        "The survey {given}, version {version}, is not here, so answers cannot be checked. "
        "Sync first.",
    ),
    "no_such_question": (
        "Tidak ada pertanyaan {given}; pertanyaannya: {choices}.",
        "There is no question {given}; the questions are {choices}.",
    ),
    "question_skipped": (
        "{question} ({code}) tidak ditanyakan setelah jawaban sebelumnya; hapus jawabannya, "
        "atau periksa yang sebelumnya.",
        "{question} ({code}) is not asked after the answers before it; take its answer out, "
        "or check those before.",
    ),
    "answer_missing": (
        "{question} ({code}) wajib dijawab; bila tidak tahu tulis unknown, bila keluarga "
        "keberatan tulis declined.",
        "{question} ({code}) must be answered; write unknown if nobody knows, declined if the "
        "family would rather not say.",
    ),
    "answer_unfit": (
        "{question}: jawab {expected}.",
        "{question}: answer {expected}.",
    ),
    "answer_out_of_bounds": (
        "{question}: {given} di luar batas ({bounds}); periksa angkanya.",
        "{question}: {given} is out of bounds ({bounds}); check the figure.",
    ),
    "answer_misplaced": (
        "{question} ({code}): jawaban dengan kata sendiri masuk ke texts, yang lain ke answers.",
        "{question} ({code}): answers in free words go into texts, others into answers.",
    ),
    # --- question sets ---
    "survey_field_unknown": (
        "Survei tidak punya isian {given}; isiannya: {choices}.",
        "A survey has no field {given}; it has {choices}.",
    ),
    "survey_field_wrong": (
        "{field} salah atau kosong; lihat contoh survei di README kantor.",
        "{field} is wrong or missing; see the example of a survey in the office's README.",
    ),
    "survey_version_held": (
        "Versi itu sudah terbit dengan isi lain; terbitkan sebagai versi {expected}.",
        "That version is published with another content; publish it as version {expected}.",
    ),
    "survey_too_long": (
        "Survei ini terlalu panjang untuk satu catatan; bagi menjadi dua survei.",
        "This survey is too long for one entry; make two surveys of it.",
    ),
    "question_field_unknown": (
        "Pertanyaan {question} tidak punya isian {given}; isiannya: {choices}.",
        "Question {question} has no field {given}; it has {choices}.",
    ),
    "question_field_missing": (
        "Pertanyaan {question}: {field} belum diisi.",
        "Question {question}: {field} is missing.",
    ),
    "question_field_wrong": (
        "Pertanyaan {question}: {field} salah ({why}).",
        "Question {question}: {field} is wrong ({why}).",
    ),
    "survey_version": (
        "Versi survei dimulai dari 1.",
        "Versions of a survey begin with 1.",
    ),
    "question_twice": (
        "Pertanyaan {question} ada dua kali; beri kode lain pada salah satunya.",
        "The question {question} is there twice; give one of them another code.",
    ),
    "question_slug": (
        "Pertanyaan {question}: kode {given} harus satu kata huruf kecil, dan bukan unknown atau "
        "declined.",
        "Question {question}: the code {given} must be one lower-case word, and not unknown or "
        "declined.",
    ),
    "question_language": (
        "Pertanyaan {question}: tulis pertanyaan, pilihan dan satuan dalam kedua bahasa "
        "(label_id, label_en).",
        "Question {question}: write the question, its choices and unit in both languages "
        "(label_id, label_en).",
    ),
    "question_choices_few": (
        "Pertanyaan {question} perlu sekurangnya dua pilihan.",
        "Question {question} needs at least two choices.",
    ),
    "question_choices_kind": (
        "Pertanyaan {question} punya pilihan, tetapi jenisnya bukan choice atau choices.",
        "Question {question} has choices, but its kind is not choice or choices.",
    ),
    "question_choice_twice": (
        "Pertanyaan {question}: pilihan {given} ada dua kali; hapus salah satu.",
        "Question {question}: the choice {given} is there twice; take one out.",
    ),
    "question_bounds_kind": (
        "Pertanyaan {question}: lowest dan highest hanya untuk jenis number atau rupiah.",
        "Question {question}: lowest and highest are for the kinds number and rupiah only.",
    ),
    "question_bounds": (
        "Pertanyaan {question}: lowest lebih besar dari highest; periksa keduanya.",
        "Question {question}: lowest is more than highest; check both.",
    ),
    "condition_question": (
        "Pertanyaan {question}: asked_if menyebut {given}, yang tidak ada sebelumnya; yang ada: "
        "{choices}.",
        "Question {question}: asked_if names {given}, which does not come before; before it are "
        "{choices}.",
    ),
    "condition_form": (
        "Pertanyaan {question}: asked_if perlu any_of, atau at_least/at_most, tidak keduanya.",
        "Question {question}: asked_if needs any_of, or at_least/at_most, and not both.",
    ),
    "condition_bounds": (
        "Pertanyaan {question}: at_least dan at_most perlu pertanyaan angka, bukan {given}.",
        "Question {question}: at_least and at_most need a question for a number, not {given}.",
    ),
    "condition_answer": (
        "Pertanyaan {question}: asked_if menunggu jawaban {given}, padahal jawabannya: {choices}.",
        "Question {question}: asked_if waits for the answer {given}, but the answers are "
        "{choices}.",
    ),
}
