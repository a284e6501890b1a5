"""Agents that talk to one another: found, counted, and never waiting for each other for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from parley_server import ElizaOS
from parley_server.app.build import House, build
from parley_server.app.settings import Settings
from parley_server.domain.agents import AgentSpec, AgentState
from parley_server.domain.callers import LOCAL_CALLER
from parley_server.domain.characters import Character
from parley_server.domain.content import ActionResult, Content, Memory, State
from parley_server.domain.errors import AgentNotFound, AgentNotRunning, HopLimitExceeded, ParleyError
from parley_server.domain.ids import AgentId, new_id
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.domain.pages import PageRequest
from parley_server.domain.runs import (
    IncomingMessage,
    MessageOptions,
    MessageRequest,
    Run,
    RunOutcome,
    RunQuery,
    RunStatus,
)
from parley_server.domain.worlds import OverlapPolicy
from parley_server.plugin_api import (
    MAX_HOPS,
    Action,
    Delivered,
    HandlerCallback,
    HandlerOptions,
    ModelHandler,
    ModelRequest,
    Orchestrator,
    Plugin,
    RunFailed,
    Runtime,
)
from parley_server.runtime.context import current_run

ROOM = "0b0b0b0b-0000-4000-8000-000000000001"
PATIENCE = timedelta(seconds=20)
Act = Callable[[Runtime, Memory], Awaitable[None]]


@dataclass
class Talk:
    """What agents do with a message, by their names: their one action. `heard` are the texts, as they came."""

    acts: Mapping[str, Act]
    heard: list[str] = field(default_factory=list)

    def plugin(self) -> Plugin:
        """Return the plugin with their model and their action."""

        async def plan(_runtime: Runtime, _request: ModelRequest) -> ModelResult:
            return ModelResult(object={"thought": "I act.", "actions": ["ACT"], "text": ""})

        async def act(
            runtime: Runtime,
            message: Memory,
            state: State,
            options: HandlerOptions,
            callback: HandlerCallback,
            responses: Sequence[Memory],
        ) -> ActionResult:
            name = runtime.character.name
            self.heard.append(f"{name}: {message.content.text}")
            await self.acts[name](runtime, message)
            return ActionResult(action_name="ACT", text=f"{name} is done")

        model = ModelHandler(model_type=TEXT_LARGE, generate=plan, structured=True, priority=1000)
        action = Action(name="ACT", description="Does it.", handler=act)
        return Plugin(name="talk", models=(model,), actions=(action,))


@asynccontextmanager
async def house_of(folder: Path, talk: Talk, *further: Plugin) -> AsyncIterator[House]:
    """Open a server without its network side, with one agent for each act."""
    async with build(Settings(data=folder, plugins=(), model_ports=()), plugins=[talk.plugin(), *further]) as house:
        await house.fleet.add(
            LOCAL_CALLER,
            [AgentSpec(character=Character(name=name)) for name in talk.acts],
            ephemeral=False,
            auto_start=True,
            skip_migrations=False,
            test_mode=True,
            request_id="",
        )
        yield house


def others(runtime: Runtime) -> Orchestrator:
    assert runtime.elizaos is not None
    return runtime.elizaos


async def say(runtime: Runtime, name: str, text: str, *, room: str = ROOM, **options: object) -> Delivered:
    """Give a message to another agent, by its name."""
    other = others(runtime).get_agent_by_name(name)
    assert other is not None
    message = IncomingMessage(content=Content(text=text), room_id=room)
    return await others(runtime).handle_message(other.agent_id, message, MessageOptions(**options))  # type: ignore[arg-type] # the options of each test


async def nothing(runtime: Runtime, message: Memory) -> None:
    """Do nothing."""


async def ask(house: House, name: str, text: str = "go", *, room: str = ROOM) -> RunOutcome:
    """Send a message from outside and wait for its end."""
    message = IncomingMessage(content=Content(text=text), room_id=room)
    request = MessageRequest(agent=name, message=message, options=MessageOptions(timeout=PATIENCE))
    return await house.runs.handle(LOCAL_CALLER, request)


async def runs_of(house: House) -> list[Run]:
    page = await house.runs.list_page(LOCAL_CALLER, RunQuery(), PageRequest(size=100))
    return list(page.items)


async def open_runs(house: House, count: int) -> None:
    """Wait until so many runs are open."""
    while len(house.host) < count:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.01)


async def all_ended(house: House, count: int) -> list[Run]:
    """Wait until so many runs are there and all of them have ended."""
    async with asyncio.timeout(20):
        while True:
            runs = await runs_of(house)
            if len(runs) >= count and not any(run.status.is_open for run in runs):
                return runs
            await asyncio.sleep(0.02)


async def test_an_agent_finds_another_in_any_case_and_hears_what_it_did(tmp_path: Path) -> None:
    told: list[Delivered] = []

    async def pass_on(runtime: Runtime, message: Memory) -> None:
        assert runtime.has_elizaos()
        assert [one.character.name for one in others(runtime).get_agents()] == ["Ann", "Bob"]
        assert others(runtime).get_agent(runtime.agent_id) is runtime
        assert others(runtime).get_agent(AgentId(new_id())) is None
        told.append(await say(runtime, "bOB", "for you"))

    talk = Talk({"Ann": pass_on, "Bob": nothing})
    async with house_of(tmp_path, talk) as house:
        outcome = await ask(house, "Ann")

    assert outcome.run.status is RunStatus.COMPLETED
    assert talk.heard == ["Ann: go", "Bob: for you"]
    (delivered,) = told
    assert delivered.processing is not None
    assert [one.text for one in delivered.processing.action_results] == ["Bob is done"]
    # Who speaks to Bob is Ann.
    assert str(delivered.user_message.entity_id) == str(outcome.run.agent_id)


async def test_who_is_not_there_or_does_not_run_is_told_to_the_sender(tmp_path: Path) -> None:
    errors: list[ParleyError] = []

    async def pass_on(runtime: Runtime, message: Memory) -> None:
        for target in (AgentId(new_id()), AgentId(message.content.text)):
            try:
                await others(runtime).handle_message(target, IncomingMessage(content=Content(text="hello")))
            except ParleyError as error:
                errors.append(error)

    async with house_of(tmp_path, Talk({"Ann": pass_on, "Bob": nothing})) as house:
        (bob,) = await house.fleet.stop(LOCAL_CALLER, ["Bob"], grace=timedelta(0))
        await ask(house, "Ann", bob.agent_id)

    assert [type(error) for error in errors] == [AgentNotFound, AgentNotRunning]


async def test_an_agent_that_is_about_to_stop_is_found_by_nobody(tmp_path: Path) -> None:
    found: list[list[str]] = []

    async def look(runtime: Runtime, message: Memory) -> None:
        found.append([one.character.name for one in others(runtime).get_agents()])
        assert others(runtime).get_agent_by_name("Bob") is None

    async with house_of(tmp_path, Talk({"Ann": look, "Bob": nothing})) as house:
        bob = next(one for one in house.registry.everyone() if one.character.name == "Bob")
        bob.state = AgentState.STOPPING
        outcome = await ask(house, "Ann")

    assert outcome.run.status is RunStatus.COMPLETED
    assert found == [["Ann"]]


async def test_agents_that_pass_a_message_to_and_fro_and_wait_come_to_an_end(tmp_path: Path) -> None:
    refused: list[str] = []

    def to(other: str) -> Act:
        async def pass_on(runtime: Runtime, message: Memory) -> None:
            try:
                await say(runtime, other, "and you?")
            except HopLimitExceeded as error:
                refused.append(error.reason)

        return pass_on

    talk = Talk({"Ann": to("Bob"), "Bob": to("Ann")})
    # One room for all: each message to Ann would queue behind the run of hers that waits for it.
    async with house_of(tmp_path, talk) as house, asyncio.timeout(30):
        outcome = await ask(house, "Ann")
        runs = await all_ended(house, 1 + MAX_HOPS)

    assert outcome.run.status is RunStatus.COMPLETED
    assert refused == ["HOP_LIMIT"]
    assert len(talk.heard) == 1 + MAX_HOPS
    assert {run.status for run in runs} == {RunStatus.COMPLETED}


async def test_an_agent_that_does_not_care_for_the_limit_fails_with_it_and_all_before_it_are_told(
    tmp_path: Path,
) -> None:
    failures: list[RunFailed] = []

    def to(other: str) -> Act:
        async def pass_on(runtime: Runtime, message: Memory) -> None:
            try:
                await say(runtime, other, "and you?")
            except RunFailed as error:
                failures.append(error)

        return pass_on

    async with house_of(tmp_path, Talk({"Ann": to("Bob"), "Bob": to("Ann")})) as house, asyncio.timeout(30):
        await ask(house, "Ann")
        runs = await all_ended(house, 1 + MAX_HOPS)

    assert [run.error.reason for run in runs if run.error is not None] == ["HOP_LIMIT"]
    assert [error.metadata["reason"] for error in failures] == ["HOP_LIMIT"]


async def test_messages_in_the_background_are_counted_too(tmp_path: Path) -> None:
    """A task that an action leaves behind sends when its run is over, and the count goes on."""
    refused = asyncio.Event()

    async with asyncio.TaskGroup() as group:

        def to(other: str) -> Act:
            async def pass_on(runtime: Runtime, message: Memory) -> None:
                group.create_task(later(runtime))

            async def later(runtime: Runtime) -> None:
                try:
                    await say(runtime, other, "and you?")
                except HopLimitExceeded:
                    refused.set()

            return pass_on

        talk = Talk({"Ann": to("Bob"), "Bob": to("Ann")})
        async with house_of(tmp_path, talk) as house:
            await ask(house, "Ann")
            async with asyncio.timeout(20):
                await refused.wait()
            await all_ended(house, 1 + MAX_HOPS)

    assert len(talk.heard) == 1 + MAX_HOPS


async def test_what_handlers_of_events_send_is_counted_too(tmp_path: Path) -> None:
    refused = asyncio.Event()

    async def on_end(params: Mapping[str, object]) -> None:
        runtime = params["runtime"]
        name = runtime.character.name  # type: ignore[attr-defined] # a Runtime
        try:
            await say(runtime, "Bob" if name == "Ann" else "Ann", "and you?")  # type: ignore[arg-type] # a Runtime
        except HopLimitExceeded:
            refused.set()

    talk = Talk({"Ann": nothing, "Bob": nothing})
    async with house_of(tmp_path, talk, Plugin(name="echo", events={"RUN_ENDED": (on_end,)})) as house:
        await ask(house, "Ann")
        async with asyncio.timeout(20):
            await refused.wait()
        await all_ended(house, 1 + MAX_HOPS)

    assert len(talk.heard) == 1 + MAX_HOPS


async def test_two_agents_that_wait_for_each_other_at_once_end(tmp_path: Path) -> None:
    """Each is at work in the room, and each message queues behind the other's work."""
    both = asyncio.Barrier(2)

    def to(other: str) -> Act:
        async def pass_on(runtime: Runtime, message: Memory) -> None:
            if message.content.text == "go":
                await both.wait()
                await say(runtime, other, "you first")

        return pass_on

    talk = Talk({"Ann": to("Bob"), "Bob": to("Ann")})
    async with house_of(tmp_path, talk) as house, asyncio.timeout(20), asyncio.TaskGroup() as group:
        asked = [group.create_task(ask(house, name)) for name in ("Ann", "Bob")]
        outcomes = [await task for task in asked]
        assert len(house.host) == 0

    assert [outcome.run.status for outcome in outcomes] == [RunStatus.COMPLETED, RunStatus.COMPLETED]
    assert sorted(talk.heard) == ["Ann: go", "Ann: you first", "Bob: go", "Bob: you first"]


async def test_an_agent_that_another_starts_while_it_works_is_no_part_of_that_work() -> None:
    begun_in: list[object] = []

    async def init(config: Mapping[str, str], runtime: Runtime) -> None:
        begun_in.append(current_run())

    async def start_other(runtime: Runtime, message: Memory) -> None:
        assert current_run() is not None
        await elizaos.start_agents([bob])

    talk = Talk({"Ann": start_other})
    async with ElizaOS() as elizaos:
        watched = Plugin(name="watched", init=init)
        ann, bob = await elizaos.add_agents(
            [
                {"character": {"name": "Ann"}, "plugins": [talk.plugin()]},
                {"character": {"name": "Bob"}, "plugins": [watched]},
            ]
        )
        await elizaos.start_agents([ann])
        await elizaos.handle_message(ann, {"content": "go", "room_id": ROOM})

    assert talk.heard == ["Ann: go"]
    assert begun_in == [None]


async def test_a_circle_of_three_ends_and_others_of_the_room_keep_their_turn(tmp_path: Path) -> None:
    begun, may_go = asyncio.Event(), asyncio.Event()

    async def first(runtime: Runtime, message: Memory) -> None:
        if message.content.text == "go":
            begun.set()
            await may_go.wait()
            await say(runtime, "Bob", "pass it on")

    async def second(runtime: Runtime, message: Memory) -> None:
        await say(runtime, "Cid", "pass it on")

    async def third(runtime: Runtime, message: Memory) -> None:
        await say(runtime, "Ann", "back to you")

    talk = Talk({"Ann": first, "Bob": second, "Cid": third})
    async with house_of(tmp_path, talk) as house, asyncio.timeout(20), asyncio.TaskGroup() as group:
        one = group.create_task(ask(house, "Ann"))
        await begun.wait()
        # Somebody else waits in Ann's room, for whom there is no reason to hurry.
        two = group.create_task(ask(house, "Ann", "later"))
        await open_runs(house, 2)
        may_go.set()
        assert (await one).run.status is RunStatus.COMPLETED
        assert (await two).run.status is RunStatus.COMPLETED

    assert talk.heard == ["Ann: go", "Bob: pass it on", "Cid: pass it on", "Ann: back to you", "Ann: later"]


async def test_an_agent_may_refuse_to_be_talked_to_by_its_own_work(tmp_path: Path) -> None:
    """With `reject` the message that would close the circle is refused, with `supersede` it takes the other's place."""
    errors: list[str] = []

    async def first(runtime: Runtime, message: Memory) -> None:
        if message.content.text == "go":
            await say(runtime, "Bob", "ask back")

    async def second(runtime: Runtime, message: Memory) -> None:
        try:
            await say(runtime, "Ann", "hello?", overlap=OverlapPolicy.REJECT)
        except ParleyError as error:
            errors.append(error.reason)
        await say(runtime, "Ann", "hello!", overlap=OverlapPolicy.SUPERSEDE)

    async with house_of(tmp_path, Talk({"Ann": first, "Bob": second})) as house, asyncio.timeout(20):
        outcome = await ask(house, "Ann")
        await all_ended(house, 3)

    assert errors == ["ROOM_BUSY"]
    assert outcome.run.status is RunStatus.REPLACED


async def test_the_count_survives_a_restart(tmp_path: Path) -> None:
    """A message that waits in a queue when the server stops goes on where its count was."""
    blocked, queued = asyncio.Event(), asyncio.Event()
    refused: list[str] = []

    async def sender(runtime: Runtime, message: Memory) -> None:
        if message.content.text == "go":
            queued.set()
            await say(runtime, "Bob", "count me")

    async def blocking(runtime: Runtime, message: Memory) -> None:
        blocked.set()
        await asyncio.Event().wait()

    talk = Talk({"Ann": sender, "Bob": blocking})
    async with house_of(tmp_path, talk) as house:  # noqa: SIM117 - the tasks end first
        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            tasks = [group.create_task(ask(house, "Bob", "block"))]
            await blocked.wait()
            tasks.append(group.create_task(ask(house, "Ann")))
            await queued.wait()
            await open_runs(house, 3)
            for task in tasks:
                task.cancel()
            await asyncio.sleep(0)

    async def to_and_fro(runtime: Runtime, message: Memory) -> None:
        if message.content.text != "count me":
            return
        other = "Ann" if runtime.character.name == "Bob" else "Bob"
        try:
            await say(runtime, other, "count me")
        except HopLimitExceeded as error:
            refused.append(error.reason)

    talk = Talk({"Ann": to_and_fro, "Bob": to_and_fro})
    async with house_of(tmp_path, talk) as house:
        await all_ended(house, 2 + MAX_HOPS)

    assert refused == ["HOP_LIMIT"]
    # Bob's, which was the first hop, and seven more of them.
    assert len([one for one in talk.heard if one.endswith("count me")]) == MAX_HOPS
