"""The conversation itself: a line, a reply, again."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass
from typing import Final

from parley.v1.messages_pb2 import RunStatus
from parley_client import Cancelled, Content, ParleyClient, ParleyClientError, Reply, RunStream, Unavailable
from parley_server.app.cli.interrupts import Interrupts, Leave, beside, leave_on
from parley_server.app.cli.lines import Lines, LineTooLong
from parley_server.app.cli.screen import Screen

_SOURCE: Final = "client_chat"
_DIRECT: Final = "DM"


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far a conversation is, so that it can go on at another server of the same folder.

    `line` is what waits for its reply, empty when nothing does, under `request_id`; `shown` counts the characters of
    the reply that are on the screen. `failed` and `cancelled` tell whether any reply was.
    """

    line: str = ""
    request_id: str = ""
    shown: int = 0
    introduced: bool = False
    failed: bool = False
    cancelled: bool = False

    def begin(self, line: str) -> None:
        """Take a line up."""
        self.line, self.request_id, self.shown = line, str(uuid.uuid4()), 0

    def conclude(self) -> None:
        """Say that the line has been answered, one way or another."""
        self.line = ""


class Conversation:
    """Talks to one agent in one room."""

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
        progress: Progress,
    ) -> None:
        """Take both ends of the conversation. `room_id` empty means the direct room."""
        self._client = client
        self._agent_id = agent_id
        self._name = name
        self._room_id = room_id
        self._screen = screen
        self._lines = lines
        self._interrupts = interrupts
        self._progress = progress

    async def run(self) -> None:
        """Talk until the lines end or the user leaves. Raises Unavailable when the server stays away."""
        try:
            if self._progress.line:
                await self._answer()
            while (line := await self._ask()) is not None:
                if line.strip():
                    self._progress.begin(line)
                    await self._answer()
        except Leave:
            self._progress.cancelled = True
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

    async def _answer(self) -> None:
        """Send the line that waits and show the reply. Raises Leave, Unavailable."""
        self._interrupts.forget()
        message = Content(text=self._progress.line, source=_SOURCE, channel_type=_DIRECT)
        request_id = self._progress.request_id
        try:
            async with self._client.stream(
                self._agent_id, message, room_id=self._room_id, request_id=request_id
            ) as run:
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
        self._progress.conclude()

    async def _show(self, run: RunStream) -> bool:
        """Show the words as they come; tell whether there were any."""
        speaking = None
        # On the screen already, from the server before: what was seen is the beginning of what comes again.
        known, self._progress.shown = self._progress.shown, 0
        async for piece in run.pieces():
            fresh = piece.text[max(0, known - self._progress.shown) :]
            self._progress.shown += len(piece.text)
            if piece.message_id != speaking and fresh:
                if speaking is not None or not known:
                    self._screen.speaker(self._name)
                speaking = piece.message_id
            self._screen.piece(fresh)
        return speaking is not None or known > 0

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
            self._progress.cancelled = True
        self._screen.end_line()
        if error is not None and not isinstance(error, Cancelled):
            self._fail(str(error))
        elif error is None and not words:
            status = RunStatus.Name(reply.run.status).removeprefix("RUN_STATUS_").lower()
            self._screen.note(f"({self._name} says nothing: {reply.run.reason or status})")

    def _fail(self, text: str) -> None:
        self._screen.error(text)
        self._progress.failed = True
