"""Routes: HTTP endpoints of plugins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from parley_server.domain.routes import RouteRequest, RouteResponse

if TYPE_CHECKING:
    from parley_server.plugin_api.runtime import Runtime

RouteHandler = Callable[[RouteRequest, "Runtime"], Awaitable[RouteResponse]]
"""Answers a request; what it raises is a failed call, never an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """An HTTP endpoint, known as `/<plugin><path>`; ":name" in the path marks a parameter (reference-values 1.5).

    A public one needs a name. A STATIC one has a `file_path` in place of a handler: a file, or a folder of which
    GET serves everything below (256 KiB a file at the most; links that lead out of it are not followed).
    """

    path: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "STATIC"] = "GET"
    handler: RouteHandler | None = None
    name: str = ""
    description: str = ""
    public: bool = False
    multipart: bool = False
    file_path: str = ""
