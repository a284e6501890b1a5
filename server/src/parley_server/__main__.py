"""`python -m parley_server`: the same as the command `parley`."""

from parley_server.app.cli.main import run

run()
