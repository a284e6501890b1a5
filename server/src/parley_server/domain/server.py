"""What a server tells about itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerInfo:
    """Versions, capabilities, limits, addresses, and how much is in memory by name.

    `store_flush` is "memory", "process" or "disk".
    """

    server_version: str
    protocol_major: int = 1
    protocol_minor: int = 0
    capabilities: tuple[str, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    endpoints: tuple[str, ...] = ()
    editable: bool = False
    store_flush: str = "process"
