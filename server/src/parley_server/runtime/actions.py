"""Actions: executed in the order of a plan, each with its result (document 2, reference-values 2.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import NoneType

from parley_server.domain.clock import Clock
from parley_server.domain.content import ActionResult, Content, Memory, MemoryMetadata, Payload, State
from parley_server.domain.ids import EntityId, IdSource, MemoryId
from parley_server.domain.json import JsonValue
from parley_server.domain.runs import StepKind
from parley_server.plugin_api import (
    Action,
    ActionContext,
    ActionPlan,
    HandlerCallback,
    HandlerOptions,
    Logger,
    PlanStep,
    Runtime,
)
from parley_server.plugin_api.components import TextSink
from parley_server.plugin_api.shapes import require_shape, require_tuples
from parley_server.runtime.action_log import action_entry
from parley_server.runtime.action_registry import ActionRegistry
from parley_server.runtime.bounded import BoundedCache
from parley_server.runtime.context import ActionFrame, action_scope, current_run, current_run_id, current_sink
from parley_server.runtime.journal import Journal
from parley_server.runtime.state import refresh
from parley_server.runtime.steps import Steps

MAX_WORKING_MEMORY_ENTRIES = 50
Tell = Callable[[Memory, Mapping[str, JsonValue]], None]
_STATE_PROVIDERS = ("RECENT_MESSAGES", "ACTION_STATE")


@dataclass(slots=True, kw_only=True)
class _Chain:
    """The actions of one response while they are executed; `results` go on over all responses to a message."""

    runtime: Runtime
    message: Memory
    responses: Sequence[Memory]
    state: State
    callback: HandlerCallback
    on_stream_chunk: TextSink | None
    thought: str
    steps: list[PlanStep]
    results: list[ActionResult]
    working_memory: dict[str, JsonValue]

    def options(self, index: int) -> HandlerOptions:
        plan = None
        if len(self.steps) > 1:
            plan = ActionPlan(current_step=index + 1, steps=tuple(self.steps), thought=self.thought)
        context = ActionContext(previous_results=tuple(self.results))
        return HandlerOptions(action_context=context, action_plan=plan, on_stream_chunk=self.on_stream_chunk)

    def place(self, index: int) -> str:
        """Return where in the plan an action stands, for example "2/3"."""
        return f"{index + 1}/{len(self.steps)}"


@dataclass(slots=True, kw_only=True)
class _Execution:
    """One action at work. What it says is held back until its end (reference-values 2.4)."""

    action: Action
    plugin: str
    place: str
    frame: ActionFrame
    held: list[Content] = field(default_factory=list)

    async def hold(self, content: Content) -> None:
        given = require_shape(content, Content, "callbacks are given a")
        require_tuples("Content", actions=given.actions, providers=given.providers, attachments=given.attachments)
        self.held.append(given)


class ActionRunner:
    """Executes the actions that responses name."""

    def __init__(
        self,
        *,
        registry: ActionRegistry,
        steps: Steps,
        journal: Journal,
        results: BoundedCache[tuple[ActionResult, ...]],
        tell: Tell,
        clock: Clock,
        new_id: IdSource,
        log: Logger,
    ) -> None:
        """Put registry, step events, log and the cache of results (by message id) together.

        `tell` shows providers how far the actions for a message are.
        """
        self._registry = registry
        self._steps = steps
        self._journal = journal
        self._results = results
        self._tell = tell
        self._clock = clock
        self._new_id = new_id
        self._log = log

    def results_of(self, message_id: MemoryId) -> tuple[ActionResult, ...]:
        """Return what the actions for a message did; empty when unknown or forgotten."""
        run = current_run()
        if run is not None:
            # Ids of messages come from callers: another room may be at work on one with the same id.
            own = self._results.get(f"{run.run_id}:{message_id}")
            if own is not None or run.message_id == message_id:
                return own or ()
        return self._results.get(message_id) or ()

    def __len__(self) -> int:
        """Return how many results are kept: the cache's metric."""
        return len(self._results)

    def clear(self) -> None:
        """Forget what actions did."""
        self._results.clear()

    async def process(
        self,
        runtime: Runtime,
        message: Memory,
        responses: Sequence[Memory],
        state: State,
        callback: HandlerCallback,
        on_stream_chunk: TextSink | None,
    ) -> tuple[ActionResult, ...]:
        """Execute all actions of all responses in order.

        An action that fails ends all: what it has said is sent, its error is stored as a memory and raised, as
        ActionError where it is not one of ours.
        """
        results: list[ActionResult] = []
        working_memory: dict[str, JsonValue] = {}
        for response in responses:
            chain = _Chain(
                runtime=runtime,
                message=message,
                responses=responses,
                state=state,
                callback=callback,
                on_stream_chunk=on_stream_chunk,
                thought=response.content.thought,
                steps=[PlanStep(action=name) for name in response.content.actions],
                results=results,
                working_memory=working_memory,
            )
            for index, step in enumerate(tuple(chain.steps)):
                action = self._registry.find(step.action)
                if action is None:
                    await self._miss(chain, index)
                else:
                    await self._execute(chain, index, action)
                self._keep(message.memory_id, tuple(results))
        return tuple(results)

    def _keep(self, message_id: MemoryId, results: tuple[ActionResult, ...]) -> None:
        self._results.put(message_id, results)
        if (run := current_run()) is not None:
            self._results.put(f"{run.run_id}:{message_id}", results)

    async def _execute(self, chain: _Chain, index: int, action: Action) -> None:
        execution = _Execution(
            action=action,
            plugin=self._registry.plugin_of(action),
            place=chain.place(index),
            frame=ActionFrame(action_name=action.name, action_id=self._new_id()),
        )
        state = await self._compose(chain, index)
        try:
            result = await self._call(chain, index, execution, state)
        except Exception as error:
            self._log.error(
                "action_failed", action=action.name, plugin=execution.plugin, error=str(error), exc_info=error
            )
            await self._say(chain, execution)
            thought = str(error) or type(error).__name__
            await self._remember(chain, Content(thought=thought, source="auto"), {}, of=chain.message.entity_id)
            raise
        await self._say(chain, execution)
        failed = result is not None and not result.success
        chain.steps[index] = PlanStep(
            action=action.name,
            status="failed" if failed else "completed",
            result=result,
            error=result.error if result else "",
        )
        self._log.debug(
            "action_done",
            action=action.name,
            action_id=execution.frame.action_id,
            status=chain.steps[index].status,
            prompts=len(execution.frame.prompts),
        )
        await self._record(chain, chain.steps[index], execution, state)

    async def _compose(self, chain: _Chain, index: int) -> State:
        """Return the state as an action sees it: the plan's, with what was said and done since."""
        plan = chain.options(index).action_plan
        progress: dict[str, JsonValue] = {
            "actionResults": [result_json(result) for result in chain.results],
            "workingMemory": dict(chain.working_memory),
            "actionPlan": plan_json(plan) if plan is not None else None,
        }
        if chain.message.memory_id:
            self._tell(chain.message, progress)
        await current_sink().flush()
        fresh = await chain.runtime.compose_state(chain.message, _STATE_PROVIDERS, only_include=True)
        state = refresh(chain.state, fresh, chain.runtime.providers)
        data = {**state.data, **progress}
        return replace(state, data={key: value for key, value in data.items() if value is not None})

    async def _call(self, chain: _Chain, index: int, execution: _Execution, state: State) -> ActionResult | None:
        """Call the handler within its step. None is a legacy return: there is no result."""
        action, frame, plugin = execution.action, execution.frame, execution.plugin
        detail = {"plugin": plugin, "planStep": execution.place}
        step = self._steps.step(StepKind.ACTION, action.name, plugin=plugin, step_id=frame.action_id, detail=detail)
        async with step as report:
            options = chain.options(index)
            with action_scope(frame):
                returned = await action.handler(
                    chain.runtime, chain.message, state, options, execution.hold, chain.responses
                )
            if not isinstance(returned, (bool, NoneType)):
                report.result = replace(
                    require_shape(returned, ActionResult, "actions return an"),
                    action_name=action.name,
                    action_id=frame.action_id,
                    run_id=current_run_id(),
                )
                chain.results.append(report.result)
                self._note(chain, report.result)
        return report.result

    def _note(self, chain: _Chain, result: ActionResult) -> None:
        """Keep what an action did for those after it, the newest 50 (reference-values 1.5)."""
        entry: dict[str, JsonValue] = {
            "actionName": result.action_name,
            "result": result_json(result),
            "timestamp": round(self._clock.now().timestamp() * 1000),
        }
        chain.working_memory[f"action_{result.action_name}_{result.action_id}"] = entry
        while len(chain.working_memory) > MAX_WORKING_MEMORY_ENTRIES:
            del chain.working_memory[next(iter(chain.working_memory))]

    async def _say(self, chain: _Chain, execution: _Execution) -> None:
        with action_scope(execution.frame):
            for content in execution.held:
                await chain.callback(content)

    async def _record(self, chain: _Chain, step: PlanStep, execution: _Execution, state: State) -> None:
        result, frame, message = step.result, execution.frame, chain.message
        text = result.text if result and result.text else f"Executed action: {step.action}"
        facts = {
            "actionName": step.action,
            "actionStatus": step.status,
            "runId": current_run_id(),
            "planStep": execution.place,
        }
        agent = EntityId(chain.runtime.agent_id)
        await self._remember(chain, Content(text=text, source="action", action_result=result), facts, of=agent)
        await self._journal.write(
            "action",
            room_id=message.room_id,
            entity_id=message.entity_id,
            body=action_entry(frame, message, state, chain.responses, chain.runtime.redact_secrets),
        )

    async def _miss(self, chain: _Chain, index: int) -> None:
        """Note that nobody knows an action; the others go on."""
        name = chain.steps[index].action
        note = f"Action not found: {name}"
        chain.steps[index] = PlanStep(action=name, status="failed", error=note)
        facts = {"actionName": name, "actionStatus": "failed", "runId": current_run_id()}
        await self._remember(chain, Content(thought=note, source="auto"), facts, of=chain.message.entity_id)

    async def _remember(self, chain: _Chain, content: Content, facts: Mapping[str, JsonValue], *, of: EntityId) -> None:
        """Store what came of an action; what went wrong is the sender's (document 2), what was done the agent's."""
        runtime, message = chain.runtime, chain.message
        await runtime.create_memory(
            Memory(
                memory_id=MemoryId(self._new_id()),
                entity_id=of,
                agent_id=runtime.agent_id,
                room_id=message.room_id,
                world_id=message.world_id,
                content=content,
                created_at=self._clock.now(),
                metadata=MemoryMetadata(
                    type="action_result", extra=Payload(form="json", json=facts) if facts else None
                ),
            )
        )


def result_json(result: ActionResult) -> dict[str, JsonValue]:
    """Return a result as it stands in a state's data, under the reference's names."""
    return {
        "actionName": result.action_name,
        "success": result.success,
        "text": result.text,
        "values": result.values,
        "data": result.data,
        "error": result.error,
        "actionId": result.action_id,
        "runId": result.run_id,
    }


def plan_json(plan: ActionPlan) -> dict[str, JsonValue]:
    """Return a plan as it stands in a state's data, under the reference's names."""
    return {
        "totalSteps": plan.total_steps,
        "currentStep": plan.current_step,
        "thought": plan.thought,
        "steps": [
            {
                "action": step.action,
                "status": step.status,
                "result": result_json(step.result) if step.result else None,
                "error": step.error,
            }
            for step in plan.steps
        ],
    }
