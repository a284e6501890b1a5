"""What holds for every test: a call of ours that blocks the event loop fails its test, and none hangs for good."""

import faulthandler
import os
from collections.abc import Iterator
from importlib.util import find_spec

import grpc.aio
import pytest
import structlog
from blockbuster import BlockBuster, BlockBusterFunction

from tests.fakes.databases import place, postgres_database, postgres_url

__all__ = ["place", "postgres_database", "postgres_url"]

# Calls are checked that come from this code, whatever library they go through.
OURS = [name for name in ("parley_server", "parley_client") if find_spec(name)]

# What blockbuster does not look at by itself: opening files, waiting for the disk, asking for a name's address.
BESIDES = ("builtins.open", "io.open", "os.open", "os.fsync", "socket.getaddrinfo")

# Where SQLite need not wait for the disk, its one writer commits in the loop, and short reads are made there: shorter
# than a hand-over to a thread.
INLINE = (("parley_server/sql/sqlite/writer.py", {"_flush"}), ("parley_server/sql/sqlite/readers.py", {"read_inline"}))

# Where any call may block, each for a reason.
EXEMPT = (
    # Heavy packages are imported on use (docs/architecture.md), once in the life of a process.
    ("<frozen importlib._bootstrap>", {"_find_and_load"}),
    # asyncpg looks for ~/.pgpass and certificates when it connects.
    ("asyncpg/connect_utils.py", {"_parse_connect_arguments"}),
    # Alembic reads its files in a thread of its own, with a loop that serves nobody else.
    ("parley_server/sql/migrations/upgrade.py", {"_upgrade_postgres", "_upgrade"}),
    # The log for people, which nobody serves with, shows the sources of a traceback.
    ("structlog/dev.py", {"__call__"}),
)

# Longer than the end of any test takes, in seconds.
LONGEST_END = float(os.environ.get("PARLEY_LONGEST_END", "100"))
_SCREEN = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    """Keep a way to the screen that is not captured."""
    config.stash[_SCREEN] = os.dup(2)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """End everything, and show where it was, when the end of a test hangs.

    A test that hangs is cut by its timeout; but then its loop waits for the threads that it has started, and there is
    no second cut.
    """
    faulthandler.dump_traceback_later(LONGEST_END, exit=True, file=item.config.stash[_SCREEN])
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@pytest.fixture(autouse=True, scope="session")
def grpc_stays() -> Iterator[None]:
    """Let grpcio keep its thread between two tests: else whichever call collects its last object waits for its end."""
    grpc.aio.init_grpc_aio()
    yield
    grpc.aio.shutdown_grpc_aio()


@pytest.fixture(autouse=True)
def nobody_is_asked_for_real(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take keys and addresses of models out of the environment, and look for none: a test names its own."""
    for name in [name for name in os.environ if name.startswith("OPENAI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PARLEY_MODEL_PORTS", "")


@pytest.fixture(autouse=True)
def logs_are_as_nobody_set_them_up() -> Iterator[None]:
    """Forget how a test has set up logs: `capture_logs`, for one, leaves them configured."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop() -> Iterator[None]:
    guard = BlockBuster(OURS)
    guard.functions |= {name: BlockBusterFunction(None, name, scanned_modules=OURS) for name in BESIDES}
    for name, function in guard.functions.items():
        for file, functions in EXEMPT:
            function.can_block_in(file, functions)
        if name.startswith("sqlite3."):
            for file, functions in INLINE:
                function.can_block_in(file, functions)
    guard.activate()
    yield
    guard.deactivate()
