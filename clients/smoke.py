"""Builds the smoke program of every language and lets each talk to a server.

    python clients/smoke.py [HOST:PORT]    without an address: only build

A language whose tools are missing is skipped; with CI=true that is a failure.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CLIENTS = Path(__file__).resolve().parent
BUILD_SECONDS = 1800
RUN_SECONDS = 90
EXPECTED = re.compile(r"\S.*\nended RUN_STATUS_COMPLETED\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """How the client of one language is built and its smoke program started, both from the client's folder."""

    name: str
    tools: tuple[str, ...]
    build: tuple[tuple[str, ...], ...]
    smoke: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Folder of the client."""
        return CLIENTS / self.name


JAVA = 'exec java -cp "target/classes:$(cat target/classpath)" io.parley.Smoke "$1"'
ALL = (
    Client(
        name="go",
        tools=("go",),
        build=(("go", "build", "./..."),),
        smoke=("go", "run", "./cmd/smoke"),
    ),
    Client(
        name="typescript",
        tools=("node", "npm"),
        build=(("npm", "ci", "--silent"), ("npm", "run", "--silent", "build")),
        smoke=("node", "dist/src/smoke.js"),
    ),
    Client(
        name="java",
        tools=("java", "mvn"),
        build=(("mvn", "-q", "-B", "process-classes"),),
        smoke=("sh", "-c", JAVA, "smoke"),
    ),
    Client(
        name="rust",
        tools=("cargo",),
        build=(("cargo", "build", "--quiet"),),
        smoke=("cargo", "run", "--quiet", "--bin", "smoke", "--"),
    ),
)


class ClientError(Exception):
    """Tells in a few lines why a client does not work."""


def run(client: Client, command: tuple[str, ...], seconds: float) -> str:
    """Runs a command in the client's folder and returns what it printed; raises ClientError with the output."""
    try:
        done = subprocess.run(
            command,
            cwd=client.folder,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ClientError(f"{' '.join(command)} took longer than {seconds:g} s") from error
    if done.returncode:
        raise ClientError(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def try_client(client: Client, address: str | None) -> str:
    """Builds a client and, given an address, lets its smoke program talk to the server; returns what was reached."""
    for command in client.build:
        run(client, command, BUILD_SECONDS)
    if address is None:
        return "built"
    output = run(client, (*client.smoke, address), RUN_SECONDS)
    if not EXPECTED.search(output):
        raise ClientError(f"expected some text and then: ended RUN_STATUS_COMPLETED\n{output}")
    return "ok"


def report(client: Client, address: str | None) -> bool:
    """Tries a client, prints one line about it and tells whether all is well."""
    if tool := next((tool for tool in client.tools if not shutil.which(tool)), None):
        asked = os.environ.get("CI") == "true"
        print(f"{'failed' if asked else 'skipped'}: {client.name} client (no {tool})", flush=True)
        return not asked
    try:
        print(f"{try_client(client, address)}: {client.name}", flush=True)
    except ClientError as error:
        print(f"failed: {client.name}: {error}", flush=True)
        return False
    return True


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="Builds the clients and lets each talk to a server.")
    parser.add_argument("address", nargs="?", metavar="HOST:PORT", help="server to talk to, without TLS")
    address: str | None = parser.parse_args().address
    results = [report(client, address) for client in ALL]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
