"""The plugin: requests of every purpose, conversations by agent and room, scripts by setting."""

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from parley_server.domain.characters import Character
from parley_server.domain.errors import InvalidField, TooLarge
from parley_server.domain.ids import AgentId
from parley_server.domain.json import JsonValue
from parley_server.domain.models import TEXT_LARGE, TEXT_SMALL, ModelResult
from parley_server.domain.shapes import PLAN_SHAPE, RESPOND_SHAPE, Fields, FieldSpec, ResponseShape
from parley_server.plugin_api import FieldDelta, ModelPart, ModelRequest, Plugin, Purpose, Runtime, TextDelta
from parley_server.plugins.classic import classic_plugin, deciding
from parley_server.plugins.classic.library import MAX_BYTES
from parley_server.plugins.classic.loading import load_script
from parley_server.plugins.classic.plugin import LOWEST_PRIORITY, MAX_CONVERSATION_AGE, SCRIPT_SETTING

HELLO = "Hello. How has your day been?"
ECHO = "(Hello.) START (KEY ((0) (One 1.) (Two 1.))) (NONE ((0) (None.) (Still none.)))"


class FakeClock:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.seconds


class FakeRuntime:
    """As much of a runtime as the plugin looks at."""

    def __init__(self, settings: Mapping[str, JsonValue] | None = None, agent_id: str = "agent") -> None:
        self.agent_id = AgentId(agent_id)
        self.character = Character(name="Ada", username="ada99")
        self._settings = settings or {}

    def get_setting(self, key: str) -> JsonValue:
        return self._settings.get(key)


def runtime(settings: Mapping[str, JsonValue] | None = None, agent_id: str = "agent") -> Runtime:
    return cast(Runtime, FakeRuntime(settings, agent_id))


def reply_to(text: str, room: str = "room") -> ModelRequest:
    return ModelRequest(model_type=TEXT_LARGE, purpose=Purpose.REPLY, user_text=text, room_id=room)


def plan_for(text: str, room: str = "room") -> ModelRequest:
    return replace(reply_to(text, room), purpose=Purpose.PLAN, shape=PLAN_SHAPE)


async def say(plugin: Plugin, agent: Runtime, request: ModelRequest) -> str:
    return (await plugin.models[0].generate(agent, request)).text


async def decide(text: str) -> tuple[str, str]:
    request = ModelRequest(model_type=TEXT_SMALL, purpose=Purpose.RESPOND, user_text=text, shape=RESPOND_SHAPE)
    fields = (await classic_plugin(FakeClock()).models[0].generate(runtime(), request)).object
    assert isinstance(fields, Mapping)
    return str(fields["action"]), str(fields["reasoning"])


async def parts_of(plugin: Plugin, request: ModelRequest) -> list[ModelPart]:
    stream = plugin.models[0].stream
    assert stream is not None
    return [part async for part in stream(runtime(), request)]


def test_plugin_brings_both_text_models_below_every_other() -> None:
    plugin = classic_plugin(FakeClock())
    assert plugin.name == "classic"
    assert {model.model_type for model in plugin.models} == {TEXT_SMALL, TEXT_LARGE}
    assert all(model.structured and model.stream and model.priority == LOWEST_PRIORITY for model in plugin.models)
    assert plugin.settings_keys == (SCRIPT_SETTING,)


# ---- Purposes


@pytest.mark.asyncio
async def test_plan_is_a_reply_with_all_required_fields() -> None:
    result = await classic_plugin(FakeClock()).models[0].generate(runtime(), plan_for("hello"))
    assert isinstance(result.object, Mapping)
    fields = dict(result.object)
    assert PLAN_SHAPE.missing(cast(Fields, fields)) == ()
    assert fields.pop("thought")
    assert fields == {"actions": ("REPLY",), "providers": (), "text": HELLO}
    assert result.text == HELLO


@pytest.mark.asyncio
async def test_prompt_and_system_are_not_read() -> None:
    request = replace(plan_for("hello"), prompt="# Task\nMy mother is a computer.", system="You are a robot.")
    assert await say(classic_plugin(FakeClock()), runtime(), request) == HELLO


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Ada, I feel sad", "RESPOND"),
        ("I like @ada99 very much", "RESPOND"),
        ("What time is it?", "RESPOND"),
        ("Good morning!", "RESPOND"),
        ("bye", "RESPOND"),
        ("my dog is ill", "IGNORE"),
        ("Adam is here", "IGNORE"),
        ("", "IGNORE"),
        ("Ada, please be quiet now.", "STOP"),
        ("shut up Ada", "STOP"),
        ("Ada, I can't stop crying", "RESPOND"),
        ("be quiet, Bob", "IGNORE"),
    ],
)
async def test_response_is_decided_by_rule(text: str, action: str) -> None:
    decided, reasoning = await decide(text)
    assert decided == action
    assert reasoning.endswith(".")


def test_agent_without_a_name_is_not_named_by_silence() -> None:
    assert deciding.decide(load_script(ECHO), ("", "!"), "").action == "IGNORE"


@pytest.mark.asyncio
async def test_decision_leaves_the_conversation_as_it_is() -> None:
    plugin, agent = classic_plugin(FakeClock()), runtime()
    asked = ModelRequest(model_type=TEXT_SMALL, purpose=Purpose.RESPOND, user_text="hello", room_id="room")
    assert (await plugin.models[0].generate(agent, asked)).text == "RESPOND"
    assert await say(plugin, agent, reply_to("hello")) == HELLO


@pytest.mark.asyncio
async def test_nothing_is_left_to_do_after_actions() -> None:
    request = replace(plan_for("hello"), purpose=Purpose.CONTINUE)
    parts = await parts_of(classic_plugin(FakeClock()), request)
    (result,) = parts
    assert isinstance(result, ModelResult)
    assert isinstance(result.object, Mapping)
    assert (result.object["actions"], result.object["text"]) == (("IGNORE",), "")


@pytest.mark.asyncio
async def test_general_request_is_answered_apart_from_any_conversation() -> None:
    plugin, agent = classic_plugin(FakeClock()), runtime()
    general = ModelRequest(model_type=TEXT_LARGE, prompt="hello", room_id="room")
    assert [await say(plugin, agent, general) for _ in range(2)] == [HELLO, HELLO]
    assert await say(plugin, agent, reply_to("hello")) == HELLO


@pytest.mark.asyncio
async def test_unknown_required_fields_get_a_value_of_their_kind() -> None:
    shape = ResponseShape(
        fields=(
            FieldSpec(name="facts", kind="list", required=True),
            FieldSpec(name="done", kind="flag", required=True),
            FieldSpec(name="mood", required=True, choices=("calm", "wild")),
            FieldSpec(name="summary", required=True),
            FieldSpec(name="optional"),
            FieldSpec(name="words", streamed=True),
        )
    )
    parts = await parts_of(classic_plugin(FakeClock()), replace(plan_for("hello"), shape=shape))
    result = parts[-1]
    assert isinstance(result, ModelResult)
    assert result.object == {"facts": (), "done": False, "mood": "calm", "summary": HELLO, "words": HELLO}
    assert "".join(part.text for part in parts if isinstance(part, FieldDelta)) == HELLO


# ---- Streaming


@pytest.mark.asyncio
async def test_stream_of_text_is_word_by_word_and_ends_with_the_result() -> None:
    *pieces, result = await parts_of(classic_plugin(FakeClock()), reply_to("hello"))
    assert pieces == [TextDelta(word) for word in ("Hello. ", "How ", "has ", "your ", "day ", "been?")]
    assert isinstance(result, ModelResult)
    assert result.text == HELLO


@pytest.mark.asyncio
async def test_stream_of_a_plan_is_its_streamed_field() -> None:
    *pieces, result = await parts_of(classic_plugin(FakeClock()), plan_for("I love my café in Kraków"))
    assert isinstance(result, ModelResult)
    assert all(isinstance(piece, FieldDelta) and piece.field == "text" for piece in pieces)
    assert "".join(piece.text for piece in pieces if isinstance(piece, FieldDelta)) == result.text != ""


@pytest.mark.asyncio
async def test_nothing_of_a_decision_is_streamed() -> None:
    request = ModelRequest(model_type=TEXT_SMALL, purpose=Purpose.RESPOND, user_text="hello", shape=RESPOND_SHAPE)
    assert len(await parts_of(classic_plugin(FakeClock()), request)) == 1


@pytest.mark.asyncio
async def test_long_text_is_answered_too() -> None:
    assert await say(classic_plugin(FakeClock()), runtime(), reply_to("word " * 20_000))


# ---- Conversations


@pytest.mark.asyncio
async def test_conversation_goes_on_within_a_room_and_not_beyond() -> None:
    plugin, agent = classic_plugin(FakeClock()), runtime()
    said = [await say(plugin, agent, reply_to("hello", room)) for room in ("a", "a", "b")]
    assert said == [HELLO, "Hello again. What shall we talk about?", HELLO]


@pytest.mark.asyncio
async def test_agents_with_the_same_id_share_nothing() -> None:
    # Ids of agents are made from names; two tenants may well have the same one.
    plugin, one, other = classic_plugin(FakeClock()), runtime(agent_id="same"), runtime(agent_id="same")
    assert await say(plugin, one, reply_to("hello")) == await say(plugin, other, reply_to("hello")) == HELLO


@pytest.mark.asyncio
async def test_plugins_share_nothing() -> None:
    agent = runtime()
    assert [await say(classic_plugin(FakeClock()), agent, reply_to("hello")) for _ in range(2)] == [HELLO, HELLO]


@pytest.mark.asyncio
async def test_request_without_a_room_has_no_conversation() -> None:
    plugin, agent = classic_plugin(FakeClock()), runtime()
    assert [await say(plugin, agent, reply_to("hello", "")) for _ in range(2)] == [HELLO, HELLO]


@pytest.mark.asyncio
async def test_least_recently_used_conversation_is_forgotten_first() -> None:
    plugin, agent = classic_plugin(FakeClock(), max_conversations=2), runtime()
    for room in ("a", "b", "a", "c"):
        await say(plugin, agent, reply_to("hello", room))
    assert await say(plugin, agent, reply_to("hello", "a")) == "I am glad you came. What moves you?"
    assert await say(plugin, agent, reply_to("hello", "b")) == HELLO


@pytest.mark.asyncio
async def test_conversation_begins_anew_after_a_long_silence() -> None:
    clock = FakeClock()
    plugin, agent = classic_plugin(clock), runtime()
    await say(plugin, agent, reply_to("hello"))
    clock.seconds = MAX_CONVERSATION_AGE + 1
    assert await say(plugin, agent, reply_to("hello")) == HELLO


@pytest.mark.asyncio
async def test_conversation_begins_anew_after_a_farewell() -> None:
    plugin, agent = classic_plugin(FakeClock()), runtime()
    await say(plugin, agent, reply_to("hello"))
    assert (await say(plugin, agent, reply_to("Bye."))).startswith("Goodbye.")
    assert await say(plugin, agent, reply_to("hello")) == HELLO


# ---- Scripts


async def start(plugin: Plugin, setting: JsonValue) -> Runtime:
    agent = runtime({SCRIPT_SETTING: setting})
    assert plugin.init is not None
    await plugin.init({}, agent)
    return agent


@pytest.mark.asyncio
async def test_agent_uses_the_script_that_its_setting_names(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "echo.script").write_text(ECHO, encoding="utf-8")
    plugin = classic_plugin(FakeClock(), scripts=tmp_path)
    agent = await start(plugin, "mine/echo.script")
    assert await say(plugin, agent, reply_to("a key")) == "One a key."
    assert await say(plugin, await start(plugin, None), reply_to("hello")) == HELLO


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["missing.script", "../outside.script", "link.script", "", ".", "pipe", "a\0b"])
async def test_path_that_is_no_file_below_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "outside.script").write_text(ECHO, encoding="utf-8")
    (folder / "link.script").symlink_to(tmp_path / "outside.script")
    os.mkfifo(folder / "pipe")  # opening it would wait for ever
    plugin = classic_plugin(FakeClock(), scripts=folder)
    with pytest.raises(InvalidField) as caught:
        await start(plugin, path or str(tmp_path / "outside.script"))
    assert caught.value.problems[0].field == f"settings.{SCRIPT_SETTING}"


@pytest.mark.asyncio
async def test_no_path_is_accepted_without_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "echo.script"
    file.write_text(ECHO, encoding="utf-8")
    with pytest.raises(InvalidField):
        await start(classic_plugin(FakeClock()), str(file))


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("content", "note"),
    [
        (b"(Hello.) START\n(NONE ((0) (so)))\n(A (=B))", "line 3: B is no keyword with rules"),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
    ],
)
async def test_file_that_is_no_script_is_refused_with_the_reason(tmp_path: Path, content: bytes, note: str) -> None:
    (tmp_path / "bad.script").write_bytes(content)
    with pytest.raises(InvalidField) as caught:
        await start(classic_plugin(FakeClock(), scripts=tmp_path), "bad.script")
    assert note in caught.value.message


@pytest.mark.asyncio
async def test_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "large.script").write_bytes(b" " * (MAX_BYTES + 1))
    with pytest.raises(TooLarge):
        await start(classic_plugin(FakeClock(), scripts=tmp_path), "large.script")
