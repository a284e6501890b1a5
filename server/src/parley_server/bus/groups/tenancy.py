"""The groups of one tenant: found, made, changed, deleted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from parley_server.bus.groups.checkpoints import LATER
from parley_server.bus.groups.group import Group
from parley_server.bus.groups.tools import Tools
from parley_server.bus.reader import CloseReason
from parley_server.bus.store import StoredSubscription
from parley_server.domain.bus import StartPosition, Subscription
from parley_server.domain.errors import AlreadyExists, NotFound, StoreUnavailable

_PAGE = 200


class Tenancy:
    """All groups of a tenant, in memory from the first question on; each is small as long as nobody reads."""

    def __init__(self, tools: Tools, on_idle: Callable[[Tenancy, Group], None]) -> None:
        """`on_idle` is called when a group was not read for too long."""
        self.tools = tools
        self._on_idle = on_idle
        self._groups: dict[str, Group] = {}
        self._changing = asyncio.Lock()

    async def load(self) -> None:
        """Read all groups. Raises StoreUnavailable."""
        after = ""
        while True:
            page = await self.tools.store.list_page(self.tools.tenant, after=after, limit=_PAGE)
            for stored in page:
                self._add(stored)
            if len(page) < _PAGE:
                return
            after = page[-1].subscription.subscription_id

    def _add(self, stored: StoredSubscription) -> Group:
        group = Group(self.tools, stored, lambda group: self._on_idle(self, group))
        self._groups[group.name] = group
        return group

    def get(self, subscription_id: str) -> Group:
        """Return a group. Raises NotFound."""
        group = self._groups.get(subscription_id)
        if group is None:
            raise NotFound("subscription", subscription_id)
        return group

    def all(self) -> list[Group]:
        """Return all groups."""
        return list(self._groups.values())

    def page(self, after: str, limit: int) -> list[Group]:
        """Return groups by id."""
        return [self._groups[name] for name in sorted(name for name in self._groups if name > after)[:limit]]

    async def create(self, subscription: Subscription, start: StartPosition) -> Group:
        """Make a group, or return the one that is just like it. Raises AlreadyExists and what `place` raises."""
        async with self._changing:
            name = subscription.subscription_id
            group = self._groups.get(name)
            if group is None:
                floor = await self.tools.log.place(start)
                stored = StoredSubscription(
                    subscription=subscription,
                    generation=1,
                    floor=floor,
                    progress=b"",
                    used_at=self.tools.clock.now(),
                )
                if await self.tools.store.create(self.tools.tenant, stored):
                    return self._add(stored)
                raise AlreadyExists("subscription", name)
            if group.settings != subscription:
                raise AlreadyExists("subscription", name)
            return group

    async def update(self, subscription: Subscription) -> Group:
        """Change the settings of a group. Raises NotFound."""
        async with self._changing:
            group = self.get(subscription.subscription_id)
            async with group.lock:
                if not await self.tools.store.update(self.tools.tenant, subscription):
                    raise NotFound("subscription", group.name)
                await group.update(subscription)
            return group

    async def seek(self, subscription_id: str, to: StartPosition) -> Group:
        """Move a group. Raises NotFound and what `place` raises."""
        async with self._changing:
            group = self.get(subscription_id)
            async with group.lock:
                # What was given up before stays so.
                await self.tools.checkpoints.flush(group)
                position = await self.tools.log.place(to)
                checkpoint = group.moved_progress(position)
                await self.tools.store.move(self.tools.tenant, checkpoint)
                group.moved(position, checkpoint.generation)
                group.touch(LATER)
            return group

    async def delete(self, subscription_id: str) -> None:
        """Delete a group with its dead letters and close its readers, if it is there."""
        async with self._changing:
            group = self._groups.get(subscription_id)
            if group is not None:
                await self._delete(group)

    async def delete_idle(self, group: Group) -> None:
        """Delete a group unless somebody has begun to read or has changed it meanwhile. Raises StoreUnavailable."""
        async with self._changing:
            if self._groups.get(group.name) is group and not group.member_count and group.is_idle:
                await self._delete(group)

    async def _delete(self, group: Group) -> None:
        async with group.lock:
            await self.tools.store.delete(self.tools.tenant, group.name)
            del self._groups[group.name]
            group.is_gone = True
            group.close_members(CloseReason.CHANGED)
            group.stop()
            self.tools.checkpoints.forget(group)
            # A checkpoint that is on its way must not meet a new subscription of this name.
            with suppress(StoreUnavailable):
                await self.tools.checkpoints.flush()

    def stop(self) -> None:
        """End all timers."""
        for group in self.all():
            group.stop()
        self.tools.checkpoints.stop()
