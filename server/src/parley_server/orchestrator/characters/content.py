"""What is said in an example turn."""

import re

from parley_server.domain.content import ActionResult, Content, MentionContext
from parley_server.domain.ids import RunId
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.orchestrator.characters.attachments import read_attachments, write_attachments
from parley_server.orchestrator.characters.members import Members, spellings
from parley_server.orchestrator.characters.node import Node
from parley_server.orchestrator.characters.payload import read_payload, write_payload
from parley_server.orchestrator.characters.texts import read_flag, read_text, read_texts
from parley_server.orchestrator.characters.values import filled

# The members of a content that have a field, each with older names for it. All others go into `Content.extra`.
_NAMES: dict[str, tuple[str, ...]] = {
    "text": (),
    "thought": (),
    "actions": ("action",),
    "providers": (),
    "attachments": (),
    "source": (),
    "inReplyTo": (),
    "channelType": (),
    "mentionContext": ("mention",),
    "url": (),
    "target": (),
    "simple": (),
    "responseId": (),
    "actionResult": (),
    "extra": (),
}
_KNOWN_KEYS = frozenset(key for name, older in _NAMES.items() for key in spellings(name, *older))

_USER = re.compile(r"\{\{\s*user(\d+)\s*\}\}")


def read_placeholders(node: Node | None) -> str:
    """Read a text and write its {{user1}} as {{name1}}, as elizaOS does since 1.0."""
    text = read_text(node)
    renamed = _USER.sub(r"{{name\1}}", text)
    if node is not None and renamed != text:
        node.changed("{{userN}} written {{nameN}}")
    return renamed


def read_content(node: Node) -> Content:
    """Read a content; a text alone is one, too."""
    if isinstance(node.value, str):
        node.changed("text made a content")
        return Content(text=read_placeholders(node))
    members = Members.of(node)
    return Content() if members is None else _read_members(members)


def write_content(content: Content) -> dict[str, JsonValue]:
    """Write a content with the keys that elizaOS uses; keys of `extra` stand beside them, as in elizaOS."""
    members = filled(
        {
            "text": content.text,
            "thought": content.thought,
            "actions": list(content.actions),
            "providers": list(content.providers),
            "attachments": write_attachments(content.attachments),
            "source": content.source,
            "inReplyTo": content.in_reply_to,
            "channelType": content.channel_type,
            "url": content.url,
            "target": content.target,
            "simple": content.simple,
            "responseId": content.response_id,
        }
    )
    if content.mention is not None:
        members["mentionContext"] = _write_mention(content.mention)
    if content.action_result is not None:
        members["actionResult"] = _write_result(content.action_result)
    return members | write_payload(content.extra, taken=_KNOWN_KEYS)


def _read_members(members: Members) -> Content:
    taken = {name: members.take(name, *older) for name, older in _NAMES.items()}
    return Content(
        text=read_placeholders(taken["text"]),
        thought=read_text(taken["thought"]),
        actions=read_texts(taken["actions"]),
        providers=read_texts(taken["providers"]),
        attachments=read_attachments(taken["attachments"]),
        source=read_text(taken["source"]),
        in_reply_to=read_text(taken["inReplyTo"]),
        channel_type=read_text(taken["channelType"]),
        mention=_read_mention(taken["mentionContext"]),
        url=read_text(taken["url"]),
        target=read_text(taken["target"]),
        simple=read_flag(taken["simple"]),
        response_id=read_text(taken["responseId"]),
        action_result=_read_result(taken["actionResult"]),
        extra=read_payload(taken["extra"], members.rest()),
    )


def _read_mention(node: Node | None) -> MentionContext | None:
    members = Members.of(node) if node else None
    if members is None:
        return None
    mention = MentionContext(
        is_mention=read_flag(members.take("isMention")),
        is_reply=read_flag(members.take("isReply")),
        is_thread=read_flag(members.take("isThread")),
    )
    members.leave_out_rest()
    return mention


def _write_mention(mention: MentionContext) -> JsonObject:
    return {"isMention": mention.is_mention, "isReply": mention.is_reply, "isThread": mention.is_thread}


def _read_result(node: Node | None) -> ActionResult | None:
    members = Members.of(node) if node else None
    if members is None:
        return None
    values, data = members.take("values"), members.take("data")
    result = ActionResult(
        action_name=read_text(members.take("actionName")),
        success=read_flag(members.take("success"), default=True),
        text=read_text(members.take("text")),
        values=values.free_members() if values else {},
        data=data.free_members() if data else {},
        error=read_text(members.take("error")),
        action_id=read_text(members.take("actionId")),
        run_id=RunId(read_text(members.take("runId"))),
    )
    members.leave_out_rest()
    return result


def _write_result(result: ActionResult) -> JsonObject:
    members = filled(
        {
            "actionName": result.action_name,
            "text": result.text,
            "values": result.values,
            "data": result.data,
            "error": result.error,
            "actionId": result.action_id,
            "runId": result.run_id,
        }
    )
    return members | {"success": result.success}
