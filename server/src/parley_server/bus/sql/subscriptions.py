"""Durable subscriptions and their dead letters, on SQL."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from sqlalchemy import bindparam, delete, func, insert, select, update

from parley_server.bus.sql.rows import pack_one, unpack_one
from parley_server.bus.sql.settings import dump, load
from parley_server.bus.store import Checkpoint, DeadLetter, StoredSubscription
from parley_server.domain.bus import Subscription
from parley_server.domain.ids import TenantId
from parley_server.sql.database import Database
from parley_server.sql.queries import Params, Query, Row, Statement, insert_new
from parley_server.sql.tables import BUS_DEAD_LETTERS, BUS_SUBSCRIPTIONS
from parley_server.sql.times import from_micros, to_micros

_log = structlog.get_logger(__name__)

_SUBSCRIPTION = BUS_SUBSCRIPTIONS.c
_LETTER = BUS_DEAD_LETTERS.c
_THIS = (_SUBSCRIPTION.tenant == bindparam("in_tenant"), _SUBSCRIPTION.subscription_id == bindparam("which"))
_ITS_LETTERS = (_LETTER.tenant == bindparam("in_tenant"), _LETTER.subscription_id == bindparam("which"))
_STORED = (
    _SUBSCRIPTION.subscription_id,
    _SUBSCRIPTION.settings,
    _SUBSCRIPTION.generation,
    _SUBSCRIPTION.floor,
    _SUBSCRIPTION.progress,
    _SUBSCRIPTION.used_at,
)

_INSERT = insert_new(BUS_SUBSCRIPTIONS)
_GET = Query(select(*_STORED).where(*_THIS))
_LIST = Query(
    select(*_STORED)
    .where(_SUBSCRIPTION.tenant == bindparam("in_tenant"), _SUBSCRIPTION.subscription_id > bindparam("after"))
    .order_by(_SUBSCRIPTION.subscription_id)
    .limit(bindparam("at_most"))
)
_UPDATE = Query(update(BUS_SUBSCRIPTIONS).where(*_THIS).values(settings=bindparam("settings")))
_DELETE = Query(delete(BUS_SUBSCRIPTIONS).where(*_THIS))
_DELETE_LETTERS = Query(delete(BUS_DEAD_LETTERS).where(*_ITS_LETTERS))

_MOVED = ("generation", "floor", "progress", "used_at")
_CHECKPOINT = Query(
    update(BUS_SUBSCRIPTIONS)
    .where(*_THIS, _SUBSCRIPTION.generation <= bindparam("at_most"))
    .values({name: bindparam(name) for name in _MOVED})
)
# After the checkpoint itself: the stored generation is its own if, and only if, it was taken.
_TAKEN = select(_SUBSCRIPTION.generation).where(*_THIS, _SUBSCRIPTION.generation == bindparam("at_most")).exists()
_SETTLE = Query(delete(BUS_DEAD_LETTERS).where(*_ITS_LETTERS, _LETTER.sequence == bindparam("settled"), _TAKEN))
_BURIED = ("sequence", "deliveries", "reason", "dead_at", "redriven", "head", "data")
_BURY = Query(
    insert(BUS_DEAD_LETTERS).from_select(
        ["tenant", "subscription_id", *_BURIED],
        select(
            _SUBSCRIPTION.tenant,
            _SUBSCRIPTION.subscription_id,
            *(bindparam(name, type_=_LETTER[name].type).label(name) for name in _BURIED),
        ).where(*_THIS, _SUBSCRIPTION.generation == bindparam("at_most")),
    ),
    returns_rows=False,
)
_LETTERS = Query(
    select(*(_LETTER[name] for name in _BURIED))
    .where(*_ITS_LETTERS, _LETTER.sequence > bindparam("after"), _LETTER.redriven == bindparam("is_redriven"))
    .order_by(_LETTER.sequence)
    .limit(bindparam("at_most"))
)
_COUNT = Query(
    select(func.count())
    .select_from(BUS_DEAD_LETTERS)
    .where(*_ITS_LETTERS, _LETTER.redriven == bindparam("is_redriven"))
)


class SqlSubscriptions:
    """The SubscriptionStore of a Database."""

    def __init__(self, database: Database) -> None:
        """Keep subscriptions in this database."""
        self._database = database

    async def create(self, tenant: TenantId, stored: StoredSubscription) -> bool:
        """Store a new subscription; False when one with this id is there."""
        params: Params = {
            "tenant": tenant,
            "subscription_id": stored.subscription.subscription_id,
            "settings": dump(stored.subscription),
            "generation": stored.generation,
            "floor": stored.floor,
            "progress": stored.progress,
            "used_at": to_micros(stored.used_at),
        }
        (done,) = await self._database.write([_INSERT.one(params)])
        return done.touched > 0

    async def get(self, tenant: TenantId, subscription_id: str) -> StoredSubscription | None:
        """Return a subscription."""
        rows = await self._database.read(_GET, _key(tenant, subscription_id))
        return _stored(rows[0]) if rows else None

    async def list_page(self, tenant: TenantId, *, after: str, limit: int) -> list[StoredSubscription]:
        """Return subscriptions in the order of their ids, behind the id `after`."""
        rows = await self._database.read(_LIST, {"in_tenant": tenant, "after": after, "at_most": limit})
        return [_stored(row) for row in rows]

    async def update(self, tenant: TenantId, subscription: Subscription) -> bool:
        """Replace the settings; False when there is no such subscription."""
        params = {**_key(tenant, subscription.subscription_id), "settings": dump(subscription)}
        (done,) = await self._database.write([_UPDATE.one(params)])
        return done.touched > 0

    async def move(self, tenant: TenantId, checkpoint: Checkpoint) -> None:
        """Replace progress and generation; see SubscriptionStore.move."""
        await self.save(tenant, [checkpoint])

    async def delete(self, tenant: TenantId, subscription_id: str) -> bool:
        """Delete a subscription with its dead letters. False when there was none."""
        key = _key(tenant, subscription_id)
        _, done = await self._database.write([_DELETE_LETTERS.one(key), _DELETE.one(key)])
        return done.touched > 0

    async def save(self, tenant: TenantId, checkpoints: Sequence[Checkpoint]) -> None:
        """Store checkpoints of several subscriptions in one transaction; see Checkpoint."""
        if checkpoints:
            await self._database.write(_checkpoint_unit(tenant, checkpoints))

    async def dead_letters(
        self, tenant: TenantId, subscription_id: str, *, after: int, limit: int, redriven: bool = False
    ) -> list[DeadLetter]:
        """Return dead letters behind a sequence, in order. Damaged ones are left out, and said so in the log."""
        letters: list[DeadLetter] = []
        while True:
            missing = limit - len(letters)
            place = {"after": after, "at_most": missing, "is_redriven": int(redriven)}
            rows = await self._database.read(_LETTERS, {**_key(tenant, subscription_id), **place})
            letters += [letter for row in rows if (letter := _letter(row)) is not None]
            if len(rows) < missing or len(letters) == limit:
                return letters
            after = rows[-1][0]

    async def count_dead_letters(self, tenant: TenantId, subscription_id: str) -> int:
        """Return how many dead letters are listed."""
        ((count,),) = await self._database.read(_COUNT, {**_key(tenant, subscription_id), "is_redriven": 0})
        return int(count)


def _key(tenant: TenantId, subscription_id: str) -> dict[str, str | int]:
    return {"in_tenant": tenant, "which": subscription_id}


def _stored(row: Row) -> StoredSubscription:
    subscription_id, settings, generation, floor, progress, used_at = row
    return StoredSubscription(
        subscription=load(subscription_id, settings),
        generation=generation,
        floor=floor,
        progress=progress,
        used_at=from_micros(used_at),
    )


def _checkpoint_unit(tenant: TenantId, checkpoints: Sequence[Checkpoint]) -> list[Statement]:
    moved: list[Params] = []
    settled: list[Params] = []
    buried: list[Params] = []
    for checkpoint in checkpoints:
        key = {**_key(tenant, checkpoint.subscription_id), "at_most": checkpoint.generation}
        moved.append(
            {
                **key,
                "generation": checkpoint.generation,
                "floor": checkpoint.floor,
                "progress": checkpoint.progress,
                "used_at": to_micros(checkpoint.used_at),
            }
        )
        # What is buried goes first: it may replace an older letter.
        gone = [*checkpoint.settled, *(letter.sequence for letter in checkpoint.buried)]
        settled += [{**key, "settled": sequence} for sequence in gone]
        buried += [{**key, **_letter_params(letter)} for letter in checkpoint.buried]
    unit = [_CHECKPOINT.many(moved)]
    if settled:
        unit.append(_SETTLE.many(settled))
    if buried:
        unit.append(_BURY.many(buried))
    return unit


def _letter_params(letter: DeadLetter) -> Params:
    return {
        "sequence": letter.sequence,
        "deliveries": letter.deliveries,
        "reason": letter.reason,
        "dead_at": to_micros(letter.dead_at),
        "redriven": int(letter.redriven),
        "head": pack_one(letter.event),
        "data": letter.event.data,
    }


def _letter(row: Row) -> DeadLetter | None:
    sequence, deliveries, reason, dead_at, redriven, head, data = row
    event = unpack_one(head, data)
    if event is None:
        _log.error("bus.dead_letter_damaged", sequence=sequence)
        return None
    return DeadLetter(
        sequence=sequence,
        event=event,
        deliveries=deliveries,
        reason=reason,
        dead_at=from_micros(dead_at),
        redriven=bool(redriven),
    )
