"""`parley chat`, against a server that does as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import grpc
import pytest

from parley.v1 import agents_pb2, messages_pb2, runtime_pb2
from parley_client import Unavailable
from parley_server.app.cli.casting import AgentUnavailable
from parley_server.app.cli.chat import Chat, ChatOptions, room_id_of
from parley_server.app.cli.lines import LineTooLong
from parley_server.app.cli.screen import Screen
from parley_server.app.errors import StartError
from parley_server.app.serve import ServerAddress
from parley_server.app.settings import Settings
from parley_server.domain.ids import new_id
from tests.fakes.console import FakeInterrupts, FakeLines, WatchedText
from tests.fakes.fake_server import FakeServer, fake_server
from tests.fakes.model_server import model_server
from tests.fakes.scripted_runs import Cut, Refusal, chunk, ended, started, whole


@pytest.fixture
async def server() -> AsyncIterator[FakeServer]:
    async with fake_server() as running:
        yield running


@dataclass
class Desk:
    """A chat with a fake at each end."""

    server: FakeServer
    out: WatchedText = field(default_factory=WatchedText)
    err: WatchedText = field(default_factory=WatchedText)
    interrupts: FakeInterrupts = field(default_factory=FakeInterrupts)
    joined: bool = False
    interactive: bool = False
    agent_id: str = ""
    give_up_after: float = 0.1

    async def chat(
        self, *lines: str | LineTooLong | Callable[[], None], options: ChatOptions | None = None, wait: bool = False
    ) -> int:
        """Hold a chat; with `wait` the input stays open behind the last line."""
        said = FakeLines(*lines)
        said.at_end = asyncio.Event() if wait else None
        chat = Chat(
            settings=Settings(agent_id=self.agent_id),
            options=options or ChatOptions(),
            screen=Screen(out=self.out, err=self.err, interactive=self.interactive),
            lines=said,
            interrupts=self.interrupts,
            open_server=self._open,
            give_up_after=self.give_up_after,
        )
        async with asyncio.timeout(20):
            return await chat.run()

    @asynccontextmanager
    async def _open(self, _settings: Settings) -> AsyncIterator[ServerAddress]:
        yield ServerAddress(address=self.server.address, joined=self.joined)

    @property
    def said(self) -> list[str]:
        """What stands on standard output, below the header."""
        return self.out.getvalue().splitlines()[1:]

    @property
    def header(self) -> str:
        return self.out.getvalue().splitlines()[0]


@pytest.fixture
def desk(server: FakeServer) -> Desk:
    return Desk(server)


# ---- On a pipe ----


async def test_each_line_is_a_message_and_each_reply_a_line(desk: Desk) -> None:
    assert await desk.chat("hello", "", "  ", "I am sad about my work") == 0
    assert desk.said == ["Juno: You said: hello", "Juno: You said: I am sad about my work"]
    sent = [request.message.content for request in desk.server.requests("StreamMessage")]
    assert [(content.source, content.channel_type) for content in sent] == [("client_chat", "DM")] * 2


async def test_text_is_shown_as_it_comes(desk: Desk) -> None:
    desk.server.wait_after = 2
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(desk.chat("hello"))
        await desk.out.wait_for("Juno: You said: ")
        desk.server.runs["run-1"].release()
    assert desk.said == ["Juno: You said: hello"]


async def test_a_pipe_sees_no_prompt_and_no_colours(desk: Desk) -> None:
    await desk.chat("hello")
    assert "\x1b" not in desk.out.getvalue()
    assert "You: " not in desk.out.getvalue()
    assert desk.err.getvalue() == ""


async def test_each_message_of_a_run_has_its_own_line(desk: Desk) -> None:
    desk.server.script = lambda _text: [started(), whole("Wait...", "m0"), chunk("Found.", "m1"), ended("Found.")]
    await desk.chat("where?")
    assert desk.said == ["Juno: Wait...", "Juno: Found."]


async def test_silence_is_told_and_is_no_failure(desk: Desk) -> None:
    status = messages_pb2.RUN_STATUS_IGNORED
    desk.server.script = lambda _text: [started(), ended(status=status, reason="not for me")]
    assert await desk.chat("hello") == 0
    assert desk.said == []
    assert desk.err.getvalue() == "(Juno says nothing: not for me)\n"


async def test_a_failed_run_is_told_and_the_chat_goes_on(desk: Desk) -> None:
    failure = Refusal(code=grpc.StatusCode.UNKNOWN, reason="COMPONENT_FAILED", message="it broke")
    desk.server.script = lambda text: [started(), chunk("Yes"), ended("Yes", error=failure if text == "a" else None)]
    assert await desk.chat("a", "b") == 1
    assert desk.said == ["Juno: Yes", "Juno: Yes"]
    assert desk.err.getvalue() == "parley: UNKNOWN / COMPONENT_FAILED: it broke\n"


async def test_a_refused_message_is_told_and_the_chat_goes_on(desk: Desk) -> None:
    stopped = Refusal(code=grpc.StatusCode.FAILED_PRECONDITION, reason="AGENT_NOT_RUNNING", message="stopped")
    desk.server.refusals["StreamMessage"].append(stopped)
    assert await desk.chat("a", "b") == 1
    assert desk.said == ["Juno: You said: b"]
    assert "AGENT_NOT_RUNNING" in desk.err.getvalue()


async def test_a_line_that_is_too_long_is_told_and_the_chat_goes_on(desk: Desk) -> None:
    assert await desk.chat(LineTooLong(), "b") == 1
    assert desk.said == ["Juno: You said: b"]
    assert "longer" in desk.err.getvalue()


async def test_a_broken_pipe_cancels_the_run_and_goes_up(desk: Desk) -> None:
    def broken(text: str) -> int:
        if "You said" in text:
            raise BrokenPipeError
        return len(text)

    desk.server.wait_after = 2
    desk.out.write = broken  # type: ignore[method-assign]  # the fault that is tested
    with pytest.raises(BrokenPipeError):
        await desk.chat("hello")
    assert desk.server.runs["run-1"].cancelled_for is not None


# ---- Lost servers ----


async def test_a_short_outage_is_not_noticed(desk: Desk) -> None:
    desk.give_up_after = 10
    desk.server.cuts.extend([Cut(after=-1), Cut(after=2)])
    assert await desk.chat("hello") == 0
    assert desk.said == ["Juno: You said: hello"]


async def test_a_server_that_stays_away_ends_the_chat(desk: Desk) -> None:
    desk.server.cuts.extend([Cut(after=2)] * 1000)
    with pytest.raises(Unavailable, match="no answer from 127"):
        await desk.chat("hello", "never sent")
    assert desk.said == ["Juno: You said: "]


async def test_an_address_that_cannot_be_used_is_an_error_of_the_start(desk: Desk) -> None:
    with pytest.raises(StartError, match="TLS"):
        await desk.chat(options=ChatOptions(server="agents.example:1", token="t"))


# ---- Ctrl-C ----


async def test_ctrl_c_cancels_the_run_and_not_the_chat(desk: Desk) -> None:
    desk.server.wait_after = 2
    async with asyncio.TaskGroup() as tasks:
        chat = tasks.create_task(desk.chat("hello", lambda: setattr(desk.server, "wait_after", None), "again"))
        await desk.out.wait_for("Juno: You said: ")
        desk.interrupts.press()
    assert desk.said == ["Juno: You said:  [cancelled]", "Juno: You said: again"]
    assert desk.server.runs["run-1"].cancelled_for == "Ctrl-C"
    assert chat.result() == 1


async def test_a_person_who_cancels_leaves_with_0(desk: Desk) -> None:
    desk.interactive = True
    desk.server.wait_after = 2
    async with asyncio.TaskGroup() as tasks:
        chat = tasks.create_task(desk.chat("hello"))
        await desk.out.wait_for("Juno: You said: ")
        desk.interrupts.press()
    assert chat.result() == 0


async def test_ctrl_c_before_the_first_event_cancels_too(desk: Desk) -> None:
    desk.server.wait_after = 0
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(desk.chat("hello"))
        await desk.server.started.wait()
        desk.interrupts.press()
    assert desk.said == ["[cancelled]"]


async def test_a_second_ctrl_c_leaves(desk: Desk) -> None:
    desk.server.wait_after = 2
    desk.server.holds_cancels = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        chat = tasks.create_task(desk.chat("hello", "never sent"))
        await desk.out.wait_for("Juno: You said: ")
        desk.interrupts.press()
        desk.interrupts.press()
    assert chat.result() == 1
    assert desk.out.getvalue().endswith("Juno: You said: \n")


async def test_ctrl_c_at_the_prompt_leaves_with_0(desk: Desk) -> None:
    desk.interactive = True
    async with asyncio.TaskGroup() as tasks:
        chat = tasks.create_task(desk.chat("hello", wait=True))
        await desk.out.wait_for("hello\nYou: ")
        desk.interrupts.press()
    assert chat.result() == 0
    assert desk.out.getvalue().endswith("You: \n")


async def test_a_press_as_the_reply_ends_is_forgotten(desk: Desk) -> None:
    def press(written: str) -> None:
        if written == "\n" and desk.said:
            desk.interrupts.press()

    desk.out.on_write = press
    assert await desk.chat("hello", "again") == 0
    assert desk.said == ["Juno: You said: hello", "Juno: You said: again"]


async def test_ctrl_c_while_the_agent_starts_leaves(desk: Desk) -> None:
    desk.server.holds_adding = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        chat = tasks.create_task(desk.chat("never sent"))
        while not desk.server.requests("AddAgents"):  # noqa: ASYNC110 - turns of the loop, no time
            await asyncio.sleep(0)
        desk.interrupts.press()
    assert chat.result() == 1


async def test_ctrl_c_is_given_back_before_the_server_stops(desk: Desk) -> None:
    await desk.chat("hello")
    assert not desk.interrupts.catching


# ---- Who answers ----


async def test_the_header_names_agent_server_and_model(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    await desk.chat()
    expected = f"Juno at {desk.server.address} (a server of this chat): classic, no key found; set OPENAI_API_KEY"
    assert desk.header == expected


@pytest.mark.parametrize(
    ("models", "hint"),
    [
        ([["llama"]], "OPENAI_BASE_URL=ONE OPENAI_LARGE_MODEL=llama"),
        ([["a", "b"]], "OPENAI_BASE_URL=ONE and OPENAI_LARGE_MODEL to one of a, b"),
        ([["a"], ["b"]], "OPENAI_BASE_URL to one of ONE, TWO (`parley doctor` lists their models)"),
    ],
)
async def test_the_header_shows_the_model_servers_of_this_machine(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, models: list[list[str]], hint: str
) -> None:
    async with model_server(models=models[0]) as one, model_server(models=["b"]) as two:
        there = (one, two)[: len(models)]
        monkeypatch.setenv("PARLEY_MODEL_PORTS", ",".join(str(urlsplit(server.url).port) for server in there))
        await desk.chat()
    shown = hint.replace("ONE", one.url).replace("TWO", two.url)
    assert desk.header.endswith(f": classic, no key found; set OPENAI_API_KEY, or {shown}")


async def test_the_header_shows_them_to_an_agent_that_lists_openai_as_well(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.server.plugins = ("bootstrap", "openai")
    async with model_server(models=["llama"]) as server:
        monkeypatch.setenv("PARLEY_MODEL_PORTS", str(urlsplit(server.url).port))
        await desk.chat()
        monkeypatch.setenv("OPENAI_API_KEY", "k")
        await desk.chat()
    hint = f"set OPENAI_API_KEY, or OPENAI_BASE_URL={server.url} OPENAI_LARGE_MODEL=llama"
    assert desk.header.endswith(f": openai; without a key of the character's own {hint}")
    assert server.connections == 1


@pytest.mark.parametrize("plugins", [("bootstrap", "classic"), ("bootstrap", "mine")])
async def test_model_servers_are_not_looked_for_where_they_would_not_help(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, plugins: tuple[str, ...]
) -> None:
    desk.joined = plugins[-1] == "classic"
    desk.server.plugins = plugins
    async with model_server(models=["llama"]) as server:
        monkeypatch.setenv("PARLEY_MODEL_PORTS", str(urlsplit(server.url).port))
        await desk.chat()
    assert server.connections == 0


@pytest.mark.parametrize(
    ("environment", "model"),
    [
        ({"OPENAI_API_KEY": "k"}, "openai (gpt-4.1)"),
        ({"OPENAI_BASE_URL": "auto"}, "openai (auto)"),
        ({"OPENAI_API_KEY": "k", "OPENAI_LARGE_MODEL": "m"}, "openai (m)"),
        ({"OPENAI_BASE_URL": "http://127.0.0.1:11434/v1"}, "openai (127.0.0.1:11434)"),
        ({}, "openai"),
        ({"OPENAI_BASE_URL": "nonsense"}, "openai"),
    ],
)
async def test_the_header_names_the_model_of_a_server_of_its_own(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], model: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    desk.server.plugins = ("bootstrap", "openai")
    await desk.chat()
    assert desk.header.endswith(f": {model}")


@pytest.mark.parametrize(("plugins", "model"), [(("bootstrap", "openai"), "openai"), (("bootstrap",), "no model")])
async def test_the_header_names_another_model(desk: Desk, plugins: tuple[str, ...], model: str) -> None:
    desk.server.plugins = plugins
    desk.joined = True
    await desk.chat()
    assert desk.header == f"Juno at {desk.server.address}: {model}"


async def test_a_character_that_asks_for_the_classic_is_not_told_about_keys(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"name": "Eliza", "plugins": ["classic"]}')
    await desk.chat(options=ChatOptions(character=file))
    assert desk.header.endswith(": classic, as its character asks")


async def test_what_the_agent_lacks_is_told(desk: Desk) -> None:
    desk.server.problems = ("No text model.",)
    await desk.chat()
    assert desk.err.getvalue() == "No text model.\n"


@pytest.mark.parametrize("verbose", [False, True])
async def test_changes_to_an_older_file_are_told_in_one_line(desk: Desk, verbose: bool) -> None:
    desk.server.changes = [runtime_pb2.CharacterChange(pointer="/bio", note="made a list")] * 14
    await desk.chat(options=ChatOptions(verbose=verbose))
    notes = desk.err.getvalue().splitlines()
    assert notes[0] == "read as an older character file: 14 changes; -v lists them"
    assert notes[1:] == ["  /bio: made a list"] * (14 if verbose else 0)


async def test_an_agent_that_is_there_with_the_same_content_is_used(desk: Desk) -> None:
    await desk.chat("a")
    await desk.chat("b")
    assert desk.server.requests("DeleteAgents") == []
    assert desk.said[-1] == "Juno: You said: b"


def _other_juno(server: FakeServer) -> None:
    character = agents_pb2.Character(name="Juno", system="another")
    server.agents["old"] = agents_pb2.Agent(
        agent_id="old", character=character, plugins=["classic"], state=agents_pb2.AGENT_STATE_STOPPED
    )


async def test_our_own_server_takes_the_new_content(desk: Desk) -> None:
    _other_juno(desk.server)
    assert await desk.chat("hello") == 0
    assert [list(request.agent_ids) for request in desk.server.requests("DeleteAgents")] == [["old"]]
    assert list(desk.server.agents) == ["id-of-Juno"]
    assert "what it remembers stays" in desk.err.getvalue()


async def test_a_joined_server_keeps_what_it_has(desk: Desk) -> None:
    _other_juno(desk.server)
    desk.joined = True
    assert await desk.chat("hello") == 0
    assert desk.server.requests("DeleteAgents") == []
    assert desk.server.requests("StreamMessage")[0].agent_id == "old"
    assert "other programs use this server" in desk.err.getvalue()
    assert desk.server.agents["old"].state == agents_pb2.AGENT_STATE_RUNNING


async def test_an_agent_that_is_there_can_be_named(desk: Desk) -> None:
    _other_juno(desk.server)
    assert await desk.chat("hello", options=ChatOptions(agent="Juno")) == 0
    assert desk.server.requests("AddAgents") == []


async def test_the_settings_can_name_the_agent(desk: Desk) -> None:
    _other_juno(desk.server)
    desk.agent_id = "old"
    assert await desk.chat("hello") == 0
    assert desk.server.requests("AddAgents") == []


async def test_an_unknown_agent_is_told_with_those_that_are_there(desk: Desk) -> None:
    _other_juno(desk.server)
    with pytest.raises(AgentUnavailable, match="no agent 'Nobody' here; there are: Juno"):
        await desk.chat(options=ChatOptions(agent="Nobody"))


async def test_an_agent_that_cannot_start_is_told(desk: Desk) -> None:
    desk.server.starts_as = agents_pb2.AGENT_STATE_FAILED
    with pytest.raises(AgentUnavailable, match="CONFIGURATION_MISSING"):
        await desk.chat()


async def test_a_named_server_is_not_opened(desk: Desk) -> None:
    options = ChatOptions(server=f"grpc://{desk.server.address}", token="secret")
    assert await desk.chat("hello", options=options) == 0
    assert desk.header.startswith(f"Juno at grpc://{desk.server.address}: ")
    assert {metadata["authorization"] for _, metadata in desk.server.metadata} == {"Bearer secret"}


async def test_a_room_is_named_by_id_or_by_any_name(desk: Desk) -> None:
    room_id = new_id()
    for room in ("", room_id, "kitchen"):
        await desk.chat("hello", options=ChatOptions(room=room))
    rooms = [request.message.room_id for request in desk.server.requests("StreamMessage")]
    assert rooms == ["", room_id, room_id_of("kitchen", "id-of-Juno")]
    assert rooms[2] != room_id_of("kitchen", "another")
