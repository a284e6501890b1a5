"""The single-shot strategy: one plan, then its reply or its actions (reference-values 2.1, steps 12 to 15)."""

from __future__ import annotations

from dataclasses import replace

from parley_server.domain.content import Content, Memory, State
from parley_server.domain.errors import ComponentFailed, ParleyError
from parley_server.domain.models import TEXT_LARGE
from parley_server.domain.runs import MessageOptions, MessageResult, ResponseMode, RunStatus
from parley_server.domain.shapes import PLAN_SHAPE
from parley_server.message import prompts
from parley_server.message.continuation import CONTINUED_THOUGHT, Continuation
from parley_server.message.delivery import Delivery
from parley_server.message.plan import STREAMED_THOUGHT, Plan, read_plan, streamed_plan
from parley_server.plugin_api import ModelRequest, Purpose, Runtime, text_model
from parley_server.runtime.answers import Answer, ShapedModel
from parley_server.runtime.context import current_run

DEFAULT_RETRIES = 3


class SingleShot:
    """Answers with one plan."""

    def __init__(self, model: ShapedModel) -> None:
        """Ask through this model door."""
        self._model = model
        self._continuation = Continuation(model)

    async def answer(
        self, runtime: Runtime, message: Memory, options: MessageOptions, delivery: Delivery
    ) -> MessageResult:
        """Plan, then reply or act. Raises ComponentFailed when no attempt gave a readable plan.

        What the user has seen by the time of an error is a reply, and kept.
        """
        state = await runtime.compose_state(message, prompts.providers_for_plan(runtime))
        try:
            plan = await self._plan(runtime, message, state, options, delivery)
        except ParleyError:
            if delivery.streamed:
                await delivery.deliver(streamed_plan(delivery.streamed).content())
            raise
        run = current_run()
        if run is not None:
            run.reply_ready = True
        if plan.is_silent:
            return await self._stay_silent(plan, delivery)
        if plan.is_simple:
            await delivery.deliver(plan.content())
            return _result(delivery, ResponseMode.SIMPLE)
        return await self._act(runtime, message, state, plan, delivery)

    async def _plan(
        self, runtime: Runtime, message: Memory, state: State, options: MessageOptions, delivery: Delivery
    ) -> Plan:
        prompt = prompts.plan(runtime, state, message)
        request = _request(runtime, message, prompt.text)
        attempts = max(1, DEFAULT_RETRIES if options.max_retries is None else options.max_retries)
        last: Answer | None = None
        for attempt in range(attempts):
            repair = last is not None and last.cut is None
            last = await self._model.ask(
                runtime, request, PLAN_SHAPE, on_text=delivery.stream, repair=repair, template=prompt.template
            )
            if last.streamed and last.is_half and not last.text_ended:
                more = prompts.compose(prompts.CONTINUE_TASK, runtime.character.name, state, message)
                request = _request(runtime, message, more)
                return await self._go_on(runtime, request, last.streamed, delivery, max(1, attempts - attempt - 1))
            plan = _read(last)
            if plan is not None and (last.streamed or not last.is_half):
                return plan
        assert last is not None
        plan = _read(last)
        if plan is not None:
            return plan  # half an answer again and again: what there is of it
        if last.cut is not None:
            raise last.cut
        note = f"the model's answer could not be read, {attempts} times"
        raise ComponentFailed(last.result.provider, request.model_type, note)

    async def _go_on(self, runtime: Runtime, request: ModelRequest, seen: str, delivery: Delivery, calls: int) -> Plan:
        """Complete a text that broke off. One that cannot be completed stays as the user saw it."""
        begun = len(seen)
        for _ in range(calls):
            more = await self._continuation.ask(runtime, request, seen, delivery.stream)
            seen += more.streamed
            if more.cut is not None and not more.streamed:
                raise more.cut
            if not more.is_half or not more.streamed:
                break
        return streamed_plan(seen, CONTINUED_THOUGHT if len(seen) > begun else STREAMED_THOUGHT)

    async def _stay_silent(self, plan: Plan, delivery: Delivery) -> MessageResult:
        """Tell caller and memory of the choice, without the words that the plan may still hold."""
        await delivery.deliver(Content(thought=plan.thought, actions=plan.actions, simple=True))
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
        response = delivery.draft(plan.content())
        try:
            results = await runtime.process_actions(
                message, [response], state, delivery.deliver, on_stream_chunk=delivery.stream
            )
        except ParleyError:
            await delivery.keep_streamed()
            raise
        if plan.text and plan.text.startswith(delivery.streamed) and not delivery.sent:
            # No action has said anything, so that the words of the plan would be lost.
            await delivery.deliver(plan.content())
        await delivery.keep_streamed()
        return replace(_result(delivery, ResponseMode.ACTIONS), action_results=results)


def _request(runtime: Runtime, message: Memory, prompt: str) -> ModelRequest:
    return ModelRequest(
        model_type=text_model(runtime, TEXT_LARGE),
        prompt=prompt,
        system=runtime.character.system,
        purpose=Purpose.PLAN,
        user_text=message.content.text,
        agent_id=runtime.agent_id,
        room_id=message.room_id,
    )


def _read(answer: Answer) -> Plan | None:
    """Return the plan of an answer; None when it has none, and the user saw nothing of it."""
    if answer.fields is not None and not PLAN_SHAPE.missing(answer.fields):
        return read_plan(answer.fields, answer.streamed)
    return streamed_plan(answer.streamed) if answer.streamed else None


def _result(delivery: Delivery, mode: ResponseMode) -> MessageResult:
    return MessageResult(
        status=RunStatus.COMPLETED,
        did_respond=True,
        response_content=delivery.sent[-1].content if delivery.sent else None,
        response_messages=tuple(delivery.sent),
        mode=mode,
    )
