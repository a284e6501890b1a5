"""Is there a model server on this machine that could answer? Found by asking for its models, shown, never chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parley_server.app.doctor.findings import Finding, fine, problem, remark
from parley_server.plugins.openai.discovery import FoundServer, find_servers, shortened
from parley_server.plugins.openai.sections import AUTO

_KEY = "OPENAI_API_KEY"
_BASE = "OPENAI_BASE_URL"
_TEXT_MODELS = ("OPENAI_LARGE_MODEL", "OPENAI_SMALL_MODEL")


async def look_for_servers(environment: Mapping[str, str], ports: Sequence[int]) -> list[FoundServer] | None:
    """Return the model servers of this machine; None where the settings know without them whom to ask."""
    base = environment.get(_BASE, "").strip()
    if is_auto(base) or not (base or environment.get(_KEY, "").strip()):
        return await find_servers(ports)
    return None


def is_auto(base: str) -> bool:
    """Tell whether an address stands for the server that is found."""
    return base.strip().lower() == AUTO


def show_servers(found: Sequence[FoundServer]) -> list[Finding]:
    """Say which servers there are, and how to use them."""
    if not found:
        return [fine("local models", "no model server was found on this machine")]
    return [remark("local models", str(server), f"To use it, set {server.recipe}.") for server in found]


def check_auto(found: Sequence[FoundServer], environment: Mapping[str, str]) -> list[Finding]:
    """Say whether exactly one server and one model are meant by "auto"."""
    if not found:
        words = f"{_BASE}={AUTO} finds no model server on this machine"
        remedy = f"Start one, set {_BASE} to its address, or add its port to PARLEY_MODEL_PORTS."
        return [problem("model server", words, remedy)]
    if len(found) > 1:
        words = f"{_BASE}={AUTO} finds several: {'; '.join(map(str, found))}"
        return [problem("model server", words, f"Set {_BASE} to the address of one of them.")]
    (server,) = found
    findings = [fine("model server", f"{_BASE}={AUTO} finds {server.url}; no key is sent there")]
    if len(server.models) != 1 and not any(environment.get(name, "").strip() for name in _TEXT_MODELS):
        words = f"{server.url} has {len(server.models)} models, and none is named"
        choice = f"one of {shortened(server.models)}" if server.models else "the one that you install there"
        findings.append(problem("models", words, f"Set {_TEXT_MODELS[0]} to {choice}."))
    return findings
