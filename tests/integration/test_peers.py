"""`make peers` where no registry can be reached: one line says so, and only CI fails for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
NOWHERE = "http://127.0.0.1:1/simple"
WORDS = "its packages could not be installed ("


def peers(folder: Path, *, ci: str) -> subprocess.CompletedProcess[str]:
    """Run the script in a copy of the house that cannot reach a registry, nor take what it has taken before."""
    (folder / "scripts").mkdir()
    for name in ("scripts/peers.sh", "requirements-litellm.lock"):
        shutil.copy(REPOSITORY / name, folder / name)
    (folder / ".venv").symlink_to(sys.prefix)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    cut_off = {
        "UV_DEFAULT_INDEX": NOWHERE,
        "UV_NO_CACHE": "1",
        "UV_NO_CONFIG": "1",
        "PIP_INDEX_URL": NOWHERE,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_CACHE_DIR": "1",
    }
    command = ["bash", str(folder / "scripts/peers.sh")]
    return subprocess.run(command, env=kept | cut_off | {"CI": ci}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("ci", "code", "words"),
    [
        ("", 0, "litellm is left out, and so are the tests that ask it: "),
        ("true", 1, "litellm is wanted, since CI=true"),
    ],
)
def test_without_a_registry_one_line_says_so(tmp_path: Path, ci: str, code: int, words: str) -> None:
    if not Path(sys.prefix, "bin/uv").exists():
        pytest.skip("this environment was not made by `make setup`")

    result = peers(tmp_path, ci=ci)

    assert result.returncode == code, result.stderr
    (line,) = [line for line in result.stderr.splitlines() if "litellm is" in line]
    assert line.startswith(f"peers: {words}")
    assert WORDS in line
    # Nothing that looks whole is left, so that the next run tries again.
    assert not (tmp_path / ".venv-litellm").exists()
    assert result.stdout == ""
