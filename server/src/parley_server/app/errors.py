"""What keeps a server from starting: one sentence each, for people."""

from pathlib import Path


class StartError(Exception):
    """The server cannot start; the message says why and what to do."""


class PortTaken(StartError):
    """Another program listens on the port."""

    def __init__(self, host: str, port: int) -> None:
        """Name the address."""
        super().__init__(
            f"{host}:{port} is taken: another program listens there. Stop it, or choose another port with --port "
            "or PARLEY_PORT (0 takes a free one)"
        )


class BadFolder(StartError):
    """The data folder, or a file in it, cannot be used."""

    def __init__(self, folder: Path, error: OSError) -> None:
        """Name the folder, and what the system says."""
        super().__init__(
            f"the data folder {folder} cannot be used: {error.strerror or error} ({error.filename or folder}). Choose "
            "another one with --data or PARLEY_DATA"
        )


class BadKey(StartError):
    """The file of the key holds none."""

    def __init__(self, path: Path) -> None:
        """Name the file."""
        super().__init__(
            f"{path} is empty: put the key back that was there, or, where no agent has secrets yet, delete the file"
        )


class BadPlugin(StartError):
    """A plugin named by the operator cannot be loaded."""

    def __init__(self, name: str, why: str) -> None:
        """Name the entry of PARLEY_PLUGINS and say what is wrong with it."""
        super().__init__(f"PARLEY_PLUGINS: {name!r} {why}")
