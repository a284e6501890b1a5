"""The data folder: can it be used, who holds it, is the key in it safe?"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

from parley_server.app.doctor.findings import Finding, fine, problem, remark
from parley_server.app.keys import KEY_FILE
from parley_server.app.settings import Settings
from parley_server.sql.errors import Holder, LockUnsupported
from parley_server.sql.lock import FILE_NAME as LOCK_FILE
from parley_server.sql.lock import read_holder

_ENOUGH_BYTES = 256 * 1024 * 1024
_OTHER = "Choose another folder with --data or PARLEY_DATA"


def check_folder(settings: Settings) -> list[Finding]:
    """Can the data folder be made, read and written, and is there room on its disk?"""
    folder = settings.data
    there = next((one for one in (folder, *folder.absolute().parents) if one.exists()), Path("/"))
    if not there.is_dir():
        return [problem("data folder", f"{there} is not a folder", f"{_OTHER}, or move that file away.")]
    if not os.access(there, os.R_OK | os.W_OK | os.X_OK):
        remedy = f"{_OTHER}, or let this user write there: chown -R $USER {there}"
        return [problem("data folder", f"{there} cannot be written by this user", remedy)]
    free = shutil.disk_usage(there).free
    if free < _ENOUGH_BYTES:
        return [problem("data folder", f"{free // 2**20} MiB are free at {there}", f"Make room. {_OTHER}.")]
    return [fine("data folder", str(folder) if folder.exists() else f"{folder}, made at the first start")]


def check_lock(settings: Settings) -> tuple[Callable[[str], list[Finding]], Holder | None]:
    """Who holds the folder? Returns what to say once the version of that server is known, and the holder."""
    try:
        holder = read_holder(settings.data)
    except LockUnsupported as error:
        unlockable = problem("lock", str(error), f"{_OTHER}, on a local disk.")
        return lambda _: [unlockable], None
    except OSError as error:
        path = settings.data / LOCK_FILE
        unreadable = problem("lock", f"{path} cannot be read: {error.strerror}", f"{_OTHER}, or mend its permissions.")
        return lambda _: [unreadable], None
    return lambda version: [_held(holder, version)], holder


def check_secret_key(settings: Settings) -> list[Finding]:
    """Is the key that seals secrets for the owner's eyes only?"""
    path = settings.data / KEY_FILE
    if settings.secret_key.get_secret_value():
        return [fine("secret key", "PARLEY_SECRET_KEY is set")]
    try:
        mode = path.stat().st_mode
        empty = not path.read_bytes().strip()
    except FileNotFoundError:
        return [fine("secret key", "made at the first start")]
    except OSError as error:
        words = f"{path} cannot be read: {error.strerror}"
        return [problem("secret key", words, f"Make this user its owner: chown $USER {path}")]
    if empty:
        return [problem("secret key", f"{path} is empty", "Put the key back from a backup, or delete the file.")]
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return [problem("secret key", f"{path} can be read by others", f"chmod 600 {path}")]
    return [fine("secret key", str(path))]


def _held(holder: Holder | None, version: str) -> Finding:
    if holder is None:
        return fine("lock", "no server runs on the folder")
    who = f"process {holder.pid}" if holder.pid else "a process that does not say who it is"
    at = f" at {holder.address}" if holder.address else ""
    if version:
        return fine("lock", f"held by {who}{at}, Parley {version}, which answers")
    if not holder.address:
        return remark("lock", f"held by {who}, which does not serve yet", "Wait a moment, and look again.")
    mend = f"Stop it: kill {holder.pid}" if holder.pid else "Find and stop it; it may run in another container."
    return problem("lock", f"held by {who}{at}, which does not answer", mend)
