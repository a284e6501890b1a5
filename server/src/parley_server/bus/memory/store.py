"""The whole store of the bus, in memory."""

from parley_server.bus.memory.log import MemoryEventLog
from parley_server.bus.memory.subscriptions import MemorySubscriptions
from parley_server.domain.ids import IdSource, new_id


class MemoryBusStore:
    """A BusStore that lives as long as the object."""

    def __init__(self, *, new_log_id: IdSource = new_id) -> None:
        """Begin with nothing; `new_log_id` names logs that begin."""
        self.log = MemoryEventLog(new_log_id)
        self.subscriptions = MemorySubscriptions()
