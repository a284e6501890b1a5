"""What can go wrong, as small types that carry data and know no transport.

Each class has one machine-readable `reason` of the contract (`proto/parley/v1/errors.proto`); the status code of a
reason is decided in `wire/errors.py` alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProblem:
    """What is wrong with one field of a request. `field` is a path such as "message.room_id"."""

    field: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An error as a value: what stands in Run.error and StepEvent.error, and what the store keeps."""

    reason: str
    message: str
    metadata: Mapping[str, str] = field(default_factory=dict)


class ParleyError(Exception):
    """Base of all errors that callers may see."""

    reason: ClassVar[str]

    def __init__(
        self,
        message: str,
        *,
        problems: Sequence[FieldProblem] = (),
        metadata: Mapping[str, str] | None = None,
        retry_after: timedelta | None = None,
    ) -> None:
        """Keep what the caller may know: a sentence, the fields at fault, facts by key, when to try again."""
        super().__init__(message)
        self.message = message
        self.problems = tuple(problems)
        self.metadata = dict(metadata or {})
        self.retry_after = retry_after

    def failure(self) -> Failure:
        """Return this error as a value."""
        return Failure(reason=self.reason, message=self.message, metadata=self.metadata)


def first_of_ours(error: BaseException) -> ParleyError | None:
    """Return an error that is one of ours, or the first such in a group of errors; None for any other."""
    if isinstance(error, ParleyError):
        return error
    if isinstance(error, BaseExceptionGroup):
        return next((found for inner in error.exceptions if (found := first_of_ours(inner))), None)
    return None


class InvalidField(ParleyError):
    """A field is missing or malformed."""

    reason = "INVALID_FIELD"

    def __init__(self, name: str, note: str) -> None:
        """Name the field by its path in the request and say what is wrong with it."""
        super().__init__(f"{name}: {note}", problems=(FieldProblem(field=name, note=note),))


class InvalidPageToken(ParleyError):
    """A page token is foreign, stale or belongs to another query."""

    reason = "INVALID_PAGE_TOKEN"

    def __init__(self) -> None:
        """Say that the listing must start again."""
        note = "not a token of this query; start with an empty one"
        super().__init__(f"page_token: {note}", problems=(FieldProblem(field="page_token", note=note),))


class TooLarge(ParleyError):
    """Something is above its limit."""

    reason = "TOO_LARGE"

    def __init__(self, name: str, *, limit: int, unit: str) -> None:
        """Name the field and its limit, for example 65536 "bytes" or 32 "levels"."""
        note = f"larger than the limit of {limit} {unit}"
        super().__init__(
            f"{name}: {note}",
            problems=(FieldProblem(field=name, note=note),),
            metadata={"limit": str(limit), "unit": unit},
        )


class BadCharacter(ParleyError):
    """A character cannot be read; every problem is named by a JSON pointer."""

    reason = "INVALID_FIELD"


class BadSettings(ParleyError):
    """Settings are there, but not of the kind that a plugin declares; each is named, none is shown."""

    reason = "INVALID_FIELD"

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        """List the settings by their keys."""
        super().__init__("; ".join(f"{one.field}: {one.note}" for one in problems), problems=problems)


class NotFound(ParleyError):
    """No such thing, or another tenant's."""

    reason = "NOT_FOUND"

    def __init__(self, kind: str, name: str, why: str = "") -> None:
        """Name what was looked for, for example kind "run", and why it is not there if that is known."""
        super().__init__(f"no {kind} {name!r}{why and f': {why}'}", metadata={"kind": kind})


class AgentNotFound(ParleyError):
    """No such agent."""

    reason = "AGENT_NOT_FOUND"

    def __init__(self, agent: str, message: str = "") -> None:
        """Name the agent as the caller did, id or name; in other words where they are given."""
        super().__init__(message or f"no agent {agent!r}")


class AlreadyExists(ParleyError):
    """An object with this id or name is there."""

    reason = "ALREADY_EXISTS"

    def __init__(self, kind: str, name: str, message: str = "") -> None:
        """Name what is there already, for example kind "agent"; in other words where they are given."""
        super().__init__(message or f"{kind} {name!r} is there already, with another content", metadata={"kind": kind})


class RequestIdReused(ParleyError):
    """The request_id was used with another body."""

    reason = "REQUEST_ID_REUSED"

    def __init__(self, request_id: str) -> None:
        """Name the id."""
        note = "was used with another body"
        super().__init__(f"request_id {request_id!r} {note}", problems=(FieldProblem(field="request_id", note=note),))


class AgentNotRunning(ParleyError):
    """The agent is there, but not running."""

    reason = "AGENT_NOT_RUNNING"

    def __init__(self, agent: str, state: str, message: str = "") -> None:
        """Name the agent and where it stands; in other words where they are given."""
        super().__init__(message or f"agent {agent!r} is {state}; start it first", metadata={"state": state})


class NoModelHandler(ParleyError):
    """Nobody handles this model type (reference-values A: the text matches /No handler found/)."""

    reason = "NO_MODEL_HANDLER"

    def __init__(self, model_type: str) -> None:
        """Name the model type."""
        super().__init__(f"No handler found for model type: {model_type}", metadata={"model_type": model_type})


class NoSendHandler(ParleyError):
    """Nobody delivers to this platform."""

    reason = "NO_SEND_HANDLER"

    def __init__(self, source: str) -> None:
        """Name the platform."""
        super().__init__(f"No send handler registered for source: {source}", metadata={"source": source})


class NoService(ParleyError):
    """No such service, or it failed to start."""

    reason = "NO_SERVICE"

    def __init__(self, service: str) -> None:
        """Name the service type."""
        super().__init__(f"no service {service!r}", metadata={"service": service})


class ConfigurationMissing(ParleyError):
    """Something needed is not configured, for example a plugin that a character lists."""

    reason = "CONFIGURATION_MISSING"

    def __init__(self, message: str, missing: Sequence[str]) -> None:
        """Say what is needed and list the names that are missing."""
        super().__init__(message, metadata={"missing": ",".join(missing)})


class RunAlreadyEnded(ParleyError):
    """The run has ended; nothing can be added to it."""

    reason = "RUN_ENDED"

    def __init__(self, run_id: str) -> None:
        """Name the run."""
        super().__init__(f"run {run_id} has ended")


class RoomBusy(ParleyError):
    """The room has a run and its policy is REJECT."""

    reason = "ROOM_BUSY"

    def __init__(self, room_id: str, run_id: str) -> None:
        """Name the room and the run that is at work there."""
        super().__init__(f"room {room_id} is busy", metadata={"run_id": run_id})


class FutureSequence(ParleyError):
    """The position lies behind the end of this log."""

    reason = "FUTURE_SEQUENCE"

    def __init__(self, after: int, last: int, *, path: str = "after_sequence", note: str = "") -> None:
        """Tell the wanted position, the last one of the log, the field that names the position, and what is wrong."""
        note = note or f"{after} lies behind the last event, {last}"
        super().__init__(
            f"{path}: {note}",
            problems=(FieldProblem(field=path, note=note),),
            metadata={"last_sequence": str(last)},
        )


class Compacted(ParleyError):
    """The start lies before the first event kept."""

    reason = "COMPACTED"

    def __init__(self, after: int, first: int) -> None:
        """Tell the wanted position and the first event that is there."""
        super().__init__(
            f"events behind {after} have left the log; the oldest one kept is {first}",
            metadata={"first_available": str(first)},
        )
        self.first = first


class EventTypeReserved(ParleyError):
    """Only the server may publish this event type."""

    reason = "EVENT_TYPE_RESERVED"

    def __init__(self, event_type: str) -> None:
        """Name the type."""
        super().__init__(f"only the server publishes {event_type!r}", metadata={"type": event_type})


class EventIdReused(ParleyError):
    """The event_id was used with another body."""

    reason = "EVENT_ID_REUSED"

    def __init__(self, event_id: str, sequence: int) -> None:
        """Name the id and the place of the event that has it."""
        super().__init__(
            f"event_id {event_id!r} was used with another body", metadata={"first_sequence": str(sequence)}
        )


class HandleUnknown(ParleyError):
    """A handle names nothing open on this stream."""

    reason = "HANDLE_UNKNOWN"

    def __init__(self, handle: int) -> None:
        """Name the handle."""
        note = f"{handle} names no open subscription of this stream"
        super().__init__(f"handle: {note}", problems=(FieldProblem(field="handle", note=note),))


class HandleInUse(ParleyError):
    """The handle is in use on this stream."""

    reason = "HANDLE_IN_USE"

    def __init__(self, handle: int) -> None:
        """Name the handle."""
        note = f"{handle} is in use on this stream"
        super().__init__(f"handle: {note}", problems=(FieldProblem(field="handle", note=note),))


class FrameUnknown(ParleyError):
    """This server does not know the frame; the stream lives on."""

    reason = "FRAME_UNKNOWN"

    def __init__(self) -> None:
        """Say so."""
        super().__init__("a frame of a kind that this server does not know")


class ProtocolVersionUnknown(ParleyError):
    """Protocol majors differ."""

    reason = "PROTOCOL_VERSION"

    def __init__(self, major: int, *, first: int, last: int) -> None:
        """Name the version asked for and the majors that are spoken here."""
        super().__init__(
            f"protocol {major} is not spoken here", metadata={"first_major": str(first), "last_major": str(last)}
        )


class TakenOver(ParleyError):
    """A newer connection of the same client took over."""

    reason = "TAKEN_OVER"

    def __init__(self, client_id: str) -> None:
        """Name the client."""
        super().__init__(f"a newer connection of {client_id!r} took over")


class SlowConsumer(ParleyError):
    """The reader fell too far behind, or gave no sign of life."""

    reason = "SLOW_CONSUMER"

    def __init__(self, message: str) -> None:
        """Say what it did not do."""
        super().__init__(message, retry_after=timedelta(seconds=1))


class Overloaded(ParleyError):
    """The server is full."""

    reason = "OVERLOADED"

    def __init__(self, what: str, limit: int) -> None:
        """Name the limit that is reached."""
        super().__init__(f"too many {what}: {limit} at once", retry_after=timedelta(seconds=1))


class Draining(ParleyError):
    """The server is shutting down; connect again."""

    reason = "DRAINING"

    def __init__(self) -> None:
        """Ask to come back after the time that a restart takes."""
        super().__init__("the server is shutting down", retry_after=timedelta(seconds=1))


class StoreUnavailable(ParleyError):
    """The store does not answer, is full, or refused a write."""

    reason = "STORE_UNAVAILABLE"

    def __init__(self, message: str) -> None:
        """Say what the store could not do, without its own words: those go to the log."""
        super().__init__(message, retry_after=timedelta(seconds=1))


class ModelUnavailable(ParleyError):
    """The model's maker answered with an error that may pass."""

    reason = "MODEL_UNAVAILABLE"


class ModelCredential(ParleyError):
    """The model's maker refuses the key, or there is none."""

    reason = "MODEL_CREDENTIAL"

    def __init__(self, message: str, setting: str) -> None:
        """Name the setting that holds the key, never its value."""
        super().__init__(message, metadata={"setting": setting})


class ComponentFailed(ParleyError):
    """A component of a plugin failed by itself."""

    reason = "COMPONENT_FAILED"

    def __init__(self, plugin: str, component: str, note: str) -> None:
        """Name plugin and component; `note` is the fault in the component's own words."""
        super().__init__(f"{component}: {note}", metadata={"plugin": plugin, "component": component})


class ActionError(ComponentFailed):
    """An action failed (document 3, "Error Handling")."""


class StateError(ComponentFailed):
    """A provider failed while the state was composed (document 3, "Error Handling")."""


class ComponentTimeout(ParleyError):
    """A component took longer than its timeout."""

    reason = "COMPONENT_TIMEOUT"

    def __init__(self, plugin: str, component: str, seconds: float) -> None:
        """Name plugin and component and the limit in seconds."""
        super().__init__(
            f"{component} took longer than {seconds:g} s", metadata={"plugin": plugin, "component": component}
        )


class RevisionMismatch(ParleyError):
    """Somebody else has changed it since it was read."""

    reason = "REVISION_MISMATCH"

    def __init__(self, kind: str, key: str) -> None:
        """Name what was to be changed."""
        super().__init__(f"{kind} {key} was changed meanwhile; read it again", metadata={"kind": kind, "id": key})


class TaskAtWork(ParleyError):
    """The task is being executed already."""

    reason = "REVISION_MISMATCH"

    def __init__(self, task_id: str) -> None:
        """Name the task."""
        super().__init__(f"task {task_id} is at work already", metadata={"kind": "task", "id": task_id})


class NotEditable(ParleyError):
    """Agents can be changed in editable mode only."""

    reason = "NOT_EDITABLE"

    def __init__(self) -> None:
        """Say so, in the words of the reference."""
        super().__init__("Editable mode not enabled")


class HopLimitExceeded(ParleyError):
    """Agents passed a message on from one to the next too often: most likely in a circle."""

    reason = "HOP_LIMIT"

    def __init__(self, limit: int) -> None:
        """Name the limit."""
        super().__init__(
            f"agents have passed this message on {limit} times in a row, which is the limit",
            metadata={"limit": str(limit)},
        )


class DestructiveMigration(ParleyError):
    """A plugin's new schema would lose data."""

    reason = "DESTRUCTIVE_MIGRATION"

    def __init__(self, plugin: str, losses: tuple[str, ...]) -> None:
        """Name the plugin and what would be lost, for example "notes.body: removed"."""
        what = "; ".join(losses)
        super().__init__(
            f"the schema of plugin {plugin} would lose data: {what}. Allow it with allow_destructive in the schema or "
            "PARLEY_ALLOW_DESTRUCTIVE_MIGRATIONS=true",
            metadata={"plugin": plugin, "losses": what},
        )


class NotImplementedYet(ParleyError):
    """This server does not do that."""

    reason = "NOT_IMPLEMENTED"

    def __init__(self, feature: str) -> None:
        """Name the feature, for example a method of the contract."""
        super().__init__(f"{feature} is not there yet", metadata={"feature": feature})


RUN_TIMEOUT = "RUN_TIMEOUT"
RUN_CANCELLED = "RUN_CANCELLED"
RUN_INTERRUPTED = "RUN_INTERRUPTED"
INTERNAL = "INTERNAL"
