"""What the agent's log entries tell of an action (document 2, "Action Execution with Context Tracking")."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from parley_server.domain.content import Memory, State
from parley_server.domain.json import JsonValue
from parley_server.runtime.context import ActionFrame

LONGEST = 16_000
"""Characters of a state that a log entry holds, and of the responses."""
_DEEPEST = 50


def action_entry(
    frame: ActionFrame, message: Memory, state: State, responses: Sequence[Memory], redact: Callable[[str], str]
) -> dict[str, JsonValue]:
    """Return the body of the log entry of an action: what it was asked, what it knew, and the prompts that it made.

    State and responses are cut. `data` of the state is left out: it is what providers say once more, for code alone.
    """
    return {
        "action": frame.action_name,
        "actionId": frame.action_id,
        "messageId": message.memory_id,
        "message": message.content.text,
        "state": shortened({"text": state.text, "values": state.values}, LONGEST, redact),
        "responses": shortened([_response(response) for response in responses], LONGEST, redact),
        "prompts": [
            {"modelType": one.model_type, "prompt": one.prompt, "timestamp": round(one.timestamp.timestamp() * 1000)}
            for one in frame.prompts
        ],
        "promptCount": len(frame.prompts),
    }


def shortened(value: JsonValue, longest: int, redact: Callable[[str], str]) -> JsonValue:
    """Return a value that has so many characters at the most: what is beyond is cut, with an ellipsis in its place.

    Texts are redacted before that: half a secret would be found by nobody.
    """
    return _Shortening(longest, redact).cut(value)


def _response(response: Memory) -> dict[str, JsonValue]:
    content = response.content
    return {
        "id": response.memory_id,
        "text": content.text,
        "thought": content.thought,
        "actions": list(content.actions),
        "providers": list(content.providers),
    }


class _Shortening:
    """Counts what is left while a value is copied; each item costs at least one character.

    What is nested deeper than so much, perhaps in itself, is cut as well.
    """

    def __init__(self, longest: int, redact: Callable[[str], str]) -> None:
        self._left = longest
        self._redact = redact

    def cut(self, value: object, depth: int = 0) -> JsonValue:
        if isinstance(value, str):
            return self._text(value)
        if depth == _DEEPEST:
            return "…"
        self._left -= 1
        if isinstance(value, Mapping):
            copied: dict[str, JsonValue] = {}
            for key, item in value.items():
                if self._left <= 0:
                    break
                name = self._text(str(key))
                copied[name] = self.cut(item, depth + 1)
            return copied
        if isinstance(value, Sequence):
            items: list[JsonValue] = []
            for item in value:
                if self._left <= 0:
                    break
                items.append(self.cut(item, depth + 1))
            return items
        if value is None or isinstance(value, (bool, int, float)):
            return value
        # What providers tell is looked at by nobody: it may be anything.
        return self._text(str(value))

    def _text(self, text: str) -> str:
        text = self._redact(text)
        kept = text[: max(self._left, 0)]
        self._left -= max(len(text), 1)
        return kept if len(kept) == len(text) else kept + "…"
