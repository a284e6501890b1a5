"""Requests: found by id, pruned by age."""

from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.storage_builders import (
    MINUTE,
    NOON,
    OTHER_TENANT,
    TENANT,
    connection_of,
    queued_run,
    request_of,
)


async def test_a_request_is_found_in_its_tenant_alone(store: SqlStore) -> None:
    request = request_of("any text \n at all")
    await store.runs.start(TENANT, queued_run(), input=b"", connection=connection_of(), request=request)
    assert await store.requests.find(TENANT, request.request_id) == request
    assert await store.requests.find(OTHER_TENANT, request.request_id) is None
    assert await store.requests.find(TENANT, "unknown") is None


async def test_two_tenants_may_use_one_request_id(store: SqlStore) -> None:
    for tenant in (TENANT, OTHER_TENANT):
        await store.runs.start(tenant, queued_run(), input=b"", connection=connection_of(), request=request_of())


async def test_prune_forgets_requests_made_before(store: SqlStore) -> None:
    for number in range(3):
        request = request_of(f"request {number}", created_at=NOON + number * MINUTE)
        await store.runs.start(TENANT, queued_run(), input=b"", connection=connection_of(), request=request)
    assert await store.requests.prune(NOON + MINUTE) == 1
    assert await store.requests.find(TENANT, "request 0") is None
    assert await store.requests.find(TENANT, "request 1") is not None
    assert await store.requests.prune(NOON + MINUTE) == 0
