"""A script as the engine uses it: its keywords, their rules, and the remarks for when there is none."""

from collections.abc import Mapping
from dataclasses import dataclass

from parley_server.plugins.classic.matching import Pattern, Template


@dataclass(frozen=True, slots=True)
class Say:
    """Reassembly: answer with this."""

    template: Template


@dataclass(frozen=True, slots=True)
class Link:
    """Reassembly `(=KEY)`: go on with the rules of another keyword, the words as they are."""

    key: str


@dataclass(frozen=True, slots=True)
class Pre:
    """Reassembly `(PRE (...) (=KEY))`: put these words in place of the clause, then go on with another keyword."""

    template: Template
    key: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """Reassembly `(NEWKEY)`: go on with the next keyword of the stack."""


Reassembly = Say | Link | Pre | NewKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A decomposition with its reassemblies, used in turn. `number` is the rule's own within its script."""

    number: int
    pattern: Pattern
    reassemblies: tuple[Reassembly, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """A word that the script knows. `substitute` takes its place in the text; "" leaves it as it is.

    One without rules only substitutes or belongs to classes, and triggers no answer. `tags` are its classes (DLIST).
    """

    key: str
    substitute: str = ""
    rank: int = 0
    tags: frozenset[str] = frozenset()
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryRule:
    """How one memory is made from a clause."""

    pattern: Pattern
    template: Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Ritual:
    """What people say to come or to go, word by word, and the remarks that answer it. `phrases` are keys of words."""

    phrases: frozenset[tuple[str, ...]]
    remarks: Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Everything that a conversation needs and that never changes.

    `opening` holds the first remarks; None means that the script has none, as it does for `greeting` and `closing`.
    `memory_rules` belong to `memory_key`. `upper` says that the script is written in capitals alone, as those of 1966
    were, and wants its answers so.
    """

    opening: Rule | None
    greeting: Ritual | None
    closing: Ritual | None
    keywords: Mapping[str, Keyword]
    memory_key: str
    memory_rules: tuple[MemoryRule, ...]
    none: Rule
    upper: bool
