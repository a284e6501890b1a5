"""ELIZA's conversation, after Joseph Weizenbaum (CACM 9(1), 1966, pages 36-45) and his MAD-SLIP source.

Pure: the same script, conversation and text give the same reply, and a `Conversation` is a value, so that rooms cannot
influence each other. One input goes this way:

1. The first clause with a keyword counts, all others are dropped. While it is scanned, words are substituted and
   keywords stacked: one that outranks all before it goes on top, any other to the bottom.
2. No keyword: in every fourth input (LIMIT) the oldest memory, if there is one, else a remark of NONE.
3. Otherwise the top keyword's decompositions are tried in order; the first that fits answers with the next of its
   reassemblies, which may also lead to another keyword. The keyword of MEMORY lays a memory aside besides.

Different from 1966: where no decomposition of a keyword fits, the next keyword of the stack has its turn (the program
printed one of four fixed remarks, in English); links may not go round for ever (`MAX_STEPS`); memories are bounded.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from parley_server.plugins.classic.hashing import hash_word
from parley_server.plugins.classic.matching import Parts, decompose, quote, reassemble
from parley_server.plugins.classic.script import Keyword, Link, NewKey, Pre, Reassembly, Rule, Say, Script
from parley_server.plugins.classic.words import MAX_CLAUSE_WORDS, Word, compose, split_clauses, word

LIMIT_CYCLE = 4
"""Memories are told in every fourth input at most."""
MAX_STEPS = 64
"""Most keywords that are tried for one input, those that links lead to included."""
MAX_MEMORIES = 32
"""When there are more, the oldest is forgotten."""
MAX_MEMORY_CHARACTERS = 500
"""A longer memory is not kept."""

_MEMORY_HASH_BITS = 2
_LAST_WORD = "…"
"""What is said when a script has nothing left to say: only reached with a remark that composes to nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Where a conversation stands; a new one is `Conversation()`.

    `limit` counts inputs, 1 to `LIMIT_CYCLE` and again. `turns` holds for each rule, by number, which reassembly is
    next. `memories` are the remarks laid aside, oldest first.
    """

    limit: int = 1
    turns: Mapping[int, int] = field(default_factory=dict)
    memories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is said, and the conversation to go on with. `ends` says that the user took leave."""

    text: str
    conversation: Conversation
    ends: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A text as the scan leaves it, whatever the conversation.

    `beginning` holds the keys of its first words, enough to tell a greeting or a farewell by; `stack` the keywords, top
    first; `clause` the words of the first clause with a keyword, else of the last one, substituted.
    """

    beginning: tuple[str, ...]
    stack: tuple[Keyword, ...]
    clause: tuple[Word, ...]


def greet(script: Script, conversation: Conversation) -> Reply:
    """Return the script's next opening remark; scripts without one begin as they go on, with a remark of NONE."""
    turn = _Turn(script, conversation)
    return turn.finish(turn.remark(script.opening or script.none))


def respond(script: Script, conversation: Conversation, text: str) -> Reply:
    """Return the reply to `text`, which may be any text at all; the reply is never empty and nothing is raised."""
    return answer(script, conversation, hear(script, text))


def hear(script: Script, text: str) -> Heard:
    """Scan `text`; takes time in proportion to its length, at most up to the end of the first clause with a keyword."""
    longest = _longest_phrase(script)
    beginning: list[str] = []
    clause: tuple[Word, ...] = ()
    stack: tuple[Keyword, ...] = ()
    for following in split_clauses(text):
        if len(beginning) <= longest:
            beginning += [found.key for found in following]
        if not stack:
            clause = following
            stack = _stack(script, clause)
        if stack and len(beginning) > longest:
            break
    return Heard(
        beginning=tuple(beginning),
        stack=stack,
        clause=tuple(_substitute(script, found) for found in clause),
    )


def answer(script: Script, conversation: Conversation, heard: Heard) -> Reply:
    """Return the reply to what was heard; the time is bounded by `MAX_STEPS` and the size of the script."""
    turn = _Turn(script, conversation)
    turn.count_input()
    if script.closing is not None and heard.beginning in script.closing.phrases:
        return turn.finish(turn.remark(script.closing.remarks), ends=True)
    if script.greeting is not None and heard.beginning in script.greeting.phrases:
        return turn.finish(turn.remark(script.greeting.remarks))
    if not heard.beginning and script.opening is not None and conversation == Conversation():
        return turn.finish(turn.remark(script.opening))
    if not heard.stack and turn.may_remember():
        return turn.finish(turn.recall())
    return turn.finish(turn.transform(heard) or turn.remark(script.none, heard.clause))


def _longest_phrase(script: Script) -> int:
    """Return the number of words after which a text can no longer be a greeting or a farewell; at least one."""
    rituals = [ritual for ritual in (script.greeting, script.closing) if ritual is not None]
    return max((len(phrase) for ritual in rituals for phrase in ritual.phrases), default=1)


def _stack(script: Script, clause: tuple[Word, ...]) -> tuple[Keyword, ...]:
    """Return the keywords of `clause` that have rules: one that outranks all before it goes on top, others below."""
    stack: deque[Keyword] = deque()
    highest = 0
    for found in clause:
        keyword = script.keywords.get(found.key)
        if keyword is None or not keyword.rules:
            continue
        if keyword.rank > highest:
            stack.appendleft(keyword)
            highest = keyword.rank
        else:
            stack.append(keyword)
    return tuple(stack)


def _substitute(script: Script, found: Word) -> Word:
    keyword = script.keywords.get(found.key)
    return word(keyword.substitute) if keyword is not None and keyword.substitute else found


class _Turn:
    """One input at work: the conversation's state, changed while the reply is made."""

    def __init__(self, script: Script, conversation: Conversation) -> None:
        self._script = script
        self._limit = conversation.limit
        self._turns = dict(conversation.turns)
        self._memories = list(conversation.memories)

    def finish(self, text: str, *, ends: bool = False) -> Reply:
        conversation = Conversation(limit=self._limit, turns=self._turns, memories=tuple(self._memories))
        return Reply(text=text or _LAST_WORD, conversation=conversation, ends=ends)

    def count_input(self) -> None:
        self._limit = self._limit % LIMIT_CYCLE + 1

    def may_remember(self) -> bool:
        return self._limit == LIMIT_CYCLE and bool(self._memories)

    def recall(self) -> str:
        return self._memories.pop(0)

    def remark(self, rule: Rule, clause: tuple[Word, ...] = ()) -> str:
        """Return the next remark of a rule that fits everything: NONE, the opening, the closing."""
        chosen = self._next(rule)
        return self._compose(chosen, (clause,)) if isinstance(chosen, Say) else ""

    def transform(self, heard: Heard) -> str:
        """Return the answer that the stacked keywords find for the clause, or "" when they find none."""
        stack, clause = deque(heard.stack), heard.clause
        remembered = False
        for _ in range(MAX_STEPS):
            if not stack:
                break
            keyword = stack.popleft()
            if keyword.key == self._script.memory_key and not remembered:
                self._remember(clause)
                remembered = True
            chosen, parts = self._choose(keyword, clause)
            if isinstance(chosen, Say):
                if answer := self._compose(chosen, parts):
                    return answer
            elif isinstance(chosen, Pre):
                clause = reassemble(chosen.template, parts)[:MAX_CLAUSE_WORDS]
                stack.appendleft(self._script.keywords[chosen.key])
            elif isinstance(chosen, Link):
                stack.appendleft(self._script.keywords[chosen.key])
        return ""

    def _choose(self, keyword: Keyword, clause: tuple[Word, ...]) -> tuple[Reassembly, Parts]:
        """Return the next reassembly of the first rule that fits; that no rule fits is like `(NEWKEY)`."""
        for rule in keyword.rules:
            parts = decompose(rule.pattern, clause)
            if parts is not None:
                return self._next(rule), parts
        return NewKey(), ()

    def _next(self, rule: Rule) -> Reassembly:
        turn = self._turns.get(rule.number, 0) % len(rule.reassemblies)
        self._turns[rule.number] = (turn + 1) % len(rule.reassemblies)
        return rule.reassemblies[turn]

    def _remember(self, clause: tuple[Word, ...]) -> None:
        """Lay a memory aside; the clause's last word decides by which rule (HASH of 1966)."""
        rules = self._script.memory_rules
        rule = rules[hash_word(clause[-1].key if clause else "", _MEMORY_HASH_BITS) % len(rules)]
        parts = decompose(rule.pattern, clause)
        memory = "" if parts is None else self._compose(Say(rule.template), parts)
        if memory and len(memory) <= MAX_MEMORY_CHARACTERS:
            self._memories = [*self._memories, memory][-MAX_MEMORIES:]

    def _compose(self, said: Say, parts: Parts) -> str:
        return compose(quote(said.template, parts), upper=self._script.upper)
