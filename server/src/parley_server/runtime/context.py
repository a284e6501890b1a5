"""What surrounds the work of one run: it rides in context variables, so that concurrent rooms never mix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from parley_server.domain.characters import Character
from parley_server.domain.content import Memory
from parley_server.domain.ids import AgentId, MemoryId, RoomId, RunId
from parley_server.domain.runs import MessageResult, RunEventBody


class RunSink(Protocol):
    """Takes the events of a run. They are stored before anybody sees them."""

    async def append(self, body: RunEventBody, *, memories: Sequence[Memory] = ()) -> None:
        """Add an event, and the memories that are stored with it in one transaction.

        Returns once the event is queued; waits only while too much is queued. Raises RunAlreadyEnded when the run has
        ended and StoreUnavailable when the log cannot be written.
        """
        ...

    async def flush(self) -> None:
        """Wait until everything appended so far is stored."""
        ...


class NullSink:
    """Drops events: for work outside of runs."""

    async def append(self, body: RunEventBody, *, memories: Sequence[Memory] = ()) -> None:
        """Drop the event."""

    async def flush(self) -> None:
        """Return at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptRecord:
    """A prompt that was made while an action was at work."""

    model_type: str
    prompt: str
    timestamp: datetime


@dataclass(slots=True, kw_only=True)
class ActionFrame:
    """The action that is at work, with the prompts that it made (document 2, "Action Context for Debugging")."""

    action_name: str
    action_id: str
    prompts: list[PromptRecord] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class RunContext:
    """The run that is at work, for the message `message_id` where it handles one.

    `reply_ready` is set once its reply needs no more thinking (keep_existing_responses), `result` once nothing is left
    but reflections: what cuts these changes nothing about how the run ends. `agent_id` is whose run it is, `character`
    who that agent is until the run ends, `hops` how many agents have passed the message on.
    """

    run_id: RunId
    sink: RunSink
    message_id: MemoryId = MemoryId("")
    reply_ready: bool = False
    result: MessageResult | None = None
    agent_id: AgentId = AgentId("")
    character: Character | None = None
    hops: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedRun:
    """A run that a plugin has started by itself, inside of `within` or outside of runs."""

    run_id: RunId
    room_id: RoomId
    within: RunContext | None
    outer: TrackedRun | None


_run: ContextVar[RunContext | None] = ContextVar("parley_run", default=None)
_action: ContextVar[ActionFrame | None] = ContextVar("parley_action", default=None)
_tracked: ContextVar[TrackedRun | None] = ContextVar("parley_tracked_run", default=None)
_step: ContextVar[str] = ContextVar("parley_step", default="")
_hops: ContextVar[int] = ContextVar("parley_hops", default=-1)

_OUTSIDE = NullSink()


def current_run() -> RunContext | None:
    """Return the run that the caller works for, or None outside of runs."""
    return _run.get()


def current_sink() -> RunSink:
    """Return the log of the current run, or one that drops everything outside of runs."""
    run = _run.get()
    return run.sink if run else _OUTSIDE


def current_run_id() -> RunId:
    """Return the id of the current run, the one that a plugin has started first; empty outside of runs."""
    run = current_tracked() or _run.get()
    return run.run_id if run else RunId("")


def current_tracked() -> TrackedRun | None:
    """Return the run that a plugin has started by itself; one left open by an earlier run does not count."""
    tracked = _tracked.get()
    return tracked if tracked is not None and tracked.within is _run.get() else None


def begin_tracking(run_id: RunId, room_id: RoomId) -> None:
    """Count what follows in this context for this run."""
    _tracked.set(TrackedRun(run_id=run_id, room_id=room_id, within=_run.get(), outer=current_tracked()))


def end_tracking() -> None:
    """End the innermost run that a plugin has started in this context; harmless when there is none."""
    tracked = current_tracked()
    if tracked is not None:
        _tracked.set(tracked.outer)


def current_action() -> ActionFrame | None:
    """Return the action that is at work, or None."""
    return _action.get()


def current_step_id() -> str:
    """Return the step within which the caller works; empty outside of steps."""
    return _step.get()


@contextmanager
def run_scope(run: RunContext) -> Iterator[None]:
    """Work for this run."""
    token = _run.set(run)
    try:
        with hop_scope(run.hops):
            yield
    finally:
        _run.reset(token)


@contextmanager
def hop_scope(hops: int) -> Iterator[None]:
    """Count messages that are sent from here as passed on: agents have passed `hops` on before."""
    token = _hops.set(hops)
    try:
        yield
    finally:
        _hops.reset(token)


def next_hops() -> int:
    """Return the count of a message that is sent from here: 0 when no agent's work is the reason for it."""
    return _hops.get() + 1


@contextmanager
def step_scope(step_id: str) -> Iterator[None]:
    """Work within this step: steps made meanwhile are its children, runs started meanwhile end with it."""
    token, tracked = _step.set(step_id), _tracked.set(_tracked.get())
    try:
        yield
    finally:
        _tracked.reset(tracked)
        _step.reset(token)


@contextmanager
def action_scope(frame: ActionFrame) -> Iterator[None]:
    """Work for this action; steps made meanwhile are its children."""
    token = _action.set(frame)
    try:
        with step_scope(frame.action_id):
            yield
    finally:
        _action.reset(token)
