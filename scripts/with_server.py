"""Runs a command against a server of its own: `with_server.py python clients/smoke.py` appends the server's address.

The server keeps its data in a folder that goes away with it, and is stopped whatever the command does.
"""

import os
import subprocess
import sys
import tempfile
from threading import Timer

READY_SECONDS = 30
STOP_SECONDS = 15


def address_of(server: "subprocess.Popen[str]") -> str:
    """Return the address in the line READY of the server's output; raises SystemExit when there is none in time."""
    assert server.stdout is not None
    too_late = Timer(READY_SECONDS, server.kill)
    too_late.start()
    line = server.stdout.readline()
    too_late.cancel()
    match line.split():
        case ["READY", address]:
            return address
        case _:
            raise SystemExit(f"with_server: the server was not ready within {READY_SECONDS} s, or ended")


def main(command: list[str]) -> int:
    """Start a server, run the command with the server's address appended, and return the command's exit code."""
    with tempfile.TemporaryDirectory(prefix="parley-") as folder:
        environment = {**os.environ, "PARLEY_PORT": "0", "PARLEY_DATA": folder, "PARLEY_LOG_LEVEL": "warning"}
        serve = [sys.executable, "-m", "parley_server", "serve"]
        server = subprocess.Popen(serve, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            return subprocess.run([*command, address_of(server)], check=False).returncode
        finally:
            server.terminate()
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
