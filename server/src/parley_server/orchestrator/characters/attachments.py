"""Attachments in the contents of example turns."""

import base64
from collections.abc import Sequence

from parley_server.domain.content import Media, MediaKind
from parley_server.domain.json import JsonValue
from parley_server.orchestrator.characters.members import Members
from parley_server.orchestrator.characters.node import Node
from parley_server.orchestrator.characters.texts import read_count, read_text
from parley_server.orchestrator.characters.values import filled

_KINDS = {kind.value: kind for kind in MediaKind}


def read_attachments(node: Node | None) -> tuple[Media, ...]:
    """Read a list of attachments."""
    if node is None:
        return ()
    items = node.items()
    if items is None:
        node.refused("must be a list of attachments")
        return ()
    found = [members for item in items if (members := Members.of(item))]
    return tuple(_read_media(members) for members in found)


def write_attachments(attachments: Sequence[Media]) -> list[JsonValue]:
    """Write attachments with the keys that elizaOS uses, and ours where it has none."""
    return [_write_media(media) for media in attachments]


def _read_media(members: Members) -> Media:
    kind, mime_type = _read_types(members)
    media = Media(
        media_id=read_text(members.take("id", "mediaId", "media_id")),
        url=read_text(members.take("url")),
        data=_read_data(members.take("data")),
        mime_type=mime_type,
        kind=kind,
        title=read_text(members.take("title")),
        source=read_text(members.take("source")),
        description=read_text(members.take("description")),
        text=read_text(members.take("text")),
        file_name=read_text(members.take("fileName")),
        size_bytes=read_count(members.take("sizeBytes")),
        sha256=read_text(members.take("sha256")),
    )
    members.leave_out_rest()
    return media


def _read_types(members: Members) -> tuple[MediaKind, str]:
    """Read kind and MIME type. `contentType` is the kind today; in 0.x files it was the MIME type."""
    node, mime_type = members.take("contentType", "kind"), read_text(members.take("mimeType"))
    content_type = read_text(node)
    if node is not None and "/" in content_type:
        node.changed("left out, mimeType is there too" if mime_type else "renamed to mimeType")
        return MediaKind.UNSPECIFIED, mime_type or content_type
    if node is not None and content_type not in _KINDS:
        node.changed("unknown kind, left out")
    return _KINDS.get(content_type, MediaKind.UNSPECIFIED), mime_type


def _read_data(node: Node | None) -> bytes:
    text = read_text(node)
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        if node is not None:
            node.refused("must be base64")
        return b""


def _write_media(media: Media) -> dict[str, JsonValue]:
    return filled(
        {
            "id": media.media_id,
            "url": media.url,
            "data": base64.b64encode(media.data).decode(),
            "mimeType": media.mime_type,
            "contentType": "" if media.kind is MediaKind.UNSPECIFIED else media.kind.value,
            "title": media.title,
            "source": media.source,
            "description": media.description,
            "text": media.text,
            "fileName": media.file_name,
            "sizeBytes": media.size_bytes,
            "sha256": media.sha256,
        }
    )
