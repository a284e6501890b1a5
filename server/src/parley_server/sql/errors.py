"""Why a store cannot be opened. Plain errors for the composition root; no caller of an RPC ever meets them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The server that holds a store: its process id, its address (empty until it serves), since when."""

    pid: int
    address: str
    started_at: datetime


class StoreNotOpened(Exception):
    """Base: the store cannot be opened; the text says why and what to do."""


class FolderInUse(StoreNotOpened):
    """Another server holds this folder, or this database. `holder` is None when it did not say who it is."""

    def __init__(self, place: str, holder: Holder | None) -> None:
        """Name the folder or the database and who holds it."""
        by = f"process {holder.pid}" if holder else "another process"
        at = f" at {holder.address}" if holder and holder.address else ""
        since = f" since {holder.started_at:%Y-%m-%d %H:%M:%S} UTC" if holder else ""
        super().__init__(f"{place} is in use by {by}{at}{since}; stop it first, or use another one")
        self.place = place
        self.holder = holder


class LockUnsupported(StoreNotOpened):
    """The system or the file system cannot lock the folder, so that nothing keeps a second server out."""

    def __init__(self, place: str, why: str) -> None:
        """Name the folder and say why."""
        super().__init__(f"{place} cannot be locked ({why}); use a folder on a local disk")
        self.place = place


class StoreDamaged(StoreNotOpened):
    """What is there is not a database of this server, or a broken one."""

    def __init__(self, place: str, why: str) -> None:
        """Name the file or the database and say what is wrong with it."""
        super().__init__(
            f"{place} {why}; move it away to begin anew, or put a backup in its place (`parley doctor` tells how)"
        )
        self.place = place
        self.why = why


class StoreTooNew(StoreNotOpened):
    """The database was written by a newer release, whose schema this one does not know."""

    def __init__(self, place: str, revision: str) -> None:
        """Name the database and its revision."""
        super().__init__(f"{place} has schema {revision!r}, which is newer than this release; use the newer release")
        self.place = place
        self.revision = revision


class StoreUnreachable(StoreNotOpened):
    """The database does not answer, or refuses the login; never tells the password."""

    def __init__(self, place: str, why: str) -> None:
        """Name the database without its password, and say what happened."""
        super().__init__(f"{place} cannot be opened: {why}")
        self.place = place
