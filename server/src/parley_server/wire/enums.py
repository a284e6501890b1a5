"""Enums: the names of the contract and those of the domain are the same words."""

from enum import Enum
from typing import Generic, Protocol, TypeVar

D = TypeVar("D", bound=Enum)
V = TypeVar("V", bound=int)
V_co = TypeVar("V_co", bound=int, covariant=True)


class WireEnum(Protocol[V_co]):
    """What protobuf generates for an enum."""

    def Value(self, name: str) -> V_co:  # noqa: N802 - protobuf's name
        """Return the number of a name. Raises ValueError for an unknown one."""
        ...


class EnumMap(Generic[D, V]):
    """A domain enum and the enum of the contract that says the same.

    A number without a word here (0, where it means "never sent", or one from a newer peer) becomes `default`.
    """

    def __init__(self, domain: type[D], wire: WireEnum[V], prefix: str, default: D) -> None:
        """Pair the members by name: RunStatus.QUEUED is RUN_STATUS_QUEUED. Raises ValueError when a name is missing."""
        self._to_wire: dict[D, V] = {member: wire.Value(prefix + member.name) for member in domain}
        self._to_domain: dict[int, D] = {number: member for member, number in self._to_wire.items()}
        self._default = default

    def to_wire(self, member: D) -> V:
        """Return the number of the contract."""
        return self._to_wire[member]

    def to_domain(self, number: int) -> D:
        """Return the domain's word."""
        return self._to_domain.get(number, self._default)
