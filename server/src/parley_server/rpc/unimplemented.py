"""What this server does not do yet: every method of the contract without a servicer answers NOT_IMPLEMENTED.

`python -m parley_server.rpc.unimplemented` prints the table of what is there and what comes later; `--check FILE` and
`--write FILE` compare or replace it between its two markers in a Markdown file.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from parley_server.domain.errors import NotImplementedYet
from parley_server.rpc.bus.service import BusServicer
from parley_server.rpc.messages import MessageServicer
from parley_server.rpc.methods import SERVICES, Method, methods_of
from parley_server.rpc.runtime import RuntimeServicer
from parley_server.rpc.types import Behavior, Context

SERVICERS: Mapping[str, type[Any]] = {
    "parley.v1.BusService": BusServicer,
    "parley.v1.MessageService": MessageServicer,
    "parley.v1.RuntimeService": RuntimeServicer,
}
"""Who serves what: a method is there when its servicer has it."""

BEGIN = "<!-- rpc-table:begin -->"
END = "<!-- rpc-table:end -->"


def is_implemented(method: Method) -> bool:
    """Tell whether this server serves a method."""
    return hasattr(SERVICERS.get(method.service), method.name)


def unimplemented() -> Iterator[Method]:
    """Yield the methods that come later, in the order of the contract."""
    for service in SERVICES:
        for method in methods_of(service):
            if not is_implemented(method):
                yield method


def refusal(method: Method) -> Behavior:
    """Return what answers a method that is not there, whatever its shape: UNIMPLEMENTED / NOT_IMPLEMENTED."""
    feature = f"{method.service}/{method.name}"

    async def refuse(request: object, context: Context) -> None:
        raise NotImplementedYet(feature)

    return refuse


def markdown_table() -> str:
    """Return what is there and what comes later, one line a service."""
    lines = ["| Service | RPCs that are there | RPCs that come later |", "|---|---|---|"]
    for service in SERVICES:
        there: list[str] = []
        later: list[str] = []
        for method in methods_of(service):
            (there if is_implemented(method) else later).append(method.name)
        lines.append(f"| `{service.name}` | {', '.join(there) or 'none'} | {', '.join(later) or 'none'} |")
    return "\n".join(lines)


def put_table(text: str) -> str:
    """Return a Markdown text with the table of today between its markers. Raises ValueError without them."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{markdown_table()}\n{END}{after}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print, check or write the table; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m parley_server.rpc.unimplemented", description=markdown_table.__doc__
    )
    parser.add_argument("--check", type=Path, metavar="FILE", help="fail when the table in FILE is not that of today")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table of today into FILE")
    options = parser.parse_args(arguments)
    if options.write is not None:
        options.write.write_text(put_table(options.write.read_text()))
    elif options.check is not None:
        text = options.check.read_text()
        if put_table(text) != text:
            sys.stderr.write(f"{options.check}: the table of RPCs is old; write it again with --write\n")
            return 1
    else:
        sys.stdout.write(markdown_table() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
