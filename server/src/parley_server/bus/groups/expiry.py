"""What retention asks of a group: to move on over what nobody wants, and to give up what the log keeps no longer."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from parley_server.bus.cursor import Entry
from parley_server.bus.groups.group import Group
from parley_server.bus.groups.tools import Tools
from parley_server.domain.errors import Compacted

LEFT_THE_LOG = "it was not acknowledged before it left the log"
_SCAN = 100
_SCAN_BYTES = 1024 * 1024
_log = structlog.get_logger(__name__)


async def expire(tools: Tools, group: Group, first_kept: int) -> None:
    """Give up what lies before the first event that will be kept, and tell readers. Raises StoreUnavailable."""
    async with group.lock:
        book = group.book
        first, last = book.floor + 1, first_kept - 1
        if first > last or group.is_gone:
            return
        doomed = [item for item in book.open.values() if item.sequence <= last and not item.redriven]
        for item in doomed:
            book.doom(item, LEFT_THE_LOG)
        number = len(doomed)
        if book.position < last:
            number += await _expire_untaken(tools, group, last)
        await tools.checkpoints.flush(group)
        if number:
            _log.warning("bus.events_expired", tenant=tools.tenant, subscription=group.name, first=first, last=last)
            group.tell_gap(first, last)
        group.arm()


async def _expire_untaken(tools: Tools, group: Group, last: int) -> int:
    """Bury what was not taken from the log yet, as far as it can be read; return how many, at least."""
    book = group.book
    cursor = tools.log.cursor(group.settings.filter, book.position)
    number = 0
    while cursor.position < last and cursor.has_more:
        entries: Sequence[Entry] = ()
        try:
            entries = await cursor.take(_SCAN, _SCAN_BYTES)
        except Compacted:
            cursor.skip()
            number += 1
        group.tell_missed(cursor)
        book.admit(entries)
        group.move(cursor.position, len(entries))
        items = [book.open.get(entry.sequence) for entry in entries if entry.sequence <= last]
        lost = [item for item in items if item is not None and not item.redriven]
        for item in lost:
            book.doom(item, LEFT_THE_LOG)
        number += len(lost)
        if lost:
            await tools.checkpoints.flush(group)
    group.rewind()
    return number


async def advance(tools: Tools, group: Group) -> None:
    """Move over events that nobody wants, when nobody reads: the log need not keep them. Raises StoreUnavailable."""
    if not _is_behind(tools, group):
        return
    async with group.lock:
        if not _is_behind(tools, group):
            return
        cursor = tools.log.cursor(group.settings.filter, group.position)
        entries: Sequence[Entry] = ()
        try:
            for _ in range(_SCAN):
                if entries or not cursor.has_more:
                    break
                entries = await cursor.take(1, 1)
        except Compacted:
            return
        position = entries[0].sequence - 1 if entries else cursor.position
        if position > group.position:
            group.move(position, 0)


def _is_behind(tools: Tools, group: Group) -> bool:
    if group.is_gone:
        return False
    return not group.member_count and not group.book.open and group.position < tools.log.info.last_sequence
