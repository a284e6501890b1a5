"""Actions, providers, evaluators, services and event handlers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from parley_server.domain.characters import Dialogue
from parley_server.domain.content import ActionResult, Content, Memory, State
from parley_server.domain.json import JsonValue
from parley_server.plugin_api.shapes import require_tuples

if TYPE_CHECKING:
    from parley_server.plugin_api.runtime import Runtime

HandlerCallback = Callable[[Content], Awaitable[None]]
"""Sends content to the caller while an action is at work."""

TextSink = Callable[[str], Awaitable[None]]
"""Sends a piece of the reply's text to the caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """One action of a plan and what became of it."""

    action: str
    status: Literal["pending", "completed", "failed"] = "pending"
    result: ActionResult | None = None
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlan:
    """The actions of one response; made when there is more than one. `current_step` counts from 1."""

    current_step: int
    steps: tuple[PlanStep, ...]
    thought: str = ""

    @property
    def total_steps(self) -> int:
        """Number of actions."""
        return len(self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionContext:
    """What earlier actions of the same response did."""

    previous_results: tuple[ActionResult, ...] = ()

    def get_previous_result(self, action_name: str) -> ActionResult | None:
        """Return what the action of this name did, or None when it has not run."""
        return next((result for result in self.previous_results if result.action_name == action_name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlerOptions:
    """What an action's handler is told beside message and state (reference-values 1.5).

    With `on_stream_chunk` an action shows its words while it writes them; what it then says by its callback begins with
    them. Of an action that says nothing else they are the reply. It is None where nobody reads along.
    """

    action_context: ActionContext = field(default_factory=ActionContext)
    action_plan: ActionPlan | None = None
    on_stream_chunk: TextSink | None = None


ActionReturn = ActionResult | bool | None
"""None and bool are the legacy returns: no result is recorded, the action counts as completed."""

ActionHandler = Callable[
    ["Runtime", Memory, State, HandlerOptions, HandlerCallback, Sequence[Memory]], Awaitable[ActionReturn]
]
Validate = Callable[["Runtime", Memory, State], Awaitable[bool]]


async def always(_runtime: Runtime, _message: Memory, _state: State) -> bool:
    """Apply to every message."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something the agent can do."""

    name: str
    description: str
    handler: ActionHandler
    validate: Validate = always
    similes: tuple[str, ...] = ()
    examples: tuple[Dialogue, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a text where a tuple of them belongs. Raises TypeError."""
        require_tuples(f"Action {self.name!r}", similes=self.similes, examples=self.examples)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderResult:
    """What a provider adds to the context."""

    text: str = ""
    values: Mapping[str, JsonValue] = field(default_factory=dict)
    data: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Something that adds to the agent's context.

    `dynamic` ones run only when asked for by name, `private` ones never by default; lower `position` comes first.
    """

    name: str
    get: Callable[[Runtime, Memory, State], Awaitable[ProviderResult]]
    description: str = ""
    dynamic: bool = False
    position: int = 0
    private: bool = False


class EvaluatorPhase(Enum):
    """When an evaluator runs."""

    PRE = "pre"
    POST = "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What an evaluator found; PRE ones may block or rewrite the message."""

    blocked: bool = False
    reason: str = ""
    rewritten_text: str | None = None
    data: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluator:
    """A check before, or a reflection after, a message is handled."""

    name: str
    description: str
    handler: Callable[[Runtime, Memory, State], Awaitable[Evaluation | None]]
    validate: Validate = always
    phase: EvaluatorPhase = EvaluatorPhase.POST
    similes: tuple[str, ...] = ()
    examples: tuple[Dialogue, ...] = ()
    always_run: bool = False
    fail_closed: bool = False

    def __post_init__(self) -> None:
        """Refuse a text where a tuple of them belongs. Raises TypeError."""
        require_tuples(f"Evaluator {self.name!r}", similes=self.similes, examples=self.examples)


class Service(ABC):
    """A long-lived helper of one agent, found by its type."""

    service_type: ClassVar[str]
    capability_description: ClassVar[str] = ""

    @classmethod
    @abstractmethod
    async def start(cls, runtime: Runtime) -> Self:
        """Start for this agent and return the running service."""

    @classmethod  # noqa: B027 - few services have any
    def register_send_handlers(cls, runtime: Runtime, service: Self) -> None:
        """Register the ways to platforms that the running service offers; called once it has started."""

    @abstractmethod
    async def stop(self) -> None:
        """Let go of everything; called once, also when the agent failed to start."""


EventParams = Mapping[str, object]
"""What an event tells, under the names of document 4: JSON values, and the `runtime` and `message` as they are."""
EventHandler = Callable[[EventParams], Awaitable[None]]
"""Handles an emitted event; one that fails or takes too long is logged and harms no other handler."""

__all__ = [
    "Action",
    "ActionContext",
    "ActionHandler",
    "ActionPlan",
    "ActionReturn",
    "Evaluation",
    "Evaluator",
    "EvaluatorPhase",
    "EventHandler",
    "EventParams",
    "HandlerCallback",
    "HandlerOptions",
    "PlanStep",
    "Provider",
    "ProviderResult",
    "Service",
    "TextSink",
    "Validate",
]
