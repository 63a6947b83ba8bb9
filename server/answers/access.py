"""Who may ask: a route is open to nobody until it says to whom, and a reader shows a token.

Before: every request, as a guard of the whole application. After: a handler that knows its reader.
Devices are known by their signature (`server/exchange/sync.py`), not here.
"""

from typing import Final, Literal

import msgspec
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler

from events.errors import InputRefused
from events.ids import ActorId, LogId
from events.types import REGISTRY
from server.answers.tokens import find_token, token_name
from server.office import Office

Access = Literal["everyone", "device", "reader"]
ACCESS: Final = "access"
"""The route's option that says to whom it is open."""

_SCHEME: Final = "Bearer "
_TOKEN_CHARACTERS_MAX: Final = 100


class Reader(msgspec.Struct, frozen=True):
    """Whom a token stands for: a role in a region of one log, and the person, if it is one."""

    log: LogId
    role: str
    region: str
    actor: ActorId | None
    token: str = ""
    """Which token it is: the beginning of its hash."""

    def may_see(self, region: str | None) -> bool:
        """True for a household of this region; one whose region is not known is nobody's."""
        if region is None:
            return False
        return region == self.region or region.startswith(self.region + ".")

    def may_reveal(self) -> bool:
        """True for the roles that the event about it may be written by."""
        return self.role in REGISTRY["personal_revealed"].writers


async def deny_by_default(
    connection: ASGIConnection[BaseRouteHandler, object, object, State], handler: BaseRouteHandler
) -> None:
    """Errors: InputRefused for a route that says nothing, or a token that is none."""
    access: Access | None = handler.opt.get(ACCESS)
    if access is None:
        raise InputRefused("not_entitled", "this page is open to nobody")
    if access == "reader":
        office: Office = connection.app.state.office
        header = connection.headers.get("authorization", "")
        connection.state.reader = await _reader(office, header)


async def _reader(office: Office, header: str) -> Reader:
    if not header.startswith(_SCHEME):
        raise InputRefused("no_token", "the request brings no bearer token")
    text = header.removeprefix(_SCHEME)
    if len(text) <= _TOKEN_CHARACTERS_MAX:
        async with office.database.read() as transaction:
            for log in office.logs:
                token = await find_token(transaction, log, text, office.now_ms())
                if token is not None:
                    return Reader(log, token.role, token.region, token.actor, token_name(text))
    raise InputRefused("bad_token", "the token is not one of this office, or has expired")
