"""Files of STATIC routes: read from below the folder that the route names, and from nowhere else."""

from __future__ import annotations

import asyncio
import mimetypes
from pathlib import Path
from urllib.parse import unquote

from parley_server.domain.errors import NotFound, TooLarge
from parley_server.domain.routes import MAX_BODY_BYTES, RouteResponse

_INDEX = "index.html"
_UNKNOWN_TYPE = "application/octet-stream"


async def serve_file(file_path: str, rest: str, *, path: str) -> RouteResponse:
    """Return the file of a STATIC route: `file_path` itself, or what `rest` names below it; a folder's index.html.

    Raises NotFound (naming `path`, never a place on the server) for what is not there or lies elsewhere once symbolic
    links are followed, and TooLarge.
    """
    found = await asyncio.to_thread(_read, Path(file_path), unquote(rest).strip("/"))
    if found is None:
        raise NotFound("file", path)
    kind, data = found
    if len(data) > MAX_BODY_BYTES:
        raise TooLarge("path", limit=MAX_BODY_BYTES, unit="bytes")
    return RouteResponse(headers={"content-type": kind}, body=data)


def _read(root: Path, rest: str) -> tuple[str, bytes] | None:
    """Return the type of a file and its bytes, one more than allowed at the most; None for what is not served."""
    try:
        root = root.resolve(strict=True)
        file = (root / rest).resolve(strict=True) if rest else root
        if file.is_dir():
            file = (file / _INDEX).resolve(strict=True)
        if not file.is_relative_to(root) or not file.is_file():
            return None
        with file.open("rb") as opened:
            return _type_of(file), opened.read(MAX_BODY_BYTES + 1)
    except (OSError, ValueError):  # a path with a NUL byte is a ValueError
        return None


def _type_of(file: Path) -> str:
    kind, encoding = mimetypes.guess_type(file.name)
    return kind if kind and not encoding else _UNKNOWN_TYPE
