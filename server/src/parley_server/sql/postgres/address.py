"""Addresses of PostgreSQL databases, as operators write them."""

from urllib.parse import parse_qs, urlsplit

_SCHEMES = ("postgresql", "postgres", "postgresql+asyncpg")


def is_postgres(url: str) -> bool:
    """Return whether this is the address of a PostgreSQL database."""
    return url.partition("://")[0] in _SCHEMES


def driver_url(url: str) -> str:
    """Return the address as asyncpg reads it. Raises ValueError for another kind of address."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in _SCHEMES:
        raise ValueError("not the address of a PostgreSQL database: it begins with postgresql://")
    return f"postgresql://{rest}"


def shown(url: str) -> str:
    """Return the address for eyes and logs: host and database, never user or password."""
    parts = urlsplit(driver_url(url))
    # A host in the query is a folder with a socket.
    host = parts.hostname or ",".join(parse_qs(parts.query).get("host", ["localhost"]))
    port = f":{parts.port}" if parts.port else ""
    return f"postgresql://{host}{port}{parts.path}"
