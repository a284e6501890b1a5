"""What the doctor finds."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    FINE = "fine"
    REMARK = "remark"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was looked at, what was found there, and how to mend it; never a secret."""

    check: str
    level: Level
    found: str
    remedy: str = ""


def fine(check: str, found: str) -> Finding:
    """Return a finding that needs nothing to be done."""
    return Finding(check=check, level=Level.FINE, found=found)


def remark(check: str, found: str, remedy: str = "") -> Finding:
    """Return a finding to know about."""
    return Finding(check=check, level=Level.REMARK, found=found, remedy=remedy)


def problem(check: str, found: str, remedy: str) -> Finding:
    """Return a finding that keeps something from working."""
    return Finding(check=check, level=Level.PROBLEM, found=found, remedy=remedy)
