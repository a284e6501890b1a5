"""Pages of dead letters: bounded by bytes, too, since an event may have 256 KiB and a message 4 MiB."""

from __future__ import annotations

from parley_server.bus.store import DeadLetter
from parley_server.domain.ids import TenantId
from parley_server.rpc.bus.doors import BusDoor

PAGE_BYTES = 1024 * 1024
_AT_ONCE = 20


async def read_page(
    bus: BusDoor, tenant: TenantId, subscription_id: str, *, after: int, size: int
) -> tuple[list[DeadLetter], int | None]:
    """Return dead letters behind a sequence, and that behind which the next page begins. Raises NotFound."""
    page: list[DeadLetter] = []
    room = PAGE_BYTES
    while True:
        wanted = min(_AT_ONCE, size - len(page)) + 1
        found = await bus.list_dead_letters(tenant, subscription_id, after=after, limit=wanted)
        for letter in found[: wanted - 1]:
            room -= len(letter.event.data)
            if page and room < 0:
                return page, after
            page.append(letter)
            after = letter.sequence
        if len(found) < wanted:
            return page, None
        if len(page) == size:
            return page, after
