"""HTTP to the office; the only importer of httpx.

Bodies are encoded by `events/wire.py`, signatures checked by whoever asked: here bytes only move,
and none beyond the limits. Answers are read as they come (`Accept-Encoding: identity`), since the
signature is over them.
"""

from typing import Final

import httpx

from client_sync.ports import Answer, OfficeUnreachable
from events import limits
from events.wire import SIGNATURE_HEADER

_CONNECT_TIMEOUT_S: Final = 10.0
_HEADERS: Final = {"Accept-Encoding": "identity"}


class HttpTransport:
    """One office under one address."""

    def __init__(self, office: str, adapter: httpx.AsyncBaseTransport | None = None) -> None:
        self._client = httpx.AsyncClient(
            base_url=office,
            timeout=httpx.Timeout(limits.REQUEST_TIMEOUT_S, connect=_CONNECT_TIMEOUT_S),
            headers=_HEADERS,
            transport=adapter,
            # Certificates take longer to load than a sync; plain HTTP shows none.
            verify=not office.startswith("http://"),
        )

    async def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        return await self._answer(self._client.build_request("GET", path, headers=headers))

    async def post(
        self, path: str, body: bytes, media_type: str, headers: dict[str, str]
    ) -> Answer:
        headers = {**headers, "Content-Type": media_type}
        return await self._answer(
            self._client.build_request("POST", path, content=body, headers=headers)
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def _answer(self, request: httpx.Request) -> Answer:
        try:
            response = await self._client.send(request, stream=True)
            try:
                body = await _bounded(response)
            finally:
                await response.aclose()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = str(error) or type(error).__name__
            raise OfficeUnreachable(f"{request.url.host}: {reason}") from error
        return Answer(
            response.status_code,
            body,
            response.headers.get(SIGNATURE_HEADER, ""),
            _seconds(response.headers.get("Retry-After")),
        )


async def _bounded(response: httpx.Response) -> bytes:
    """The body as it came; one without end is given up."""
    pieces: list[bytes] = []
    total = 0
    async for piece in response.aiter_raw():
        total += len(piece)
        if total > limits.BODY_COMPRESSED_BYTES_MAX:
            raise OfficeUnreachable("the answer is too large to be the office's")
        pieces.append(piece)
    return b"".join(pieces)


def _seconds(text: str | None) -> float | None:
    """`Retry-After` in seconds; its other form, a date, would need a clock both sides share."""
    return float(text) if text is not None and text.isascii() and text.isdecimal() else None
