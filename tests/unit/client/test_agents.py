"""Adding, starting, stopping and finding agents."""

import pytest

from parley.v1 import agents_pb2, runtime_pb2
from parley_client import AgentSpec, AlreadyExists, Character, ContractViolation, NotFound, ParleyClient
from parley_client.pages import all_pages
from tests.fakes.fake_server import FakeServer


async def test_add_agent_by_character_file(client: ParleyClient, server: FakeServer) -> None:
    server.changes = [runtime_pb2.CharacterChange(pointer="/bio", note="renamed")]
    added = await client.add_agent(character_file={"name": "Juno", "bio": ["a", {"b": 1}]}, plugins=["openai"])
    assert added.agent.agent_id == "id-of-Juno"
    assert added.agent.state == agents_pb2.AGENT_STATE_RUNNING
    assert [change.pointer for change in added.changes] == ["/bio"]
    spec = server.requests("AddAgents")[0].agents[0]
    assert spec.WhichOneof("definition") == "character_file"
    assert list(spec.plugins) == ["openai"]


async def test_add_agent_by_typed_character(client: ParleyClient, server: FakeServer) -> None:
    added = await client.add_agent(character=Character(name="Ann"), settings={"X": True}, auto_start=False)
    assert added.agent.state == agents_pb2.AGENT_STATE_UNSPECIFIED
    request = server.requests("AddAgents")[0]
    assert request.request_id
    assert request.agents[0].settings["X"] is True


async def test_add_agents_at_once(client: ParleyClient) -> None:
    answer = await client.add_agents([AgentSpec(character=Character(name=name)) for name in ("A", "B")])
    assert [agent.character.name for agent in answer.agents] == ["A", "B"]


async def test_another_content_under_the_same_name_is_refused(client: ParleyClient) -> None:
    await client.add_agent(character_file={"name": "Juno"})
    await client.add_agent(character_file={"name": "Juno"})
    with pytest.raises(AlreadyExists):
        await client.add_agent(character_file={"name": "Juno", "system": "other"})


@pytest.mark.parametrize("both", [True, False])
async def test_add_agent_takes_exactly_one_definition(client: ParleyClient, both: bool) -> None:
    with pytest.raises(ValueError, match="either"):
        await client.add_agent(
            character=Character(name="A") if both else None, character_file={"name": "A"} if both else None
        )


@pytest.mark.parametrize("value", [10**400, "\ud800", object(), b"bytes"])
async def test_what_is_not_json_is_refused_here(client: ParleyClient, value: object) -> None:
    with pytest.raises(ValueError, match="character_file"):
        await client.add_agent(character_file={"name": value})


async def test_get_agent_by_id_and_by_name(client: ParleyClient) -> None:
    await client.add_agent(character_file={"name": "Juno"})
    assert (await client.get_agent("Juno")).agent_id == (await client.get_agent("id-of-Juno")).agent_id
    with pytest.raises(NotFound) as caught:
        await client.get_agent("Nobody")
    assert caught.value.reason == "AGENT_NOT_FOUND"


async def test_list_agents_reads_all_pages(client: ParleyClient, server: FakeServer) -> None:
    await client.add_agents([AgentSpec(character=Character(name=name)) for name in "ABCDE"])
    assert [agent.character.name async for agent in client.list_agents(names=["A"])] == list("ABCDE")
    assert [list(request.names) for request in server.requests("ListAgents")] == [["A"]] * 3


async def test_start_stop_and_delete(client: ParleyClient, server: FakeServer) -> None:
    await client.add_agent(character_file={"name": "Juno"}, auto_start=False)
    assert (await client.start_agents(["id-of-Juno"]))[0].state == agents_pb2.AGENT_STATE_RUNNING
    assert (await client.stop_agents(grace=0.5))[0].state == agents_pb2.AGENT_STATE_STOPPED
    assert server.requests("StopAgents")[0].grace.ToMilliseconds() == 500
    assert list(await client.delete_agents(["id-of-Juno", "another"])) == ["id-of-Juno"]


async def test_no_ids_are_not_all_of_them(client: ParleyClient, server: FakeServer) -> None:
    await client.start_agents([])
    await client.stop_agents([])
    await client.check_health([])
    await client.delete_agents([])
    assert server.calls == []


async def test_a_single_id_is_not_taken_for_letters(client: ParleyClient, server: FakeServer) -> None:
    await client.delete_agents("id-of-Juno")
    assert list(server.requests("DeleteAgents")[0].agent_ids) == ["id-of-Juno"]


async def test_check_health_tells_what_is_missing(client: ParleyClient, server: FakeServer) -> None:
    server.problems = ("no text model",)
    health = await client.check_health(["x"])
    assert not health[0].ready
    assert list(health[0].problems) == ["no text model"]


async def test_server_info(client: ParleyClient) -> None:
    assert (await client.server_info()).server_version == "fake"


async def test_a_list_that_goes_round_in_circles_ends() -> None:
    async def fetch(_token: str) -> tuple[list[int], str]:
        return [1], "again"

    with pytest.raises(ContractViolation):
        _ = [item async for item in all_pages(fetch)]
