"""Who is in the story, each with the commands a person would type: the office, and a device.

Before: `player.py` says what happens when. After: real processes on their own directories; what
they printed, read into the folds' own types.
"""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import httpx
import msgspec

from events import limits
from events.dates import parse_rfc3339, rfc3339
from events.folds import Answer
from events.types import Role
from server.answers.reading import HouseholdDetail
from server.demo.network import HOST, Network
from server.demo.processes import (
    Json,
    LineStream,
    StoryFailed,
    StoryTime,
    Terminal,
    free_port,
    stop,
    wait_until_serving,
)
from server.demo.story import LOG
from server.demo.story.steps import Actor

UNREACHABLE: Final = 4
"""How `jejak sync` ends where there is no way to the office."""
DEPLOYMENT: Final = "kisah-nana"
_READER_ROLE: Final[Role] = "koordinator_kabupaten"
_HTTP_WAIT_S: Final = 10.0


class Office:
    """An office that serves, the officer at its terminal, and a reader with a token."""

    def __init__(self, home: Path, time: StoryTime) -> None:
        self.data = home / "office"
        self.port = free_port()
        self._log_file = home / "office.log"
        self._time = time
        self._terminal = Terminal("server", self.data, time.environment())
        self._token, self._token_ends_ms = "", 0

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    async def open(self, stack: AsyncExitStack) -> None:
        """Make the office and serve it; whoever owns the stack ends it."""
        made = await self._terminal.run(
            "init", "--log", LOG, "--deployment", DEPLOYMENT, "--story", "--json"
        )
        self.administrator: str = made["administrator"]
        self.process = await self._terminal.start(
            "serve", "--port", str(self.port), log=self._log_file
        )
        stack.push_async_callback(stop, self.process)
        self._desk = await stack.enter_async_context(
            self._terminal.stream("record", "--from", "-", "--json")
        )
        self._http = await stack.enter_async_context(
            httpx.AsyncClient(base_url=self.url, timeout=_HTTP_WAIT_S)
        )
        await wait_until_serving(self.process, self.port, self._log_file)

    async def register(self, actor: Actor) -> str:
        """Somebody who acts at the office itself; the id they got."""
        written = await self._act(
            {
                "type": "actor_registered",
                "by": self.administrator,
                "fields": {
                    "actor": "new",
                    "name": actor.name.value,
                    "role": actor.role,
                    "region": actor.region,
                },
            }
        )
        made: str = written["made"]["actor"]
        return made

    async def invite(self, actor: Actor) -> tuple[str, str]:
        """Somebody who gets a device: the id they got, and a code for the device."""
        made = await self._terminal.run(
            "invite",
            str(actor.name.value),
            "--role",
            actor.role,
            "--region",
            actor.region,
            "--json",
        )
        return made["actor"], made["code"]

    async def record(self, entry: dict[str, object]) -> str:
        """Write an act; its event."""
        event: str = (await self._act(entry))["event"]
        return event

    async def ask(self, household: str, as_of: str, known_at: int) -> HouseholdDetail:
        """Where the household stands, as the office knew it."""
        moment = {"as_of": as_of, "known_at": rfc3339(known_at)}
        said = await self._read(f"/v1/households/{household}", moment)
        return msgspec.json.decode(said, type=HouseholdDetail)

    async def history(self, household: str, reader: str) -> list[dict[str, Json]]:
        """Every entry of the household, personal fields opened for this reader."""
        await self._renew_token("--actor", reader)
        # One page holds the story, and every page opened would be one more entry about it.
        query = {"personal": "audit", "limit": str(limits.API_PAGE_MAX)}
        page = await self._read(f"/v1/households/{household}/history", query)
        found: list[dict[str, Json]] = msgspec.json.decode(page)["items"]
        return found

    async def token(self) -> str:
        """A token for whoever reads on after the story."""
        await self._renew_token()
        return self._token

    async def _act(self, entry: dict[str, object]) -> Json:
        answer = await self._desk.ask(entry)
        if "event" not in answer:
            raise StoryFailed(f"the office refused {entry['type']}: {answer}")
        return answer

    async def _read(self, path: str, query: dict[str, str]) -> bytes:
        if self._time.now_ms >= self._token_ends_ms:
            await self._renew_token()
        headers = {"Authorization": f"Bearer {self._token}"}
        answer = await self._http.get(path, params=query, headers=headers)
        if answer.status_code != httpx.codes.OK:
            raise StoryFailed(f"GET {path} ended with {answer.status_code}: {answer.text}")
        return answer.content

    async def _renew_token(self, *holder: str) -> None:
        made = await self._terminal.run("token", "--role", _READER_ROLE, *holder, "--json")
        self._token, self._token_ends_ms = made["token"], parse_rfc3339(made["expires"])


class Phone:
    """A companion's device, behind a network that may be cut."""

    def __init__(self, name: str, home: Path, time: StoryTime, office: Office) -> None:
        self.name = name
        self.network = Network(office.port)
        # Outside the data directory, where a real device keeps what no back-up may hold.
        environment = time.environment() | {"JEJAK_STATE": str(home / f"{name}-state")}
        self._terminal = Terminal("client_sync", home / name, environment)

    async def open(self, stack: AsyncExitStack, code: str) -> str:
        """Enrol, and keep a process open that writes; the device's id."""
        await self.network.open()
        stack.push_async_callback(self.network.close)
        enrolled = await self._terminal.run("enrol", self.network.url, code, "--json")
        self._pen: LineStream = await stack.enter_async_context(
            self._terminal.stream("record", "--from", "-", "--json")
        )
        device: str = enrolled["device"]
        return device

    async def record(self, entry: dict[str, object]) -> str:
        """Write an entry, durable when this returns; its event."""
        answer = await self._pen.ask(entry)
        if answer["outcome"] != "recorded":
            raise StoryFailed(f"{self.name} refused {entry['type']}: {answer}")
        event: str = answer["event"]
        return event

    async def sync(self) -> None:
        await self._terminal.run("sync", "--json")

    async def sync_in_vain(self) -> None:
        """Errors: StoryFailed unless the device says that the office cannot be reached."""
        await self._terminal.run("sync", "--json", expect=UNREACHABLE)

    async def unsent(self) -> int:
        """How many entries wait to be sent."""
        count: int = (await self._terminal.run("status", "--json"))["unsent"]
        return count

    async def ask(self, household: str, as_of: str) -> Answer:
        """Where the household stands, as this device knows it."""
        said = await self._terminal.run("show", household, "--as-of", as_of, "--json")
        return msgspec.convert(said, Answer)
