"""Steps: what a run's watchers see begin and end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from parley_server.domain.clock import Clock
from parley_server.domain.content import ActionResult
from parley_server.domain.errors import ComponentFailed, Failure, ParleyError
from parley_server.domain.ids import IdSource
from parley_server.domain.json import JsonValue
from parley_server.domain.models import ModelUsage
from parley_server.domain.runs import Step, StepKind, StepPhase
from parley_server.runtime.context import current_sink, current_step_id


@dataclass(slots=True, kw_only=True)
class StepReport:
    """What a step has to tell at its end; filled in while it is at work."""

    result: ActionResult | None = None
    usage: ModelUsage | None = None
    failure: Failure | None = None
    detail: Mapping[str, JsonValue] = field(default_factory=dict)


def failure_of(error: BaseException, plugin: str, component: str) -> Failure:
    """Return an error as a value: our own as they are, any other as the component's fault."""
    if isinstance(error, ParleyError):
        return error.failure()
    return ComponentFailed(plugin, component, str(error) or type(error).__name__).failure()


class Steps:
    """Appends the two events of each step to the current run."""

    def __init__(self, *, clock: Clock, new_id: IdSource) -> None:
        """Take time and ids from outside."""
        self._clock = clock
        self._new_id = new_id

    @asynccontextmanager
    async def step(
        self, kind: StepKind, name: str, *, plugin: str = "", step_id: str = "", detail: Mapping[str, JsonValue]
    ) -> AsyncIterator[StepReport]:
        """Frame a piece of work. An error or a cancel ends the step as FAILED and goes on to the caller."""
        step_id = step_id or self._new_id()
        parent, sink, started = current_step_id(), current_sink(), self._clock.monotonic()
        begin = Step(
            step_id=step_id, parent_step_id=parent, kind=kind, name=name, phase=StepPhase.STARTED, detail=detail
        )
        await sink.append(begin)
        report = StepReport(detail=detail)
        try:
            yield report
        except Exception as error:
            report.failure = failure_of(error, plugin, name)
            await sink.append(self._end(begin, report, started))
            raise
        await sink.append(self._end(begin, report, started))

    def _end(self, begin: Step, report: StepReport, started: float) -> Step:
        return Step(
            step_id=begin.step_id,
            parent_step_id=begin.parent_step_id,
            kind=begin.kind,
            name=begin.name,
            phase=StepPhase.FAILED if report.failure else StepPhase.COMPLETED,
            duration=self._clock.monotonic() - started,
            result=report.result,
            usage=report.usage,
            error=report.failure,
            detail=report.detail,
        )
