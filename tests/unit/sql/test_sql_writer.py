"""The writer of the SQLite file, in both its modes."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, text

from parley_server.domain.errors import InvalidField, StoreUnavailable
from parley_server.sql.queries import Query, Statement, insert_new
from parley_server.sql.sqlite.batch import BatchRunner
from parley_server.sql.sqlite.connection import connect_writer
from parley_server.sql.sqlite.writer import InlineWriter, ThreadWriter, Writer


@pytest.fixture
def nothing_blocks_the_loop() -> None:
    """Let these tests look at the file themselves; that the stores do not block is seen by all others."""


THINGS = Table("things", MetaData(), Column("name", Text, primary_key=True), Column("size", BigInteger))
INSERT = insert_new(THINGS)
FAIL = Query(text("INSERT INTO nowhere VALUES (1)"))


class Taken(Exception):
    """The name is taken."""


def thing(name: str, size: int = 0) -> Statement:
    """Return the insert of a thing whose name must be free."""
    return INSERT.one({"name": name, "size": size}, Taken)


class Bench:
    """A file with one table and a writer, and a count of the commits."""

    def __init__(self, path: Path, make: Callable[[BatchRunner], Writer], flush: str) -> None:
        """Open the file in a mode."""
        self.path = path
        self.connection = connect_writer(path, "disk" if flush == "disk" else "process")
        self.connection.execute("CREATE TABLE things (name TEXT PRIMARY KEY, size BIGINT)")
        self.commits = 0
        self.writer = make(BatchRunner(self.connection, self._committed))

    def _committed(self, _connection: sqlite3.Connection) -> None:
        self.commits += 1

    def names(self) -> list[str]:
        """Return what is stored, seen by another connection."""
        with sqlite3.connect(self.path) as reader:
            found = [name for (name,) in reader.execute("SELECT name FROM things ORDER BY rowid")]
        reader.close()
        return found


@pytest.fixture(params=["process", "disk"])
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    made = Bench(tmp_path / "things.db", ThreadWriter if request.param == "disk" else InlineWriter, request.param)
    yield made
    await made.writer.close()
    made.connection.close()


async def submit_all(bench: Bench, units: list[list[Statement]]) -> list[object]:
    """Submit units in one turn of the loop; return what became of each."""
    results: list[object] = [None] * len(units)

    async def submit(index: int) -> None:
        try:
            results[index] = await bench.writer.submit(units[index])
        except Exception as error:  # noqa: BLE001 - it is the result
            results[index] = error

    async with asyncio.TaskGroup() as group:
        for index in range(len(units)):
            group.create_task(submit(index))
    return results


async def test_a_unit_is_stored_and_answers_an_outcome_a_statement(bench: Bench) -> None:
    count = Query(text("SELECT count(*), 'x' FROM things"), returns_rows=True)
    update = Query(text("UPDATE things SET size = 1"))
    first, second, third, fourth = await bench.writer.submit(
        [thing("a"), INSERT.many([{"name": "b", "size": 1}, {"name": "c", "size": 2}]), update.one({}), count.one({})]
    )
    assert (first.touched, second.touched, third.touched) == (1, -1, 3)
    assert fourth.rows == [(3, "x")]
    assert bench.names() == ["a", "b", "c"]


async def test_units_of_one_turn_share_a_commit_and_keep_their_order(bench: Bench) -> None:
    names = [f"thing {number}" for number in range(50)]
    await submit_all(bench, [[thing(name)] for name in names])
    assert bench.commits == 1
    assert bench.names() == names


async def test_a_refused_unit_rolls_back_alone(bench: Bench) -> None:
    await bench.writer.submit([thing("taken")])
    results = await submit_all(bench, [[thing("a")], [thing("b"), thing("taken")], [thing("c")]])
    assert isinstance(results[1], Taken)
    assert bench.names() == ["taken", "a", "c"]


async def test_a_failing_unit_rolls_back_alone_and_says_nothing_of_the_driver(bench: Bench) -> None:
    results = await submit_all(bench, [[thing("a")], [thing("b"), FAIL.one({})], [thing("c")]])
    error = results[1]
    assert isinstance(error, StoreUnavailable)
    assert "nowhere" not in str(error)
    assert error.__cause__ is None
    assert error.__context__ is None
    assert bench.names() == ["a", "c"]


async def test_units_see_their_predecessors_in_the_batch_also_when_one_fails(bench: Bench) -> None:
    results = await submit_all(bench, [[thing("a")], [FAIL.one({})], [thing("a")]])
    assert isinstance(results[2], Taken)
    assert bench.names() == ["a"]


async def test_a_fault_of_the_caller_reaches_the_caller(bench: Bench) -> None:
    results = await submit_all(
        bench, [[thing("a")], [INSERT.one({"name": "b"})], [thing("\ud800")], [thing("c", 2**70)]]
    )
    assert isinstance(results[1], KeyError)
    assert isinstance(results[2], InvalidField)
    assert isinstance(results[3], InvalidField)
    assert bench.names() == ["a"]


async def test_a_submitter_who_goes_away_before_the_batch_leaves_nothing(bench: Bench) -> None:
    async with asyncio.TaskGroup() as group:
        gone = group.create_task(bench.writer.submit([thing("gone")]))
        kept = group.create_task(bench.writer.submit([thing("kept")]))
        await asyncio.sleep(0)
        gone.cancel()
    assert kept.result()[0].touched == 1
    assert bench.names() == ["kept"]


async def test_a_submitter_who_goes_away_during_the_commit_tears_nothing(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "things.db", ThreadWriter, "disk")
    blocker = sqlite3.connect(tmp_path / "things.db", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")  # the writer's batch waits for it in its thread
    async with asyncio.TaskGroup() as group:
        gone = group.create_task(bench.writer.submit([thing("gone"), thing("gone too")]))
        kept = group.create_task(bench.writer.submit([thing("kept")]))
        await asyncio.sleep(0.05)
        gone.cancel()
        await asyncio.sleep(0.05)
        blocker.execute("COMMIT")
    assert kept.result()[0].touched == 1
    assert bench.names() == ["gone", "gone too", "kept"]
    blocker.close()
    await bench.writer.close()
    bench.connection.close()


async def test_a_full_disk_is_told_and_the_writer_goes_on(bench: Bench) -> None:
    (pages,) = bench.connection.execute("PRAGMA page_count").fetchone()
    bench.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    big = "x" * 20_000
    with pytest.raises(StoreUnavailable, match="disk is full"):
        await bench.writer.submit([thing("a"), thing(big)])
    # The database gives up the whole transaction, so the neighbours are told too, rather than left in doubt.
    results = await submit_all(bench, [[thing("a")], [thing(big)], [thing("c")]])
    assert [type(result) for result in results] == [StoreUnavailable] * 3
    assert bench.names() == []
    await bench.writer.submit([thing("a")])
    bench.connection.execute("PRAGMA max_page_count = 100000")
    await bench.writer.submit([thing(big)])
    assert bench.names() == ["a", big]


async def test_a_failed_commit_fails_every_unit_and_the_writer_goes_on(bench: Bench) -> None:
    # A deferred constraint is only looked at by the commit.
    bench.connection.execute("PRAGMA foreign_keys = ON")
    bench.connection.execute("CREATE TABLE owned (name TEXT REFERENCES things DEFERRABLE INITIALLY DEFERRED)")
    orphan = Query(text("INSERT INTO owned VALUES ('nobody')")).one({})
    results = await submit_all(bench, [[thing("a")], [orphan], [thing("b")]])
    assert [type(result) for result in results] == [StoreUnavailable] * 3
    assert len({id(result) for result in results}) == 3
    assert bench.names() == []
    await bench.writer.submit([thing("c")])
    assert bench.names() == ["c"]


@pytest.mark.parametrize("make", [InlineWriter, ThreadWriter])
async def test_submitters_beyond_the_limit_wait_for_a_place(
    make: "type[InlineWriter | ThreadWriter]", tmp_path: Path
) -> None:
    bench = Bench(tmp_path / "things.db", lambda runner: make(runner, queue_limit=4), "disk")
    await submit_all(bench, [[thing(f"{number}")] for number in range(10)])
    assert bench.commits == 3
    assert len(bench.names()) == 10
    await bench.writer.close()
    bench.connection.close()


async def test_closing_finishes_what_waits_and_refuses_what_comes(bench: Bench) -> None:
    async with asyncio.TaskGroup() as group:
        for name in ("a", "b"):
            group.create_task(bench.writer.submit([thing(name)]))
        await asyncio.sleep(0)
        await bench.writer.close()
        assert bench.names() == ["a", "b"]
    with pytest.raises(StoreUnavailable):
        await bench.writer.submit([thing("c")])


async def test_a_system_that_gives_no_thread_is_told_and_the_writer_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(tmp_path / "things.db", ThreadWriter, "disk")

    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        async with asyncio.timeout(5):
            results = await submit_all(bench, [[thing("a")], [thing("b")]])
    assert [type(result) for result in results] == [StoreUnavailable, StoreUnavailable]
    async with asyncio.timeout(5):
        await bench.writer.submit([thing("c")])
        await bench.writer.close()
    assert "c" in bench.names()
    bench.connection.close()
