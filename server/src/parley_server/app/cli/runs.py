"""`parley runs`: the runs of a server."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from parley_server.app.cli.options import EXIT_CODES, AsJson, Data, Server

if TYPE_CHECKING:
    from parley_client import ParleyClient, Run

app = typer.Typer(help=f"List, show, follow and cancel the runs of a server. {EXIT_CODES}", no_args_is_help=True)

RunId = Annotated[str, typer.Argument(help="Id of a run.")]
_COLUMNS = ("RUN", "STATUS", "STARTED", "SECONDS", "AGENT")


class Status(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    STARTED = "started"
    COMPLETED = "completed"
    IGNORED = "ignored"
    BLOCKED = "blocked"
    MUTED = "muted"
    OFF = "off"
    REPLACED = "replaced"
    CANCELLED = "cancelled"
    ERROR = "error"
    TIMEOUT = "timeout"


@app.command("list")
def list_runs(
    agent: Annotated[str, typer.Option(help="Only those of this agent, by id or name.")] = "",
    status: Annotated[list[Status] | None, typer.Option(help="Only those that stand there; may be repeated.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
    server: Server = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """List runs, newest first: id, status, start, seconds, agent."""
    from parley.v1.messages_pb2 import RunStatus
    from parley_server.app.cli.calling import call
    from parley_server.app.cli.output import json_of, print_json, print_table

    wanted = [RunStatus.Value(f"RUN_STATUS_{one.name}") for one in status or ()]

    async def work(client: ParleyClient) -> list[Run]:
        runs: list[Run] = []
        async for run in client.list_runs(agent=agent, statuses=wanted, page_size=min(limit, 100)):
            runs.append(run)
            if len(runs) == limit:
                break
        return runs

    runs = call(work, server=server, data=data)
    if as_json:
        print_json([json_of(run) for run in runs])
        return
    print_table(_COLUMNS, [(run.run_id, _status(run), _started(run), _seconds(run), run.agent_id) for run in runs])


@app.command()
def show(run_id: RunId, server: Server = "", data: Data = None, as_json: AsJson = False) -> None:
    """Show one run and what came of it."""
    from parley_server.app.cli.calling import call
    from parley_server.app.cli.output import json_of, print_json, print_table

    reply = call(lambda client: client.get_run(run_id), server=server, data=data)
    run = reply.run
    if as_json:
        print_json({"run": json_of(run), "result": json_of(reply.result)})
        return
    rows = [
        ("run", run.run_id),
        ("status", _status(run)),
        ("agent", run.agent_id),
        ("room", run.room_id),
        ("started", _started(run)),
        ("seconds", _seconds(run)),
        ("events", str(run.last_sequence)),
        ("reason", run.reason),
        ("error", str(reply.error or "")),
        ("text", reply.text),
    ]
    print_table(("", ""), [row for row in rows if row[1]])


@app.command()
def tail(
    run_id: RunId,
    after: Annotated[int, typer.Option(min=0, help="Begin behind this event; 0 = from the start.")] = 0,
    server: Server = "",
    data: Data = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print each event as a line of JSON.")] = False,
) -> None:
    """Follow a run to its end: its text as it comes, or its events. Leaves with 1 when the run ended badly."""
    from parley_server.app.cli.calling import call, fail

    async def work(client: ParleyClient) -> str:
        stream = client.watch(run_id, after)
        async with stream:
            if as_json:
                async for event in stream:
                    _write(_line_of(event))
            else:
                async for text in stream.text():
                    _write(text)
                _write("\n")
        return str(stream.result.error or "")

    error = call(work, server=server, data=data)
    if error:
        fail(error)


@app.command()
def cancel(
    run_id: RunId,
    reason: Annotated[str, typer.Option(help="Why; it is kept with the run.")] = "parley runs cancel",
    server: Server = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Cancel a run; harmless when it has ended. It may take 2 s to be final."""
    from parley_server.app.cli.calling import call
    from parley_server.app.cli.output import json_of, print_json, print_table

    run = call(lambda client: client.cancel_run(run_id, reason), server=server, data=data)
    if as_json:
        print_json(json_of(run))
    else:
        print_table(("RUN", "STATUS"), [(run.run_id, _status(run))])


def _line_of(event: object) -> str:
    import json

    from google.protobuf.message import Message

    from parley_server.app.cli.output import json_of

    assert isinstance(event, Message)
    return json.dumps(json_of(event), ensure_ascii=False) + "\n"


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _status(run: Run) -> str:
    from parley.v1.messages_pb2 import RunStatus

    return RunStatus.Name(run.status).removeprefix("RUN_STATUS_").lower()


def _started(run: Run) -> str:
    return run.start_time.ToDatetime().isoformat(timespec="seconds") + "Z" if run.HasField("start_time") else ""


def _seconds(run: Run) -> str:
    return f"{run.duration.ToTimedelta().total_seconds():.2f}" if run.HasField("duration") else ""
