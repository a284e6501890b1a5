"""The file of a SQLite store: made, refused, left behind."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from parley_server.sql.errors import StoreDamaged, StoreNotOpened, StoreUnreachable
from parley_server.sql.sqlite.connection import FILE_NAME
from parley_server.storage.sql.open import open_sqlite


async def refused(folder: Path) -> StoreNotOpened:
    """Open a folder that cannot be opened; return why."""
    with pytest.raises(StoreNotOpened) as error:
        async with open_sqlite(folder):
            pass
    return error.value


def names_in(folder: Path) -> list[str]:
    """Return the names of the files in a folder."""
    return sorted(path.name for path in folder.iterdir())


async def test_the_folder_is_made_for_the_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    async with open_sqlite(folder) as store:
        await store.ping()
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / FILE_NAME).stat().st_mode & 0o077 == 0


async def test_a_closed_store_is_one_file_and_the_lock(tmp_path: Path) -> None:
    async with open_sqlite(tmp_path) as store:
        await store.ping()
    assert names_in(tmp_path) == [FILE_NAME, "parley.lock"]


@pytest.mark.parametrize("content", [b"not a database", b"SQLite format 3\0" + b"\xff" * 4096])
async def test_garbage_is_refused_with_a_word_on_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    error = await refused(tmp_path)
    assert isinstance(error, StoreDamaged)
    assert str(tmp_path / FILE_NAME) in str(error)
    assert "backup" in str(error)
    assert (tmp_path / FILE_NAME).read_bytes() == content


async def test_a_torn_file_is_refused(tmp_path: Path) -> None:
    async with open_sqlite(tmp_path):
        pass
    whole = (tmp_path / FILE_NAME).read_bytes()
    (tmp_path / FILE_NAME).write_bytes(whole[:100] + b"\0" * 4000)
    assert isinstance(await refused(tmp_path), StoreDamaged)


async def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    error = await refused(tmp_path)
    assert isinstance(error, StoreDamaged)
    assert "something else" in str(error)


async def test_a_place_that_is_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert isinstance(await refused(tmp_path / "file"), StoreUnreachable)
    (tmp_path / "data" / FILE_NAME).mkdir(parents=True)
    assert isinstance(await refused(tmp_path / "data"), StoreNotOpened)
