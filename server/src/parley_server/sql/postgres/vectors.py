"""The type of pgvector on connections of asyncpg: vectors go in and come out as 32-bit floats, least byte first."""

import struct
from array import array
from typing import Any

_TYPE = "vector"
_SCHEMA = """
    SELECT nspname FROM pg_type JOIN pg_namespace ON pg_namespace.oid = typnamespace
    WHERE pg_type.oid = 'vector'::regtype
"""
# How many numbers follow, and a reserved one; pgvector has the highest byte first.
_HEAD = struct.Struct(">HH")
_NUMBER_BYTES = 4


async def teach_vectors(connection: Any) -> None:
    """Let a connection take and give vectors."""
    schema = await connection.fetchval(_SCHEMA)
    await connection.set_type_codec(_TYPE, schema=schema, encoder=_to_pgvector, decoder=_from_pgvector, format="binary")


def _to_pgvector(stored: bytes) -> bytes:
    return _HEAD.pack(len(stored) // _NUMBER_BYTES, 0) + _turned(stored)


def _from_pgvector(sent: bytes) -> bytes:
    return _turned(sent[_HEAD.size :])


def _turned(numbers: bytes) -> bytes:
    turned = array("f")
    turned.frombytes(numbers)
    turned.byteswap()
    return turned.tobytes()
