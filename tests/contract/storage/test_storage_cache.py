"""Values that plugins keep by key: each agent's own, exact, bounded, gone with their agent."""

import pytest

from parley_server.domain.errors import InvalidField, TooLarge
from parley_server.domain.json import JsonValue
from parley_server.storage.cache import MAX_KEY_BYTES, MAX_VALUE_BYTES
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.storage_builders import AGENT, OTHER_AGENT, OTHER_TENANT, TENANT, StorageBackend

VALUES: list[JsonValue] = [
    0,
    False,
    "",
    None,
    2**70,
    1.5,
    "a\0b \ud800 \u00e9",
    {"rates": [1, {"eur": 0.9}], "": None},
    [],
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
async def test_a_value_comes_back_as_it_was(store: SqlStore, value: JsonValue) -> None:
    await store.cache.put(TENANT, AGENT, "key", value)
    found = await store.cache.get(TENANT, AGENT, "key")
    assert (found, type(found)) == (value, type(value))


async def test_a_later_value_takes_the_place_of_the_one_before_it_until_it_is_deleted(store: SqlStore) -> None:
    assert await store.cache.get(TENANT, AGENT, "key") is None
    await store.cache.put(TENANT, AGENT, "key", 1)
    await store.cache.put(TENANT, AGENT, "key", 2)
    assert await store.cache.get(TENANT, AGENT, "key") == 2
    assert await store.cache.delete(TENANT, AGENT, "key")
    assert not await store.cache.delete(TENANT, AGENT, "key")
    assert await store.cache.get(TENANT, AGENT, "key") is None


async def test_each_agent_of_each_tenant_has_its_own(store: SqlStore) -> None:
    owners = [(TENANT, AGENT), (TENANT, OTHER_AGENT), (OTHER_TENANT, AGENT)]
    for place, (tenant, agent) in enumerate(owners):
        await store.cache.put(tenant, agent, "key", place)
    await store.cache.delete(TENANT, OTHER_AGENT, "key")
    assert [await store.cache.get(tenant, agent, "key") for tenant, agent in owners] == [0, None, 2]


@pytest.mark.parametrize("on_the_list", [True, False])
async def test_values_are_gone_with_their_agent(store: SqlStore, on_the_list: bool) -> None:
    owners = [(TENANT, AGENT), (TENANT, OTHER_AGENT), (OTHER_TENANT, AGENT)]
    for tenant, agent in owners:
        await store.cache.put(tenant, agent, "key", "kept")
    await (store.agents.delete if on_the_list else store.agents.forget)(TENANT, [AGENT])
    assert [await store.cache.get(tenant, agent, "key") for tenant, agent in owners] == [None, "kept", "kept"]


async def test_values_are_there_after_a_restart(backend: StorageBackend) -> None:
    async with backend.open() as store:
        await store.cache.put(TENANT, AGENT, "key", "kept")
    async with backend.open() as store:
        assert await store.cache.get(TENANT, AGENT, "key") == "kept"


@pytest.mark.parametrize("value", [b"bytes", {1: "a key that is no text"}, {"a": {1, 2}}], ids=repr)
async def test_what_is_not_json_is_refused(store: SqlStore, value: JsonValue) -> None:
    with pytest.raises(InvalidField, match="value"):
        await store.cache.put(TENANT, AGENT, "key", value)


@pytest.mark.parametrize("key", ["", "a\0b", "\ud800", 5, None], ids=repr)
async def test_a_key_that_no_database_keeps_is_refused(store: SqlStore, key: str) -> None:
    for call in (store.cache.get, store.cache.delete):
        with pytest.raises(InvalidField, match="key"):
            await call(TENANT, AGENT, key)
    with pytest.raises(InvalidField, match="key"):
        await store.cache.put(TENANT, AGENT, key, 1)


async def test_keys_and_values_are_bounded_in_bytes(store: SqlStore) -> None:
    longest, largest = "é" * (MAX_KEY_BYTES // 2), "é" * (MAX_VALUE_BYTES // 2 - 1)
    await store.cache.put(TENANT, AGENT, longest, largest)
    assert await store.cache.get(TENANT, AGENT, longest) == largest
    with pytest.raises(TooLarge, match="key"):
        await store.cache.put(TENANT, AGENT, longest + "x", 1)
    with pytest.raises(TooLarge, match="value"):
        await store.cache.put(TENANT, AGENT, "key", largest + "x")
