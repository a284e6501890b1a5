"""Requests that were made before: what makes a repeat harmless."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from parley_server.domain.ids import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRecord:
    """A request by its id. `fingerprint` is a digest of its body, `answer` what a repeat is told (for runs: the id)."""

    request_id: str
    fingerprint: bytes
    answer: bytes
    created_at: datetime


class RequestTaken(Exception):
    """The request_id is known already. The caller looks it up and compares fingerprints; never seen outside."""


class RequestStore(Protocol):
    """Finds earlier requests."""

    async def find(self, tenant: TenantId, request_id: str) -> RequestRecord | None:
        """Return the request made under this id, or None."""
        ...

    async def prune(self, before: datetime) -> int:
        """Forget requests made before this time, of all tenants; return how many."""
        ...
