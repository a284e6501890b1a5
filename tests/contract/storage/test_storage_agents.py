"""Agents: all or none, names in any case, the request that asked for them."""

from dataclasses import replace

import pytest

from parley_server.domain.errors import AlreadyExists, RevisionMismatch
from parley_server.domain.ids import AgentId
from parley_server.storage.requests import RequestTaken
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.storage_builders import LATER, OTHER_TENANT, TENANT, agent_of, request_of


async def test_agents_come_back_whole_in_order_of_adding(store: SqlStore) -> None:
    full = replace(
        agent_of("Zoë"),
        character={"name": "Zoë", "settings": {"n": 2**70, "none": None}},
        sealed_secrets=b"\x00\xff",
        plugins=("one", "two"),
        settings={"MODEL": "small"},
        database="elsewhere",
        should_run=True,
        updated_at=LATER,
        revision=3,
    )
    second = agent_of("Ada")
    await store.agents.add(TENANT, [full, second])
    assert await store.agents.list_all(TENANT) == [full, second]


@pytest.mark.parametrize("name", ["ADA", "ada", "Ada"])
async def test_a_name_is_taken_in_any_case(store: SqlStore, name: str) -> None:
    first = agent_of("Ada")
    await store.agents.add(TENANT, [first])
    with pytest.raises(AlreadyExists, match=name):
        await store.agents.add(TENANT, [agent_of("Grace"), agent_of(name)])
    assert await store.agents.list_all(TENANT) == [first]


async def test_an_id_is_taken_once(store: SqlStore) -> None:
    first = agent_of("Ada")
    await store.agents.add(TENANT, [first])
    with pytest.raises(AlreadyExists):
        await store.agents.add(TENANT, [agent_of("Grace", first.agent_id)])


async def test_two_tenants_may_have_the_same_agent(store: SqlStore) -> None:
    agent = agent_of("Ada")
    await store.agents.add(TENANT, [agent])
    await store.agents.add(OTHER_TENANT, [agent])
    await store.agents.delete(OTHER_TENANT, [agent.agent_id])
    assert await store.agents.list_all(TENANT) == [agent]
    assert await store.agents.list_all(OTHER_TENANT) == []


async def test_a_repeated_request_is_told_so_before_its_agents_are_looked_at(store: SqlStore) -> None:
    agent = agent_of("Ada")
    await store.agents.add(TENANT, [agent], request=request_of())
    with pytest.raises(RequestTaken):
        await store.agents.add(TENANT, [agent], request=request_of())
    assert await store.requests.find(TENANT, "request-1") == request_of()


async def test_a_refused_add_leaves_its_request_free(store: SqlStore) -> None:
    await store.agents.add(TENANT, [agent_of("Ada")])
    with pytest.raises(AlreadyExists):
        await store.agents.add(TENANT, [agent_of("Ada")], request=request_of())
    assert await store.requests.find(TENANT, "request-1") is None


async def test_should_run_is_remembered_for_known_agents(store: SqlStore) -> None:
    one, two = agent_of("Ada"), agent_of("Grace")
    await store.agents.add(TENANT, [one, two])
    await store.agents.set_should_run(TENANT, [two.agent_id, AgentId("nobody")], True)
    await store.agents.set_should_run(OTHER_TENANT, [one.agent_id], True)
    assert await store.agents.list_all(TENANT) == [one, replace(two, should_run=True)]
    await store.agents.set_should_run(TENANT, [two.agent_id], False)
    assert await store.agents.list_all(TENANT) == [one, two]


async def test_delete_takes_agents_off_the_list(store: SqlStore) -> None:
    one, two = agent_of("Ada"), agent_of("Grace")
    await store.agents.add(TENANT, [one, two])
    await store.agents.delete(TENANT, [one.agent_id, AgentId("nobody")])
    assert await store.agents.list_all(TENANT) == [two]
    again = agent_of("Ada")
    await store.agents.add(TENANT, [again])
    assert await store.agents.list_all(TENANT) == [two, again]


async def test_an_agent_is_stored_anew_with_all_that_it_is(store: SqlStore) -> None:
    one, two = agent_of("Ada"), agent_of("Grace")
    await store.agents.add(TENANT, [one, two])
    await store.agents.set_should_run(TENANT, [one.agent_id], True)
    new = replace(
        one,
        name="Adélaïde",
        character={"name": "Adélaïde"},
        sealed_secrets=b"\x01",
        plugins=("three",),
        settings={"A": 1},
        updated_at=LATER,
        revision=2,
    )
    await store.agents.update(TENANT, new, revision=1)
    # What is to run is not part of who it is.
    assert await store.agents.list_all(TENANT) == [replace(new, should_run=True), two]
    with pytest.raises(AlreadyExists):
        await store.agents.add(TENANT, [agent_of("ADÉLAÏDE")])
    await store.agents.add(TENANT, [agent_of("Ada", AgentId("another"))])


async def test_an_agent_that_was_changed_meanwhile_stays_as_it_is(store: SqlStore) -> None:
    agent = agent_of("Ada")
    await store.agents.add(TENANT, [agent])
    await store.agents.update(TENANT, replace(agent, revision=2), revision=1)
    with pytest.raises(RevisionMismatch):
        await store.agents.update(TENANT, replace(agent, name="Zoe", revision=2), revision=1)
    for tenant, agent_id in ((OTHER_TENANT, agent.agent_id), (TENANT, AgentId("nobody"))):
        with pytest.raises(RevisionMismatch):
            await store.agents.update(tenant, replace(agent, name="Zoe", agent_id=agent_id, revision=3), revision=2)
    assert await store.agents.list_all(TENANT) == [replace(agent, revision=2)]


async def test_an_agent_gets_no_name_that_another_has(store: SqlStore) -> None:
    one, two = agent_of("Ada"), agent_of("Grace")
    await store.agents.add(TENANT, [one, two])
    await store.agents.add(OTHER_TENANT, [agent_of("Zoe")])
    with pytest.raises(AlreadyExists, match="GRACE"):
        await store.agents.update(TENANT, replace(one, name="GRACE", revision=2), revision=1)
    await store.agents.update(TENANT, replace(one, name="ADA", revision=2), revision=1)
    await store.agents.update(TENANT, replace(one, name="Zoe", revision=3), revision=2)
    assert [agent.name for agent in await store.agents.list_all(TENANT)] == ["Zoe", "Grace"]
