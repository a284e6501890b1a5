"""What a program hears of its agents: the events of the orchestrator (reference-values 1.4)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import structlog

from parley_server.domain import events
from parley_server.domain.characters import Character, without_secrets
from parley_server.domain.events import AgentsChanged, DomainEvent, EditableMode

_WITH_COUNT = (events.AGENTS_ADDED, events.AGENTS_STARTED, events.AGENTS_STOPPED, events.AGENTS_DELETED)
_OF_CHARACTER = "character."

EVENTS = (
    *(events.AGENT_ADDED, events.AGENT_STARTED, events.AGENT_STOPPED, events.AGENT_DELETED),
    *_WITH_COUNT,
    *(events.AGENT_REGISTERED, events.AGENT_UPDATED, events.MODE_EDITABLE),
    *(events.MESSAGE_SENT_TO_AGENT, events.MESSAGES_SENT_TO_AGENTS),
)
"""The events that a program can listen to."""


@dataclass(frozen=True, slots=True)
class ElizaEvent:
    """Something has happened. `detail` has what the event tells as attributes, for example `detail.agent_id`."""

    type: str
    detail: SimpleNamespace


Listener = Callable[[ElizaEvent], Any]
"""What is called with an event: a function, or one that returns something to be awaited."""


class EventTarget:
    """Listeners by event, called in order of adding. One that fails is logged and harms nobody."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._listeners: dict[str, list[Listener]] = {}
        self._event_log = structlog.get_logger("parley.elizaos")

    def add_event_listener(self, event_type: str, listener: Listener) -> None:
        """Call a listener with each event of a type; the same one is added once. Raises ValueError for no such event.

        It is called at once, in order; what an async one awaits goes on beside what has happened.
        """
        if event_type not in EVENTS:
            raise ValueError(f"there is no event {event_type!r}; there are: {', '.join(sorted(EVENTS))}")
        listeners = self._listeners.setdefault(event_type, [])
        if listener not in listeners:
            listeners.append(listener)

    def remove_event_listener(self, event_type: str, listener: Listener) -> None:
        """Call a listener no more; one that is not there is left alone."""
        listeners = self._listeners.get(event_type, [])
        if listener in listeners:
            listeners.remove(listener)

    def _dispatch(self, event_type: str, **detail: object) -> None:
        event = ElizaEvent(event_type, SimpleNamespace(**detail))
        for listener in tuple(self._listeners.get(event_type, ())):
            try:
                result = listener(event)
                if inspect.isawaitable(result):
                    self._spawn(self._heard(event_type, result))
            except Exception as error:  # noqa: BLE001 - a listener harms nobody
                self._event_log.error("listener_failed", event_type=event_type, exc_info=error)

    async def _heard(self, event_type: str, result: Any) -> None:  # noqa: ANN401 - whatever can be awaited
        try:
            await result
        except Exception as error:  # noqa: BLE001 - a listener harms nobody
            self._event_log.error("listener_failed", event_type=event_type, exc_info=error)

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        """Do work beside the caller, in a task that somebody owns."""
        raise NotImplementedError


def detail_of(event: DomainEvent) -> Mapping[str, object] | None:
    """Return what an event of agents or of the mode tells a program; None for others, which have their own way."""
    body = event.body
    if isinstance(body, EditableMode):
        return {"editable": body.editable}
    if not isinstance(body, AgentsChanged):
        return None
    if event.type in _WITH_COUNT:
        detail: dict[str, object] = {"agent_ids": body.agent_ids, "count": len(body.agent_ids)}
        return {**detail, "ephemeral": body.ephemeral} if event.type == events.AGENTS_ADDED else detail
    detail = {"agent_id": body.agent_ids[0]}
    if body.agent is not None:
        character = without_secrets(body.agent.character)
        if event.type == events.AGENT_ADDED:
            return {**detail, "character": character, "ephemeral": body.ephemeral}
        return {**detail, "updates": _updates(character, body.updated_fields)}
    return detail


def _updates(character: Character, fields: Sequence[str]) -> dict[str, object]:
    """Return the new values of what was changed; of secrets it is told alone that there are new ones."""
    names = [field.removeprefix(_OF_CHARACTER).partition(".")[0] for field in fields]
    return {name: getattr(character, name, None) for name in names}
