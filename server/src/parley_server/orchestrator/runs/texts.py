"""Pieces of text of all runs, stored together once a turn of the loop: nearly all events are such pieces."""

from __future__ import annotations

import asyncio
from typing import Protocol

import structlog

from parley_server.domain.errors import ParleyError
from parley_server.storage.runs import RunStore, TextAppend

# When so many runs speak at once, the next commit waits a moment for more of them.
_MANY = 4
_PAUSE_SECONDS = 0.002


class Speaker(Protocol):
    """The log of a run in which nothing but text waits to be stored."""

    def take_texts(self) -> TextAppend | None:
        """Give what waits; None when it is no longer text alone."""
        ...

    def texts_stored(self, step: TextAppend) -> None:
        """Let it be seen."""
        ...

    def texts_refused(self, step: TextAppend | None) -> None:
        """Store it by yourself; None = what waits could not even be taken."""
        ...


class TextWriter:
    """Collects logs in which text waits, and stores it all with one commit."""

    def __init__(self, store: RunStore) -> None:
        """Store here."""
        self._store = store
        self._waiting: list[Speaker] = []
        self._work = asyncio.Event()
        self._log = structlog.get_logger("parley.runs")

    def add(self, log: Speaker) -> None:
        """Take note of a log in which text waits. Until it was stored or refused, it is not added again."""
        self._waiting.append(log)
        self._work.set()

    async def work(self) -> None:
        """Store what waits, until cancelled."""
        while True:
            await self._work.wait()
            self._work.clear()
            logs, self._waiting = self._waiting, []
            steps = [(log, step) for log in logs if (step := self._taken(log)) is not None]
            if steps:
                await self._write(steps)
                if len(steps) >= _MANY:
                    await asyncio.sleep(_PAUSE_SECONDS)

    def _taken(self, log: Speaker) -> TextAppend | None:
        try:
            return log.take_texts()
        except Exception as error:  # noqa: BLE001 - one run's fault is not that of all others
            self._log.error("texts_not_taken", exc_info=error)
            log.texts_refused(None)
            return None

    async def _write(self, steps: list[tuple[Speaker, TextAppend]]) -> None:
        try:
            await self._store.append_texts([step for _, step in steps])
        except Exception as error:  # noqa: BLE001 - each log tries for itself, and says what is wrong
            if not isinstance(error, ParleyError):
                self._log.error("texts_not_stored", exc_info=error)
            for log, step in steps:
                log.texts_refused(step)
        else:
            for log, step in steps:
                log.texts_stored(step)
