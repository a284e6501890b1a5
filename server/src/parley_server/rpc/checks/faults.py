"""What is wrong with a request, on its way from the field at fault up to the request."""

from parley_server.domain.errors import InvalidField, ParleyError, TooLarge


class Fault(Exception):
    """Something wrong with a value. Each level that it passes puts its own step in front of the path."""

    def __init__(self, note: str, *, step: str = "") -> None:
        """Say what is wrong; `step` names a part of the value, for example ".key" or "[2]"."""
        super().__init__(note)
        self.note = note
        self.path = step

    def at(self, name: str) -> None:
        """Pass the field `name`, or a step such as "[2]"."""
        joint = "" if not self.path or self.path[0] in ".[" else "."
        self.path = f"{name}{joint}{self.path}"

    def error(self) -> ParleyError:
        """Return the error that the caller gets."""
        return InvalidField(self.path, self.note)


class SizeFault(Fault):
    """Something is above its limit."""

    def __init__(self, limit: int, unit: str, *, step: str = "") -> None:
        """Name the limit, for example 65536 "bytes"."""
        super().__init__("too large", step=step)
        self._limit = limit
        self._unit = unit

    def error(self) -> ParleyError:
        """Return the error that the caller gets."""
        return TooLarge(self.path, limit=self._limit, unit=self._unit)
