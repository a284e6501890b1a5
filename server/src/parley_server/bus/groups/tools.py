"""What all groups of a tenant work with."""

from __future__ import annotations

from dataclasses import dataclass

from parley_server.bus.cursor import TenantLog
from parley_server.bus.events import EventEncoder
from parley_server.bus.groups.checkpoints import CallLater, Checkpoints
from parley_server.bus.groups.timings import Timings
from parley_server.bus.store import SubscriptionStore
from parley_server.domain.clock import Clock
from parley_server.domain.ids import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """Doors, and the checkpoints that a tenant's groups share."""

    tenant: TenantId
    log: TenantLog
    store: SubscriptionStore
    encoder: EventEncoder
    clock: Clock
    timings: Timings
    call_later: CallLater
    checkpoints: Checkpoints
