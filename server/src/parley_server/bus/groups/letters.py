"""The dead letters of a group: listed, delivered again, deleted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from parley_server.bus.groups.group import Group
from parley_server.bus.groups.tools import Tools
from parley_server.bus.store import DeadLetter

_PAGE = 200


async def list_letters(tools: Tools, group: Group, *, after: int, limit: int) -> Sequence[DeadLetter]:
    """Return dead letters behind a sequence, in order. Raises StoreUnavailable."""
    await _settle(tools, group)
    return await tools.store.dead_letters(tools.tenant, group.name, after=after, limit=limit)


async def redrive(tools: Tools, group: Group, event_ids: Sequence[str]) -> int:
    """Deliver dead letters again; return how many, once that is stored. Raises NotFound, StoreUnavailable."""
    number = 0
    async with group.lock:
        group.check()
        async for letters in _pages(tools, group, event_ids):
            for letter in letters:
                group.keeper.mark_redriven(letter)
            number += len(letters)
            await tools.checkpoints.flush(group)
        if number:
            group.keeper.redriven()
    group.wake()
    return number


async def discard(tools: Tools, group: Group, event_ids: Sequence[str]) -> int:
    """Delete dead letters; return how many, once that is stored. Raises NotFound, StoreUnavailable."""
    number = 0
    async with group.lock:
        group.check()
        async for letters in _pages(tools, group, event_ids):
            group.book.settled_letters.update(letter.sequence for letter in letters)
            number += len(letters)
            await tools.checkpoints.flush(group)
    return number


async def _pages(tools: Tools, group: Group, event_ids: Sequence[str]) -> AsyncIterator[list[DeadLetter]]:
    """Go through the dead letters that are meant: all, or those of these events."""
    await _settle(tools, group)
    wanted = set(event_ids)
    after = 0
    while True:
        page = await tools.store.dead_letters(tools.tenant, group.name, after=after, limit=_PAGE)
        meant = [letter for letter in page if not wanted or letter.event.event_id in wanted]
        if meant:
            yield meant
        if len(page) < _PAGE:
            return
        after = page[-1].sequence


async def _settle(tools: Tools, group: Group) -> None:
    """Wait until what was given up is stored."""
    if tools.checkpoints.is_dirty(group):
        await tools.checkpoints.flush(group)
