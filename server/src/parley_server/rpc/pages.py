"""Page tokens: opaque, and good for the one query that they came from."""

import base64
import binascii
import copy
import hashlib
import hmac
import secrets

from parley.v1 import bus_pb2, messages_pb2, runtime_pb2
from parley_server.domain.errors import InvalidPageToken
from parley_server.domain.pages import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, PageRequest

_SEAL_BYTES = 16
_MAX_TOKEN_LENGTH = 4096


PagedRequest = (
    messages_pb2.ListRunsRequest
    | runtime_pb2.ListAgentsRequest
    | runtime_pb2.ListComponentsRequest
    | bus_pb2.ListEventsRequest
    | bus_pb2.ListSubscriptionsRequest
    | bus_pb2.ListDeadLettersRequest
)
"""The requests for a page; they have the same two fields."""


class PageTokens:
    """Makes and reads page tokens.

    A token is the place where a page ends, sealed together with the query and the caller's tenant. With a random
    secret, tokens end with the process; replicas need the same one.
    """

    def __init__(self, secret: bytes | None = None) -> None:
        """Take the secret of the seals."""
        self._secret = secret or secrets.token_bytes(32)

    def read(self, request: PagedRequest, tenant: str) -> PageRequest:
        """Return the page that a request asks for. Raises InvalidPageToken for a token of anything else."""
        size = min(request.page_size or DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE)
        if not request.page_token:
            return PageRequest(size=size)
        seal, key = _unpack(request.page_token)
        if not hmac.compare_digest(seal, self._seal(request, tenant, key)):
            raise InvalidPageToken
        return PageRequest(size=size, after_key=key.decode())

    def make(self, request: PagedRequest, tenant: str, next_key: str | None) -> str:
        """Return the token of the page behind `next_key`, empty when there is none."""
        if next_key is None:
            return ""
        key = next_key.encode()
        return base64.urlsafe_b64encode(self._seal(request, tenant, key) + key).decode().rstrip("=")

    def _seal(self, request: PagedRequest, tenant: str, key: bytes) -> bytes:
        # The size of a page may change on the way. The message's name stands for the method.
        query = copy.deepcopy(request)
        query.ClearField("page_size")
        query.ClearField("page_token")
        seal = hmac.new(self._secret, digestmod=hashlib.sha256)
        for part in (
            request.DESCRIPTOR.full_name.encode(),
            tenant.encode(),
            query.SerializeToString(deterministic=True),
            key,
        ):
            seal.update(len(part).to_bytes(4, "big") + part)
        return seal.digest()[:_SEAL_BYTES]


def _unpack(token: str) -> tuple[bytes, bytes]:
    if len(token) > _MAX_TOKEN_LENGTH:
        raise InvalidPageToken
    try:
        data = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidPageToken from error
    return data[:_SEAL_BYTES], data[_SEAL_BYTES:]
