"""Whether to respond, by rule."""

from __future__ import annotations

import pytest

from parley_server.domain.content import MentionContext
from parley_server.domain.json import JsonValue
from parley_server.domain.worlds import Room
from parley_server.message.respond import decide
from tests.fakes.agents import make_agent
from tests.fakes.values import AGENT_ID, ROOM_ID

MENTION, REPLY, THREAD = MentionContext(is_mention=True), MentionContext(is_reply=True), MentionContext(is_thread=True)


@pytest.mark.parametrize(
    ("kind", "source", "mention", "reason"),
    [
        ("DM", "discord", None, "private channel: dm"),
        ("VOICE_DM", "discord", None, "private channel: voice_dm"),
        ("API", "discord", None, "private channel: api"),
        ("SELF", "discord", None, "private channel: self"),
        ("GROUP", "client_chat", None, "whitelisted source: client_chat"),
        ("GROUP", "My_Client_Chat", None, "whitelisted source: my_client_chat"),
        ("GROUP", "discord", MENTION, "platform mention"),
        ("GROUP", "discord", REPLY, "platform reply"),
        ("GROUP", "discord", THREAD, "needs LLM evaluation"),
        ("GROUP", "discord", None, "needs LLM evaluation"),
        ("", "", None, "needs LLM evaluation"),
    ],
)
async def test_the_rules_give_their_reason(kind: str, source: str, mention: MentionContext | None, reason: str) -> None:
    bench = await make_agent()

    decision = decide(bench.runtime, Room(room_id=ROOM_ID, agent_id=AGENT_ID, type=kind), source, mention)

    undecided = reason == "needs LLM evaluation"
    assert (decision.reason, decision.should_respond, decision.skip_evaluation) == (
        reason,
        not undecided,
        not undecided,
    )


async def test_without_a_room_there_is_no_response() -> None:
    bench = await make_agent()

    decision = decide(bench.runtime, None, "client_chat", MENTION)

    assert (decision.should_respond, decision.skip_evaluation, decision.reason) == (False, True, "no room context")


@pytest.mark.parametrize(
    ("key", "value", "responds"),
    [
        ("ALWAYS_RESPOND_CHANNELS", "[FORUM, Group]", True),
        ("ALWAYS_RESPOND_CHANNELS", "forum,group", True),
        ("ALWAYS_RESPOND_CHANNELS", "[]", False),
        ("SHOULD_RESPOND_BYPASS_TYPES", "GROUP", True),
        ("ALWAYS_RESPOND_SOURCES", "[webhook, Disc]", True),
        ("SHOULD_RESPOND_BYPASS_SOURCES", "discord", True),
        ("CHECK_SHOULD_RESPOND", "false", True),
        ("CHECK_SHOULD_RESPOND", False, True),
        ("CHECK_SHOULD_RESPOND", "true", False),
    ],
)
async def test_settings_widen_the_rules(key: str, value: JsonValue, responds: bool) -> None:
    bench = await make_agent(settings={key: value})

    decision = decide(bench.runtime, Room(room_id=ROOM_ID, agent_id=AGENT_ID, type="GROUP"), "discord", None)

    assert decision.should_respond is responds
