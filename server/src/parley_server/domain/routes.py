"""HTTP requests for the routes of plugins, and their answers, with or without HTTP around them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_BODY_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRequest:
    """A request: `path` has the plugin's prefix and no query string; header names are in lower case.

    `params` are the parts of the path that the route has as ":name".
    """

    method: str
    path: str
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteResponse:
    """An answer; header names are in lower case."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
