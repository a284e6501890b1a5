"""How many plugins want."""

from parley_server.domain.errors import InvalidField


def not_negative(number: int, name: str = "count") -> int:
    """Return how many are to be read. Raises InvalidField for less than none: databases disagree on what that means."""
    if number < 0:
        raise InvalidField(name, "must not be negative")
    return number
