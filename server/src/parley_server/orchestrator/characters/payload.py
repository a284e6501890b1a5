"""The further keys of a content: beside the known ones where that is possible, else in an envelope.

elizaOS leaves a content open, so a file has its further keys beside the known ones. A typed character may bring bytes,
text, or keys that hide known ones; the envelope `"extra": {"raw": ..., "contentType": ...}` keeps these exact.
"""

import base64
from collections.abc import Collection, Mapping

from parley_server.domain.content import Payload
from parley_server.domain.json import JsonValue
from parley_server.orchestrator.characters.node import Node

_FORMS = ("json", "raw", "text")


def read_payload(envelope: Node | None, rest: Mapping[str, Node]) -> Payload | None:
    """Read the further keys of a content: `rest`, or the envelope when that is all."""
    if envelope is not None and not rest:
        payload = _open_envelope(envelope)
        if payload is not None:
            return payload
    kept = {key: node.free_value() for key, node in rest.items()}
    if envelope is not None:
        kept["extra"] = envelope.free_value()
    return Payload(form="json", json=kept) if kept else None


def write_payload(payload: Payload | None, *, taken: Collection[str]) -> dict[str, JsonValue]:
    """Write further keys as members of their content, in the envelope when they would hide one of `taken`."""
    if payload is None:
        return {}
    beside = payload.json if payload.form == "json" and not payload.content_type else None
    if isinstance(beside, Mapping) and beside and not any(key in taken for key in beside):
        return dict(beside)
    envelope: dict[str, JsonValue] = {payload.form: _written(payload)}
    if payload.content_type:
        envelope["contentType"] = payload.content_type
    return {"extra": envelope}


def _written(payload: Payload) -> JsonValue:
    if payload.form == "raw":
        return base64.b64encode(payload.raw).decode()
    return payload.text if payload.form == "text" else payload.json


def _open_envelope(node: Node) -> Payload | None:
    """Return what the envelope holds; None when it is none, for files may have an `extra` of their own."""
    members = node.members() or {}
    forms = [form for form in _FORMS if form in members]
    content_type = members.pop("contentType", node.child("contentType", ""))
    if len(forms) != 1 or len(members) != 1 or not isinstance(content_type.value, str):
        return None
    held = members[forms[0]]
    if forms[0] == "json":
        value = held.free_members() if isinstance(held.value, Mapping) else held.free_value()
        return Payload(form="json", json=value, content_type=content_type.value)
    if not isinstance(held.value, str):
        return None
    if forms[0] == "text":
        return Payload(form="text", text=held.value, content_type=content_type.value)
    raw = _decoded(held.value)
    return None if raw is None else Payload(form="raw", raw=raw, content_type=content_type.value)


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None
