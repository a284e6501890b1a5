"""What the agent means to do about a message, as the model answered it (reference-values 2.1, step 12)."""

from __future__ import annotations

from dataclasses import dataclass

from parley_server.domain.content import Content
from parley_server.domain.shapes import Fields

STREAMED_THOUGHT = "Response generated via streaming"
_ONLY_WORDS = frozenset({"REPLY", "NONE"})
_SILENCE = frozenset({"IGNORE", "STOP"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Words, and the names of actions and providers."""

    thought: str
    actions: tuple[str, ...]
    providers: tuple[str, ...]
    text: str

    @property
    def is_simple(self) -> bool:
        """True when a reply is all there is to do."""
        alone = len(self.actions) == 1 and self.actions[0].upper() in _ONLY_WORDS
        return alone and bool(self.text) and not self.providers

    @property
    def is_silent(self) -> bool:
        """True when the agent chose to stay silent."""
        return len(self.actions) == 1 and self.actions[0].upper() in _SILENCE

    def content(self) -> Content:
        """Return the plan as what the agent says."""
        return Content(
            text=self.text,
            thought=self.thought,
            actions=self.actions,
            providers=self.providers,
            simple=self.is_simple,
        )


def read_plan(fields: Fields, streamed: str) -> Plan:
    """Read a plan. Missing actions mean IGNORE, IGNORE never goes with words or with other actions.

    What was streamed is never taken back: it is the begin of the text, and makes silence impossible.
    """
    text = str(fields.get("text", ""))
    if not text.startswith(streamed):
        text = streamed
    actions = _names(fields, "actions") or ("IGNORE",)
    others = tuple(name for name in actions if name.upper() != "IGNORE")
    if len(actions) > 1 and len(others) < len(actions):
        actions = (others or ("REPLY",)) if text else ("IGNORE",)
    if streamed and not others:
        actions = ("REPLY",)
    return Plan(
        thought=str(fields.get("thought", "")), actions=actions, providers=_names(fields, "providers"), text=text
    )


def streamed_plan(streamed: str, thought: str = STREAMED_THOUGHT) -> Plan:
    """Return the plan of an answer that cannot be read, but of which the user has seen this much."""
    return Plan(thought=thought, actions=("REPLY",), providers=(), text=streamed)


def _names(fields: Fields, name: str) -> tuple[str, ...]:
    value = fields.get(name, ())
    items = value if isinstance(value, tuple) else (str(value),)
    return tuple(item.strip() for item in items if item.strip())
