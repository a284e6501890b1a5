"""One server at a time: a lock on the data folder that the system itself gives back when the process dies."""

import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from parley_server.sql.errors import FolderInUse, Holder, LockUnsupported

if sys.platform != "win32":
    import fcntl

FILE_NAME = "parley.lock"
# Readers hold the lock for an instant while they look; an acquirer tries again that often.
_TRIES = 15
_PAUSE_SECONDS = 0.02


class FolderLock:
    """The lock of a folder, held from `acquire` to `release`."""

    def __init__(self, descriptor: int, holder: Holder) -> None:
        """Wrap an open and locked file; use `acquire`."""
        self._descriptor = descriptor
        self._holder = holder

    @classmethod
    def acquire(cls, folder: Path, *, started_at: datetime) -> Self:
        """Lock a folder for this process. Blocks for 0.3 s at the most.

        Raises FolderInUse when another process holds it, LockUnsupported when the system cannot lock.
        """
        if sys.platform == "win32":
            raise LockUnsupported(str(folder), "this system has no flock")
        descriptor = os.open(folder / FILE_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if not _try_lock(descriptor, fcntl.LOCK_EX, folder, tries=_TRIES):
                raise FolderInUse(str(folder), _read(descriptor))
            lock = cls(descriptor, Holder(pid=os.getpid(), address="", started_at=started_at))
            lock._write()
        except BaseException:
            os.close(descriptor)
            raise
        return lock

    def write_address(self, address: str) -> None:
        """Tell others where this server listens, for example "127.0.0.1:7777"."""
        self._holder = Holder(pid=self._holder.pid, address=address, started_at=self._holder.started_at)
        self._write()

    def release(self) -> None:
        """Give the folder back. The file stays: deleting it could let two processes in, each with a file of its own."""
        os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)

    def _write(self) -> None:
        holder = self._holder
        text = json.dumps({"pid": holder.pid, "address": holder.address, "started_at": holder.started_at.isoformat()})
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)


def read_holder(folder: Path) -> Holder | None:
    """Return who holds a folder, None when nobody does. Blocks for 0.3 s at the most.

    A holder that does not say who it is has the process id 0.

    What a dead process left in the file is never believed: the lock decides, and it died with the process.
    """
    if sys.platform == "win32":
        raise LockUnsupported(str(folder), "this system has no flock")
    try:
        descriptor = os.open(folder / FILE_NAME, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        for _ in range(_TRIES):
            if _try_lock(descriptor, fcntl.LOCK_SH, folder, tries=1):
                return None
            holder = _read(descriptor)
            # Between taking the lock and writing its own words the new holder still shows its predecessor's.
            if holder is not None and _is_alive(holder.pid):
                return holder
            time.sleep(_PAUSE_SECONDS)
        # Held for certain; perhaps by a process of another container, whose pid means nothing here.
        return _read(descriptor) or Holder(pid=0, address="", started_at=_modified(descriptor))
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int, kind: int, folder: Path, *, tries: int) -> bool:
    for attempt in range(tries):
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if attempt + 1 < tries:
                time.sleep(_PAUSE_SECONDS)
        except OSError as error:
            raise LockUnsupported(str(folder), error.strerror or str(error)) from error
        else:
            return True
    return False


def _read(descriptor: int) -> Holder | None:
    """Return what the file says, None while it is being written."""
    try:
        told = json.loads(os.pread(descriptor, 4096, 0))
        return Holder(
            pid=int(told["pid"]),
            address=str(told["address"]),
            started_at=datetime.fromisoformat(told["started_at"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _modified(descriptor: int) -> datetime:
    return datetime.fromtimestamp(os.fstat(descriptor).st_mtime, UTC)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # another user's
    return True
