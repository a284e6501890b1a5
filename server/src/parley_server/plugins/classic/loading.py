"""Reading of scripts: from the text of a file to a checked `Script`.

The format is that of the script in the appendix of Weizenbaum's article (CACM 9(1), 1966), so that scripts of the time
load as they are: opening remarks, the word START, entries, an empty list. Three things are added: several opening
remarks may stand before START, `(CLOSING ((BYE) (GOOD NIGHT)) (Remark.) (Remark.))` says how conversations end, and
`(GREETING ((HI)) (Remark.))` how they begin when the user says no more than that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parley_server.plugins.classic.expressions import Atom, Branch, Expression, ScriptError, read
from parley_server.plugins.classic.matching import ANY, Element, Pattern, Template
from parley_server.plugins.classic.script import (
    Keyword,
    Link,
    MemoryRule,
    NewKey,
    Pre,
    Reassembly,
    Ritual,
    Rule,
    Say,
    Script,
)
from parley_server.plugins.classic.words import MAX_CLAUSE_WORDS, split_punctuation

MAX_ELEMENTS = 64
"""Most elements of one decomposition."""
MAX_RANK = 9999
MAX_MEMORY_RULES = 4
"""HASH yields two bits; the scripts of 1966 had exactly four rules."""

_RESERVED = frozenset({"NONE", "MEMORY", "GREETING", "CLOSING"})
_ANY_PATTERN: Pattern = (ANY,)


def load_script(text: str) -> Script:
    """Return the script that `text` describes, checked so that the engine can rely on it.

    Raises:
        ScriptError: Something is wrong; the error says what and in which line. Among what is checked: every number of a
            reassembly has its part, every link leads to a keyword with rules, every class has a member.
    """
    return _Loader(read(text)).load()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A keyword's entry before its rules are read: the classes in them may be declared further down."""

    keyword: Keyword
    rules: tuple[Branch, ...]


class _Loader:
    """Reads one script. Numbers rules as it goes; remembers links, to check them when all keywords are known."""

    def __init__(self, expressions: Sequence[Expression]) -> None:
        self._openings, self._entries = _split(expressions)
        self._classes: Mapping[str, frozenset[str]] = {}
        self._links: list[Atom] = []
        self._rules = 0
        self._has_lower_case = False

    def load(self) -> Script:
        opening = self._remarks(self._openings)
        special: dict[str, Branch] = {}
        entries: dict[str, _Entry] = {}
        for branch in self._entries:
            head = _head(branch)
            known: Mapping[str, object] = special if head.key in _RESERVED else entries
            if head.key in known:
                raise ScriptError(head.line, f"{head.text} has an entry already")
            if head.key in _RESERVED:
                special[head.key] = branch
            else:
                entries[head.key] = _read_entry(branch)
        self._classes = _collect_classes([entry.keyword for entry in entries.values()])
        keywords = {key: self._keyword(entry) for key, entry in entries.items()}
        memory_key, memory_rules = self._memory(special.get("MEMORY"))
        greeting = self._ritual(special.get("GREETING"))
        closing = self._ritual(special.get("CLOSING"))
        none = self._none(special.get("NONE"))
        for link in self._links:
            if link.key not in keywords or not keywords[link.key].rules:
                raise ScriptError(link.line, f"{link.text} is no keyword with rules")
        return Script(
            opening=opening,
            greeting=greeting,
            closing=closing,
            keywords=keywords,
            memory_key=memory_key,
            memory_rules=memory_rules,
            none=none,
            upper=not self._has_lower_case,
        )

    def _keyword(self, entry: _Entry) -> Keyword:
        plain = entry.keyword
        rules = tuple(self._rule(branch) for branch in entry.rules)
        return Keyword(key=plain.key, substitute=plain.substitute, rank=plain.rank, tags=plain.tags, rules=rules)

    def _rule(self, branch: Branch) -> Rule:
        """Read `((decomposition) (reassembly) ...)`, or `(=KEY)`, which fits every clause."""
        if _is_link(branch):
            return self._numbered(_ANY_PATTERN, (self._link(branch),))
        if not branch.items or not isinstance(branch.items[0], Branch):
            raise ScriptError(branch.line, "expected ((decomposition) (reassembly) ...) or (=KEY)")
        pattern = self._pattern(branch.items[0].items, branch.items[0].line)
        if len(branch.items) == 1:
            raise ScriptError(branch.line, "a decomposition without a reassembly")
        return self._numbered(pattern, tuple(self._reassembly(item, pattern) for item in branch.items[1:]))

    def _numbered(self, pattern: Pattern, reassemblies: tuple[Reassembly, ...]) -> Rule:
        self._rules += 1
        return Rule(number=self._rules, pattern=pattern, reassemblies=reassemblies)

    def _pattern(self, items: Sequence[Expression], line: int) -> Pattern:
        if not items:
            raise ScriptError(line, "an empty decomposition")
        if len(items) > MAX_ELEMENTS:
            raise ScriptError(line, f"a decomposition of more than {MAX_ELEMENTS} elements")
        return tuple(self._element(item) for item in items)

    def _element(self, item: Expression) -> Element:
        if isinstance(item, Branch):
            return self._choice(item)
        if not _is_number(item.text):
            return frozenset({item.key})
        if len(item.text) > len(str(MAX_CLAUSE_WORDS)) or int(item.text) > MAX_CLAUSE_WORDS:
            raise ScriptError(item.line, f"{item.text} words are more than a clause has ({MAX_CLAUSE_WORDS})")
        return int(item.text)

    def _choice(self, branch: Branch) -> frozenset[str]:
        """Read `(*A B)`, any of these words, or `(/TAG)`, any word of these classes."""
        mark, names = _marked_names(branch)
        if mark == "*":
            return frozenset(name.key for name in names)
        for name in names:
            if name.key not in self._classes:
                raise ScriptError(name.line, f"no keyword has the class {name.text}")
        return frozenset().union(*(self._classes[name.key] for name in names))

    def _reassembly(self, item: Expression, pattern: Pattern) -> Reassembly:
        if isinstance(item, Atom):
            raise ScriptError(item.line, f"expected a reassembly in parentheses, found {item.text}")
        if _is_link(item):
            return self._link(item)
        first = item.items[0] if item.items else None
        if isinstance(first, Atom) and len(item.items) == 1 and first.key == "NEWKEY":
            return NewKey()
        if isinstance(first, Atom) and first.key == "PRE" and len(item.items) > 1 and isinstance(item.items[1], Branch):
            words, link = item.items[1], item.items[2] if len(item.items) == 3 else None
            if not isinstance(link, Branch) or not _is_link(link):
                raise ScriptError(item.line, "expected (PRE (words) (=KEY))")
            return Pre(self._template(words.items, words.line, pattern), self._link(link).key)
        return self._say(item.items, item.line, pattern)

    def _link(self, branch: Branch) -> Link:
        name = branch.items[1]
        assert isinstance(name, Atom)  # _is_link has seen to it
        self._links.append(name)
        return Link(name.key)

    def _say(self, items: Sequence[Expression], line: int, pattern: Pattern | None) -> Say:
        template = self._template(items, line, pattern)
        if any(isinstance(part, str) and part != part.upper() for part in template):
            self._has_lower_case = True
        return Say(template)

    def _template(self, items: Sequence[Expression], line: int, pattern: Pattern | None) -> Template:
        """Read words, marks and numbers of parts; without a decomposition (None) numbers are words like any other."""
        if not items:
            raise ScriptError(line, "an empty reassembly")
        parts: list[str | int] = []
        for item in items:
            if isinstance(item, Branch):
                raise ScriptError(item.line, "a list inside of words to say")
            for part in split_punctuation(item.text):
                if pattern is None or not _is_number(part):
                    parts.append(part)
                elif len(part) > len(str(MAX_ELEMENTS)) or not 1 <= int(part) <= len(pattern):
                    raise ScriptError(item.line, f"there is no part {part}: the decomposition has {len(pattern)}")
                else:
                    parts.append(int(part))
        return tuple(parts)

    def _remarks(self, branches: Sequence[Expression]) -> Rule | None:
        """Read lists of plain words as remarks that are used in turn; None when there are none."""
        said: list[Reassembly] = []
        for branch in branches:
            if isinstance(branch, Atom):
                raise ScriptError(branch.line, f"expected a remark in parentheses, found {branch.text}")
            said.append(self._say(branch.items, branch.line, None))
        return self._numbered(_ANY_PATTERN, tuple(said)) if said else None

    def _memory(self, branch: Branch | None) -> tuple[str, tuple[MemoryRule, ...]]:
        """Read `(MEMORY KEY (decomposition = reassembly) ...)`."""
        if branch is None:
            return "", ()
        key = branch.items[1] if len(branch.items) > 1 else None
        if not isinstance(key, Atom):
            raise ScriptError(branch.line, "MEMORY needs a keyword")
        self._links.append(key)
        if not 1 <= len(branch.items) - 2 <= MAX_MEMORY_RULES:
            raise ScriptError(branch.line, f"MEMORY needs 1 to {MAX_MEMORY_RULES} rules")
        return key.key, tuple(self._memory_rule(item) for item in branch.items[2:])

    def _memory_rule(self, item: Expression) -> MemoryRule:
        items = item.items if isinstance(item, Branch) else ()
        equals = next((at for at, part in enumerate(items) if isinstance(part, Atom) and part.text == "="), None)
        if equals is None:
            raise ScriptError(item.line, "expected (decomposition = reassembly)")
        pattern = self._pattern(items[:equals], item.line)
        return MemoryRule(pattern=pattern, template=self._say(items[equals + 1 :], item.line, pattern).template)

    def _ritual(self, branch: Branch | None) -> Ritual | None:
        """Read `(GREETING ((words) ...) (remark) ...)`, and CLOSING likewise."""
        if branch is None:
            return None
        listed = branch.items[1] if len(branch.items) > 1 else None
        remarks = self._remarks(branch.items[2:])
        if not isinstance(listed, Branch) or remarks is None:
            raise ScriptError(branch.line, f"expected ({_head(branch).text} ((words) ...) (remark) ...)")
        phrases = set()
        for phrase in listed.items:
            words = tuple(word.key for word in _atoms(phrase)) if isinstance(phrase, Branch) else ()
            if not words:
                raise ScriptError(phrase.line, "expected what people say, in parentheses")
            phrases.add(words)
        return Ritual(phrases=frozenset(phrases), remarks=remarks)

    def _none(self, branch: Branch | None) -> Rule:
        """Read `(NONE ((0) (remark) ...))`. It is the last resort: it must always have something to say."""
        if branch is None:
            raise ScriptError(0, "there is no NONE entry")
        rule = branch.items[-1]
        if len(branch.items) != 2 or not isinstance(rule, Branch):
            raise ScriptError(branch.line, "expected (NONE ((0) (remark) ...))")
        none = self._rule(rule)
        if none.pattern != _ANY_PATTERN:
            raise ScriptError(rule.line, "the decomposition of NONE must be (0)")
        for said in none.reassemblies:
            if not isinstance(said, Say) or not any(isinstance(p, str) and p[-1].isalnum() for p in said.template):
                raise ScriptError(rule.line, "every reassembly of NONE must have words of its own")
        return none


def _split(expressions: Sequence[Expression]) -> tuple[tuple[Expression, ...], tuple[Branch, ...]]:
    """Return the opening remarks and the entries: what stands before START, or the first list, and what follows it."""
    starts = [at for at, item in enumerate(expressions) if isinstance(item, Atom) and item.key == "START"]
    if len(starts) > 1:
        raise ScriptError(expressions[starts[1]].line, "START stands here for the second time")
    begin = starts[0] if starts else min(1, len(expressions))
    entries: list[Branch] = []
    for item in expressions[begin + len(starts) :]:
        if isinstance(item, Atom):
            raise ScriptError(item.line, f"expected an entry in parentheses, found {item.text}")
        if not item.items:
            break
        entries.append(item)
    return tuple(expressions[:begin]), tuple(entries)


def _read_entry(branch: Branch) -> _Entry:
    """Read the head of `(KEY = SUBSTITUTE DLIST(/TAG) RANK rules ...)`; all but the key may be missing."""
    substitute, rank, tags = "", 0, frozenset[str]()
    at = 1
    while at < len(branch.items) and isinstance(item := branch.items[at], Atom):
        value = branch.items[at + 1] if at + 1 < len(branch.items) else None
        if item.text == "=" and isinstance(value, Atom):
            substitute = value.key
            at += 2
        elif item.key == "DLIST" and isinstance(value, Branch):
            mark, names = _marked_names(value)
            if mark != "/":
                raise ScriptError(value.line, "expected DLIST(/TAG ...)")
            tags = frozenset(name.key for name in names)
            at += 2
        elif _is_number(item.text) and len(item.text) <= len(str(MAX_RANK)):
            rank = int(item.text)
            at += 1
        else:
            raise ScriptError(item.line, f"expected '= WORD', 'DLIST(/TAG)', a rank or a rule, found {item.text}")
    rules: list[Branch] = []
    for item in branch.items[at:]:
        if isinstance(item, Atom):
            raise ScriptError(item.line, f"expected a rule in parentheses, found {item.text}")
        rules.append(item)
    head = _head(branch)
    if not (substitute or tags or rules):
        raise ScriptError(head.line, f"{head.text} does nothing: no substitute, no class, no rule")
    return _Entry(Keyword(key=head.key, substitute=substitute, rank=rank, tags=tags), tuple(rules))


def _collect_classes(keywords: Sequence[Keyword]) -> dict[str, frozenset[str]]:
    """Return the members of each class, and what the scan puts in their place before rules are tried."""
    members: dict[str, set[str]] = {}
    for keyword in keywords:
        for tag in keyword.tags:
            members.setdefault(tag, set()).update({keyword.key, keyword.substitute or keyword.key})
    return {tag: frozenset(keys) for tag, keys in members.items()}


def _marked_names(branch: Branch) -> tuple[str, list[Atom]]:
    """Return the mark of `(*A B)`, `(/A B)` or `(/ A B)` and its names."""
    names = _atoms(branch)
    mark = names[0].text[0] if names else ""
    if mark not in {"*", "/"}:
        raise ScriptError(branch.line, "expected (*WORD ...) or (/TAG ...)")
    first = names[0].text[1:]
    names = [Atom(first, names[0].line), *names[1:]] if first else names[1:]
    if not names:
        raise ScriptError(branch.line, f"nothing follows '{mark}'")
    return mark, names


def _atoms(branch: Branch) -> list[Atom]:
    atoms: list[Atom] = []
    for item in branch.items:
        if isinstance(item, Branch):
            raise ScriptError(item.line, "a list where words are expected")
        atoms.append(item)
    return atoms


def _head(branch: Branch) -> Atom:
    if not isinstance(head := branch.items[0], Atom) or head.text == "=":
        raise ScriptError(branch.line, "an entry must begin with its keyword")
    return head


def _is_link(branch: Branch) -> bool:
    if not branch.items or not isinstance(first := branch.items[0], Atom) or first.text != "=":
        return False
    if len(branch.items) != 2 or not isinstance(branch.items[1], Atom):
        raise ScriptError(branch.line, "expected (=KEY)")
    return True


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()
