"""Moves what was written from the write-ahead log into the file, beside the writer instead of in its way."""

import sqlite3
import threading
from pathlib import Path

import structlog

INTERVAL_SECONDS = 0.2

_log = structlog.get_logger(__name__)


class Checkpointer:
    """A thread that checkpoints a few times a second, when something was written."""

    def __init__(self, path: Path, *, interval: float = INTERVAL_SECONDS) -> None:
        """Check this file every `interval` seconds, once started."""
        self._path = path
        self._interval = interval
        self._written = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="parley-checkpoints", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def written(self) -> None:
        """Tell that there is something to checkpoint. Cheap; from any thread."""
        self._written.set()

    def stop(self) -> None:
        """Stop the thread and wait for it; blocks for one checkpoint at the most."""
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        connection = sqlite3.connect(self._path, isolation_level=None)
        try:
            while not self._stop.wait(self._interval):
                if self._written.is_set():
                    self._written.clear()
                    self._checkpoint(connection)
        finally:
            connection.close()

    def _checkpoint(self, connection: sqlite3.Connection) -> None:
        # Passive: it waits for nobody, and nobody for it. What it cannot move yet, the next one will.
        try:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except sqlite3.Error as error:
            _log.warning("store.checkpoint_failed", error=str(error))
            self._written.set()
