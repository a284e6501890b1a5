"""A test whose end hangs is shown and ends the run: CI says so at once, and not when its time is over."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HANGING = """
import asyncio, time

async def test_that_leaves_a_thread_behind():
    await asyncio.to_thread(time.sleep, 30)
"""


def test_a_test_that_its_timeout_does_not_end_is_shown(tmp_path: Path) -> None:
    test = tmp_path / "test_hanging.py"
    test.write_text(HANGING)
    command = ["-m", "pytest", str(test), "--timeout=1", f"--rootdir={ROOT}", "-c", str(ROOT / "pyproject.toml")]
    ended = subprocess.run(
        [sys.executable, *command, "-p", "tests.conftest", "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={**os.environ, "PARLEY_LONGEST_END": "1"},
        capture_output=True,
        text=True,
        timeout=25,
        check=False,
    )
    assert ended.returncode == 1
    assert "Timeout (0:00:01)!" in ended.stderr
