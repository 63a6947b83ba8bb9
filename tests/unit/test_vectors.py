"""The test vectors in events/README.md are what this code computes."""

import json
import re
from hashlib import sha256
from pathlib import Path

import events
from events import batch, chain, crypto, digest, enrolment, ids, personal, wire
from events.ids import DeviceId, LogId, StreamId

README = Path(events.__file__).with_name("README.md")


def test_the_readmes_vectors_are_what_the_code_computes() -> None:
    block = re.search(r"## Test vectors.*?```json\n(.*?)```", README.read_text(), re.DOTALL)
    assert block is not None
    given = json.loads(block.group(1))
    seed, line = bytes.fromhex(given["seed"]), given["line"].encode()
    device, log, stream = DeviceId(given["device"]), LogId(given["log"]), StreamId(given["stream"])
    key = personal.DataKey(bytes.fromhex(given["data_key"]))
    part = personal.seal_personal(
        json.loads(given["personal_fields"]), key, bytes.fromhex(given["nonce"]), log, stream
    )
    first = chain.first_head(log, device, 0)
    whole = batch.make_batch(log, device, 0, chain.NO_PARENT, bytes(16), 1, first, (line,), (None,))
    body = bytes.fromhex(given["request_body"])
    secret = bytes.fromhex(given["code_secret"])
    position, verdict = given["item_position"], given["item_verdict"]

    computed = given | {
        "public_key": crypto.signing_public(seed).hex(),
        "device": ids.device_id(crypto.signing_public(seed)),
        "event_id": ids.event_id(line),
        "h0": first.hex(),
        "h1": chain.next_head(first, line).hex(),
        "key_id": personal.key_id(key),
        "personal_part": part.hex(),
        "personal_hash": personal.personal_hash(part),
        "request_signature": batch.sign_head(seed, whole, body).signature.hex(),
        "reply_signature": wire.sign_reply(seed, body, bytes.fromhex(given["challenge"])),
        "item_hash": digest.item_hash(position, device, 0, 1, sha256(line).digest(), verdict).hex(),
        "code": enrolment.make_code(secret, crypto.signing_public(seed)),
    }
    assert computed == given
