"""What plugins hear of a run's steps: actions, evaluators and calls of models (reference-values 1.4)."""

from __future__ import annotations

from parley_server.domain.runs import Run, Step, StepKind, StepPhase
from parley_server.plugin_api.components import EventParams

_NAMES = {StepKind.ACTION: "action", StepKind.EVALUATOR: "evaluator"}


def step_params(run: Run, step: Step) -> EventParams:
    """Return what is told of a step, never what it was asked or answered; durations are in milliseconds."""
    params: dict[str, object] = {
        "source": run.source,
        "runId": run.run_id,
        "messageId": run.message_id,
        "roomId": run.room_id,
        "entityId": run.entity_id,
    }
    if step.kind is StepKind.MODEL:
        params |= {"type": step.name, "provider": step.detail.get("plugin"), "model": step.detail.get("modelId")}
        params["tokens"] = _tokens(step)
    else:
        name = _NAMES[step.kind]
        params |= {f"{name}Id": step.step_id, f"{name}Name": step.name, "status": step.phase.value}
        if "planStep" in step.detail:
            params["planStep"] = step.detail["planStep"]
    if step.phase is not StepPhase.STARTED and step.duration is not None:
        params["duration"] = round(step.duration * 1000)
    if step.error is not None:
        params["error"] = step.error.message
    return params


def _tokens(step: Step) -> dict[str, int | None]:
    used = step.usage
    prompt, completion = (used.input_tokens, used.output_tokens) if used else (None, None)
    total = None if prompt is None or completion is None else prompt + completion
    return {"prompt": prompt, "completion": completion, "total": total}
