"""The providers ACTION_STATE and CHOICE: what is being done, and what waits for somebody's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parley_server.domain.content import ActionResult, Memory, State
from parley_server.domain.json import JsonValue
from parley_server.domain.tasks import Task
from parley_server.plugin_api import Provider, ProviderResult, Runtime
from parley_server.plugins.bootstrap.actions.choices import choices
from parley_server.plugins.bootstrap.providers.texts import joined, section, short

_MOST_RESULTS = 20
_MOST_NOTES = 10
_LONGEST_RESULT = 500
_MOST_OPTIONS = 20


async def _action_state(runtime: Runtime, message: Memory, state: State) -> ProviderResult:
    results = runtime.get_action_results(message.memory_id)[-_MOST_RESULTS:]
    plan = state.data.get("actionPlan")
    plan = plan if isinstance(plan, Mapping) else None
    notes = state.data.get("workingMemory")
    notes = notes if isinstance(notes, Mapping) else {}
    if not results and plan is None and not notes:
        return ProviderResult(values={"hasActionPlan": False, "hasActionResults": False, "actionResults": ""})
    told = section("What earlier actions did", [_result(one) for one in results])
    return ProviderResult(
        text=joined(_plan(plan), told, _notes(notes, results)),
        values={
            "hasActionPlan": plan is not None,
            "hasActionResults": bool(results),
            "actionResults": told,
            "completedActions": sum(one.success for one in results),
            "currentActionStep": plan.get("currentStep") if plan else 0,
            "totalActionSteps": plan.get("totalSteps") if plan else 0,
        },
        data={"actionPlan": plan, "actionResults": [_result(one) for one in results], "workingMemory": notes},
    )


def _plan(plan: Mapping[str, JsonValue] | None) -> str:
    if plan is None:
        return ""
    steps = plan.get("steps")
    lines = [short(str(plan.get("thought") or ""), _LONGEST_RESULT)]
    for number, step in enumerate(steps if isinstance(steps, Sequence) and not isinstance(steps, str) else (), start=1):
        if isinstance(step, Mapping):
            here = ", now" if number == plan.get("currentStep") else ""
            error = f": {short(str(step['error']), _LONGEST_RESULT)}" if step.get("error") else ""
            lines.append(f"{number}. {step.get('action')} ({step.get('status')}{here}){error}")
    return section("The plan", lines)


def _result(result: ActionResult) -> str:
    said = short(result.error or result.text, _LONGEST_RESULT)
    outcome = "done" if result.success else "failed"
    return f"- {result.action_name}, {outcome}: {said}" if said else f"- {result.action_name}, {outcome}"


def _notes(notes: Mapping[str, JsonValue], results: Sequence[ActionResult]) -> str:
    """Write what is in the working memory beyond the results of this message."""
    known = {f"action_{one.action_name}_{one.action_id}" for one in results}
    others = [(key, note) for key, note in notes.items() if key not in known][-_MOST_NOTES:]
    return section("Noted", [f"- {key}: {short(str(note), _LONGEST_RESULT)}" for key, note in others])


ACTION_STATE = Provider(
    name="ACTION_STATE", description="What is being done about the message.", position=150, get=_action_state
)


async def _choices(runtime: Runtime, message: Memory, state: State) -> ProviderResult:
    waiting = await choices(runtime, message, state)
    if not waiting:
        return ProviderResult(values={"tasks": ""})
    lines = [line for task in waiting for line in _choice(task)]
    text = section("What the sender may choose, by CHOOSE_OPTION", lines)
    data: list[JsonValue] = [
        {"id": task.task_id, "name": task.name, "options": [option.name for option in task.spec.options]}
        for task in waiting
    ]
    return ProviderResult(text=text, values={"tasks": text}, data={"tasks": data})


def _choice(task: Task) -> list[str]:
    lines = [short(task.spec.description or task.name, _LONGEST_RESULT)]
    for option in task.spec.options[:_MOST_OPTIONS]:
        about = f": {short(option.description, _LONGEST_RESULT)}" if option.description else ""
        lines.append(f"- {option.name}{about}")
    return lines


CHOICE = Provider(name="CHOICE", description="Choices that wait for an answer.", get=_choices)
