"""A conversation with one agent, line by line; it goes on where it was when its server is another one."""

from __future__ import annotations

import asyncio
import uuid
from contextlib import suppress
from dataclasses import dataclass, field

from parley_client import Agent, ParleyClient, ParleyClientError, Reply, RunEvent, RunStream, Unavailable
from parley_client.pieces import TextPieces
from parley_server.app.cli.terminal import Interrupts, Lines, Screen, interrupts
from parley_server.app.cli.words import in_words
from parley_server.orchestrator.apart import background

_CANCELLED = "RUN_CANCELLED"


@dataclass(slots=True)
class _Turn:
    """One message, and how much of its reply was shown."""

    text: str
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    pieces: TextPieces = field(default_factory=TextPieces)
    message_id: str = ""
    run_id: str = ""
    sequence: int = 0


class Conversation:
    """One conversation. `failed` tells whether any reply could not be given."""

    def __init__(self, *, room: str, screen: Screen, lines: Lines) -> None:
        """Talk in this room, on this screen."""
        self._room = room
        self._screen = screen
        self._lines = lines
        self._turn: _Turn | None = None
        self._leaving = False
        self.failed = False

    async def talk(self, client: ParleyClient, agent: Agent) -> None:
        """Answer line by line until the input ends, or Ctrl-C is pressed at the prompt.

        Raises Unavailable when the server is lost; called again with another client it goes on with the same reply.
        """
        with interrupts() as presses:
            while not self._leaving:
                if self._turn is None and not await self._ask(presses, agent):
                    break
                await self._answer(client, agent, presses)
                self._turn = None
        if self._screen.interactive:
            self._screen.end()

    async def _ask(self, presses: Interrupts, agent: Agent) -> bool:
        """Wait for a line with words in it; False at the end of the input or at Ctrl-C."""
        while True:
            self._screen.prompt()
            presses.forget()
            line = await self._next(presses)
            if line is None:
                return False
            if line.strip():
                self._turn = _Turn(line)
                self._screen.speaker(agent.character.name)
                return True

    async def _next(self, presses: Interrupts) -> str | None:
        async with asyncio.TaskGroup() as group:
            line = group.create_task(self._lines.next())
            press = group.create_task(presses.wait())
            await asyncio.wait({line, press}, return_when=asyncio.FIRST_COMPLETED)
            for task in (line, press):
                task.cancel()
        return line.result() if not line.cancelled() else None

    async def _answer(self, client: ParleyClient, agent: Agent, presses: Interrupts) -> None:
        assert self._turn is not None
        turn = self._turn
        if turn.run_id:
            stream = client.watch(turn.run_id, turn.sequence)
        else:
            stream = client.stream(agent.agent_id, turn.text, room_id=self._room, request_id=turn.request_id)
        try:
            async with stream, background(self._cancel_when_pressed(stream, presses)):
                async for event in stream:
                    self._show(turn, event)
        except Unavailable:
            raise
        except ParleyClientError as error:
            self._fail(in_words(error, client.address))
        else:
            if not self._leaving:
                self._finish(stream.result)

    def _show(self, turn: _Turn, event: RunEvent) -> None:
        turn.run_id, turn.sequence = event.run_id, event.sequence
        for piece in turn.pieces.of(event):
            # One run may say several messages.
            if turn.message_id not in ("", piece.message_id):
                self._screen.piece("\n\n")
            turn.message_id = piece.message_id
            self._screen.piece(piece.text)

    def _finish(self, reply: Reply) -> None:
        error = reply.error
        if error is None:
            self._screen.end()
        elif error.reason == _CANCELLED:
            self._screen.piece(" [cancelled]\n")
        else:
            self._fail(f"{error.reason}: {error.message}")

    def _fail(self, words: str) -> None:
        self._screen.end()
        self._screen.error(words)
        self.failed = True

    async def _cancel_when_pressed(self, stream: RunStream, presses: Interrupts) -> None:
        """Cancel the run at the first Ctrl-C, leave at the second, though the cancel may still be under way."""
        await presses.wait()
        async with background(_cancel(stream)):
            await presses.wait()
        self._leaving = True
        await stream.aclose()


async def _cancel(stream: RunStream) -> None:
    with suppress(ParleyClientError):
        await stream.cancel("Ctrl-C")
