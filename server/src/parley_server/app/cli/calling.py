"""Calls to a server: the one that is named, else the one that holds the data folder."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NoReturn, TypeVar

import typer

from parley_client import ParleyClient, ParleyClientError, RetryPolicy
from parley_server.app.cli.configured import settings_or_exit
from parley_server.app.cli.words import in_words
from parley_server.app.errors import StartError
from parley_server.app.serve import run_async, running_server
from parley_server.app.settings import Settings
from parley_server.sql.errors import StoreNotOpened

T = TypeVar("T")

_TIMEOUT_SECONDS = 15.0
_GIVE_UP_SECONDS = 10.0


class NoServer(StartError):
    """No server runs on the data folder."""

    def __init__(self, settings: Settings) -> None:
        """Name the folder, or say why it does not tell."""
        where = "on PostgreSQL, where none can be found by itself" if _on_postgres(settings) else f"on {settings.data}"
        super().__init__(f"no server runs {where}; start one with `parley serve`, or name one with --server host:port")


@asynccontextmanager
async def connected(settings: Settings, server: str) -> AsyncIterator[ParleyClient]:
    """Yield a client of a server. Raises NoServer, and StartError with what calls raise, in words."""
    address = server or await _address_here(settings)
    try:
        policy = RetryPolicy(give_up_after=_GIVE_UP_SECONDS)
        async with ParleyClient(address, timeout=_TIMEOUT_SECONDS, retry=policy) as client:
            yield client
    except ParleyClientError as error:
        raise StartError(in_words(error, address)) from None
    except ValueError as error:
        raise StartError(str(error)) from None


def call(work: Callable[[ParleyClient], Awaitable[T]], *, server: str, data: Path | None) -> T:
    """Do work on a server and return what comes of it; say what goes wrong and leave with 1."""
    settings = settings_or_exit(data=data)

    async def do() -> T:
        async with connected(settings, server) as client:
            return await work(client)

    try:
        return run_async(do())
    except (StartError, StoreNotOpened) as error:
        fail(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None


def fail(words: str) -> NoReturn:
    """Say what went wrong and leave with 1."""
    typer.echo(f"parley: {words}", err=True)
    raise typer.Exit(1)


async def _address_here(settings: Settings) -> str:
    running = await running_server(settings)
    if running is None:
        raise NoServer(settings)
    return running.address


def _on_postgres(settings: Settings) -> bool:
    return bool(settings.database_url.get_secret_value())
