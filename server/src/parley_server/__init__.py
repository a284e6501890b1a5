"""The Parley server: hosts AI agents behind one gRPC contract; `ElizaOS` hosts them in a program of yours."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parley_server.app.elizaos import ElizaOS

__all__ = ["ElizaOS", "__version__"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Import on use what brings all of the server with it."""
    if name == "ElizaOS":
        from parley_server.app.elizaos import ElizaOS

        return ElizaOS
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
