"""The doctor finds what was planted, says how to mend it, and shows no key."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from parley_server.app.doctor import Finding, Level, examine
from parley_server.app.doctor import program as program_checks
from parley_server.sql.errors import FolderInUse
from parley_server.sql.lock import FolderLock
from parley_server.sql.schema import HEAD
from parley_server.sql.sqlite.schema import prepare

KEY = "sk-planted-0123456789"
PASSWORD = "planted-password"
VARIABLES = (
    *("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_SMALL_MODEL", "OPENAI_LARGE_MODEL", "OPENAI_EMBEDDING_MODEL"),
    *("DATABASE_URL", "PARLEY_DATABASE_URL", "PARLEY_SECRET_KEY", "PARLEY_PLUGINS", "PARLEY_HOST"),
    *("LOG_LEVEL", "PARLEY_LOG_LEVEL", "API_PORT", "AGENT_ID", "NODE_ENV"),
)


@pytest.fixture(autouse=True)
def well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with an environment in which all is well."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PARLEY_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PARLEY_PORT", "0")
    (tmp_path / "data").mkdir()


async def nobody(_address: str) -> str:
    return ""


async def look() -> list[Finding]:
    return await examine(data=None, ask_server=nobody)


class Models(BaseHTTPRequestHandler):
    """A server of models: `key` is the one that it takes."""

    seen: list[str]

    def do_GET(self) -> None:
        given = self.headers.get("Authorization", "")
        type(self).seen.append(f"{self.path} {given}")
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", "/v1/models")
            self.end_headers()
            return
        self.send_response(200 if given in ("", f"Bearer {KEY}") else 401)
        self.end_headers()
        self.wfile.write(b"<html>" if self.path.startswith("/web") else b'{"data": [{"id": "small-1"}]}')

    def log_message(self, format: str, *_args: object) -> None:  # noqa: A002 - the base class's name
        pass


@contextmanager
def models_server() -> Iterator[tuple[str, list[str]]]:
    seen: list[str] = []
    handler = type("Handler", (Models,), {"seen": seen})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def sqlite_file(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


Set = Callable[[str, str], None]


def plant_port(_data: Path, put: Set) -> None:
    put("PARLEY_PORT", "70000")


def plant_host(_data: Path, put: Set) -> None:
    put("PARLEY_HOST", "0.0.0.0")  # noqa: S104 - it must be refused


def plant_level(_data: Path, put: Set) -> None:
    put("LOG_LEVEL", "loud")


def plant_database_kind(_data: Path, put: Set) -> None:
    put("DATABASE_URL", PASSWORD)


def plant_file_for_folder(data: Path, _put: Set) -> None:
    data.rmdir()
    data.touch()


def plant_no_database(data: Path, _put: Set) -> None:
    (data / "parley.db").write_text("shopping list: milk, bread")


def plant_other_database(data: Path, _put: Set) -> None:
    sqlite_file(data / "parley.db", "CREATE TABLE songs (name TEXT)")


def plant_newer_database(data: Path, _put: Set) -> None:
    sqlite_file(
        data / "parley.db",
        "CREATE TABLE alembic_version (version_num TEXT)",
        "INSERT INTO alembic_version VALUES ('9999')",
    )


def plant_postgres(_data: Path, put: Set) -> None:
    put("DATABASE_URL", f"postgresql://ann:{PASSWORD}@127.0.0.1:1/parley")


def plant_no_module(_data: Path, put: Set) -> None:
    put("PARLEY_PLUGINS", "no.such.module:plugin")


def plant_no_attribute(_data: Path, put: Set) -> None:
    put("PARLEY_PLUGINS", "tests.fakes.models:nothing")


def plant_broken_plugin(data: Path, put: Set) -> None:
    put("PARLEY_PLUGINS", "json:loads")


def plant_open_key(data: Path, _put: Set) -> None:
    (data / "secret.key").write_text(PASSWORD)
    (data / "secret.key").chmod(0o644)


def plant_empty_key(data: Path, _put: Set) -> None:
    (data / "secret.key").touch(0o600)


def plant_bad_model_key(_data: Path, put: Set) -> None:
    put("OPENAI_API_KEY", f"{KEY}\n")


def plant_dead_models(_data: Path, put: Set) -> None:
    put("OPENAI_API_KEY", KEY)
    put("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")


def plant_no_address(_data: Path, put: Set) -> None:
    put("OPENAI_BASE_URL", "localhost:11434")


def plant_readable_key(_data: Path, put: Set) -> None:
    put("OPENAI_API_KEY", KEY)
    put("OPENAI_BASE_URL", "http://models.example/v1")


PLANTED = [
    (plant_port, "settings", "PARLEY_PORT", "Set PARLEY_PORT to another value"),
    (plant_host, "settings", "loopback", "Set PARLEY_HOST to another value"),
    (plant_level, "settings", "LOG_LEVEL", "Set LOG_LEVEL to another value"),
    (plant_database_kind, "settings", "is no database", "Set DATABASE_URL to another value"),
    (plant_file_for_folder, "data folder", "is not a folder", "PARLEY_DATA"),
    (plant_no_database, "store", "is not a SQLite database", "Move the file away"),
    (plant_other_database, "store", "something else", "Move the file away"),
    (plant_newer_database, "store", "newer than this release", "Install the newer release"),
    (plant_postgres, "store", "postgresql://127.0.0.1:1/parley", "Start PostgreSQL"),
    (plant_no_module, "plugins", "no.such.module", "Install the package"),
    (plant_no_attribute, "plugins", "has no 'nothing'", "PARLEY_PLUGINS"),
    (plant_broken_plugin, "plugins", "fails when it is loaded", "PARLEY_PLUGINS"),
    (plant_open_key, "secret key", "can be read by others", "chmod 600"),
    (plant_empty_key, "secret key", "is empty", "backup"),
    (plant_bad_model_key, "model key", "OPENAI_API_KEY", "Set OPENAI_API_KEY again"),
    (plant_dead_models, "model server", "cannot be reached", "Start that server"),
    (plant_no_address, "model server", "is not the address", "http://localhost:11434/v1"),
    (plant_readable_key, "model server", "has no TLS", "https"),
]


async def test_all_is_well() -> None:
    findings = await look()

    assert [one for one in findings if one.level is Level.PROBLEM] == []


@pytest.mark.parametrize(("plant", "check", "found", "remedy"), PLANTED, ids=[one[0].__name__[6:] for one in PLANTED])
async def test_a_planted_fault_is_found_and_its_remedy_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    plant: Callable[[Path, Set], None],
    check: str,
    found: str,
    remedy: str,
) -> None:
    plant(tmp_path / "data", monkeypatch.setenv)

    findings = await look()

    problems = [one for one in findings if one.level is Level.PROBLEM]
    assert [one.check for one in problems if one.check == check], findings
    (one,) = [one for one in problems if one.check == check]
    assert found in one.found
    assert remedy in one.remedy
    everything = repr(findings)
    assert KEY not in everything
    assert PASSWORD not in everything


async def test_a_plugin_in_the_current_folder_is_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a server finds it: the doctor must not complain about what works."""
    source = 'from parley_server.plugin_api import Plugin\nplugin = Plugin(name="near")\n'
    (tmp_path / "plugin_near_the_doctor.py").write_text(source)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [place for place in sys.path if place not in ("", ".")])
    monkeypatch.setenv("PARLEY_PLUGINS", "plugin_near_the_doctor:plugin")

    findings = await look()

    assert [one for one in findings if one.level is Level.PROBLEM] == []


async def test_a_taken_port_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("PARLEY_PORT", str(port))

        findings = await look()

    (problem,) = [one for one in findings if one.level is Level.PROBLEM]
    assert problem.check == "port"
    assert str(port) in problem.found
    assert "--port" in problem.remedy


def held_by_a_server_that_is_gone(folder: Path) -> FolderLock:
    lock = FolderLock.acquire(folder, started_at=datetime.now(UTC))
    lock.write_address("127.0.0.1:1")
    return lock


async def test_a_holder_that_does_not_answer_is_found_and_keeps_the_folder(tmp_path: Path) -> None:
    lock = await asyncio.to_thread(held_by_a_server_that_is_gone, tmp_path / "data")
    try:
        findings = await look()
        with pytest.raises(FolderInUse):
            await asyncio.to_thread(held_by_a_server_that_is_gone, tmp_path / "data")
    finally:
        await asyncio.to_thread(lock.release)

    (problem,) = [one for one in findings if one.level is Level.PROBLEM]
    assert problem.check == "lock"
    assert "127.0.0.1:1, which does not answer" in problem.found
    assert problem.remedy.startswith("Stop it: kill ")


async def test_a_store_of_this_release_is_fine(tmp_path: Path) -> None:
    await asyncio.to_thread(prepare, tmp_path / "data" / "parley.db")

    findings = await look()

    (store,) = [one for one in findings if one.check == "store"]
    assert store.level is Level.FINE
    assert f"schema {HEAD}" in store.found


async def test_an_old_sqlite_and_an_old_python_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program_checks, "sqlite_version", lambda: (3, 31, 1))
    monkeypatch.setattr(program_checks, "_OLDEST_PYTHON", (99, 0))

    problems = [one for one in await look() if one.level is Level.PROBLEM]

    assert [one.check for one in problems] == ["Python", "SQLite"]
    assert all("or newer" in one.remedy for one in problems)


async def test_models_are_asked_for_at_the_configured_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with models_server() as (address, seen):
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", f"{address}/v1")
        monkeypatch.setenv("OPENAI_SMALL_MODEL", "small-1")
        monkeypatch.setenv("OPENAI_LARGE_MODEL", "large-1")

        findings = await look()

    (problem,) = [one for one in findings if one.level is Level.PROBLEM]
    assert problem.found == "OPENAI_LARGE_MODEL: the server has no model 'large-1'"
    assert "small-1" in problem.remedy
    assert seen == [f"/v1/models Bearer {KEY}"]
    assert KEY not in repr(findings)


@pytest.mark.parametrize(
    ("key", "path", "found"),
    [
        ("sk-another-one", "/v1", "refuses the key in OPENAI_API_KEY (401)"),
        (KEY, "/moved", "answers with 302"),
        (KEY, "/web", "something else than a list of models"),
    ],
)
async def test_a_models_server_that_refuses_is_told(
    monkeypatch: pytest.MonkeyPatch, key: str, path: str, found: str
) -> None:
    with models_server() as (address, seen):
        monkeypatch.setenv("OPENAI_API_KEY", key)
        monkeypatch.setenv("OPENAI_BASE_URL", f"{address}{path}")

        findings = await look()

    (problem,) = [one for one in findings if one.level is Level.PROBLEM]
    assert found in problem.found
    assert "OPENAI_" in problem.remedy
    # A redirect is not followed: the key is for the configured address alone.
    assert len(seen) == 1
    assert key not in repr(findings)


async def test_nothing_is_made_or_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_DATA", str(tmp_path / "new"))

    await look()

    assert not (tmp_path / "new").exists()
