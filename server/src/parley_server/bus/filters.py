"""Filters, compiled once for all readers that have an equal one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from weakref import WeakValueDictionary

from parley_server.bus.events import Draft
from parley_server.domain.bus import EventFilter

Match = Callable[[Draft], bool]


class CompiledFilter:
    """A filter as one question. Compared and hashed by identity: it is the key of what was found out with it."""

    __slots__ = ("__weakref__", "events", "everything", "match", "match_type")

    def __init__(self, events: EventFilter) -> None:
        """Compile a filter."""
        checks = _checks(events)
        self.events = events
        self.everything = not checks
        self.match = _all(checks)
        self.match_type = _by_type(events)
        """Tells by its type whether an event is wanted; None when more has to be known."""


class Filters:
    """Finds the compiled form of a filter; it lives as long as somebody holds it."""

    def __init__(self) -> None:
        """Know none yet."""
        self._known: WeakValueDictionary[EventFilter, CompiledFilter] = WeakValueDictionary()

    def compile(self, events: EventFilter) -> CompiledFilter:
        """Return the compiled form, the same one for equal filters."""
        known = self._known.get(events)
        if known is None:
            known = self._known[events] = CompiledFilter(events)
        return known

    def __len__(self) -> int:
        """Return how many different filters are in use."""
        return len(self._known)


def _by_type(events: EventFilter) -> Callable[[str], bool] | None:
    if replace(events, types=(), exclude_types=()) != EventFilter():
        return None
    wanted = _types(events.types) if events.types and "*" not in events.types else None
    unwanted = _types(events.exclude_types)
    return lambda name: (wanted is None or wanted(name)) and not unwanted(name)


def _checks(events: EventFilter) -> list[Match]:
    # The cheapest and most selective first.
    checks: list[Match] = []
    if events.types and "*" not in events.types:
        wanted_type = _types(events.types)
        checks.append(lambda draft: wanted_type(draft.type))
    if events.exclude_types:
        unwanted = _types(events.exclude_types)
        checks.append(lambda draft: not unwanted(draft.type))
    for name in ("agent_id", "room_id", "channel_id", "run_id"):
        values: frozenset[str] = getattr(events, f"{name}s")
        if values:
            checks.append(_column(Draft._fields.index(name), values))
    if events.attributes:
        wanted = dict(events.attributes).items()
        if len(wanted) < len(events.attributes):
            # One key with two values: no event has both.
            return [lambda _: False]
        checks.append(lambda draft: wanted <= draft.attributes.items())
    return checks


def _types(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    exact = frozenset(pattern for pattern in patterns if not pattern.endswith("*"))
    prefixes = tuple(pattern[:-1] for pattern in patterns if pattern.endswith("*"))
    if not prefixes:
        return exact.__contains__
    if not exact:
        return lambda name: name.startswith(prefixes)
    return lambda name: name in exact or name.startswith(prefixes)


def _column(index: int, values: frozenset[str]) -> Match:
    return lambda draft: draft[index] in values


def _all(checks: list[Match]) -> Match:
    if not checks:
        return lambda _: True
    if len(checks) == 1:
        return checks[0]
    return lambda draft: all(check(draft) for check in checks)
