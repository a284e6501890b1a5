"""What a whole server announces on the bus, encoded as it leaves the transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from parley.v1 import events_pb2
from parley_server.app import build as build_module
from parley_server.app.build import House
from parley_server.app.settings import Settings
from parley_server.domain.agents import AgentSpec
from parley_server.domain.callers import LOCAL_CALLER
from parley_server.domain.characters import Character
from parley_server.domain.clock import SystemClock
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import new_id
from parley_server.plugin_api import Plugin
from parley_server.sql.queries import Statement
from parley_server.storage.sql.open import open_sqlite
from parley_server.wire.domain_events import DomainEventEncoder
from tests.fakes.models import Gate
from tests.integration.test_overlap import house_with, request

CALLER = LOCAL_CALLER
SECRET = "sk-planted-0123456789"
PROMPT = "planted: tell me nothing"


class HeardOutbox:
    """Implements Outbox: keeps what subscribers would read, and writes nothing."""

    def __init__(self) -> None:
        self.encode = DomainEventEncoder(SystemClock(), new_id)
        self.data: list[bytes] = []

    def statements(self, events: Sequence[DomainEvent]) -> Sequence[Statement]:
        self.data += [self.encode(event).data for event in events]
        return ()

    @property
    def events(self) -> list[events_pb2.Event]:
        return [events_pb2.Event.FromString(data) for data in self.data]

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HeardOutbox:
    """Return the outbox of the servers that this test builds."""
    outbox = HeardOutbox()
    # The store of a server, with another outbox.
    monkeypatch.setattr(build_module, "open_store", lambda settings, **_: open_sqlite(settings.data, outbox=outbox))
    return outbox


def open_gate() -> Plugin:
    gate = Gate()
    gate.open.set()
    return gate.plugin()


async def add(house: House, spec: AgentSpec, *, ephemeral: bool = False) -> None:
    await house.fleet.add(
        CALLER, [spec], ephemeral=ephemeral, auto_start=True, skip_migrations=False, test_mode=False, request_id=""
    )


async def test_a_message_is_told_from_sending_to_its_end(tmp_path: Path, heard: HeardOutbox) -> None:
    async with house_with(tmp_path, open_gate()) as house:
        heard.data.clear()
        run = (await house.runs.handle(CALLER, request(PROMPT))).run

    counted = Counter(heard.types)
    assert heard.types[:2] == ["message:sent", "RUN_STARTED"]
    assert heard.types[-1] == "RUN_ENDED"
    assert counted["MESSAGE_SENT"] == 1
    assert counted["MODEL_USED"] >= 1
    # Few: the cost of a message counts.
    assert sum(counted.values()) <= 8
    of_run = [event for event in heard.events if event.WhichOneof("body") == "run"]
    assert {(event.run_id, event.agent_id, event.room_id) for event in of_run} == {
        (run.run_id, run.agent_id, run.room_id)
    }
    assert {event.source for event in of_run} == {f"agent/{run.agent_id}"}
    assert [event.run.sequence for event in of_run] == sorted(event.run.sequence for event in of_run)
    assert not any(PROMPT.encode() in data or b"planted" in data for data in heard.data)


async def test_messages_in_the_background_and_several_at_once_are_told(tmp_path: Path, heard: HeardOutbox) -> None:
    async with house_with(tmp_path, open_gate()) as house:
        heard.data.clear()
        await house.runs.submit(CALLER, request("one"))
        outcomes = await house.runs.handle_many(CALLER, [request("two"), request("three")])

    alone = [event.messages_sent.messages for event in heard.events if event.type == "message:sent"]
    together = [event.messages_sent.messages for event in heard.events if event.type == "messages:sent"]
    assert [messages[0].background for messages in alone] == [True, False, False]
    assert [len(messages) for messages in together] == [len(outcomes)]


async def test_agents_are_told_when_they_come_and_go(tmp_path: Path, heard: HeardOutbox) -> None:
    async with house_with(tmp_path, open_gate()) as house:
        assert heard.types == ["agent:added", "agents:added", "agent:started", "agents:started"]
        heard.data.clear()
        await house.fleet.start(CALLER, ["Ann"])
        assert heard.types == []
        await house.fleet.stop(CALLER, ["Ann"], grace=timedelta(0))
        await house.fleet.stop(CALLER, ["Ann"], grace=timedelta(0))
        assert heard.types == ["agent:stopped", "agents:stopped"]
        heard.data.clear()
        await house.fleet.start(CALLER, ["Ann"])
        await house.fleet.delete(CALLER, ["Ann"])
        await house.fleet.delete(CALLER, ["Ann"])
    assert heard.types == [
        *("agent:started", "agents:started", "agent:stopped", "agents:stopped"),
        *("agent:deleted", "agents:deleted"),
    ]


async def test_a_restart_tells_who_is_there_again(tmp_path: Path, heard: HeardOutbox) -> None:
    async with house_with(tmp_path, open_gate()):
        heard.data.clear()
    async with build_module.build(Settings(data=tmp_path), plugins=[open_gate()]):
        assert heard.types == ["agent:registered", "agent:started", "agents:started"]


async def test_an_agent_that_cannot_start_is_not_told_to_run(tmp_path: Path, heard: HeardOutbox) -> None:
    async with house_with(tmp_path, open_gate()) as house:
        heard.data.clear()
        await add(house, AgentSpec(character=Character(name="Bob", plugins=("missing",))))
    assert heard.types == ["agent:added", "agents:added"]


async def test_ephemeral_agents_are_told_to_be_so_and_secrets_are_not_told(tmp_path: Path, heard: HeardOutbox) -> None:
    leaky = Character(name="Bob", secrets={"OPENAI_API_KEY": SECRET}, settings={"deep": {"apiKey": SECRET}})
    async with house_with(tmp_path, open_gate()) as house:
        heard.data.clear()
        await add(house, AgentSpec(character=leaky), ephemeral=True)
        await house.fleet.delete(CALLER, ["Bob"])

    assert heard.types[::2] == ["agent:added", "agent:started", "agent:stopped", "agent:deleted"]
    assert all(event.agents.ephemeral for event in heard.events)
    assert heard.events[0].agents.agent.character.name == "Bob"
    assert not any(SECRET.encode() in data for data in heard.data)


async def test_changes_of_agents_and_of_the_mode_are_told_without_secrets(tmp_path: Path, heard: HeardOutbox) -> None:
    async with house_with(tmp_path, open_gate()) as house:
        heard.data.clear()
        await house.fleet.changes.set_editable(CALLER, editable=True)
        await house.fleet.changes.update(
            CALLER,
            "Ann",
            lambda present: replace(present, system="Be brief.", secrets={"KEY": SECRET}),
            fields=["character.system", "character.secrets"],
        )
        await house.fleet.changes.set_editable(CALLER, editable=False)

    mode, updated, over = heard.events[:3]
    assert (mode.type, mode.editable_mode.editable, over.editable_mode.editable) == ("mode:editable", True, False)
    assert (updated.type, list(updated.agents.updated_fields)) == (
        "agent:updated",
        ["character.system", "character.secrets"],
    )
    assert (updated.agents.agent.character.system, updated.agents.agent.revision) == ("Be brief.", 2)
    assert not any(SECRET.encode() in data for data in heard.data)
