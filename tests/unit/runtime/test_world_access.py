"""What the runtime does to worlds and people by itself, before it asks the store."""

from __future__ import annotations

from parley_server.runtime.world_access import in_batches


def test_entities_and_participants_go_5000_at_once() -> None:
    assert [len(some) for some in in_batches(range(12_000))] == [5000, 5000, 2000]
