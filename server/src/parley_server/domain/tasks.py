"""Tasks: work to be done later or again and again, by a task worker of a plugin (reference-values 1.2)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from parley_server.domain.ids import AgentId, EntityId, RoomId, TaskId, WorldId
from parley_server.domain.json import JsonObject

QUEUE = "queue"
"""Tag of a task that the scheduler does; any other waits, for example for somebody's choice."""
REPEAT = "repeat"
"""Tag of a task that is done again and again."""
IMMEDIATE = "immediate"
"""Tag of a repeating task whose first time is at once."""

AWAITING_CHOICE = "AWAITING_CHOICE"
"""Tag of a task that waits until somebody chooses one of its options."""

MAX_ATTEMPTS = 5
"""So many failures in a row end a task that is done once."""


class TaskStatus(Enum):
    """Where a task stands. One that is done once and succeeds is deleted."""

    PENDING = "pending"
    RUNNING = "running"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOption:
    """A choice, of a task that waits for one."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSpec:
    """What is to be done, and when.

    `name` is that of the task worker. `due_at` is the first time, None as soon as its tags allow. A task with the tag
    "repeat" comes again `repeat_interval` after each execution, or at the times of the expression `cron` (five fields,
    or six with seconds) in `time_zone` (a name such as "Europe/Berlin"; empty = UTC); without "repeat", once at the
    next of these times. `metadata` may say the same as elizaOS does: `updateInterval` in milliseconds, and `cron`,
    `timeZone`; fields that are set win.
    """

    name: str
    description: str = ""
    tags: tuple[str, ...] = ()
    due_at: datetime | None = None
    repeat_interval: timedelta | None = None
    cron: str = ""
    time_zone: str = ""
    options: tuple[TaskOption, ...] = ()
    room_id: RoomId = RoomId("")
    world_id: WorldId = WorldId("")
    entity_id: EntityId = EntityId("")
    metadata: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQueue:
    """What waits for the scheduler: tasks with a time, those of them at work now, and when the next one is due."""

    size: int
    at_work: int
    next_due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task of an agent, and where it stands.

    `ready_at` is when it is done next (while it is at work: when its lease ends), None when nobody does it by itself.
    `attempts` are the executions that failed in a row. `fence` grows with each execution that begins: what an
    execution does elsewhere can be refused there once a higher one was seen. `occurrence` grows with each execution
    that succeeds: it is the same for all tries of one. `hops` is the count of a message that it sends: more than 0 when
    the run of a message has made or changed it, so that agents that talk to one another through tasks come to an end.
    """

    task_id: TaskId
    agent_id: AgentId
    spec: TaskSpec
    created_at: datetime
    updated_at: datetime
    status: TaskStatus = TaskStatus.PENDING
    ready_at: datetime | None = None
    fence: int = 0
    occurrence: int = 0
    attempts: int = 0
    last_error: str = ""
    revision: int = 0
    hops: int = 0

    @property
    def name(self) -> str:
        """Name of the task worker."""
        return self.spec.name

    @property
    def metadata(self) -> JsonObject:
        """Any further keys."""
        return self.spec.metadata

    @property
    def occurrence_key(self) -> str:
        """What is to happen once an occurrence goes under this key, for example as the base of a memory's id."""
        return f"{self.task_id}:{self.occurrence}"
