"""Contents with what hangs on them: attachments, mentions, results of actions, the composed state."""

from parley.v1 import common_pb2
from parley_server.domain.content import ActionResult, Content, Media, MediaKind, MentionContext, State
from parley_server.domain.ids import RunId
from parley_server.wire.enums import EnumMap
from parley_server.wire.payloads import object_from_proto, object_to_proto, payload_from_proto, payload_to_proto

MEDIA_KINDS = EnumMap(MediaKind, common_pb2.MediaKind, "MEDIA_KIND_", MediaKind.UNSPECIFIED)


def content_to_proto(content: Content) -> common_pb2.Content:
    """Return what was said."""
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
    return Content(
        text=message.text,
        thought=message.thought,
        actions=tuple(message.actions),
        providers=tuple(message.providers),
        attachments=tuple(map(media_from_proto, message.attachments)),
        source=message.source,
        in_reply_to=message.in_reply_to.lower(),
        channel_type=message.channel_type,
        mention=_mention_from_proto(message.mention) if message.HasField("mention") else None,
        url=message.url,
        target=message.target,
        simple=message.simple,
        response_id=message.response_id.lower(),
        action_result=action_result_from_proto(message.action_result) if message.HasField("action_result") else None,
        extra=payload_from_proto(message.extra),
    )


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
