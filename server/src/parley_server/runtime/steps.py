"""Steps: what a run's watchers see begin and end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

from parley_server.domain.clock import Clock
from parley_server.domain.content import ActionResult
from parley_server.domain.errors import (
    RUN_CANCELLED,
    ActionError,
    ComponentFailed,
    Failure,
    ParleyError,
    StateError,
    first_of_ours,
)
from parley_server.domain.ids import IdSource
from parley_server.domain.json import JsonValue
from parley_server.domain.models import ModelUsage
from parley_server.domain.runs import Step, StepKind, StepPhase
from parley_server.runtime.context import current_sink, current_step_id

_FAULTS: Mapping[StepKind, type[ComponentFailed]] = {StepKind.ACTION: ActionError, StepKind.PROVIDER: StateError}
_CUT = Failure(reason=RUN_CANCELLED, message="cut short")


@dataclass(slots=True, kw_only=True)
class StepReport:
    """What a step has to tell at its end; filled in while it is at work."""

    result: ActionResult | None = None
    usage: ModelUsage | None = None
    detail: Mapping[str, JsonValue] = field(default_factory=dict)


def component_error(
    error: Exception, kind: StepKind, plugin: str, component: str, redact: Callable[[str], str]
) -> ParleyError:
    """Return an error as one of ours: those that are stay as they are, any other is the component's own fault.

    `redact` takes secrets out of its sentence: servers like to quote the keys that they refuse.
    """
    known = first_of_ours(error)
    if known is None:
        fault = _FAULTS.get(kind, ComponentFailed)
        return fault(plugin, component, redact(str(error) or type(error).__name__))
    # In its place: what it is decides what happens next, for example whether another model is asked.
    known.message = redact(known.message)
    known.args = tuple(redact(one) if isinstance(one, str) else one for one in known.args)
    known.metadata = {key: redact(value) for key, value in known.metadata.items()}
    return known


class Steps:
    """Appends the events of steps to the log of the current run."""

    def __init__(self, *, clock: Clock, new_id: IdSource, redact: Callable[[str], str]) -> None:
        """Take time and ids from outside; `redact` takes secrets out of errors."""
        self._redact = redact
        self._clock = clock
        self._new_id = new_id

    @asynccontextmanager
    async def step(
        self, kind: StepKind, name: str, *, plugin: str = "", step_id: str = "", detail: Mapping[str, JsonValue]
    ) -> AsyncIterator[StepReport]:
        """Frame a piece of work with an event at its begin and one at its end.

        An error ends the step as FAILED and goes on as one of ours (component_error); a cancel ends it as FAILED too.
        """
        begin = self._begin(kind, name, step_id, detail)
        sink, started = current_sink(), self._clock.monotonic()
        await sink.append(begin)
        report = StepReport(detail=detail)
        try:
            yield report
        except Exception as error:
            known = component_error(error, kind, plugin, name, self._redact)
            await sink.append(self._end(begin, report, started, known.failure()))
            if known is error:
                raise
            raise known from error
        except BaseException:
            # A cancel, or a stream that is closed early. The run may have ended meanwhile; that is no news here.
            with suppress(ParleyError):
                await sink.append(self._end(begin, report, started, _CUT))
            raise
        await sink.append(self._end(begin, report, started, None))

    async def failed(
        self,
        kind: StepKind,
        name: str,
        *,
        plugin: str,
        error: Exception,
        started: float,
        detail: Mapping[str, JsonValue],
    ) -> None:
        """Append the end alone of a step that failed, for work whose success is not worth an event."""
        failure = component_error(error, kind, plugin, name, self._redact).failure()
        begin = self._begin(kind, name, "", detail)
        await current_sink().append(self._end(begin, StepReport(detail=detail), started, failure))

    def _begin(self, kind: StepKind, name: str, step_id: str, detail: Mapping[str, JsonValue]) -> Step:
        return Step(
            step_id=step_id or self._new_id(),
            parent_step_id=current_step_id(),
            kind=kind,
            name=name,
            phase=StepPhase.STARTED,
            detail=detail,
        )

    def _end(self, begin: Step, report: StepReport, started: float, failure: Failure | None) -> Step:
        return replace(
            begin,
            phase=StepPhase.FAILED if failure else StepPhase.COMPLETED,
            duration=self._clock.monotonic() - started,
            result=report.result,
            usage=report.usage,
            error=failure,
            detail=report.detail,
        )
