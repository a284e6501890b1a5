"""Whether a message in a shared room is for the agent: a rule of thumb over its words, without any model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from parley_server.plugins.classic.script import Ritual, Script
from parley_server.plugins.classic.words import split_clauses

_HUSH = frozenset({"STOP", "BE QUIET", "KEEP QUIET", "STAY SILENT", "SHUT UP", "STOP TALKING", "GO AWAY"})
_PADDING = frozenset({"PLEASE", "NOW", "HEY", "OK", "OKAY", "JUST"})
_QUESTION = re.compile("[?\uff1f]")
# As much as anybody is likely to look at; it keeps the rule cheap for any text.
_LOOKED_AT_CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about a message, and why in one sentence."""

    action: Literal["RESPOND", "IGNORE", "STOP"]
    reasoning: str


def decide(script: Script, names: Sequence[str], text: str) -> Decision:
    """Decide by the first of these rules that holds.

    Who names the agent is answered, or heeded when they ask for silence. Questions to anybody are answered, and so are
    greetings and farewells. What others tell one another is not. `names` are those that the agent goes by; empty ones
    do not count, and of a long text the beginning alone does.
    """
    text = text[:_LOOKED_AT_CHARACTERS]
    clauses = [" ".join(word.key for word in clause) for clause in split_clauses(text)]
    said = " ".join(clause for clause in clauses if clause)
    called = [key for key in (_key(name) for name in names) if key and _has(said, key)]
    if called:
        if any(_bare(clause, called) in _HUSH for clause in clauses):
            return Decision("STOP", "I was asked to be quiet.")
        return Decision("RESPOND", "I was named.")
    if _QUESTION.search(text):
        return Decision("RESPOND", "Somebody asks.")
    if _is_said(script.greeting, said) or _is_said(script.closing, said):
        return Decision("RESPOND", "Somebody comes or goes.")
    return Decision("IGNORE", "It does not seem to be meant for me.")


def _key(name: str) -> str:
    return " ".join(word.key for clause in split_clauses(name) for word in clause)


def _has(said: str, key: str) -> bool:
    return f" {key} " in f" {said} "


def _bare(clause: str, names: Sequence[str]) -> str:
    """Return a clause without the names that it calls and without padding."""
    padded = f" {clause} "
    for name in names:
        padded = padded.replace(f" {name} ", " ")
    return " ".join(word for word in padded.split() if word not in _PADDING)


def _is_said(ritual: Ritual | None, said: str) -> bool:
    return ritual is not None and tuple(said.split()) in ritual.phrases
