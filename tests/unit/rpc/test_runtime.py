from dataclasses import replace

import pytest
from google.protobuf.duration_pb2 import Duration

from parley.v1 import agents_pb2, runtime_pb2, runtime_pb2_grpc
from parley_server.domain.ids import AgentId, new_id
from tests.fakes.serving import Served
from tests.fakes.values import AGENT_ID, make_agent


@pytest.fixture
def stub(served: Served) -> runtime_pb2_grpc.RuntimeServiceStub:
    return runtime_pb2_grpc.RuntimeServiceStub(served.channel)


async def test_get_server_info_tells_the_protocol(stub: runtime_pb2_grpc.RuntimeServiceStub) -> None:
    info = await stub.GetServerInfo(runtime_pb2.GetServerInfoRequest(), timeout=5)

    assert (info.server_version, info.protocol.major, info.store_flush) == ("test", 1, "process")
    assert dict(info.sizes) == {"states": 3}


async def test_add_agents_takes_typed_characters_with_their_secrets(
    served: Served, stub: runtime_pb2_grpc.RuntimeServiceStub
) -> None:
    spec = agents_pb2.AgentSpec(character=agents_pb2.Character(name="Ann", secrets={"KEY": "s3cret"}))

    reply = await stub.AddAgents(runtime_pb2.AddAgentsRequest(agents=[spec]), timeout=5)

    assert [agent.character.name for agent in reply.agents] == ["Ann"]
    character = served.fleet.specs[0].character
    assert character is not None
    assert character.secrets == {"KEY": "s3cret"}


async def test_get_agent_never_returns_secrets(stub: runtime_pb2_grpc.RuntimeServiceStub) -> None:
    reply = await stub.GetAgent(runtime_pb2.GetAgentRequest(agent_id="Assistant"), timeout=5)

    assert reply.agent.agent_id == AGENT_ID
    assert b"sk-secret" not in reply.SerializeToString()


async def test_agents_are_listed_started_probed_stopped_and_deleted(
    served: Served, stub: runtime_pb2_grpc.RuntimeServiceStub
) -> None:
    listed = await stub.ListAgents(runtime_pb2.ListAgentsRequest(), timeout=5)
    started = await stub.StartAgents(runtime_pb2.StartAgentsRequest(agent_ids=[AGENT_ID]), timeout=5)
    health = await stub.CheckHealth(runtime_pb2.CheckHealthRequest(agent_ids=[AGENT_ID]), timeout=5)
    await stub.StopAgents(runtime_pb2.StopAgentsRequest(grace=Duration(seconds=3)), timeout=5)
    deleted = await stub.DeleteAgents(runtime_pb2.DeleteAgentsRequest(agent_ids=[AGENT_ID]), timeout=5)

    assert len(listed.agents) == len(started.agents) == 1
    assert health.agents[0].uptime.nanos == 500_000_000
    assert [grace.total_seconds() for grace in served.fleet.graces if grace] == [3.0]
    assert list(deleted.agent_ids) == [AGENT_ID]


async def test_a_page_of_long_characters_is_cut_to_what_clients_take(
    served: Served, stub: runtime_pb2_grpc.RuntimeServiceStub
) -> None:
    for number in range(10):
        agent = make_agent(AgentId(new_id()), f"agent {number}")
        character = replace(agent.character, system="x" * 1_000_000)
        served.fleet.agents[character.name] = replace(agent, character=character)

    names, token = [], ""
    while True:
        reply = await stub.ListAgents(runtime_pb2.ListAgentsRequest(page_size=1000, page_token=token), timeout=5)
        names += [agent.character.name for agent in reply.agents]
        token = reply.next_page_token
        if not token:
            break

    assert names == list(served.fleet.agents)
