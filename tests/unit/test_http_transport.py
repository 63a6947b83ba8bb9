"""What comes over HTTP is bounded, and what it says of when to come back is heard."""

import httpx
import pytest

from client_sync.exchange.answers import refuse_failure
from client_sync.exchange.http_transport import HttpTransport
from client_sync.ports import Answer, OfficeBusy, OfficeUnreachable
from events import limits


async def answered(response: httpx.Response) -> Answer:
    transport = HttpTransport("http://office", httpx.MockTransport(lambda _: response))
    try:
        return await transport.post("/v1/sync", b"", "text/plain", {})
    finally:
        await transport.close()


@pytest.mark.parametrize(
    ("said", "wait_s"),
    [
        ("7", 7.0),
        (str(10**9), limits.BACKOFF_MAX_S),
        ("soon", 0.0),
        ("-3", 0.0),
        ("٣", 0.0),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 0.0),
        (None, 0.0),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_office_is_asked_again_when_it_says(
    status: int, said: str | None, wait_s: float
) -> None:
    """In seconds; a date would need a clock both sides share, and says nothing."""
    headers = {} if said is None else {b"Retry-After": said.encode()}
    answer = await answered(httpx.Response(status, headers=headers, stream=httpx.ByteStream(b"")))
    with pytest.raises(OfficeBusy) as busy:
        refuse_failure(answer)
    assert busy.value.wait_s == wait_s


@pytest.mark.parametrize("status", [204, 302, 304, 500, 502, 504])
async def test_what_is_neither_done_nor_refused_counts_as_out_of_reach(status: int) -> None:
    answer = await answered(httpx.Response(status, stream=httpx.ByteStream(b"{}")))
    with pytest.raises(OfficeUnreachable, match=str(status)):
        refuse_failure(answer)


async def test_an_answer_without_end_is_given_up() -> None:
    most = limits.BODY_COMPRESSED_BYTES_MAX
    whole = await answered(httpx.Response(200, stream=httpx.ByteStream(bytes(most))))
    assert len(whole.body) == most
    with pytest.raises(OfficeUnreachable, match="too large"):
        await answered(httpx.Response(200, stream=httpx.ByteStream(bytes(most + 1))))


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"error": "no"}', b"\xff"])
@pytest.mark.parametrize("status", [400, 401, 404])
def test_what_refuses_otherwise_than_an_office_is_none(status: int, body: bytes) -> None:
    with pytest.raises(OfficeUnreachable, match="no office of Jejak"):
        refuse_failure(Answer(status, body, "", None))
