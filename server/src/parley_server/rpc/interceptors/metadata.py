"""What a call says about itself: its metadata, read once."""

import re
from dataclasses import dataclass

from parley_server.domain.ids import new_id
from parley_server.rpc.types import Context

REQUEST_ID_KEY = "x-request-id"
PAYLOAD_KEY = "parley-payload"
_SANE_ID = re.compile(r"[\x21-\x7e]{1,128}")


@dataclass(frozen=True, slots=True)
class CallMetadata:
    """The metadata that stages look at. `total_bytes` counts keys and values, `largest_key` names the longest entry."""

    request_id: str
    payload: str
    total_bytes: int
    largest_key: str


def read_metadata(context: Context) -> CallMetadata:
    """Read the metadata of a call. A missing or strange request id is replaced by a new one."""
    request_id = payload = largest_key = ""
    total = largest = 0
    for key, value in context.invocation_metadata() or ():
        size = len(key) + len(value)
        total += size
        if size > largest:
            largest, largest_key = size, key
        if key == REQUEST_ID_KEY:
            request_id = str(value)
        elif key == PAYLOAD_KEY:
            payload = str(value)
    if not _SANE_ID.fullmatch(request_id):
        request_id = new_id()
    return CallMetadata(request_id, payload, total, largest_key)
