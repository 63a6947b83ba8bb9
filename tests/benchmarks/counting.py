"""A transport that counts requests and the bytes of bodies and the protocol's headers."""

from client_sync.ports import Answer, Transport


class Counted:
    """What passes over a transport."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.requests = 0
        self.up = 0
        self.down = 0

    async def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        self.requests += 1
        self.up += sum(len(name) + len(value) for name, value in (headers or {}).items())
        answer = await self._transport.get(path, headers)
        self.down += len(answer.body)
        return answer

    async def post(
        self, path: str, body: bytes, media_type: str, headers: dict[str, str]
    ) -> Answer:
        self.requests += 1
        self.up += len(body) + sum(len(name) + len(value) for name, value in headers.items())
        answer = await self._transport.post(path, body, media_type, headers)
        self.down += len(answer.body) + len(answer.signature)
        return answer

    async def close(self) -> None:
        await self._transport.close()
