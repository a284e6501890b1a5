"""Whether to respond: rules first, a model only where they leave it open (document 4, reference-values 2.1)."""

from __future__ import annotations

from parley_server.domain.content import Memory, MentionContext
from parley_server.domain.ids import EntityId
from parley_server.domain.runs import MessageResult, RunStatus
from parley_server.domain.worlds import ParticipantState, Room
from parley_server.plugin_api import ResponseDecision, Runtime
from parley_server.plugin_api.texts import parse_boolean_from_text

PRIVATE_CHANNELS = frozenset({"dm", "voice_dm", "self", "api"})
MUTED_REASON = "the agent is to be quiet in this room unless it is named"
OFF_REASON = "the agent is off where it does not follow the room"
TRUSTED_SOURCES = frozenset({"client_chat"})


def decide(runtime: Runtime, room: Room | None, source: str, mention: MentionContext | None) -> ResponseDecision:
    """Decide by rule; the reasons are those of reference-values 1.1."""
    if room is None:
        return _decided(should_respond=False, reason="no room context")
    check = runtime.get_setting("CHECK_SHOULD_RESPOND")
    if check is not None and not parse_boolean_from_text(check):
        return _decided(should_respond=True, reason="checks are switched off")
    channel, source = room.type.lower(), source.lower()
    if channel in PRIVATE_CHANNELS | _listed(runtime, "ALWAYS_RESPOND_CHANNELS", "SHOULD_RESPOND_BYPASS_TYPES"):
        return _decided(should_respond=True, reason=f"private channel: {channel}")
    trusted = TRUSTED_SOURCES | _listed(runtime, "ALWAYS_RESPOND_SOURCES", "SHOULD_RESPOND_BYPASS_SOURCES")
    if any(name in source for name in trusted):
        return _decided(should_respond=True, reason=f"whitelisted source: {source}")
    if mention is not None and mention.is_mention:
        return _decided(should_respond=True, reason="platform mention")
    if mention is not None and mention.is_reply:
        return _decided(should_respond=True, reason="platform reply")
    return ResponseDecision(should_respond=False, skip_evaluation=False, reason="needs LLM evaluation")


async def held_back(runtime: Runtime, message: Memory) -> MessageResult | None:
    """Return how a run ends that is not to be answered because of how the agent stands to the room, None otherwise.

    OFF where agents are off by setting and this one does not follow the room; MUTED where it has to be quiet and the
    message does not name it (reference-values 2.1, step 7).
    """
    off = parse_boolean_from_text(runtime.get_setting("BOOTSTRAP_DEFLLMOFF"))
    if not off and _names(runtime, message):
        return None
    state = await runtime.get_participant_state(message.room_id, EntityId(runtime.agent_id))
    if off and state is None:
        return MessageResult(status=RunStatus.OFF, reason=OFF_REASON)
    if state is ParticipantState.MUTED and not _names(runtime, message):
        return MessageResult(status=RunStatus.MUTED, reason=MUTED_REASON)
    return None


def _names(runtime: Runtime, message: Memory) -> bool:
    text, mention = message.content.text.casefold(), message.content.mention
    return (mention is not None and mention.is_mention) or not text or runtime.character.name.casefold() in text


def _decided(*, should_respond: bool, reason: str) -> ResponseDecision:
    return ResponseDecision(should_respond=should_respond, skip_evaluation=True, reason=reason)


def _listed(runtime: Runtime, *keys: str) -> frozenset[str]:
    """Read lists that are written "[A, B]" or "A,B", in any case, under their present and their older names."""
    texts = (str(runtime.get_setting(key) or "").strip().removeprefix("[").removesuffix("]") for key in keys)
    return frozenset(word.strip().lower() for text in texts for word in text.split(",") if word.strip())
