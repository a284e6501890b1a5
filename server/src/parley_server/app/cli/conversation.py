"""The conversation itself: a line, a reply, again."""

from __future__ import annotations

import asyncio
from typing import Final

from parley.v1.messages_pb2 import RunStatus
from parley_client import Cancelled, Content, ParleyClient, ParleyClientError, Reply, RunStream, Unavailable
from parley_server.app.cli.interrupts import Interrupts, Leave, beside, leave_on
from parley_server.app.cli.lines import Lines, LineTooLong
from parley_server.app.cli.screen import Screen

_SOURCE: Final = "client_chat"
_DIRECT: Final = "DM"


class Conversation:
    """Talks to one agent in one room. `failed` and `cancelled` tell whether any reply was."""

    def __init__(
        self,
        *,
        client: ParleyClient,
        agent_id: str,
        name: str,
        room_id: str,
        screen: Screen,
        lines: Lines,
        interrupts: Interrupts,
    ) -> None:
        """Take both ends of the conversation. `room_id` empty means the direct room."""
        self._client = client
        self._agent_id = agent_id
        self._name = name
        self._room_id = room_id
        self._screen = screen
        self._lines = lines
        self._interrupts = interrupts
        self.failed = False
        self.cancelled = False

    async def run(self) -> None:
        """Talk until the lines end or the user leaves. Raises Unavailable when the server stays away."""
        try:
            while (line := await self._ask()) is not None:
                if line.strip():
                    await self._answer(line)
        except Leave:
            self.cancelled = True
        finally:
            self._screen.end_line()

    async def _ask(self) -> str | None:
        """Return the next line; None at the end of the input, or when the user presses Ctrl-C instead."""
        self._screen.prompt()
        self._interrupts.forget()
        try:
            async with beside(leave_on(self._interrupts)):
                line = await self._lines.next()
        except Leave:
            return None
        except LineTooLong as error:
            self._fail(str(error))
            return ""
        if line is not None:
            self._screen.typed()
        return line

    async def _answer(self, line: str) -> None:
        """Send a message and show the reply. Raises Leave, Unavailable."""
        self._interrupts.forget()
        message = Content(text=line, source=_SOURCE, channel_type=_DIRECT)
        try:
            async with self._client.stream(self._agent_id, message, room_id=self._room_id) as run:
                try:
                    async with beside(self._cancel_on_interrupt(run)):
                        words = await self._show(run)
                except BrokenPipeError:
                    # A server of our own would wait for the end of what nobody reads any more.
                    await run.cancel("nobody reads it any more")
                    raise
                self._conclude(run.result, words=words)
        except Unavailable:
            raise
        except ParleyClientError as error:
            self._fail(str(error))

    async def _show(self, run: RunStream) -> bool:
        """Show the words as they come; tell whether there were any."""
        speaking = None
        async for piece in run.pieces():
            if piece.message_id != speaking:
                self._screen.speaker(self._name)
                speaking = piece.message_id
            self._screen.piece(piece.text)
        return speaking is not None

    async def _cancel_on_interrupt(self, run: RunStream) -> None:
        """Cancel the run at the first Ctrl-C, raise Leave at the second. The stream tells how the run ends."""
        await self._interrupts.wait()
        async with beside(leave_on(self._interrupts)):
            try:
                await run.cancel("Ctrl-C")
            except ParleyClientError as error:
                self._screen.error(f"cannot cancel: {error}")
            await asyncio.Event().wait()

    def _conclude(self, reply: Reply, *, words: bool) -> None:
        error = reply.error
        if isinstance(error, Cancelled):
            self._screen.piece(" [cancelled]" if words else "[cancelled]")
            self.cancelled = True
        self._screen.end_line()
        if error is not None and not isinstance(error, Cancelled):
            self._fail(str(error))
        elif error is None and not words:
            status = RunStatus.Name(reply.run.status).removeprefix("RUN_STATUS_").lower()
            self._screen.note(f"({self._name} says nothing: {reply.run.reason or status})")

    def _fail(self, text: str) -> None:
        self._screen.error(text)
        self.failed = True
