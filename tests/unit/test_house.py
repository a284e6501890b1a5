"""The rules of the house bite: each is broken once, in a copy, and must be noticed."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from blockbuster import BlockingError
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from parley_server.sql.lock import read_holder
from scripts.check_tracked import faults

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent

# Who imports what, and the contract of .importlinter that this breaks.
VIOLATIONS = {
    "domain/violation.py": ("import parley_server.storage.store", "Imports run one way"),
    "attic/__init__.py": ("'A room that is not in the plan.'", "Imports run one way"),
    "plugins/bootstrap/violation.py": (
        "import parley_server.runtime.agent_runtime",
        "Plugins see plugin_api, codec and domain alone",
    ),
    "plugins/classic/violation.py": (
        "import parley_server.plugins.bootstrap.actions",
        "Concrete plugins are named by app alone",
    ),
    "orchestrator/violation.py": (
        "import parley_server.message.service",
        "The message pipeline and the host of remote plugins are named by app alone",
    ),
    "rpc/violation.py": ("import parley_server.storage.sql.store", "Backends are named by app alone"),
    "orchestrator/other.py": ("import parley_server.wire.runs", "Converters are called by rpc and app alone"),
    "runtime/violation.py": ("import grpc.aio", "gRPC stays in rpc and app"),
    "message/violation.py": ("from parley.v1 import bus_pb2", "Protobuf messages stay in rpc, wire and app"),
    "storage/violation.py": ("import sqlite3", "Databases stay in sql, storage.sql and bus.sql"),
    "storage/other.py": ("import nats", "NATS stays in bus.nats"),
    "app/violation.py": ("import parley_client", "The client is used by the command line alone"),
    "codec/violation.py": ("import pydantic", "Domain and codec need the standard library alone"),
}


def verdicts(source: Path) -> dict[str, str]:
    """Return what lint-imports says of each contract: KEPT or BROKEN."""
    lint = subprocess.run(
        [BIN / "lint-imports", "--no-cache", "--config", ROOT / ".importlinter"],
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
        cwd=source,
    )
    found = dict(re.findall(r"^(.+) (KEPT|BROKEN)$", lint.stdout, re.MULTILINE))
    assert found, lint.stdout + lint.stderr
    return found


def test_every_import_contract_bites(tmp_path: Path) -> None:
    package = tmp_path / "parley_server"
    shutil.copytree(ROOT / "server/src/parley_server", package, ignore=shutil.ignore_patterns("__pycache__"))
    for path, (line, _) in VIOLATIONS.items():
        (package / path).parent.mkdir(exist_ok=True)
        (package / path).write_text(line + "\n")

    assert verdicts(tmp_path) == dict.fromkeys((contract for _, contract in VIOLATIONS.values()), "BROKEN")


def requirements() -> Iterator[Requirement]:
    for project in ("pyproject.toml", "clients/python/pyproject.toml"):
        table = tomllib.loads((ROOT / project).read_text())["project"]
        for group in (table["dependencies"], *table.get("optional-dependencies", {}).values()):
            yield from map(Requirement, group)


def pins(lock: str) -> dict[str, set[Version]]:
    found: dict[str, set[Version]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([\w.!+-]+)", (ROOT / lock).read_text(), re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(Version(version))
    return found


def test_lock_has_every_requirement() -> None:
    locked = pins("requirements.lock")
    missing = [
        str(requirement)
        for requirement in requirements()
        if not requirement.name.startswith("parley")
        and not any(version in requirement.specifier for version in locked.get(canonicalize_name(requirement.name), ()))
    ]

    assert not missing, "run `make lock`"


@pytest.mark.parametrize("lock", ["requirements-run.lock", "requirements-build.lock"])
def test_smaller_locks_are_parts_of_the_lock(lock: str) -> None:
    assert pins(lock).items() <= pins("requirements.lock").items()


@pytest.mark.parametrize("call", ["create_task(work())", "ensure_future(work())", "gather(work())"])
def test_lint_refuses_tasks_that_nobody_awaits(call: str) -> None:
    lint = subprocess.run(
        [BIN / "ruff", "check", "--select", "TID251", "--stdin-filename", "server/src/parley_server/domain/x.py", "-"],
        input=f"import asyncio\n\nasyncio.{call}\n",
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )

    assert "every task lives in a taskgroup" in lint.stdout.lower()


async def test_blocking_call_in_the_loop_fails(tmp_path: Path) -> None:
    with pytest.raises(BlockingError):
        read_holder(tmp_path)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pom.xml", "https://repo1." + "maven.org/maven2"),
        ("requirements.lock", "--index-url https://" + "packages.example/simple"),
        ("clients/typescript/package-lock.json", '"resolved"' + ': "https://packages.example/a.tgz"'),
        ("docs/setup.md", "cd /" + "root/parley"),
        ("server/key.pem", "-----BEGIN " + "PRIVATE KEY-----"),
        ("uv.lock", ""),
    ],
)
def test_scan_finds_what_must_not_be_tracked(path: str, text: str) -> None:
    assert list(faults(path, f"\n{text}\n"))
