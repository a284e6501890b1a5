"""The lock of a folder: one holder, who tells about himself, and never a dead one."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from parley_server.sql.errors import FolderInUse, Holder
from parley_server.sql.lock import FILE_NAME, FolderLock, read_holder

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DEAD_PID = 2**22 + 1  # above what Linux gives out


def test_a_folder_without_a_server_has_no_holder(tmp_path: Path) -> None:
    assert read_holder(tmp_path) is None


def test_the_holder_tells_about_himself(tmp_path: Path) -> None:
    lock = FolderLock.acquire(tmp_path, started_at=NOON)
    assert read_holder(tmp_path) == Holder(pid=os.getpid(), address="", started_at=NOON)
    lock.write_address("127.0.0.1:7777")
    assert read_holder(tmp_path) == Holder(pid=os.getpid(), address="127.0.0.1:7777", started_at=NOON)
    lock.write_address("[::1]:1")
    assert json.loads((tmp_path / FILE_NAME).read_text())["address"] == "[::1]:1"
    lock.release()
    assert read_holder(tmp_path) is None


def test_a_second_server_is_kept_out_and_told_by_whom(tmp_path: Path) -> None:
    lock = FolderLock.acquire(tmp_path, started_at=NOON)
    lock.write_address("127.0.0.1:7777")
    with pytest.raises(FolderInUse, match="at 127") as refused:
        FolderLock.acquire(tmp_path, started_at=NOON)
    assert refused.value.holder == Holder(pid=os.getpid(), address="127.0.0.1:7777", started_at=NOON)
    lock.release()
    FolderLock.acquire(tmp_path, started_at=NOON).release()


def test_what_a_dead_server_left_is_not_believed(tmp_path: Path) -> None:
    left = {"pid": os.getpid(), "address": "127.0.0.1:7777", "started_at": NOON.isoformat()}
    (tmp_path / FILE_NAME).write_text(json.dumps(left))
    assert read_holder(tmp_path) is None
    FolderLock.acquire(tmp_path, started_at=NOON).release()


def test_a_holder_who_says_nothing_is_a_holder_still(tmp_path: Path) -> None:
    lock = FolderLock.acquire(tmp_path, started_at=NOON)
    (tmp_path / FILE_NAME).write_text("{")
    found = read_holder(tmp_path)
    assert found is not None
    assert (found.pid, found.address) == (0, "")
    lock.release()


def test_a_new_holder_is_not_taken_for_a_dead_predecessor(tmp_path: Path) -> None:
    lock = FolderLock.acquire(tmp_path, started_at=NOON)
    left = {"pid": DEAD_PID, "address": "old", "started_at": NOON.isoformat()}
    (tmp_path / FILE_NAME).write_text(json.dumps(left))
    with ThreadPoolExecutor(1) as thread:
        found = thread.submit(read_holder, tmp_path)
        lock.write_address("new")
        holder = found.result()
    assert holder is not None
    assert holder.address == "new"
    lock.release()


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, datetime\n"
        "from parley_server.sql.lock import FolderLock\n"
        "lock = FolderLock.acquire(pathlib.Path(sys.argv[1]), started_at=datetime.datetime.now(datetime.UTC))\n"
        "lock.write_address('127.0.0.1:1')\n"
        "print('locked', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"locked\n"
        with pytest.raises(FolderInUse) as refused:
            FolderLock.acquire(tmp_path, started_at=NOON)
        assert refused.value.holder is not None
        assert refused.value.holder.pid == process.pid
        process.kill()
        process.wait()
    assert read_holder(tmp_path) is None
    FolderLock.acquire(tmp_path, started_at=NOON).release()


def test_looking_does_not_keep_a_server_out(tmp_path: Path) -> None:
    FolderLock.acquire(tmp_path, started_at=NOON).release()
    for _ in range(20):
        assert read_holder(tmp_path) is None
        FolderLock.acquire(tmp_path, started_at=NOON).release()


def test_the_file_is_for_the_owner_s_eyes_only(tmp_path: Path) -> None:
    lock = FolderLock.acquire(tmp_path, started_at=NOON)
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o077 == 0
    lock.release()
