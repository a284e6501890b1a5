"""Messages of a program to its agents: waited for, in parallel, answered by callbacks (reference-values 1.6)."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import structlog

from parley_server import ElizaOS
from parley_server.domain.content import Content, MediaKind, Memory
from parley_server.domain.errors import (
    AgentNotFound,
    AgentNotRunning,
    Draining,
    HopLimitExceeded,
    InvalidField,
    ParleyError,
)
from parley_server.domain.ids import EntityId, RoomId
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.domain.runs import IncomingMessage, MessageOptions, RunStatus
from parley_server.plugin_api import MAX_HOPS, ModelHandler, ModelRequest, Plugin, RunFailed, Runtime
from tests.fakes.embedded import Ear, speaking
from tests.fakes.embedding_bench import until
from tests.fakes.models import Gate

ANN: dict[str, Any] = {"character": {"name": "Ann"}, "plugins": [speaking()]}
BOB: dict[str, Any] = {"character": {"name": "Bob"}, "plugins": [speaking(lambda _request: "I am Bob.", "bob")]}


def failing() -> Plugin:
    async def fail(_runtime: Runtime, _request: ModelRequest) -> ModelResult:
        raise LookupError("no words")

    return Plugin(name="failing", models=(ModelHandler(model_type=TEXT_LARGE, generate=fail),))


def ignored(content: Content) -> None:
    """Take no notice."""


def message(text: str = "hello", **further: object) -> dict[str, Any]:
    return {"content": {"text": text, "source": "test"}, **further}


async def test_a_message_is_waited_for_and_comes_back_whole() -> None:
    who, where, ear = uuid4(), uuid4(), Ear()
    async with ElizaOS() as elizaos:
        ear.listen(elizaos)
        (ann,) = await elizaos.add_agents([ANN], auto_start=True)
        result = await elizaos.handle_message(ann, message(entity_id=who, room_id=where))
        named = await elizaos.handle_message(ann, message(id=where, entity_id=str(who).upper(), world_id=who))

    assert result.processing is not None
    assert result.processing.response_content is not None
    assert result.processing.text == result.processing.response_content.text == "You said: hello"
    given = result.user_message
    assert (given.memory_id, given.entity_id, given.room_id) == (result.message_id, str(who), str(where))
    assert (given.agent_id, given.world_id, given.content.source) == (ann, str(where), "test")
    assert (named.message_id, named.user_message.entity_id, named.user_message.world_id) == (
        str(where),
        str(who),
        str(who),
    )
    (one, _) = ear.of("message:sent")
    assert one == {"agent_id": ann, "message_id": result.message_id, "mode": "sync", "processing": result.processing}


async def test_the_room_and_its_world_are_made_as_the_reference_makes_them() -> None:
    where = uuid4()
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([ANN], auto_start=True, return_runtimes=True)
        await elizaos.handle_message(ann, {"content": "hello", "room_id": where})
        room = await ann.get_room(RoomId(str(where)))

    assert room is not None
    assert (room.source, room.channel_id, room.world_id) == ("unknown", str(where), str(where))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"content": "x", "room_id": "kitchen"}, "message.room_id: not an UUID"),
        ({"content": "x", "roomId": str(uuid4())}, "message.roomId: it is called room_id here"),
        (
            {"content": {"text": "x", "channelType": "DM"}},
            "message.content.channelType: it is called channel_type here",
        ),
        (
            {"content": {"text": "x", "mention_context": {"isMention": True}}},
            "message.content.mention_context.isMention: it is called is_mention here",
        ),
        (
            {"content": {"text": "x", "attachments": [{"link": "x"}]}},
            "message.content.attachments.link: there is none; there are: .*url",
        ),
        ({"content": {"text": "x", "attachments": ["https://x.example"]}}, "attachments: give a dictionary"),
        ({"content": {"text": "x", "attachments": [{"kind": "smell"}]}}, "attachments.kind: must be one of .*image"),
        ({"content": {"text": ""}}, "message.content"),
        ({}, "message.content"),
        ({"content": "x", "colour": 1}, "message.colour"),
    ],
)
async def test_what_is_wrong_with_a_message_is_named(given: Mapping[str, Any], field: str) -> None:
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([ANN], auto_start=True)
        with pytest.raises(InvalidField, match=field):
            await elizaos.handle_message(ann, given)


async def test_callbacks_among_the_options_are_not_passed_over() -> None:
    options: Any = {"onResponse": ignored}
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([ANN], auto_start=True)
        with pytest.raises(InvalidField, match=r"^options: give MessageOptions; callbacks .* on_response="):
            await elizaos.handle_message(ann, message(), options)


async def test_contents_keep_what_the_program_adds_to_them() -> None:
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([ANN], auto_start=True)
        content = {
            "text": "x",
            "colour": "red",
            "mention_context": {"is_mention": True},
            "attachments": [{"url": "a:b", "kind": "link"}],
        }
        given = (await elizaos.handle_message(ann, {"content": content})).user_message.content
        typed = await elizaos.handle_message(ann, IncomingMessage(content=Content(text="typed")))

    assert given.extra is not None
    assert given.extra.json == {"colour": "red"}
    assert given.mention is not None
    assert given.mention.is_mention
    assert (given.attachments[0].url, given.attachments[0].kind) == ("a:b", MediaKind.LINK)
    assert typed.user_message.content == Content(text="typed", source="unknown", channel_type="DM")


async def test_who_is_unknown_or_does_not_run_gets_no_message() -> None:
    unknown = str(uuid4())
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([ANN], return_runtimes=True)
        with pytest.raises(AgentNotFound, match=f"^Agent {unknown} not found in registry$"):
            await elizaos.handle_message(unknown, message())
        for target in (ann, ann.agent_id):
            with pytest.raises(AgentNotRunning, match=r"^messageService is not initialized on runtime"):
                await elizaos.handle_message(target, message())


async def test_a_run_that_fails_is_raised_with_all_that_came_of_it() -> None:
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([{"character": {"name": "Ann"}, "plugins": [failing()]}], auto_start=True)
        with pytest.raises(RunFailed) as raised:
            await elizaos.handle_message(ann, message(), MessageOptions(max_retries=1))

    outcome = raised.value.delivered.outcome
    assert outcome is not None
    assert outcome.run.status is RunStatus.ERROR


async def test_a_message_that_takes_too_long_is_cut_and_raised() -> None:
    gate = Gate()
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([{"character": {"name": "Ann"}, "plugins": [gate.plugin()]}], auto_start=True)
        with pytest.raises(RunFailed, match="Run exceeded timeout") as raised:
            await elizaos.handle_message(ann, message(), MessageOptions(timeout=timedelta(seconds=0.2)))

    assert raised.value.metadata["reason"] == "RUN_TIMEOUT"
    assert gate.cancelled.is_set()


async def test_messages_go_out_in_parallel_and_an_error_stays_in_its_place() -> None:
    unknown, ear = str(uuid4()), Ear()
    async with ElizaOS() as elizaos:
        ear.listen(elizaos)
        both = asyncio.Barrier(2)

        async def meet(_runtime: Runtime, request: ModelRequest) -> ModelResult:
            async with asyncio.timeout(5):
                await both.wait()
            return ModelResult(object={"thought": "t", "actions": ["REPLY"], "text": request.user_text})

        model = ModelHandler(model_type=TEXT_LARGE, generate=meet, structured=True)
        meeting = Plugin(name="meeting", models=(model,))
        ann, bob = await elizaos.add_agents(
            [{"character": {"name": name}, "plugins": [meeting]} for name in ("Ann", "Bob")], auto_start=True
        )
        bob_runtime = elizaos.get_agent(bob)
        results = await elizaos.handle_messages(
            [
                {"agent_id": bob_runtime, "message": message("one")},
                {"agent_id": unknown, "message": message("two")},
                {"agent_id": ann, "message": message("three"), "options": MessageOptions(max_retries=1)},
                {"agent_id": ann, "message": {}},
                {"agentId": ann, "message": message("five")},
            ]
        )

    assert [one.agent_id for one in results] == [bob, unknown, ann, ann, ""]
    assert [one.error and type(one.error) for one in results] == [None, AgentNotFound, None, InvalidField, InvalidField]
    texts = [one.result.processing.response_content.text for one in results if one.result]  # type: ignore[union-attr] # they answered
    assert texts == ["one", "three"]
    assert ear.of("messages:sent") == [{"results": results, "count": 5}]
    assert len(ear.of("message:sent")) == 2


async def test_callbacks_are_called_in_order_and_the_caller_does_not_wait() -> None:
    ear, called, done = Ear(), [], asyncio.Event()
    gate = Gate()

    async def on_response(content: Content) -> None:
        called.append(("response", content.text))

    async def on_chunk(chunk: str, message_id: str) -> None:
        called.append(("chunk", chunk))

    def on_complete() -> None:
        called.append(("complete", ""))
        done.set()

    async with ElizaOS() as elizaos:
        ear.listen(elizaos)
        (ann,) = await elizaos.add_agents([{"character": {"name": "Ann"}, "plugins": [gate.plugin()]}], auto_start=True)
        result = await elizaos.handle_message(
            ann,
            message("hello"),
            on_response=on_response,
            on_stream_chunk=on_chunk,
            on_error=lambda error: called.append(("error", str(error))),
            on_complete=on_complete,
        )
        assert result.processing is None
        assert ear.of("message:sent") == [{"agent_id": ann, "message_id": result.message_id, "mode": "async"}]
        gate.open.set()
        async with asyncio.timeout(5):
            await done.wait()

    kinds = [kind for kind, _ in called]
    assert kinds == [*["chunk"] * kinds.count("chunk"), "response", "complete"]
    assert "".join(text for kind, text in called if kind == "chunk") == dict(called)["response"]


async def test_chunks_alone_change_nothing_of_the_waiting() -> None:
    chunks: list[str] = []
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([ANN], auto_start=True)

        def on_chunk(chunk: str, message_id: str) -> None:
            chunks.append(chunk)
            raise LookupError("an error here changes nothing")

        result = await elizaos.handle_message(ann, message(), on_stream_chunk=on_chunk)

    assert result.processing is not None
    assert result.processing.response_content is not None
    assert "".join(chunks) == result.processing.response_content.text


async def test_what_fails_in_on_response_goes_to_on_error_and_the_rest_goes_on() -> None:
    errors: list[Exception] = []
    done = asyncio.Event()

    async def on_response(content: Content) -> None:
        raise LookupError("no socket")

    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([ANN], auto_start=True)
        await elizaos.handle_message(
            ann, message(), on_response=on_response, on_error=errors.append, on_complete=done.set
        )
        async with asyncio.timeout(5):
            await done.wait()

    assert [str(error) for error in errors] == ["no socket"]


@pytest.mark.parametrize("told", [True, False])
async def test_an_error_of_the_run_goes_to_on_error_and_not_to_on_complete(told: bool) -> None:
    errors: list[Exception] = []
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([{"character": {"name": "Ann"}, "plugins": [failing()]}], auto_start=True)

        def on_error(error: Exception) -> None:
            errors.append(error)
            raise LookupError("nor here")

        completed: list[int] = []
        await elizaos.handle_message(
            ann,
            message(),
            on_response=ignored,
            on_error=on_error if told else None,
            on_complete=lambda: completed.append(1),
        )

    # The end of the context waits for what is in the background.
    assert [type(error) for error in errors] == ([RunFailed] if told else [])
    assert completed == []


async def test_at_the_end_what_is_in_the_background_is_answered_or_told() -> None:
    replies: list[str] = []
    errors: list[Exception] = []
    gate = Gate()
    async with ElizaOS(grace=0.3) as elizaos:
        ann, bob = await elizaos.add_agents(
            [ANN, {"character": {"name": "Bob"}, "plugins": [gate.plugin()]}], auto_start=True
        )
        for agent in (ann, bob):
            await elizaos.handle_message(
                agent, message(), on_response=lambda content: replies.append(content.text), on_error=errors.append
            )

    assert replies == ["You said: hello"]
    assert [type(error) for error in errors] == [Draining]


async def test_a_callback_that_never_returns_does_not_keep_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley_server.app.elizaos._LAST_WORDS_SECONDS", 0.1)
    cancelled = asyncio.Event()

    async def hang(content: Content) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    async with asyncio.timeout(10), ElizaOS(grace=0.2) as elizaos:
        (ann,) = await elizaos.add_agents([ANN], auto_start=True)
        await elizaos.handle_message(ann, message(), on_response=hang)

    assert cancelled.is_set()


async def test_an_error_of_the_program_comes_out_as_it_is_and_at_once() -> None:
    gate = Gate()
    with pytest.raises(LookupError, match="mine"):
        async with asyncio.timeout(8), ElizaOS(grace=60) as elizaos:
            (ann,) = await elizaos.add_agents(
                [{"character": {"name": "A"}, "plugins": [gate.plugin()]}], auto_start=True
            )
            await elizaos.handle_message(ann, message(), on_response=ignored)
            raise LookupError("mine")


async def test_half_characters_of_a_model_and_log_entries_that_are_no_json_stop_nobody() -> None:
    words = "half \ud83d and \ude00, " * 3
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([{**ANN, "plugins": [speaking(lambda _request: words)]}], auto_start=True)
        runtime = elizaos.get_agent(ann)
        assert runtime is not None
        await runtime.write_log("odd", body={"what": object()})  # type: ignore[dict-item] # as a plugin may
        await runtime.write_log("even", body={})
        for _ in range(2):
            result = await elizaos.handle_message(ann, message())
            assert result.processing is not None
            assert result.processing.status is RunStatus.COMPLETED

        async def is_logged() -> bool:
            return len(await runtime.get_logs(kind="even")) == 1

        await until(is_logged)


async def test_agents_of_a_program_send_to_one_another_in_both_modes_and_are_counted() -> None:
    """Each event that a message was answered sends another; the program's object is theirs."""
    refused, answered = asyncio.Event(), 0

    async def on_sent(params: Mapping[str, Any]) -> None:
        nonlocal answered
        runtime: Runtime = params["runtime"]
        memory: Memory = params["message"]
        assert runtime.elizaos is elizaos
        answered += 1
        other = elizaos.get_agent_by_name("Bob" if runtime.character.name == "Ann" else "Ann")
        assert other is not None
        again: dict[str, Any] = {
            "content": "and you?",
            "room_id": memory.room_id,
            "entity_id": EntityId(runtime.agent_id),
        }
        try:
            if runtime.character.name == "Ann":
                await elizaos.handle_message(other, again)
            else:
                await elizaos.handle_message(other, again, on_response=ignored, on_error=note)
        except HopLimitExceeded:
            refused.set()

    def note(error: Exception) -> None:
        if isinstance(error, ParleyError) and error.reason == "HOP_LIMIT":
            refused.set()

    echo = Plugin(name="echo", events={"MESSAGE_SENT": (on_sent,)})
    async with ElizaOS(plugins=[echo]) as elizaos:
        ann, _ = await elizaos.add_agents([ANN, BOB], auto_start=True)
        await elizaos.handle_message(ann, message(room_id=uuid4()))
        async with asyncio.timeout(20):
            await refused.wait()

    assert answered == MAX_HOPS + 1


async def test_a_change_counts_from_the_next_run_on() -> None:
    """The run at work keeps who the agent was, also when it asks for it late."""
    systems: list[str] = []

    class Watched(Gate):
        async def _wait(self, *, stubborn: bool) -> None:
            await super()._wait(stubborn=stubborn)
            runtime = elizaos.get_agent(ann)
            assert runtime is not None
            systems.append(runtime.character.system)

    gate = Watched()
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents(
            [{"character": {"name": "Ann", "system": "old"}, "plugins": [gate.plugin()]}], auto_start=True
        )
        await elizaos.enable_editable_mode()
        async with asyncio.timeout(10), asyncio.TaskGroup() as group:
            group.create_task(elizaos.handle_message(ann, message()))
            await gate.waiting.wait()
            await elizaos.update_agent(ann, {"system": "new"})
            gate.open.set()
        await elizaos.handle_message(ann, message())

    assert systems == ["old", "new"]


def test_no_grpc_is_needed_and_nothing_is_printed(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import asyncio, sys\n"
        "from parley_server import ElizaOS\n"
        "async def main():\n"
        "    async with ElizaOS() as elizaos:\n"
        "        ids = await elizaos.add_agents([{'character': {'name': 'Ann'}}], auto_start=True)\n"
        "        await elizaos.handle_message(ids[0], {'content': 'hello'})\n"
        "asyncio.run(main())\n"
        "assert 'grpc' not in sys.modules\n"
    )
    ended = subprocess.run([sys.executable, program], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


async def test_logs_are_the_programs_own_again_at_the_end() -> None:
    async with ElizaOS(), ElizaOS():
        assert structlog.is_configured()
    assert not structlog.is_configured()


async def test_logs_stay_where_they_are_until_the_last_one_ends() -> None:
    first, second = ElizaOS(), ElizaOS()
    async with AsyncExitStack() as early:
        await early.enter_async_context(first)
        async with second:
            await early.aclose()
            assert structlog.is_configured()
    assert not structlog.is_configured()


async def test_logs_that_a_program_sets_up_meanwhile_are_its_own() -> None:
    async with ElizaOS():
        structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    assert isinstance(structlog.get_config()["logger_factory"], structlog.ReturnLoggerFactory)
