"""Where content is delivered to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTarget:
    """A place on a platform (reference-values 1.5, "TargetInfo"); `source` names the platform.

    `channel_id`, `server_id` and `thread_id` are the platform's own ids.
    """

    source: str
    room_id: str = ""
    channel_id: str = ""
    server_id: str = ""
    entity_id: str = ""
    thread_id: str = ""
