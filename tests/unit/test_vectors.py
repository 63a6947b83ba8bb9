"""The test vectors in events/README.md are what this code computes."""

import json
import re
from hashlib import sha256
from pathlib import Path

import events
from events import batch, chain, crypto, digest, enrolment, ids, personal, tree
from events.checkpoint import Checkpoint, origin_of, sign_checkpoint
from events.ids import DeviceId, LogId, StreamId
from events.reply_signature import sign_reply

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
    received, size, old = given["leaf_received"], given["tree_size"], given["proof_from"]
    leaves = [tree.leaf_hash(at, received, device, 0, 1, whole.head, verdict) for at in range(size)]
    frontier = tree.Frontier().grown(leaves)
    nodes = {
        (level, index): tree.root_of(leaves[index << level : (index + 1) << level])
        for level, index in tree.proof_nodes(old, size)
    }
    origin = origin_of(given["deployment"], log, 1)

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
        "reply_signature": sign_reply(seed, body, bytes.fromhex(given["challenge"])),
        "item_hash": digest.item_hash(position, device, 0, 1, sha256(line).digest(), verdict).hex(),
        "leaf_hash": leaves[position].hex(),
        "tree_root": frontier.root().hex(),
        "tree_frontier": frontier.packed().hex(),
        "consistency_proof": [one.hex() for one in tree.consistency_proof(old, size, nodes)],
        "checkpoint": sign_checkpoint(seed, Checkpoint(origin, size, frontier.root())),
        "code": enrolment.make_code(secret, crypto.signing_public(seed)),
    }
    assert computed == given
