from dataclasses import replace

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.field_mask_pb2 import FieldMask
from grpc import aio

from parley.v1 import agents_pb2, runtime_pb2, runtime_pb2_grpc
from parley_server.domain.characters import CharacterStyle
from parley_server.domain.ids import AgentId, new_id
from tests.fakes.serving import Served, reason_of
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


def update(*paths: str, revision: int = 0, **fields: object) -> runtime_pb2.UpdateAgentRequest:
    character = agents_pb2.Character(**fields)  # type: ignore[arg-type] # the fields of each test
    return runtime_pb2.UpdateAgentRequest(
        agent_id="Assistant",
        agent=agents_pb2.Agent(character=character, revision=revision),
        update_mask=FieldMask(paths=paths),
    )


async def test_agents_are_changed_in_editable_mode_alone(stub: runtime_pb2_grpc.RuntimeServiceStub) -> None:
    with pytest.raises(aio.AioRpcError) as refused:
        await stub.UpdateAgent(update("character.system", system="Be brief."), timeout=5)
    assert (refused.value.code(), reason_of(refused.value)) == (grpc.StatusCode.FAILED_PRECONDITION, "NOT_EDITABLE")
    assert refused.value.details() == "Editable mode not enabled"

    await stub.SetEditableMode(runtime_pb2.SetEditableModeRequest(editable=True), timeout=5)
    assert (await stub.GetServerInfo(runtime_pb2.GetServerInfoRequest(), timeout=5)).editable
    changed = await stub.UpdateAgent(update("character.system", system="Be brief."), timeout=5)
    assert changed.agent.character.system == "Be brief."
    await stub.SetEditableMode(runtime_pb2.SetEditableModeRequest(), timeout=5)
    assert not (await stub.GetServerInfo(runtime_pb2.GetServerInfoRequest(), timeout=5)).editable


NEW = {"NEW": "s"}


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (update("character.system", system="S", topics=["left"]), {"system": "S", "topics": ("bread",)}),
        (update("character.topics", topics=["one"]), {"topics": ("one",), "system": "before"}),
        (update("character.topics"), {"topics": ()}),
        (update("character.style.chat", style={"chat": ["c"], "post": ["p"]}), {"style": CharacterStyle(chat=("c",))}),
        (update("character.settings", settings={"ONE": 1}), {"settings": {"ONE": 1}, "secrets": "old"}),
        (update("character", name="Assistant"), {"system": "", "topics": (), "secrets": "old"}),
        (update("*", name="Assistant", system="S"), {"system": "S", "topics": (), "secrets": "old"}),
        (update("character", name="A", secrets=NEW), {"secrets": {"OPENAI_API_KEY": "sk-secret", **NEW}}),
        (update("character.secrets", secrets=NEW), {"secrets": NEW, "system": "before"}),
        (update("character.secrets"), {"secrets": {}}),
    ],
)
async def test_the_mask_names_what_is_changed_and_secrets_that_are_not_given_stay(
    served: Served,
    stub: runtime_pb2_grpc.RuntimeServiceStub,
    request_: runtime_pb2.UpdateAgentRequest,
    expected: dict[str, object],
) -> None:
    served.fleet.changes.editable = True
    agent = served.fleet.agents["Assistant"]
    old = replace(agent.character, system="before", topics=("bread",), settings={"OLD": 1})
    served.fleet.agents["Assistant"] = replace(agent, character=old)

    reply = await stub.UpdateAgent(request_, timeout=5)

    new = served.fleet.agents["Assistant"].character
    wanted = {key: old.secrets if value == "old" else value for key, value in expected.items()}
    assert {key: getattr(new, key) for key in wanted} == wanted
    assert b"sk-secret" not in reply.SerializeToString()


@pytest.mark.parametrize("paths", [(), ("state",), ("character.nothing",), ("agent_id", "character.system")])
async def test_a_mask_that_names_nothing_that_can_be_changed_is_refused(
    served: Served, stub: runtime_pb2_grpc.RuntimeServiceStub, paths: tuple[str, ...]
) -> None:
    served.fleet.changes.editable = True
    with pytest.raises(aio.AioRpcError) as refused:
        await stub.UpdateAgent(update(*paths, system="S"), timeout=5)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert "update_mask" in str(refused.value.details())


async def test_a_change_of_what_was_changed_meanwhile_is_refused(
    served: Served, stub: runtime_pb2_grpc.RuntimeServiceStub
) -> None:
    served.fleet.changes.editable = True
    await stub.UpdateAgent(update("character.system", system="S", revision=1), timeout=5)
    with pytest.raises(aio.AioRpcError) as refused:
        await stub.UpdateAgent(update("character.system", system="T", revision=1), timeout=5)
    assert (refused.value.code(), reason_of(refused.value)) == (grpc.StatusCode.ABORTED, "REVISION_MISMATCH")


async def test_it_is_told_who_has_the_keys(stub: runtime_pb2_grpc.RuntimeServiceStub) -> None:
    reply = await stub.ValidateApiKeys(runtime_pb2.ValidateApiKeysRequest(agent_ids=[AGENT_ID, "Nobody"]), timeout=5)
    assert dict(reply.valid) == {AGENT_ID: True}
