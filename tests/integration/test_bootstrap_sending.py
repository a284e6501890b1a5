"""SEND_MESSAGE: to another room or person, where the sender may have the agent speak."""

from __future__ import annotations

from pathlib import Path

import pytest

from parley_server.domain.content import MESSAGES_TABLE, Content
from parley_server.domain.ids import EntityId, RoomId
from parley_server.domain.worlds import Room
from parley_server.plugin_api import EventType, Runtime, SendTarget
from parley_server.plugin_api.components import EventParams
from tests.fakes.bootstrap import ADAM, AGENT, GROUP, OFFICE, OLGA, WORLD, BootstrapBench, answer, bootstrap_bench
from tests.fakes.values import AGENT_ID, ENTITY_ID, ROOM_ID

BOB = ENTITY_ID
PRIVATE = RoomId("01930000-0000-7000-8000-00000000000f")


async def test_it_is_offered_where_there_is_somewhere_else(tmp_path: Path) -> None:
    async with bootstrap_bench(tmp_path) as bench:
        assert await bench.applies("SEND_MESSAGE", bench.message(by=OLGA))
        assert not await bench.applies("SEND_MESSAGE", bench.message(by=BOB, room=ROOM_ID))


async def test_a_room_of_a_platform_gets_it_by_the_handler_of_the_platform(tmp_path: Path) -> None:
    async with bootstrap_bench(tmp_path, answer(kind="room", to="#Office", words="Tea is ready.")) as bench:
        sent = _platform(bench)
        result = await bench.act("SEND_MESSAGE", bench.message("Tell the office that tea is ready.", by=OLGA))

    ((target, content),) = sent
    assert (target.source, target.room_id, target.channel_id, target.entity_id) == ("test", OFFICE, OFFICE, "")
    assert content.text == "Tea is ready."
    assert result.success
    assert bench.said[0].text == "I have said it in office."


async def test_a_room_of_the_servers_own_gets_it_into_its_memory(tmp_path: Path) -> None:
    heard: list[EventParams] = []

    async def hear(params: EventParams) -> None:
        heard.append(params)

    async with bootstrap_bench(tmp_path, answer(kind="room", to=OFFICE, words="Tea is ready.")) as bench:
        bench.runtime.register_event(EventType.MESSAGE_SENT, hear)
        await bench.act("SEND_MESSAGE", bench.message(by=ADAM))
        (kept,) = await bench.runtime.get_memories(OFFICE, table=MESSAGES_TABLE, count=9)

    assert (kept.entity_id, kept.content.text, kept.content.source) == (AGENT, "Tea is ready.", "test")
    assert [params["message"] for params in heard] == [kept]


async def test_a_person_gets_it_in_private(tmp_path: Path) -> None:
    said = (answer(kind="person", to="Bob", words="Come up."), answer(kind="person", to="Adam", words="Come up."))
    async with bootstrap_bench(tmp_path, *said) as bench:
        sent = _platform(bench)
        await bench.act("SEND_MESSAGE", bench.message(by=OLGA))
        await bench.act("SEND_MESSAGE", bench.message(by=OLGA, number=2))

    (to_bob, to_adam) = (target for target, _ in sent)
    assert (to_bob.room_id, to_bob.entity_id) == (ROOM_ID, BOB)
    # There is no private room with Adam yet: the platform finds one, and never the room in which all are.
    assert (to_adam.room_id, to_adam.channel_id, to_adam.entity_id) == ("", "", ADAM)


async def test_who_asks_in_private_is_not_told_what_is_for_somebody_else(tmp_path: Path) -> None:
    said = (answer(kind="person", to="Bob", words="A secret."), answer(kind="person", to="Bob", words="A secret."))
    async with bootstrap_bench(tmp_path, *said) as bench:
        # Olga has a private room with the agent in the same world; Bob's is another one.
        await bench.runtime.remove_participant(BOB, ROOM_ID)
        room = Room(room_id=PRIVATE, agent_id=AGENT_ID, world_id=WORLD, source="test", type="DM")
        await bench.runtime.create_rooms([room])
        await bench.runtime.add_participants([OLGA, AGENT], PRIVATE)
        result = await bench.act("SEND_MESSAGE", bench.message(by=OLGA, room=PRIVATE))
        kept = await bench.runtime.get_memories(PRIVATE, table=MESSAGES_TABLE, count=9)
        sent = _platform(bench)
        await bench.act("SEND_MESSAGE", bench.message(by=OLGA, room=PRIVATE, number=2))

    assert (result.success, "A secret." in [memory.content.text for memory in kept]) == (False, False)
    assert "no way to write to Bob" in bench.said[0].text
    ((target, _),) = sent
    assert (target.room_id, target.channel_id, target.entity_id) == ("", "", BOB)


async def test_who_manages_a_world_does_not_speak_in_the_private_rooms_of_others(tmp_path: Path) -> None:
    async with bootstrap_bench(tmp_path, answer(kind="room", to=PRIVATE, words="I see you.")) as bench:
        room = Room(room_id=PRIVATE, agent_id=AGENT_ID, world_id=WORLD, name="Bob's", source="test", type="DM")
        await bench.runtime.create_rooms([room])
        await bench.runtime.add_participants([BOB, AGENT], PRIVATE)
        result = await bench.act("SEND_MESSAGE", bench.message(by=OLGA))
        kept = await bench.runtime.get_memories(PRIVATE, table=MESSAGES_TABLE, count=9)

    assert (result.success, kept) == (False, [])
    assert "Bob's" not in bench.prompts[0]


async def test_a_message_may_have_several_things_said_in_one_room(tmp_path: Path) -> None:
    said = (answer(kind="room", to="office", words="One."), answer(kind="room", to="office", words="Two."))
    async with bootstrap_bench(tmp_path, *said) as bench:
        await bench.act("SEND_MESSAGE", bench.message(by=ADAM))
        await bench.act("SEND_MESSAGE", bench.message(by=ADAM))
        kept = await bench.runtime.get_memories(OFFICE, table=MESSAGES_TABLE, count=9)

    assert [memory.content.text for memory in kept] == ["Two.", "One."]


async def test_without_a_way_to_a_person_nothing_is_said_in_front_of_all(tmp_path: Path) -> None:
    async with bootstrap_bench(tmp_path, answer(kind="person", to="Adam", words="A secret.")) as bench:
        result = await bench.act("SEND_MESSAGE", bench.message(by=OLGA))
        assert await bench.runtime.get_memories(GROUP, table=MESSAGES_TABLE, count=9) != []
        kept = await bench.runtime.get_memories(GROUP, table=MESSAGES_TABLE, count=9)

    assert not result.success
    assert "no way to write to Adam" in bench.said[0].text
    assert all("A secret." not in memory.content.text for memory in kept)


@pytest.mark.parametrize(("by", "may"), [(BOB, False), (OLGA, True)])
async def test_who_is_not_in_a_room_has_nobody_speak_there(tmp_path: Path, by: EntityId, may: bool) -> None:
    async with bootstrap_bench(tmp_path, answer(kind="room", to="office", words="Let me in.")) as bench:
        if by == OLGA:
            # Who manages the world may, wherever they are.
            await bench.runtime.remove_participant(OLGA, OFFICE)
        result = await bench.act("SEND_MESSAGE", bench.message(by=by))
        kept = await bench.runtime.get_memories(OFFICE, table=MESSAGES_TABLE, count=9)

    assert (result.success, len(kept)) == (may, 1 if may else 0)
    assert ("office (id" in bench.prompts[0]) == may


async def test_an_unreadable_answer_sends_nothing(tmp_path: Path) -> None:
    async with bootstrap_bench(tmp_path, "I told them!") as bench:
        sent = _platform(bench)
        result = await bench.act("SEND_MESSAGE", bench.message(by=OLGA))

    assert (result.success, sent) == (False, [])
    assert "could not make out" in bench.said[0].text


async def test_a_platform_that_fails_is_told_and_ends_nothing(tmp_path: Path) -> None:
    async def broken(_runtime: Runtime, _target: SendTarget, _content: Content) -> None:
        raise RuntimeError("the line is dead")

    async with bootstrap_bench(tmp_path, answer(kind="room", to="office", words="Tea.")) as bench:
        bench.runtime.register_send_handler("test", broken)
        result = await bench.act("SEND_MESSAGE", bench.message(by=OLGA))

    assert (result.success, result.error) == (False, "the line is dead")
    assert bench.said[0].text == "I could not say it in office."


def _platform(bench: BootstrapBench) -> list[tuple[SendTarget, Content]]:
    sent: list[tuple[SendTarget, Content]] = []

    async def deliver(_runtime: Runtime, target: SendTarget, content: Content) -> None:
        sent.append((target, content))

    bench.runtime.register_send_handler("test", deliver)
    return sent
