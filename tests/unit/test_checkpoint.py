"""A checkpoint is a C2SP signed note: read to the last character, or refused."""

import json
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

from events import crypto, limits, tree
from events.checkpoint import Checkpoint, origin_of, read_checkpoint, read_origin, sign_checkpoint
from events.errors import BadSignature, InputRefused, MalformedRequest
from events.ids import LogId

SEED: Final = bytes(range(32))
PUBLIC: Final = crypto.signing_public(SEED)
ORIGIN: Final = origin_of("banten", LogId("36.03"), 2)
CHECKPOINT: Final = Checkpoint(ORIGIN, 43, sha256(b"root").digest())
NOTE: Final = sign_checkpoint(SEED, CHECKPOINT)
CASES: Final = json.loads((Path(__file__).parent / "golden" / "consistency.json").read_text())


def test_a_checkpoint_that_was_signed_is_read_back() -> None:
    assert NOTE.split("\n")[:2] == ["jejak/banten/36.03/2", "43"]
    assert read_checkpoint(NOTE, ORIGIN, PUBLIC) == CHECKPOINT


def test_a_note_of_another_implementation_is_made_to_the_same_rules() -> None:
    # By hand, from the C2SP text: key id, signed text, line of the signature.
    text = f"{ORIGIN}\n43\n{b64encode(CHECKPOINT.root).decode()}\n"
    key_id = sha256(ORIGIN.encode() + b"\n\x01" + PUBLIC).digest()[:4]
    signature = b64encode(key_id + crypto.sign(SEED, text.encode())).decode()
    assert f"{text}\n\u2014 {ORIGIN} {signature}\n" == NOTE


def test_no_character_of_a_checkpoint_can_be_another() -> None:
    for at, character in enumerate(NOTE):
        other = NOTE[:at] + ("A" if character != "A" else "B") + NOTE[at + 1 :]
        with pytest.raises(InputRefused):
            read_checkpoint(other, ORIGIN, PUBLIC)
        with pytest.raises(InputRefused):
            read_checkpoint(NOTE[:at], ORIGIN, PUBLIC)


@pytest.mark.parametrize(
    "note",
    [
        NOTE + "\n",
        "\n" + NOTE,
        NOTE.replace("\n43\n", "\n043\n"),
        NOTE.replace("\n43\n", "\n\uff14\uff13\n"),
        NOTE.replace("\n43\n", "\n-43\n"),
        NOTE.replace("\n43\n", f"\n{10**30}\n"),
        NOTE.replace("\n43\n", "\n43\nmore\n"),
        NOTE.replace("\n\n", "\n"),
        NOTE.replace("\n", "\r\n"),
        NOTE * 40,
        "",
    ],
)
def test_what_is_not_exactly_a_note_is_refused(note: str) -> None:
    with pytest.raises(InputRefused):
        read_checkpoint(note, ORIGIN, PUBLIC)


def test_a_longer_note_than_any_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(MalformedRequest, match="too long"):
        read_checkpoint(NOTE + "x" * limits.CHECKPOINT_CHARS_MAX, ORIGIN, PUBLIC)


def test_signatures_of_others_are_passed_over() -> None:
    witness = b64encode(b"\0\0\0\1" + bytes(64)).decode()
    note = f"{NOTE}\u2014 witness.example/w1 {witness}\n"
    assert read_checkpoint(note, ORIGIN, PUBLIC) == CHECKPOINT


def test_one_wrong_signature_of_the_office_spoils_the_note() -> None:
    line = NOTE.splitlines()[-1]
    signature = bytearray(b64decode(line.split(" ")[-1]))
    signature[-1] ^= 1
    wrong = f"\u2014 {ORIGIN} {b64encode(signature).decode()}\n"
    with pytest.raises(BadSignature):
        read_checkpoint(NOTE + wrong, ORIGIN, PUBLIC)


def test_another_log_incarnation_or_key_is_none() -> None:
    for other in ("jejak/banten/36.03/1", "jejak/banten/36.04/2", "jejak/jabar/36.03/2"):
        with pytest.raises(MalformedRequest, match="another log"):
            read_checkpoint(NOTE, other, PUBLIC)
    with pytest.raises(BadSignature):
        read_checkpoint(NOTE, ORIGIN, crypto.signing_public(bytes(32)))


def test_a_signed_reply_is_no_checkpoint() -> None:
    signature = crypto.sign(SEED, b"jejak.reply.v1\0" + NOTE.encode())
    key_id = b64decode(NOTE.splitlines()[-1].split(" ")[-1])[:4]
    text = NOTE[: NOTE.index("\n\n") + 2]
    line = f"\u2014 {ORIGIN} {b64encode(key_id + signature).decode()}\n"
    with pytest.raises(BadSignature):
        read_checkpoint(text + line, ORIGIN, PUBLIC)


def test_any_name_of_a_deployment_makes_an_origin_without_spaces_or_lines() -> None:
    origin = origin_of("Kantor Banten+1\n/x", LogId("36.03"), 1)
    assert origin == "jejak/Kantor%20Banten%2B1%0A%2Fx/36.03/1"
    note = sign_checkpoint(SEED, Checkpoint(origin, 0, tree.EMPTY_ROOT))
    assert read_checkpoint(note, origin, PUBLIC).size == 0
    assert read_origin(origin) == ("Kantor Banten+1\n/x", LogId("36.03"), 1)


@pytest.mark.parametrize(
    "text",
    ["", "jejak/banten/36.03", "jejak/ban ten/36.03/1", "jejak/%ff/36.03/1", "jejak/b/36.03/01"],
)
def test_what_is_no_origin_is_not_read_as_one(text: str) -> None:
    assert read_origin(text) is None


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_proofs_are_judged_as_the_transparency_projects_vectors_say(
    case: dict[str, int | str | list[str]],
) -> None:
    """Vectors of github.com/transparency-dev/merkle, testdata/consistency, Apache-2.0."""
    old, new = int(str(case["size1"])), int(str(case["size2"]))
    roots = b64decode(str(case["root1"])), b64decode(str(case["root2"]))
    given = case["proof"]
    assert isinstance(given, list)
    proof = [b64decode(one) for one in given]
    assert tree.is_consistent(old, roots[0], new, roots[1], proof) != case["wantErr"]
