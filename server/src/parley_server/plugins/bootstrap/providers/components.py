"""The providers ACTIONS, PROVIDERS and EVALUATORS: what the agent is made of, as far as it concerns a message."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TypeVar

import structlog

from parley_server.domain.content import Memory, State
from parley_server.plugin_api import Action, Evaluator, Provider, ProviderResult, Runtime
from parley_server.plugin_api.components import always
from parley_server.plugins.bootstrap.providers.texts import conversation, joined, pick, section

_MOST_EXAMPLES = 10
_MOST_ENTRIES = 100

_log = structlog.get_logger("parley.bootstrap")

Checked = TypeVar("Checked", Action, Evaluator)


async def _actions(runtime: Runtime, message: Memory, state: State) -> ProviderResult:
    applying = await _applying(runtime.actions, runtime, message, state)
    names = [action.name for action in applying]
    seed = message.memory_id
    listed = section("Available actions", [_line(action) for action in applying])
    # One example of each action at most, so that many actions do not drown the message.
    with_examples = pick([action for action in applying if action.examples], _MOST_EXAMPLES, seed)
    dialogues = [
        conversation(pick(action.examples, 1, seed)[0], seed, runtime.character.name) for action in with_examples
    ]
    examples = section("How actions are used, for example", ["\n\n".join(dialogues)])
    return ProviderResult(
        text=joined(listed, examples),
        values={"actionNames": ", ".join(names), "actionsWithDescriptions": listed, "actionExamples": examples},
        data={"actions": names},
    )


async def _providers(runtime: Runtime, _message: Memory, _state: State) -> ProviderResult:
    to_ask = [one for one in runtime.providers if one.dynamic and not one.private][:_MOST_ENTRIES]
    listed = section("What can be looked up, by its name in the list of providers", [_line(one) for one in to_ask])
    others = [one for one in runtime.providers if not one.private][:_MOST_ENTRIES]
    return ProviderResult(
        text=listed,
        values={
            "providersWithDescriptions": section("Providers", [_line(one) for one in others]),
            "providerNames": ", ".join(one.name for one in to_ask),
        },
        data={"dynamicProviders": [one.name for one in to_ask]},
    )


async def _evaluators(runtime: Runtime, message: Memory, state: State) -> ProviderResult:
    applying = await _applying(runtime.evaluators, runtime, message, state)
    names = ", ".join(evaluator.name for evaluator in applying)
    listed = section("Evaluators", [_line(evaluator) for evaluator in applying])
    dialogues = [
        joined(
            example.prompt,
            conversation(example, message.memory_id, runtime.character.name),
            example.outcome,
        )
        for evaluator in applying[:_MOST_EXAMPLES]
        for example in evaluator.examples[:1]
    ]
    examples = section("What evaluators find, for example", ["\n\n".join(dialogues)])
    return ProviderResult(
        text=joined(listed, examples),
        values={"evaluators": listed, "evaluatorNames": names, "evaluatorExamples": examples},
        data={"evaluators": [evaluator.name for evaluator in applying]},
    )


async def _applying(candidates: Sequence[Checked], runtime: Runtime, message: Memory, state: State) -> list[Checked]:
    """Return those that apply to a message. Most apply to all: these are not asked."""
    asked = [one for one in candidates if one.validate is not always]
    if not asked:
        return list(candidates)
    async with asyncio.TaskGroup() as group:
        checks = {id(one): group.create_task(_applies(one, runtime, message, state)) for one in asked}
    return [one for one in candidates if id(one) not in checks or checks[id(one)].result()]


async def _applies(one: Action | Evaluator, runtime: Runtime, message: Memory, state: State) -> bool:
    try:
        return await one.validate(runtime, message, state)
    except Exception as error:  # noqa: BLE001 - one broken component must not hide the others from the model
        kind = "action" if isinstance(one, Action) else "evaluator"
        _log.error(f"{kind}_not_validated", name=one.name, error=str(error), exc_info=error)
        return False


def _line(one: Action | Provider | Evaluator) -> str:
    return f"- {one.name}: {one.description}" if one.description else f"- {one.name}"


ACTIONS = Provider(name="ACTIONS", description="What the agent can do about the message.", position=-1, get=_actions)
PROVIDERS = Provider(name="PROVIDERS", description="What the agent can look up.", get=_providers)
EVALUATORS = Provider(
    name="EVALUATORS", description="What looks at a message after it was handled.", private=True, get=_evaluators
)
