"""Who calls."""

from dataclasses import dataclass

from parley_server.domain.ids import DEFAULT_TENANT, EntityId, TenantId, string_to_uuid


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The one who makes a call, from the credential.

    `source` is how it is named to others, for example "user/ann"; `entity_id` is who speaks when a message names
    nobody.
    """

    tenant: TenantId
    source: str
    entity_id: EntityId
    name: str


# While authentication is off, everybody on the loopback is this one.
LOCAL_CALLER = Caller(
    tenant=DEFAULT_TENANT, source="user/local", entity_id=EntityId(string_to_uuid("user/local")), name="user"
)
