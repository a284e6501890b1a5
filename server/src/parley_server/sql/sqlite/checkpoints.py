"""Moves what was written from the write-ahead log into the file, beside the writer instead of in its way."""

import sqlite3
import threading
from pathlib import Path

import structlog

INTERVAL_SECONDS = 0.2
# Pages in the write-ahead log (64 MiB) above which the writer helps.
_LONG_PAGES = 16_384

_log = structlog.get_logger(__name__)


class Checkpointer:
    """A thread that checkpoints a few times a second, when something was written."""

    def __init__(self, path: Path, *, interval: float = INTERVAL_SECONDS) -> None:
        """Check this file every `interval` seconds, once started."""
        self._path = path
        self._interval = interval
        # A plain flag, because setting an Event costs as much as the rest of a small write.
        self._written = False
        self._is_long = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="parley-checkpoints", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def committed(self, connection: sqlite3.Connection) -> None:
        """Take notice of a commit on the writer's connection, from the writer's thread. Nearly always cheap.

        Under constant load this thread never reaches the end of the log, so that the log would never begin anew. Once
        it is long, the writer itself moves the little that is left, at a moment when nobody else writes.
        """
        self._written = True
        if self._is_long:
            self._is_long = False  # whatever comes of it: the thread decides whether to try again
            self._checkpoint(connection)

    def stop(self) -> None:
        """Stop the thread and wait for it; blocks for one checkpoint at the most."""
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        connection = sqlite3.connect(self._path, isolation_level=None)
        try:
            while not self._stop.wait(self._interval):
                if self._written:
                    self._written = False
                    self._is_long = self._checkpoint(connection)
        finally:
            connection.close()

    def _checkpoint(self, connection: sqlite3.Connection) -> bool:
        """Move what can be moved; return whether the log is long."""
        # Passive: it waits for nobody, and nobody for it. What it cannot move yet, the next one will.
        try:
            ((_, pages, _),) = connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        except sqlite3.Error as error:
            _log.warning("store.checkpoint_failed", error=str(error))
            self._written = True
            return False
        return bool(pages > _LONG_PAGES)
