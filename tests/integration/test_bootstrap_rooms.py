"""FOLLOW_ROOM, UNFOLLOW_ROOM, MUTE_ROOM, UNMUTE_ROOM: how an agent stands to its rooms."""

from __future__ import annotations

from pathlib import Path

import pytest

from parley_server.domain.characters import Character
from parley_server.domain.content import MESSAGES_TABLE
from parley_server.domain.ids import RoomId, new_id
from parley_server.domain.runs import RunOutcome, RunStatus
from parley_server.domain.worlds import ParticipantState
from parley_server.plugin_api import ModelRequest, Purpose
from tests.fakes.bootstrap import AGENT, GROUP, answer, bootstrap_bench
from tests.fakes.models import envelope, model_plugin
from tests.integration.test_overlap import CALLER, ended, house_with, request

FOLLOWED, MUTED = ParticipantState.FOLLOWED, ParticipantState.MUTED
NAMES = ("FOLLOW_ROOM", "UNFOLLOW_ROOM", "MUTE_ROOM", "UNMUTE_ROOM")


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (None, {"FOLLOW_ROOM", "MUTE_ROOM"}),
        (FOLLOWED, {"UNFOLLOW_ROOM", "MUTE_ROOM"}),
        (MUTED, {"UNMUTE_ROOM"}),
    ],
)
async def test_what_would_change_nothing_is_not_offered(
    tmp_path: Path, state: ParticipantState | None, offered: set[str]
) -> None:
    async with bootstrap_bench(tmp_path) as bench:
        await bench.runtime.set_participant_state(GROUP, AGENT, state)
        assert {name for name in NAMES if await bench.applies(name, bench.message())} == offered


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("FOLLOW_ROOM", None, FOLLOWED),
        ("UNFOLLOW_ROOM", FOLLOWED, None),
        ("MUTE_ROOM", None, MUTED),
        ("MUTE_ROOM", FOLLOWED, MUTED),
        ("UNMUTE_ROOM", MUTED, None),
    ],
)
async def test_when_the_model_says_yes_the_state_changes_and_is_remembered(
    tmp_path: Path, action: str, before: ParticipantState | None, after: ParticipantState | None
) -> None:
    said = answer(reasoning="They ask for it.", decision="yes", text="So be it.")
    async with bootstrap_bench(tmp_path, said) as bench:
        await bench.runtime.set_participant_state(GROUP, AGENT, before)
        result = await bench.act(action, bench.message("Do it, please."))
        assert await bench.runtime.get_participant_state(GROUP, AGENT) is after
        kept = await bench.runtime.get_memories(GROUP, table=MESSAGES_TABLE, count=10)

    assert (result.success, result.values["changed"]) == (True, True)
    assert [content.text for content in bench.said] == ["So be it."]
    decided = next(memory for memory in kept if memory.metadata.type == "custom")
    assert (decided.content.actions, decided.content.text) == ((action,), "")
    assert decided.content.thought
    assert "Do it, please." in bench.prompts[0]


async def test_when_the_model_says_no_everything_stays_and_is_said(tmp_path: Path) -> None:
    async with bootstrap_bench(tmp_path, answer(decision="No.")) as bench:
        result = await bench.act("MUTE_ROOM", bench.message("What a quiet room."))
        assert await bench.runtime.get_participant_state(GROUP, AGENT) is None

    assert (result.success, result.values["changed"]) == (True, False)
    assert [content.text for content in bench.said] == ["I stay in the conversation."]


@pytest.mark.parametrize("said", ["Sure thing, muting!", answer(decision="perhaps"), ""])
async def test_an_unreadable_answer_changes_nothing_and_is_admitted(tmp_path: Path, said: str) -> None:
    async with bootstrap_bench(tmp_path, said) as bench:
        result = await bench.act("MUTE_ROOM", bench.message())
        assert await bench.runtime.get_participant_state(GROUP, AGENT) is None

    assert not result.success
    assert "could not be read" in result.error
    assert "could not make out" in bench.said[0].text


async def test_where_the_agent_takes_no_part_it_says_so(tmp_path: Path) -> None:
    async with bootstrap_bench(tmp_path, answer(decision="yes")) as bench:
        result = await bench.act("MUTE_ROOM", bench.message(room=RoomId(new_id())))

    assert not result.success
    assert "take no part" in bench.said[0].text


async def test_a_character_asks_in_its_own_words(tmp_path: Path) -> None:
    character = Character(name="Ann", templates={"shouldMuteRoomTemplate": "Hush, {{agentName}}? {{unknown}}"})
    async with bootstrap_bench(tmp_path, answer(decision="yes"), character=character) as bench:
        await bench.act("MUTE_ROOM", bench.message("Be quiet."))
        assert await bench.runtime.get_participant_state(GROUP, AGENT) is MUTED

    assert bench.prompts[0].startswith("Hush, Ann? ")
    assert "Be quiet." in bench.prompts[0]
    assert "<decision>" in bench.prompts[0]


async def test_a_muted_agent_answers_only_when_it_is_named(tmp_path: Path) -> None:
    def speak(asked: ModelRequest) -> str:
        if asked.purpose is not Purpose.PLAN:
            return answer(decision="yes", text="As you wish.")
        actions = {"Hush!": "MUTE_ROOM", "Ann, speak.": "UNMUTE_ROOM"}
        return envelope("Well.", actions=actions.get(asked.user_text, "REPLY"))

    async with house_with(tmp_path, model_plugin("speaker", speak)) as house:

        async def say(text: str) -> RunOutcome:
            return await ended(house, await house.runs.submit(CALLER, request(text)))

        outcomes = [await say(text) for text in ("Hush!", "Are you there?", "Ann, speak.", "Are you there now?")]

    assert [outcome.run.status for outcome in outcomes] == [
        RunStatus.COMPLETED,
        RunStatus.MUTED,
        RunStatus.COMPLETED,
        RunStatus.COMPLETED,
    ]
    assert outcomes[1].result is None or not outcomes[1].result.did_respond
