"""Contents with what hangs on them: attachments, mentions, results of actions, the composed state."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from parley.v1 import common_pb2
from parley_server.domain.content import ActionResult, Content, Media, MediaKind, MentionContext, State
from parley_server.domain.ids import RunId
from parley_server.domain.texts import clean_text
from parley_server.wire.enums import EnumMap
from parley_server.wire.payloads import object_from_proto, object_to_proto, payload_from_proto, payload_to_proto

MEDIA_KINDS = EnumMap(MediaKind, common_pb2.MediaKind, "MEDIA_KIND_", MediaKind.UNSPECIFIED)


def content_to_proto(content: Content) -> common_pb2.Content:
    """Return what was said."""
    try:
        return _content_to_proto(content)
    except UnicodeEncodeError:
        # Half a surrogate pair, from a model that cut a character in two.
        return _content_to_proto(replace(content, text=clean_text(content.text), thought=clean_text(content.thought)))


def _content_to_proto(content: Content) -> common_pb2.Content:
    message = common_pb2.Content(
        text=content.text,
        thought=content.thought,
        actions=content.actions,
        providers=content.providers,
        source=content.source,
        in_reply_to=content.in_reply_to,
        channel_type=content.channel_type,
        url=content.url,
        target=content.target,
        simple=content.simple,
        response_id=content.response_id,
    )
    # Rare parts only when they are there: most contents are text and a source.
    if content.attachments:
        message.attachments.extend(map(media_to_proto, content.attachments))
    if content.mention is not None:
        message.mention.CopyFrom(_mention_to_proto(content.mention))
    if content.action_result is not None:
        message.action_result.CopyFrom(action_result_to_proto(content.action_result))
    if content.extra is not None:
        message.extra.CopyFrom(payload_to_proto(content.extra))
    return message


def content_from_proto(message: common_pb2.Content) -> Content:
    """Return what was said; ids become lower case."""
    # Only what is set: two or three fields of fifteen, and an empty list costs more than a text.
    given: dict[str, Any] = {}
    for field, value in message.ListFields():
        read = _CONTENT_READERS.get(field.name)
        if read is not None:
            given[field.name] = read(value)
    return Content(**given)


def _mention_to_proto(mention: MentionContext) -> common_pb2.MentionContext:
    return common_pb2.MentionContext(
        is_mention=mention.is_mention, is_reply=mention.is_reply, is_thread=mention.is_thread
    )


def _mention_from_proto(message: common_pb2.MentionContext) -> MentionContext:
    return MentionContext(is_mention=message.is_mention, is_reply=message.is_reply, is_thread=message.is_thread)


def media_to_proto(media: Media) -> common_pb2.Media:
    """Return an attachment."""
    return common_pb2.Media(
        media_id=media.media_id,
        url=media.url,
        data=media.data,
        mime_type=media.mime_type,
        kind=MEDIA_KINDS.to_wire(media.kind),
        title=media.title,
        source=media.source,
        description=media.description,
        text=media.text,
        file_name=media.file_name,
        size_bytes=media.size_bytes,
        sha256=media.sha256,
    )


def media_from_proto(message: common_pb2.Media) -> Media:
    """Return an attachment."""
    return Media(
        media_id=message.media_id,
        url=message.url,
        data=message.data,
        mime_type=message.mime_type,
        kind=MEDIA_KINDS.to_domain(message.kind),
        title=message.title,
        source=message.source,
        description=message.description,
        text=message.text,
        file_name=message.file_name,
        size_bytes=message.size_bytes,
        sha256=message.sha256,
    )


def action_result_to_proto(result: ActionResult) -> common_pb2.ActionResult:
    """Return what an action did."""
    return common_pb2.ActionResult(
        action_name=result.action_name,
        success=result.success,
        text=result.text,
        values=object_to_proto(result.values),
        data=object_to_proto(result.data),
        error=result.error,
        action_id=result.action_id,
        run_id=result.run_id,
    )


def action_result_from_proto(message: common_pb2.ActionResult) -> ActionResult:
    """Return what an action did."""
    return ActionResult(
        action_name=message.action_name,
        success=message.success,
        text=message.text,
        values=object_from_proto(message.values),
        data=object_from_proto(message.data),
        error=message.error,
        action_id=message.action_id,
        run_id=RunId(message.run_id.lower()),
    )


def state_to_proto(state: State) -> common_pb2.State:
    """Return the composed context."""
    return common_pb2.State(text=state.text, values=object_to_proto(state.values), data=object_to_proto(state.data))


def state_from_proto(message: common_pb2.State) -> State:
    """Return the composed context."""
    return State(text=message.text, values=object_from_proto(message.values), data=object_from_proto(message.data))


def _attachments_from_proto(messages: Iterable[common_pb2.Media]) -> tuple[Media, ...]:
    return tuple(map(media_from_proto, messages))


_CONTENT_READERS: Mapping[str, Callable[[Any], object]] = {
    "text": str,
    "thought": str,
    "actions": tuple,
    "providers": tuple,
    "attachments": _attachments_from_proto,
    "source": str,
    "in_reply_to": str.lower,
    "channel_type": str,
    "mention": _mention_from_proto,
    "url": str,
    "target": str,
    "simple": bool,
    "response_id": str.lower,
    "action_result": action_result_from_proto,
    "extra": payload_from_proto,
}
