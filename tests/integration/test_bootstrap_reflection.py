"""REFLECTION: when an agent looks back at a conversation, and what it keeps of that."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from parley_server.domain.characters import Character
from parley_server.domain.content import FACTS_TABLE, Memory, MemoryFilter, MemoryMetadata
from parley_server.domain.errors import ModelUnavailable
from parley_server.domain.ids import EntityId, MemoryId, RoomId, new_id
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.domain.runs import RunStatus, StepKind, StepPhase
from parley_server.domain.worlds import OverlapPolicy
from parley_server.plugin_api import ModelHandler, ModelRequest, Plugin, Purpose, Runtime
from parley_server.plugins.bootstrap.reflection import LONGEST_FACT, MOST_FACTS, PLACES_TABLE
from parley_server.runtime.agent_runtime import AgentRuntime
from tests.fakes.agents import FakeClock
from tests.fakes.bootstrap import ADAM, AGENT, GROUP, OLGA, BootstrapBench, answer, bootstrap_bench
from tests.fakes.models import envelope
from tests.fakes.values import ENTITY_ID, ROOM_ID
from tests.integration.test_overlap import CALLER, ended, house_with, request

BOB = ENTITY_ID
NOTHING = answer(thought="Nothing new.", facts="", relationships="")
# A conversation has 32 messages: more than 8 new ones let the agent look back.
ENOUGH = 9


async def talk(bench: BootstrapBench, count: int, *, room: RoomId = GROUP, by: EntityId = BOB) -> Memory:
    """Let somebody say so many things; return the last message."""
    last = bench.message(room=room, by=by)
    for _ in range(count):
        bench.clock.seconds += 1
        said = bench.message(f"Words {bench.clock.seconds:g}.", room=room, by=by)
        last = replace(said, memory_id=MemoryId(new_id()), created_at=bench.clock.now())
        await bench.runtime.create_memory(last)
    return last


async def facts(bench: BootstrapBench, room: RoomId = GROUP) -> dict[str, EntityId]:
    """Return what is known in a room, and about whom."""
    kept = await bench.runtime.get_memories(room, table=FACTS_TABLE, count=100)
    return {memory.content.text: memory.entity_id for memory in kept}


async def test_it_looks_back_after_more_than_a_quarter_of_a_conversation(tmp_path: Path) -> None:
    async with bootstrap_bench(tmp_path, NOTHING) as bench:
        assert await bench.evaluate(await talk(bench, 8)) == ()
        assert await bench.evaluate(await talk(bench, 1)) == ("REFLECTION",)
        assert await bench.evaluate(await talk(bench, 8)) == ()
        # Also when the agent kept silent; and each room has its own count.
        assert await bench.evaluate(await talk(bench, 1), did_respond=False) == ("REFLECTION",)
        assert await bench.evaluate(await talk(bench, 8, room=ROOM_ID)) == ()
        assert await bench.evaluate(await talk(bench, 1, room=ROOM_ID)) == ("REFLECTION",)

    assert len(bench.prompts) == 3


async def test_nobody_counts_while_it_cannot_be_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts: list[int] = []
    async with bootstrap_bench(tmp_path, NOTHING) as bench:
        # By its name: the package has a function of the same one.
        reflection = import_module("parley_server.plugins.bootstrap.reflection")
        counted = reflection._count_new

        async def count(runtime: Runtime, room_id: RoomId, until: datetime | None) -> int:
            counts.append(await counted(runtime, room_id, until))
            return counts[-1]

        monkeypatch.setattr(reflection, "_count_new", count)
        evaluated = [await bench.evaluate(await talk(bench, 2)) for _ in range(10)]

    # Ten messages with their replies: time at the fifth and the tenth, when the provider EVALUATORS counts, too.
    assert [bool(one) for one in evaluated] == [False] * 4 + [True] + [False] * 4 + [True]
    assert counts == [2, 10, 10, 2, 10, 10]


async def test_a_long_room_is_not_counted_as_long_as_its_newest_memories_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[int] = []
    async with bootstrap_bench(tmp_path, NOTHING) as bench:
        counted = AgentRuntime.count_memories

        async def count(runtime: AgentRuntime, wanted: MemoryFilter) -> int:
            counts.append(await counted(runtime, wanted))
            return counts[-1]

        monkeypatch.setattr(AgentRuntime, "count_memories", count)
        assert await bench.evaluate(await talk(bench, 100)) == ("REFLECTION",)
        assert await bench.evaluate(await talk(bench, 8)) == ()
        assert await bench.evaluate(await talk(bench, ENOUGH)) == ("REFLECTION",)
        assert counts == []

        # What actions did fills all that is newest: what was said before counts all the same.
        last = await talk(bench, ENOUGH)
        for _ in range(32):
            done = replace(last, memory_id=MemoryId(new_id()), metadata=MemoryMetadata(type="action_result"))
            await bench.runtime.create_memory(done)
        assert await bench.evaluate(last) == ("REFLECTION",)
        assert set(counts) == {ENOUGH}


async def test_only_what_was_said_counts(tmp_path: Path) -> None:
    async with bootstrap_bench(tmp_path, NOTHING) as bench:
        last = await talk(bench, 5)
        for kind in ("action_result", "custom"):
            for _ in range(9):
                noted = replace(last, memory_id=MemoryId(new_id()), metadata=MemoryMetadata(type=kind))
                await bench.runtime.create_memory(noted)
        assert await bench.evaluate(last) == ()


async def test_facts_are_kept_about_those_who_are_there_and_queued_for_their_vectors(tmp_path: Path) -> None:
    said = answer(
        thought="A good talk.",
        facts=f"Bob | likes green tea, without sugar\n- {ADAM} | Adam moves to Oslo\nnobody | The meeting is on Monday",
        relationships="",
    )
    async with bootstrap_bench(tmp_path, said) as bench:
        await bench.evaluate(await talk(bench, ENOUGH))
        assert await facts(bench) == {
            "The meeting is on Monday": AGENT,
            "Adam moves to Oslo": ADAM,
            "Bob: likes green tea, without sugar": BOB,
        }
        (entry,) = await bench.logs("evaluator")

    assert entry.body["data"] == {"thought": "A good talk.", "facts": 3, "relationships": 0, "dropped": 0}


async def test_what_is_known_or_stands_in_the_bio_is_not_kept_again(tmp_path: Path) -> None:
    said = answer(facts="Bob | Bob likes tea!\nAnn | Ann was born in Ulm\nBob | bob LIKES tea\nBob | Bob has a cat")
    character = Character(name="Ann", bio=("Ann was born in Ulm.",))
    async with bootstrap_bench(tmp_path, said, character=character) as bench:
        await bench.evaluate(await talk(bench, ENOUGH))
        assert set(await facts(bench)) == {"Bob likes tea!", "Bob has a cat"}
        await bench.evaluate(await talk(bench, ENOUGH))
        assert set(await facts(bench)) == {"Bob likes tea!", "Bob has a cat"}
        entries = await bench.logs("evaluator", 2)

    assert [_data(entry.body)["dropped"] for entry in entries] == [2, 4]
    assert "- Bob has a cat" in bench.prompts[1]


async def test_people_that_the_model_invents_are_dropped(tmp_path: Path) -> None:
    stranger = new_id()
    said = answer(
        facts=f"Zoe | Zoe sings\n{stranger} | has a boat",
        relationships=f"Bob | Zoe | friend\n{stranger} | Bob | enemy\nBob | Bob | self\nBob",
    )
    async with bootstrap_bench(tmp_path, said) as bench:
        await bench.evaluate(await talk(bench, ENOUGH))
        assert await facts(bench) == {}
        assert await bench.runtime.get_relationships(BOB) == []
        assert await bench.runtime.get_entities([EntityId(stranger)]) == []
        (entry,) = await bench.logs("evaluator")

    assert _data(entry.body)["dropped"] == 6


async def test_relationships_grow_with_each_time(tmp_path: Path) -> None:
    said = (
        answer(relationships="Bob | Olga | Friend, colleague\nBob | Ann | asks"),
        answer(relationships="bob|olga|friend,rival"),
    )
    async with bootstrap_bench(tmp_path, *said) as bench:
        await bench.evaluate(await talk(bench, ENOUGH))
        await bench.evaluate(await talk(bench, ENOUGH))
        known = await bench.runtime.get_relationship(BOB, OLGA)
        to_agent = await bench.runtime.get_relationship(BOB, AGENT)

    assert known is not None
    assert to_agent is not None
    assert (known.tags, known.metadata["interactions"]) == (("friend", "colleague", "rival"), 2)
    assert (to_agent.tags, to_agent.metadata["interactions"]) == (("asks",), 1)


async def test_a_restart_goes_on_where_it_was(tmp_path: Path) -> None:
    clock = FakeClock()
    async with bootstrap_bench(tmp_path, NOTHING, clock=clock) as bench:
        await bench.evaluate(await talk(bench, ENOUGH))
        await talk(bench, 4)
    async with bootstrap_bench(tmp_path, NOTHING, clock=clock) as bench:
        assert await bench.evaluate(await talk(bench, 4)) == ()
        assert await bench.evaluate(await talk(bench, 1)) == ("REFLECTION",)
        (place,) = await bench.runtime.get_memories(GROUP, table=PLACES_TABLE, count=9)

    assert place.content.text == ""


async def test_runs_at_once_look_back_once(tmp_path: Path) -> None:
    said = answer(relationships="Bob | Olga | friend")
    async with bootstrap_bench(tmp_path, said) as bench:
        last = await talk(bench, ENOUGH)
        async with asyncio.TaskGroup() as group:
            for _ in range(5):
                group.create_task(bench.evaluate(last))
        known = await bench.runtime.get_relationship(BOB, OLGA)

    assert len(bench.prompts) == 1
    assert known is not None
    assert known.metadata["interactions"] == 1


@pytest.mark.parametrize("fault", ["I learned a lot!", ModelUnavailable("the model is away")])
async def test_a_model_that_fails_shows_as_a_failed_step_and_is_not_asked_for_the_same_again(
    tmp_path: Path, fault: str | Exception
) -> None:
    async with bootstrap_bench(tmp_path, fault) as bench:
        last = await talk(bench, ENOUGH)
        with capture_logs() as logs:
            assert await bench.evaluate(last) == ()
        asked = len(bench.prompts)
        assert await bench.evaluate(last) == ()
        assert len(bench.prompts) == asked
        assert await facts(bench) == {}

    ended = [step for step in bench.sinks[0].steps(StepKind.EVALUATOR) if step.phase is not StepPhase.STARTED]
    assert [(step.name, step.phase) for step in ended] == [("REFLECTION", StepPhase.FAILED)]
    assert "evaluator_failed" in [entry["event"] for entry in logs]


async def test_an_answer_of_any_length_leaves_little_behind(tmp_path: Path) -> None:
    many = "\n".join(f"Bob | fact {number} {'x' * 2000}" for number in range(1000))
    tags = ",".join(f"tag{number}{'y' * 200}" for number in range(500))
    async with bootstrap_bench(tmp_path, answer(facts=many, relationships=f"Bob | Olga | {tags}")) as bench:
        await bench.evaluate(await talk(bench, ENOUGH))
        kept = await facts(bench)
        known = await bench.runtime.get_relationship(BOB, OLGA)

    assert 0 < len(kept) <= MOST_FACTS
    assert max(len(text) for text in kept) <= LONGEST_FACT + len("Bob: ")
    assert known is not None
    assert sum(len(tag) for tag in known.tags) <= 200


async def test_the_question_has_the_conversation_and_the_people_once(tmp_path: Path) -> None:
    async with bootstrap_bench(tmp_path, NOTHING) as bench:
        await bench.evaluate(await talk(bench, ENOUGH))

    (prompt,) = bench.prompts
    assert prompt.index("Bob: Words 1.") < prompt.index("Bob: Words 9.")
    assert prompt.count("Words 9.") == 1
    assert all(name in prompt for name in ("Ann", "Olga", str(ADAM)))


async def test_a_character_words_the_question_itself(tmp_path: Path) -> None:
    character = Character(name="Ann", templates={"reflectionTemplate": "Look back, {{agentName}}."})
    async with bootstrap_bench(tmp_path, NOTHING, character=character) as bench:
        await bench.evaluate(await talk(bench, ENOUGH))

    assert bench.prompts[0].startswith("Look back, Ann.\n\n# People")


def _data(body: object) -> dict[str, int]:
    assert isinstance(body, dict)
    found = body["data"]
    assert isinstance(found, dict)
    return found


class Slow:
    """Models that answer at once, and never come to an end when they look back."""

    def __init__(self) -> None:
        self.looking_back = asyncio.Event()

    def plugin(self) -> Plugin:
        async def generate(_runtime: Runtime, request: ModelRequest) -> ModelResult:
            if request.purpose is Purpose.PLAN:
                return ModelResult(text=envelope("Yes."))
            self.looking_back.set()
            await asyncio.Event().wait()
            raise AssertionError("it never ends by itself")

        return Plugin(name="slow", models=(ModelHandler(model_type=TEXT_LARGE, generate=generate),))


@pytest.mark.parametrize("by", ["cancel", "supersede", "drain"])
async def test_what_cuts_a_reflection_changes_nothing_about_how_the_run_ends(tmp_path: Path, by: str) -> None:
    slow = Slow()
    async with house_with(tmp_path, slow.plugin()) as house:
        for number in range(4):
            await ended(house, await house.runs.submit(CALLER, request(f"Words {number}.")))
        run = await house.runs.submit(CALLER, request("Words."))
        async with asyncio.timeout(5):
            await slow.looking_back.wait()
        if by == "cancel":
            await house.runs.cancel(CALLER, run.run_id, reason="enough")
        elif by == "supersede":
            await house.runs.submit(CALLER, request("And now?", overlap=OverlapPolicy.SUPERSEDE))
        else:
            await house.host.drain(timedelta(0))
        outcome = (await house.runs.get(CALLER, run.run_id)) if by == "drain" else await ended(house, run)

    assert (outcome.run.status, outcome.run.error) == (RunStatus.COMPLETED, None)
    assert outcome.result is not None
    assert outcome.result.response_content is not None
    assert outcome.result.response_content.text == "Yes."
