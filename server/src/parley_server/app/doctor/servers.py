"""Is there a model server on this machine that could answer? Found by asking for its models, shown, never chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parley_server.app.doctor.findings import Finding, fine, problem, remark
from parley_server.app.doctor.providers import Provider, providers_of
from parley_server.plugins.openai.discovery import FoundServer, find_servers, shortened
from parley_server.plugins.openai.sections import AUTO


async def look_for_servers(environment: Mapping[str, str], ports: Sequence[int]) -> list[FoundServer] | None:
    """Return the model servers of this machine; None where the settings know without them whom to ask."""
    providers, wrong = providers_of(environment)
    if wrong or (providers and not any(is_auto(one.base) for one in providers)):
        return None
    return await find_servers(ports)


def is_auto(base: str) -> bool:
    """Tell whether an address stands for the server that is found."""
    return base.strip().lower() == AUTO


def show_servers(found: Sequence[FoundServer]) -> list[Finding]:
    """Say which servers there are, and how to use them."""
    if not found:
        return [fine("local models", "no model server was found on this machine")]
    return [remark("local models", str(server), f"To use it, set {server.recipe}.") for server in found]


def check_auto(found: Sequence[FoundServer], provider: Provider) -> list[Finding]:
    """Say whether exactly one server and one model are meant by "auto"."""
    check, base = provider.check("model server"), provider.setting("BASE_URL")
    if not found:
        words = f"{base}={AUTO} finds no model server on this machine"
        remedy = f"Start one, set {base} to its address, or add its port to PARLEY_MODEL_PORTS."
        return [problem(check, words, remedy)]
    if len(found) > 1:
        words = f"{base}={AUTO} finds several: {'; '.join(map(str, found))}"
        return [problem(check, words, f"Set {base} to the address of one of them.")]
    (server,) = found
    findings = [fine(check, f"{base}={AUTO} finds {server.url}; no key is sent there")]
    if len(server.models) != 1 and not provider.has_answers:
        words = f"{server.url} has {len(server.models)} models, and none is named"
        choice = f"one of {shortened(server.models)}" if server.models else "the one that you install there"
        remedy = f"Set {provider.setting('LARGE_MODEL')} to {choice}."
        findings.append(problem(provider.check("models"), words, remedy))
    return findings
