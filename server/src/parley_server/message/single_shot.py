"""The single-shot strategy: one plan, then its reply or its actions (reference-values 2.1, steps 12 to 15)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from parley_server.domain.content import Content, Memory, State
from parley_server.domain.errors import ComponentFailed
from parley_server.domain.ids import EntityId
from parley_server.domain.models import TEXT_LARGE
from parley_server.domain.runs import MessageOptions, MessageResult, ResponseMode, RunStatus
from parley_server.domain.shapes import PLAN_SHAPE, Fields
from parley_server.message import prompts
from parley_server.message.delivery import Delivery
from parley_server.plugin_api import ModelRequest, Purpose, Runtime
from parley_server.runtime.answers import ShapedModel
from parley_server.runtime.context import current_run

DEFAULT_RETRIES = 3
STREAMED_THOUGHT = "Response generated via streaming"
_SILENT = frozenset({"REPLY", "NONE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the agent means to do: words, and the names of actions and providers."""

    thought: str
    actions: tuple[str, ...]
    providers: tuple[str, ...]
    text: str

    @property
    def is_simple(self) -> bool:
        """True when a reply is all there is to do."""
        names = {name.upper() for name in self.actions}
        return len(self.actions) == 1 and names <= _SILENT and bool(self.text) and not self.providers

    @property
    def ignores(self) -> bool:
        """True when the agent chose to stay silent."""
        return [name.upper() for name in self.actions] == ["IGNORE"]


def read_plan(fields: Fields, streamed: str) -> Plan:
    """Read a plan with the rules of reference-values 2.1: missing actions mean IGNORE, IGNORE never goes with text."""
    text = str(fields.get("text", "")) or streamed
    actions = _names(fields, "actions") or ("IGNORE",)
    if len(actions) > 1 and any(name.upper() == "IGNORE" for name in actions):
        others = tuple(name for name in actions if name.upper() != "IGNORE")
        actions = (others or ("REPLY",)) if text else ("IGNORE",)
    if streamed and [name.upper() for name in actions] == ["IGNORE"]:
        actions = ("REPLY",)
    return Plan(
        thought=str(fields.get("thought", "")), actions=actions, providers=_names(fields, "providers"), text=text
    )


def _names(fields: Fields, name: str) -> tuple[str, ...]:
    value = fields.get(name, ())
    items = value if isinstance(value, tuple) else (str(value),)
    return tuple(item.strip() for item in items if item.strip())


class SingleShot:
    """Answers with one plan."""

    def __init__(self, model: ShapedModel) -> None:
        """Ask through this model door."""
        self._model = model

    async def answer(
        self, runtime: Runtime, message: Memory, options: MessageOptions, delivery: Delivery
    ) -> MessageResult:
        """Plan, then reply or act. Raises ComponentFailed when no attempt gave a readable plan."""
        state = await runtime.compose_state(message, ("ACTIONS",))
        plan = await self._plan(runtime, message, state, options, delivery)
        run = current_run()
        if run is not None:
            run.reply_ready = True
        if plan.ignores:
            return await self._ignore(plan, delivery)
        if plan.is_simple:
            await delivery.deliver(_content(plan, simple=True))
            return _result(delivery, ResponseMode.SIMPLE)
        return await self._act(runtime, message, state, plan, delivery)

    async def _plan(
        self, runtime: Runtime, message: Memory, state: State, options: MessageOptions, delivery: Delivery
    ) -> Plan:
        request = ModelRequest(
            model_type=TEXT_LARGE,
            prompt=prompts.compose(prompts.PLAN_TASK, runtime.character.name, state, message),
            system=runtime.character.system,
            purpose=Purpose.PLAN,
            user_text=message.content.text,
            agent_id=runtime.agent_id,
            room_id=message.room_id,
        )
        attempts = DEFAULT_RETRIES if options.max_retries is None else max(1, options.max_retries)
        for attempt in range(attempts):
            answer = await self._model.ask(
                runtime, request, PLAN_SHAPE, on_text=delivery.stream, repair=attempt > 0
            )
            if answer.fields is not None and not PLAN_SHAPE.missing(answer.fields):
                return read_plan(answer.fields, answer.streamed)
            if answer.streamed:
                # What the user saw is never taken back: it is the reply (reference-values 2.1, step 12).
                return Plan(thought=STREAMED_THOUGHT, actions=("REPLY",), providers=(), text=answer.streamed)
        note = f"the model's answer could not be read, {attempts} times"
        raise ComponentFailed(answer.result.provider, TEXT_LARGE, note)

    async def _ignore(self, plan: Plan, delivery: Delivery) -> MessageResult:
        thought = plan.thought or "Agent decided not to respond to this message."
        await delivery.deliver(Content(thought=thought, actions=("IGNORE",), simple=True))
        return replace(
            _result(delivery, ResponseMode.NONE),
            status=RunStatus.IGNORED,
            did_respond=False,
            reason="the agent chose to ignore the message",
        )

    async def _act(
        self, runtime: Runtime, message: Memory, state: State, plan: Plan, delivery: Delivery
    ) -> MessageResult:
        if plan.providers:
            state = await runtime.compose_state(message, plan.providers)
        content = _content(plan, simple=False)
        response = replace(message, memory_id=delivery.message_id, entity_id=_own(runtime), content=content)
        results = await runtime.process_actions(message, [response], state, delivery.deliver)
        return replace(_result(delivery, ResponseMode.ACTIONS), action_results=results)


def _own(runtime: Runtime) -> EntityId:
    return EntityId(runtime.agent_id)


def _content(plan: Plan, *, simple: bool) -> Content:
    return Content(
        text=plan.text, thought=plan.thought, actions=plan.actions, providers=plan.providers, simple=simple
    )


def _result(delivery: Delivery, mode: ResponseMode) -> MessageResult:
    last = delivery.sent[-1].content if delivery.sent else None
    return MessageResult(
        status=RunStatus.COMPLETED,
        did_respond=True,
        response_content=last,
        response_messages=tuple(delivery.sent),
        mode=mode,
    )
