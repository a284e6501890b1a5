"""Actions: found by name, executed in order, each with its result (document 2, reference-values 2.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import structlog

from parley_server.domain.clock import Clock
from parley_server.domain.content import ActionResult, Content, Memory, MemoryMetadata, Payload, State
from parley_server.domain.errors import ActionError, ParleyError
from parley_server.domain.ids import EntityId, IdSource, MemoryId
from parley_server.domain.json import JsonValue
from parley_server.domain.runs import StepKind
from parley_server.plugin_api import (
    Action,
    ActionContext,
    ActionPlan,
    HandlerCallback,
    HandlerOptions,
    PlanStep,
    Runtime,
)
from parley_server.runtime.bounded import BoundedCache
from parley_server.runtime.context import ActionFrame, action_scope, current_action, current_run_id
from parley_server.runtime.journal import Journal
from parley_server.runtime.steps import StepReport, Steps

_STATE_PROVIDERS = ("RECENT_MESSAGES", "ACTION_STATE")


def normalise(name: str) -> str:
    """Return a name as actions are compared: lower case, all underscores gone (reference-values A)."""
    return name.lower().replace("_", "")


class ActionRegistry:
    """Keeps the actions of one agent."""

    def __init__(self) -> None:
        """Start empty."""
        self._actions: dict[str, tuple[Action, str]] = {}
        self._log = structlog.get_logger("parley.actions")

    @property
    def actions(self) -> tuple[Action, ...]:
        """Registered actions, in order of registration."""
        return tuple(action for action, _ in self._actions.values())

    def register(self, action: Action, *, plugin: str) -> bool:
        """Add an action; False when its name is taken."""
        if action.name in self._actions:
            self._log.warning("action_already_registered", action=action.name, plugin=plugin)
            return False
        self._actions[action.name] = (action, plugin)
        return True

    def plugin_of(self, action: Action) -> str:
        """Return the plugin that brought an action."""
        return self._actions[action.name][1]

    def find(self, name: str) -> Action | None:
        """Find an action: its exact name, then a part of the name either way, then similes (reference-values 2.4)."""
        wanted = normalise(name)
        if not wanted:
            return None
        named = [(normalise(action.name), action) for action in self.actions]
        exact = next((action for key, action in named if key == wanted), None)
        partial = exact or next((action for key, action in named if wanted in key or key in wanted), None)
        return partial or next((action for _, action in named if _matches_simile(action, wanted)), None)


def _matches_simile(action: Action, wanted: str) -> bool:
    similes = [normalise(simile) for simile in action.similes]
    return wanted in similes or any(wanted in simile or simile in wanted for simile in similes if simile)


@dataclass(slots=True, kw_only=True)
class _Chain:
    """The actions of one response while they are executed."""

    message: Memory
    responses: Sequence[Memory]
    callback: HandlerCallback
    thought: str
    steps: list[PlanStep]
    results: list[ActionResult] = field(default_factory=list)

    def options(self, index: int) -> HandlerOptions:
        plan = None
        if len(self.steps) > 1:
            plan = ActionPlan(current_step=index + 1, steps=tuple(self.steps), thought=self.thought)
        return HandlerOptions(action_context=ActionContext(previous_results=tuple(self.results)), action_plan=plan)


class ActionRunner:
    """Executes the actions that responses name."""

    def __init__(
        self,
        *,
        registry: ActionRegistry,
        steps: Steps,
        journal: Journal,
        results: BoundedCache[tuple[ActionResult, ...]],
        clock: Clock,
        new_id: IdSource,
    ) -> None:
        """Put registry, step events, log and the cache of results (by message id) together."""
        self._registry = registry
        self._steps = steps
        self._journal = journal
        self._results = results
        self._clock = clock
        self._new_id = new_id

    def results_of(self, message_id: MemoryId) -> tuple[ActionResult, ...]:
        """Return what the actions for a message did; empty when unknown or forgotten."""
        return self._results.get(message_id) or ()

    async def process(
        self,
        runtime: Runtime,
        message: Memory,
        responses: Sequence[Memory],
        state: State,
        callback: HandlerCallback,
    ) -> tuple[ActionResult, ...]:
        """Execute all actions of all responses in order.

        An action that fails ends the chain: its error is stored as a memory and raised as ActionError.
        """
        done: list[ActionResult] = []
        for response in responses:
            steps = [PlanStep(action=name) for name in response.content.actions]
            chain = _Chain(
                message=message,
                responses=responses,
                callback=callback,
                thought=response.content.thought,
                steps=steps,
                results=done,
            )
            for index in range(len(steps)):
                await self._execute(runtime, chain, index, state)
                self._results.put(message.memory_id, tuple(done))
        return tuple(done)

    async def _execute(self, runtime: Runtime, chain: _Chain, index: int, state: State) -> None:
        name = chain.steps[index].action
        action = self._registry.find(name)
        if action is None:
            chain.steps[index] = PlanStep(action=name, status="failed", error=f"Action not found: {name}")
            await self._store_missing(runtime, chain, name)
            return
        frame = ActionFrame(action_name=action.name, action_id=self._new_id())
        plugin = self._registry.plugin_of(action)
        detail: dict[str, JsonValue] = {"plugin": plugin, "planStep": f"{index + 1}/{len(chain.steps)}"}
        composed = await self._compose(runtime, chain, state)
        with action_scope(frame):
            try:
                async with self._steps.step(
                    StepKind.ACTION, action.name, plugin=plugin, step_id=frame.action_id, detail=detail
                ) as report:
                    held = await self._call(runtime, chain, index, action, composed, report)
            except Exception as error:
                await self._store_error(runtime, chain, error)
                raise _as_action_error(error, plugin, action.name) from error
        for content in held:
            await chain.callback(content)
        await self._record(runtime, chain, index, action, frame, report)

    async def _compose(self, runtime: Runtime, chain: _Chain, state: State) -> State:
        composed = await runtime.compose_state(chain.message, _STATE_PROVIDERS, only_include=True)
        results = [result.action_name for result in chain.results]
        return State(
            text=state.text or composed.text,
            values={**state.values, **composed.values},
            data={**state.data, **composed.data, "actionResults": results},
        )

    async def _call(
        self, runtime: Runtime, chain: _Chain, index: int, action: Action, state: State, report: StepReport
    ) -> list[Content]:
        held: list[Content] = []

        async def hold(content: Content) -> None:
            held.append(content)

        returned = await action.handler(runtime, chain.message, state, chain.options(index), hold, chain.responses)
        if isinstance(returned, ActionResult):
            report.result = replace(returned, action_name=action.name, action_id=_action_id(), run_id=current_run_id())
            chain.results.append(report.result)
        return held

    async def _record(
        self, runtime: Runtime, chain: _Chain, index: int, action: Action, frame: ActionFrame, report: StepReport
    ) -> None:
        failed = report.result is not None and not report.result.success
        status = "failed" if failed else "completed"
        chain.steps[index] = PlanStep(action=action.name, status=status, result=report.result)
        text = report.result.text if report.result and report.result.text else f"Executed action: {action.name}"
        await runtime.create_memory(
            self._memory(
                runtime,
                chain.message,
                Content(text=text, source="action", action_result=report.result),
                {"actionName": action.name, "actionStatus": status, "runId": current_run_id()},
            )
        )
        await self._journal.write(
            "action",
            room_id=chain.message.room_id,
            entity_id=chain.message.entity_id,
            body={
                "action": action.name,
                "actionId": frame.action_id,
                "messageId": chain.message.memory_id,
                "message": chain.message.content.text,
                "prompts": [{"modelType": p.model_type, "prompt": p.prompt} for p in frame.prompts],
                "promptCount": len(frame.prompts),
            },
        )

    async def _store_missing(self, runtime: Runtime, chain: _Chain, name: str) -> None:
        content = Content(thought=f"Action not found: {name}", source="auto")
        facts = {"actionName": name, "actionStatus": "failed", "runId": current_run_id()}
        await runtime.create_memory(self._memory(runtime, chain.message, content, facts))

    async def _store_error(self, runtime: Runtime, chain: _Chain, error: Exception) -> None:
        content = Content(thought=str(error) or type(error).__name__, source="auto")
        await runtime.create_memory(self._memory(runtime, chain.message, content, {}))

    def _memory(self, runtime: Runtime, message: Memory, content: Content, facts: dict[str, JsonValue]) -> Memory:
        extra = Payload(form="json", json=facts) if facts else None
        return Memory(
            memory_id=MemoryId(self._new_id()),
            entity_id=EntityId(runtime.agent_id),
            agent_id=runtime.agent_id,
            room_id=message.room_id,
            world_id=message.world_id,
            content=content,
            created_at=self._clock.now(),
            metadata=MemoryMetadata(type="action_result", extra=extra),
        )


def _action_id() -> str:
    frame = current_action()
    return frame.action_id if frame else ""


def _as_action_error(error: Exception, plugin: str, action: str) -> Exception:
    """Tell a component's own fault apart; errors of ours, such as a missing model, keep their reason."""
    return error if isinstance(error, ParleyError) else ActionError(plugin, action, str(error) or type(error).__name__)
