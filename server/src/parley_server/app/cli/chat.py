"""`parley chat`: a server, an agent, a conversation, all over real gRPC."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from parley_client import ParleyClient, ParleyClientError, RetryPolicy, Unavailable
from parley_server.app.cli.casting import Cast, agent_of_file, existing_agent, lacks_model, model_of
from parley_server.app.cli.characters import load_character
from parley_server.app.cli.conversation import Conversation, Progress
from parley_server.app.cli.interrupts import Interrupts, Leave, SignalInterrupts, beside, leave_on
from parley_server.app.cli.lines import LineReader, Lines
from parley_server.app.cli.screen import Screen
from parley_server.app.errors import StartError
from parley_server.app.serve import ServerAddress, private_or_running_server
from parley_server.app.settings import Settings
from parley_server.domain.ids import string_to_uuid
from parley_server.plugins.openai.discovery import FoundServer, find_servers
from parley_server.sql.errors import StoreNotOpened

# A server that does not come back within this time is gone.
GIVE_UP_SECONDS: Final = 30.0
# A server that was joined over the data folder may have been another chat's: then the folder is soon ours.
JOINED_PATIENCE_SECONDS = 5.0
_PAUSE_SECONDS = 0.2

OpenServer = Callable[[Settings], AbstractAsyncContextManager[ServerAddress]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatOptions:
    """What a chat was asked for. `server` empty = join or start one; `agent` empty = that of the character file."""

    server: str = ""
    character: Path | None = None
    agent: str = ""
    room: str = ""
    token: str = ""
    verbose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """One chat, from the first word to the last."""

    settings: Settings
    options: ChatOptions
    screen: Screen
    lines: Lines
    interrupts: Interrupts
    open_server: OpenServer = private_or_running_server
    give_up_after: float = GIVE_UP_SECONDS

    async def run(self) -> int:
        """Talk until the input ends or the user leaves; return the exit code.

        Raises StartError and StoreNotOpened, and ParleyClientError when the conversation cannot begin or go on.
        """
        progress = Progress()
        if self.options.server:
            named = ServerAddress(address=self.options.server, joined=True)
            return await self._at(named, progress, patience=self.give_up_after)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.give_up_after
        while True:
            line = progress.request_id
            async with self.open_server(self.settings) as server:
                patience = min(JOINED_PATIENCE_SECONDS, self.give_up_after) if server.joined else self.give_up_after
                try:
                    return await self._at(server, progress, patience=patience)
                except Unavailable:
                    # The server that we joined has left, such as that of another chat: the folder is there for us.
                    if progress.request_id != line:
                        deadline = loop.time() + self.give_up_after
                    if not server.joined or loop.time() > deadline:
                        raise
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _at(self, server: ServerAddress, progress: Progress, *, patience: float) -> int:
        async with self._client(server, patience) as client:
            # Before and behind this Ctrl-C ends the program as it always does: nobody waits for a server that stops.
            with self.interrupts.caught():
                try:
                    return await self._talk(client, server, progress)
                except Leave:
                    return 1
                except Unavailable as error:
                    raise Unavailable(f"no answer from {server.address}: {error.message}") from error

    async def _talk(self, client: ParleyClient, server: ServerAddress, progress: Progress) -> int:
        async with beside(leave_on(self.interrupts)):
            cast = await self._cast(client, joined=server.joined)
        if not progress.introduced:
            # What runs beside a server that we joined is no answer to what it lacks: it may be another machine.
            looks = not server.joined and lacks_model(cast.agent)
            self._introduce(server, cast, await find_servers(self.settings.model_ports) if looks else ())
            progress.introduced = True
        agent = cast.agent
        conversation = Conversation(
            client=client,
            agent_id=agent.agent_id,
            name=agent.character.name,
            room_id=room_id_of(self.options.room, agent.agent_id),
            screen=self.screen,
            lines=self.lines,
            interrupts=self.interrupts,
            progress=progress,
        )
        await conversation.run()
        # A person has seen what was cancelled; a program sees the exit code alone.
        return int(progress.failed or (progress.cancelled and not self.screen.interactive))

    def _client(self, server: ServerAddress, patience: float) -> ParleyClient:
        retry = RetryPolicy(give_up_after=patience, maximum=2.0)
        try:
            return ParleyClient(server.address, token=self.options.token or None, retry=retry)
        except ValueError as error:
            raise StartError(str(error)) from None

    async def _cast(self, client: ParleyClient, *, joined: bool) -> Cast:
        name = self.options.agent or (self.settings.agent_id if self.options.character is None else "")
        if name:
            return await existing_agent(client, name)
        file = await asyncio.to_thread(load_character, self.options.character)
        return await agent_of_file(client, file, joined=joined)

    def _introduce(self, server: ServerAddress, cast: Cast, found: Sequence[FoundServer]) -> None:
        where = server.address if server.joined else f"{server.address} (a server of this chat)"
        model = model_of(cast.agent, joined=server.joined, found=found)
        self.screen.header(f"{cast.agent.character.name} at {where}: {model}")
        if server.joined and self.settings.plugins:
            self.screen.note("PARLEY_PLUGINS has no effect here: this server was there before, set it where it starts")
        for note in (*cast.notes, *(cast.details if self.options.verbose else ())):
            self.screen.note(note)


def room_id_of(room: str, agent_id: str) -> str:
    """Return the id of a room: its own, or one derived from any name; empty for the direct room."""
    if not room or string_to_uuid(room) == room.lower():
        return room
    return string_to_uuid(f"{room}:{agent_id}")


async def chat_here(settings: Settings, options: ChatOptions) -> int:
    """Hold a conversation on the standard streams; say what goes wrong, and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that cannot show a letter shows a question mark.
            stream.reconfigure(errors="replace")
    # A closed standard input is an empty one.
    source = sys.stdin.fileno() if sys.stdin is not None else os.open(os.devnull, os.O_RDONLY)
    screen = Screen(out=sys.stdout, err=sys.stderr, interactive=os.isatty(source))
    lines = LineReader(source)
    chat = Chat(settings=settings, options=options, screen=screen, lines=lines, interrupts=SignalInterrupts())
    try:
        return await chat.run()
    except BrokenPipeError:
        # Whoever read us has left: nothing to tell, and nowhere to tell it, not even when the interpreter flushes.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (StartError, StoreNotOpened, ParleyClientError, OSError) as error:
        screen.error(str(error))
        return 1
