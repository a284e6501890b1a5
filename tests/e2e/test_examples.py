"""The programs in examples/, run as a user runs them: without a key, and without leaving anything behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
# What each of them prints, line by line.
PRINTED = {
    "quick_start": [r"\S.+"],
    "serverless": [r"200 \S.+", r"200 \S.+", r"agents left: 0"],
    "callbacks": [
        r"started: [0-9a-f-]{36}",
        r"sent in async mode",
        r"the program goes on",
        r"chunk: \S.+",
        r"message: \S.+",
        r"complete",
    ],
    "many_agents": [
        r"- \S.+",
        r"- \S.+",
        r"- Agent [0-9a-f-]{36} not found in registry",
        r"team: Researcher, Writer",
        r"The writer says: \S.+",
        r"all well: True",
    ],
}


def test_all_of_them_are_tried() -> None:
    assert sorted(PRINTED) == [example.stem for example in EXAMPLES]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_does_what_it_says(example: Path, tmp_path: Path) -> None:
    environment = {
        key: value for key, value in os.environ.items() if not re.match("OPENAI_|PARLEY_|DATABASE_URL|LOG_LEVEL", key)
    }
    environment["TMPDIR"] = str(tmp_path)
    # Relative ones would be looked for below the other folder.
    paths = [str(Path(path).resolve()) for path in environment.get("PYTHONPATH", "").split(os.pathsep) if path]
    environment["PYTHONPATH"] = os.pathsep.join(paths)
    ended = subprocess.run(
        [sys.executable, example],
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
        env=environment,
        cwd=tmp_path,
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    lines = ended.stdout.splitlines()
    wanted = PRINTED[example.stem]
    assert len(lines) == len(wanted), lines
    assert all(re.fullmatch(pattern, line) for pattern, line in zip(wanted, lines, strict=True)), lines
    assert list(tmp_path.iterdir()) == []


def test_the_readme_shows_the_quick_start_as_it_is() -> None:
    shown = (ROOT / "README.md").read_text().partition("<!-- quick-start:begin -->\n```python\n")[2]
    text = shown.partition("```\n<!-- quick-start:end -->")[0]
    program = (ROOT / "examples" / "quick_start.py").read_text()
    assert text
    assert text in program
