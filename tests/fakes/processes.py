"""Python processes that tests read from and kill."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def python_process(*arguments: str, seconds: float = 40) -> Iterator[subprocess.Popen[str]]:
    """Run Python with these arguments; one that does not end within so many seconds is killed, and is an error.

    A thread that reads from a process which hangs is ended by nothing else: neither by a cancel nor by the limit of the
    test.
    """
    overdue = threading.Event()
    with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, text=True) as process:

        def end() -> None:
            overdue.set()
            process.kill()

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            yield process
            process.wait()
        finally:
            timer.cancel()
            process.kill()
    assert not overdue.is_set(), f"the process did not end within {seconds} s"
