"""New ids are UUIDs of version 7."""

from __future__ import annotations

import time
import uuid

from parley_server.domain.ids import new_id, parse_uuid


def test_a_new_id_is_a_uuid_of_version_7_in_lower_case() -> None:
    for _ in range(200):
        made = new_id()
        assert parse_uuid(made) == made
        assert uuid.UUID(made).version == 7
        assert uuid.UUID(made).variant == uuid.RFC_4122


def test_a_new_id_tells_when_it_was_made() -> None:
    before = time.time_ns() // 1_000_000
    millis = uuid.UUID(new_id()).int >> 80

    assert before <= millis <= time.time_ns() // 1_000_000


def test_new_ids_differ() -> None:
    assert len({new_id() for _ in range(10_000)}) == 10_000
