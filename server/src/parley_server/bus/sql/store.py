"""The whole store of the bus, on SQL."""

from parley_server.bus.sql.log import SqlEventLog
from parley_server.bus.sql.subscriptions import SqlSubscriptions
from parley_server.domain.ids import IdSource, new_id
from parley_server.sql.database import Database


class SqlBusStore:
    """The BusStore of a Database, which belongs to whoever opened it (SqlStore.database)."""

    def __init__(self, database: Database, *, new_log_id: IdSource = new_id) -> None:
        """Keep everything in this database; `new_log_id` names logs that begin."""
        self.log = SqlEventLog(database, new_log_id)
        self.subscriptions = SqlSubscriptions(database)
