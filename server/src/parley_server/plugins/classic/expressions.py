"""The S-expressions in which scripts are written: words, and lists of words in parentheses.

A `;` starts a comment that runs to the end of its line. `=` always stands alone, so `(=WHAT)` and `(= WHAT)` are the
same list. The grammar is the one of the script in the appendix of Weizenbaum's article (CACM 9(1), 1966).
"""

import re
from dataclasses import dataclass

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 12

_TOKEN = re.compile(r"[()=]|;[^\n]*|[^\s()=;]+")


class ScriptError(ValueError):
    """Says that a script cannot be used: `line` (from 1; 0 for the script as a whole) and `problem`."""

    def __init__(self, line: int, problem: str) -> None:
        where = f"line {line}" if line else "script"
        super().__init__(f"{where}: {problem}")
        self.line = line
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Atom:
    """One word as it was written, and its line (from 1)."""

    text: str
    line: int

    @property
    def key(self) -> str:
        """Return the word in the form in which words are compared: upper case."""
        return self.text.upper()


@dataclass(frozen=True, slots=True)
class Branch:
    """One list, and the line (from 1) of its opening parenthesis."""

    items: "tuple[Expression, ...]"
    line: int


Expression = Atom | Branch


def read(text: str) -> tuple[Expression, ...]:
    """Return the expressions of a script, in order.

    Raises:
        ScriptError: A parenthesis has no partner, lists are nested deeper than `MAX_DEPTH`, or the text has more than
            `MAX_CHARACTERS` characters.
    """
    if len(text) > MAX_CHARACTERS:
        raise ScriptError(0, f"has {len(text)} characters, more than {MAX_CHARACTERS}")
    levels: list[list[Expression]] = [[]]
    opened: list[int] = []
    line, counted = 1, 0
    for found in _TOKEN.finditer(text):
        token = found.group()
        line += text.count("\n", counted, found.start())
        counted = found.start()
        if token == "(":
            if len(opened) == MAX_DEPTH:
                raise ScriptError(line, f"lists are nested more than {MAX_DEPTH} deep")
            opened.append(line)
            levels.append([])
        elif token == ")":
            if not opened:
                raise ScriptError(line, "')' without a '(' before it")
            items = levels.pop()
            levels[-1].append(Branch(tuple(items), opened.pop()))
        elif not token.startswith(";"):
            levels[-1].append(Atom(token, line))
    if opened:
        raise ScriptError(opened[-1], "'(' is never closed")
    return tuple(levels[0])
