"""`parley chat`: a conversation with one agent, over real gRPC."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from parley_client import ParleyClient, ParleyClientError, RetryPolicy, Unavailable
from parley_server.app.cli.casting import Cast, agent_of_file, existing_agent, model_of
from parley_server.app.cli.characters import CharacterFile, load_character
from parley_server.app.cli.conversation import Conversation
from parley_server.app.cli.terminal import Lines, Screen, lines_of_process, screen_of_process
from parley_server.app.cli.words import in_words
from parley_server.app.errors import StartError
from parley_server.app.serve import ServerAddress, private_or_running_server
from parley_server.app.settings import Settings
from parley_server.sql.errors import StoreNotOpened

# A server that was named, and does not come back within this time, is gone.
GIVE_UP_SECONDS = 30.0
# One that was joined is followed by another chat's, or by our own.
_JOINED_GIVE_UP_SECONDS = 1.0

OpenServer = Callable[[Settings], AbstractAsyncContextManager[ServerAddress]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatOptions:
    """What a chat was asked for. `server` empty = join or start one; `agent` empty = that of the character file."""

    server: str = ""
    character: Path | None = None
    agent: str = ""
    room: str = ""
    verbose: bool = False


class Chat:
    """A conversation and the server that it is held on; that one may change."""

    def __init__(
        self, options: ChatOptions, *, name: str, file: CharacterFile | None, screen: Screen, lines: Lines
    ) -> None:
        """Talk to the agent of this name, else to that of the file; nothing is opened yet."""
        self._options = options
        self._name = name
        self._file = file
        self._screen = screen
        self._conversation = Conversation(room=options.room, screen=screen, lines=lines)
        self._cast: Cast | None = None

    async def run_at(self, address: str) -> int:
        """Talk on a server that was named; return the exit code. Raises StartError when it is not there."""
        try:
            return await self._talk(ServerAddress(address=address, joined=True), GIVE_UP_SECONDS)
        except Unavailable as error:
            raise StartError(in_words(error, address)) from None

    async def run_here(self, open_server: Callable[[], AbstractAsyncContextManager[ServerAddress]]) -> int:
        """Talk on the server that holds our data folder, and when it leaves us, on the next one there, or on our own.

        Returns the exit code. Raises StartError when none answers for GIVE_UP_SECONDS.
        """
        loop = asyncio.get_running_loop()
        lost_at = 0.0
        while True:
            async with open_server() as server:
                began = loop.time()
                try:
                    return await self._talk(server, _JOINED_GIVE_UP_SECONDS)
                except Unavailable as error:
                    now = loop.time()
                    # A server that was there for a while and is lost begins a new outage.
                    if not lost_at or now - began > GIVE_UP_SECONDS:
                        lost_at = now
                    if not server.joined or now - lost_at > GIVE_UP_SECONDS:
                        raise StartError(in_words(error, server.address)) from None

    async def _talk(self, server: ServerAddress, patience: float) -> int:
        try:
            client = ParleyClient(server.address, retry=RetryPolicy(give_up_after=patience))
        except ValueError as error:
            raise StartError(str(error)) from None
        try:
            async with client:
                if self._cast is None:
                    self._cast = await self._introduce(client, server)
                await self._conversation.talk(client, self._cast.agent)
        except Unavailable:
            raise
        except ParleyClientError as error:
            raise StartError(in_words(error, server.address)) from None
        return 1 if self._conversation.failed else 0

    async def _introduce(self, client: ParleyClient, server: ServerAddress) -> Cast:
        if self._file is None:
            cast = await existing_agent(client, self._name)
        else:
            cast = await agent_of_file(client, self._file, joined=server.joined)
        where = server.address if server.joined else f"{server.address} (a server of this chat)"
        self._screen.header(f"{cast.agent.character.name} at {where}: {model_of(cast.agent)}")
        for note in cast.details if self._options.verbose else cast.notes:
            self._screen.note(note)
        return cast


async def chat(
    settings: Settings,
    options: ChatOptions,
    *,
    screen: Screen,
    lines: Callable[[], Lines],
    open_server: OpenServer = private_or_running_server,
) -> int:
    """Hold a conversation; return the exit code. Raises StartError and StoreNotOpened."""
    name = options.agent or (settings.agent_id if options.character is None else "")
    file = None if name else await asyncio.to_thread(load_character, options.character)
    one = Chat(options, name=name, file=file, screen=screen, lines=lines())
    if options.server:
        return await one.run_at(options.server)
    return await one.run_here(lambda: open_server(settings))


async def chat_here(settings: Settings, options: ChatOptions) -> int:
    """Hold a conversation on the standard streams; say what goes wrong, and return the exit code."""
    screen = screen_of_process()
    try:
        return await chat(settings, options, screen=screen, lines=lines_of_process)
    except (StartError, StoreNotOpened) as error:
        screen.error(str(error))
        return 1
    except BrokenPipeError:
        # Whoever read us has left: nothing to tell, and nowhere to tell it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
