"""Durable subscriptions and their dead letters, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parley_server.bus.store import Checkpoint, DeadLetter, StoredSubscription
from parley_server.domain.bus import Subscription
from parley_server.domain.ids import TenantId

_Key = tuple[TenantId, str]


class MemorySubscriptions:
    """A SubscriptionStore that lives as long as the object. Every method is done at once."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._stored: dict[_Key, StoredSubscription] = {}
        self._letters: dict[_Key, dict[int, DeadLetter]] = {}

    async def create(self, tenant: TenantId, stored: StoredSubscription) -> bool:
        """Store a new subscription; False when one with this id is there."""
        key = (tenant, stored.subscription.subscription_id)
        return self._stored.setdefault(key, stored) is stored

    async def get(self, tenant: TenantId, subscription_id: str) -> StoredSubscription | None:
        """Return a subscription."""
        return self._stored.get((tenant, subscription_id))

    async def list_page(self, tenant: TenantId, *, after: str, limit: int) -> list[StoredSubscription]:
        """Return subscriptions in the order of their ids, behind the id `after`."""
        ids = sorted(name for owner, name in self._stored if owner == tenant and name > after)
        return [self._stored[tenant, name] for name in ids[:limit]]

    async def update(self, tenant: TenantId, subscription: Subscription) -> bool:
        """Replace the settings; False when there is no such subscription."""
        key = (tenant, subscription.subscription_id)
        if key not in self._stored:
            return False
        self._stored[key] = replace(self._stored[key], subscription=subscription)
        return True

    async def move(self, tenant: TenantId, checkpoint: Checkpoint) -> None:
        """Replace progress and generation; see SubscriptionStore.move."""
        await self.save(tenant, [checkpoint])

    async def delete(self, tenant: TenantId, subscription_id: str) -> bool:
        """Delete a subscription with its dead letters. False when there was none."""
        key = (tenant, subscription_id)
        self._letters.pop(key, None)
        return self._stored.pop(key, None) is not None

    async def save(self, tenant: TenantId, checkpoints: Sequence[Checkpoint]) -> None:
        """Store checkpoints of several subscriptions; see Checkpoint."""
        for checkpoint in checkpoints:
            key = (tenant, checkpoint.subscription_id)
            stored = self._stored.get(key)
            if stored is None or stored.generation > checkpoint.generation:
                continue
            self._stored[key] = replace(
                stored,
                generation=checkpoint.generation,
                floor=checkpoint.floor,
                progress=checkpoint.progress,
                used_at=checkpoint.used_at,
            )
            letters = self._letters.setdefault(key, {})
            for sequence in checkpoint.settled:
                letters.pop(sequence, None)
            letters.update({letter.sequence: letter for letter in checkpoint.buried})

    async def dead_letters(
        self, tenant: TenantId, subscription_id: str, *, after: int, limit: int, redriven: bool = False
    ) -> list[DeadLetter]:
        """Return dead letters behind a sequence, in order: those listed, or those redriven."""
        letters = self._letters.get((tenant, subscription_id), {})
        places = sorted(place for place, letter in letters.items() if place > after and letter.redriven == redriven)
        return [letters[place] for place in places[:limit]]

    async def count_dead_letters(self, tenant: TenantId, subscription_id: str) -> int:
        """Return how many dead letters are listed."""
        letters = self._letters.get((tenant, subscription_id), {})
        return sum(not letter.redriven for letter in letters.values())
