"""`parley chat`: a conversation with one agent, over real gRPC."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

from parley_client import ParleyClient, ParleyClientError, RetryPolicy, RunStream
from parley_server.app.cli.casting import Cast, agent_of_file, existing_agent, model_of
from parley_server.app.cli.characters import load_character
from parley_server.app.cli.terminal import Interrupts, Lines, Screen, interrupts, screen_of_process
from parley_server.app.errors import StartError
from parley_server.app.serve import ServerAddress, private_or_running_server
from parley_server.app.settings import Settings
from parley_server.sql.errors import StoreNotOpened

# A server that does not come back within this time is gone.
GIVE_UP_SECONDS = 30.0
_CANCELLED = "RUN_CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatOptions:
    """What a chat was asked for. `server` empty = join or start one; `agent` empty = that of the character file."""

    server: str = ""
    character: Path | None = None
    agent: str = ""
    room: str = ""
    verbose: bool = False


class Chat:
    """One conversation. `failed` tells whether any reply could not be given."""

    def __init__(self, client: ParleyClient, cast: Cast, *, room: str, screen: Screen, presses: Interrupts) -> None:
        """Talk to this agent on this screen."""
        self._client = client
        self._agent = cast.agent
        self._room = room
        self._screen = screen
        self._presses = presses
        self._leaving = False
        self.failed = False

    async def talk(self, lines: Lines) -> None:
        """Answer line by line until the input ends, or Ctrl-C is pressed at the prompt."""
        while not self._leaving:
            self._screen.prompt()
            line = await self._next(lines)
            if line is None:
                break
            if line.strip():
                await self._answer(line)
        if self._screen.interactive:
            self._screen.end()

    async def _next(self, lines: Lines) -> str | None:
        """Return the next line; None at the end of the input or at Ctrl-C."""
        async with asyncio.TaskGroup() as group:
            line = group.create_task(lines.next())
            press = group.create_task(self._presses.wait())
            await asyncio.wait({line, press}, return_when=asyncio.FIRST_COMPLETED)
            for task in (line, press):
                task.cancel()
        return line.result() if not line.cancelled() else None

    async def _answer(self, text: str) -> None:
        self._screen.speaker(self._agent.character.name)
        stream = self._client.stream(self._agent.agent_id, text, room_id=self._room)
        try:
            async with stream, asyncio.TaskGroup() as group:
                canceller = group.create_task(self._cancel_when_pressed(stream))
                try:
                    await self._show(stream)
                finally:
                    canceller.cancel()
        except* ParleyClientError as errors:
            self._screen.end()
            self._screen.error(str(errors.exceptions[0]))
            self.failed = self._leaving = True

    async def _show(self, stream: RunStream) -> None:
        async for text in stream.text():
            self._screen.piece(text)
        if self._leaving:
            return
        error = stream.result.error
        if error is not None and error.reason == _CANCELLED:
            self._screen.piece(" [cancelled]")
        self._screen.end()
        if error is not None and error.reason != _CANCELLED:
            self.failed = True
            self._screen.error(f"{error.reason}: {error.message}")

    async def _cancel_when_pressed(self, stream: RunStream) -> None:
        """Cancel the run at the first Ctrl-C, leave at the second."""
        await self._presses.wait()
        with suppress(ParleyClientError):
            await stream.cancel("Ctrl-C")
        await self._presses.wait()
        self._leaving = True
        await stream.aclose()


async def chat(
    settings: Settings,
    options: ChatOptions,
    *,
    screen: Screen,
    lines: Callable[[], Lines],
    open_server: Callable[[Settings], AbstractAsyncContextManager[ServerAddress]] = private_or_running_server,
) -> int:
    """Hold a conversation; return the exit code. Raises StartError, StoreNotOpened and ParleyClientError."""
    if options.server:
        return await _chat_at(ServerAddress(address=options.server, joined=True), settings, options, screen, lines)
    async with open_server(settings) as server:
        return await _chat_at(server, settings, options, screen, lines)


async def _chat_at(
    server: ServerAddress, settings: Settings, options: ChatOptions, screen: Screen, lines: Callable[[], Lines]
) -> int:
    retry = RetryPolicy(give_up_after=GIVE_UP_SECONDS)
    async with ParleyClient(server.address, retry=retry) as client:
        cast = await _cast(client, settings, options, joined=server.joined)
        where = server.address if server.joined else f"{server.address} (a server of this chat)"
        screen.header(f"{cast.agent.character.name} at {where}: {model_of(cast.agent)}")
        if server.joined and settings.plugins:
            screen.note("PARLEY_PLUGINS has no effect here: this server was there before, set it where that one starts")
        for note in cast.details if options.verbose else cast.notes:
            screen.note(note)
        with interrupts() as presses:
            conversation = Chat(client, cast, room=options.room, screen=screen, presses=presses)
            await conversation.talk(lines())
    return 1 if conversation.failed else 0


async def _cast(client: ParleyClient, settings: Settings, options: ChatOptions, *, joined: bool) -> Cast:
    name = options.agent or (settings.agent_id if options.character is None else "")
    if name:
        return await existing_agent(client, name)
    file = await asyncio.to_thread(load_character, options.character)
    return await agent_of_file(client, file, joined=joined)


async def chat_here(settings: Settings, options: ChatOptions) -> int:
    """Hold a conversation on the standard streams; say what goes wrong, and return the exit code."""
    screen = screen_of_process()
    try:
        return await chat(settings, options, screen=screen, lines=lambda: Lines(sys.stdin))
    except (StartError, StoreNotOpened, ParleyClientError) as error:
        screen.error(str(error))
        return 1
    except BrokenPipeError:
        # Whoever read us has left: nothing to tell, and nowhere to tell it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
