"""tests/BEHAVIOURS.md names tests that are there: a behaviour that lost its test is noticed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
# `folder/test_file.py::test_name`, or `…::test_name` for one of the file that was named last.
REFERENCE = re.compile(r"`([\w/]+\.py|…)(?:::(\w+))?`")


def references() -> Iterator[tuple[str, str]]:
    """Yield (file, test) of each reference; an empty test stands for the whole file."""
    file = ""
    for named, test in REFERENCE.findall((TESTS / "BEHAVIOURS.md").read_text()):
        file = file if named == "…" else named
        yield file, test


def test_every_test_of_the_table_is_there() -> None:
    found = list(references())
    assert len(found) > 200
    missing = [
        f"{file}::{test}"
        for file, test in found
        if not (TESTS / file).is_file() or (test and f"def {test}(" not in (TESTS / file).read_text())
    ]
    assert missing == []
