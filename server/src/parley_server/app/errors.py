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


class BadPlugin(StartError):
    """A plugin named by the operator cannot be loaded."""

    def __init__(self, name: str, why: str) -> None:
        """Name the entry of PARLEY_PLUGINS and say what is wrong with it."""
        super().__init__(f"PARLEY_PLUGINS: {name!r} {why}")


class DataFolderUnusable(StartError):
    """The data folder, or a file in it, cannot be made, read or written."""

    def __init__(self, folder: Path, why: str) -> None:
        """Name the folder and say why."""
        super().__init__(
            f"the data folder {folder} cannot be used ({why}); choose another one with --data or PARLEY_DATA"
        )
