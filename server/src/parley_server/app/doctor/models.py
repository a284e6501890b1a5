"""Are there keys for a model, does its server answer, and does it have the models that are named?"""

from __future__ import annotations

import http.client
import ipaddress
import json
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import SplitResult, urlsplit

from parley_server import __version__
from parley_server.app.doctor.findings import Finding, Level, fine, problem, remark
from parley_server.app.doctor.providers import Provider, check_as_agents_do, providers_of
from parley_server.app.doctor.servers import check_auto, is_auto, show_servers
from parley_server.plugins.openai.discovery import FoundServer

_TIMEOUT_SECONDS = 4.0
_MAX_BYTES = 4 * 1024 * 1024


def check_models(environment: Mapping[str, str], found: Sequence[FoundServer] | None) -> list[Finding]:
    """Look at the keys, and ask each provider's server for its list. A key goes to its provider's address alone.

    `found` are the model servers of this machine, None where nobody looked for them.
    """
    providers, findings = providers_of(environment)
    if not providers and not findings:
        remedy = "For a real model set OPENAI_API_KEY, or OPENAI_BASE_URL for a local one."
        nobody = remark("model key", "OPENAI_API_KEY is not set: `classic` answers", remedy)
        return [nobody, *show_servers(found or ())]
    # All at once: each that is dead is waited for.
    with ThreadPoolExecutor(max_workers=max(len(providers), 1)) as pool:
        looked = pool.map(partial(_check_provider, servers=found or ()), providers)
        findings += [finding for one in looked for finding in one]
    if not any(finding.level is Level.PROBLEM for finding in findings):
        findings += check_as_agents_do(environment)
    return findings


def _check_provider(provider: Provider, servers: Sequence[FoundServer]) -> list[Finding]:
    key, name = provider.key, provider.setting("API_KEY")
    if key and (key != key.strip() or not key.isascii() or not key.isprintable() or " " in key):
        words = f"{name} has spaces, line ends or letters that no key has"
        return [problem(provider.check("model key"), words, f"Set {name} again, without quotes and line ends.")]
    if is_auto(provider.base):
        listed = {model for server in servers for model in server.models}
        return [*check_auto(servers, provider), *(_named(listed, provider) if listed else ())]
    check = provider.check("model key")
    present = fine(check, f"{name} is set") if key else remark(check, f"{name} is not set")
    return [present, *_check_server(provider)]


def _check_server(provider: Provider) -> list[Finding]:
    check, base = provider.check("model server"), provider.setting("BASE_URL")
    if not provider.base:
        remedy = f"Set {base} to its address, or take {provider.name} out of OPENAI_PROVIDERS."
        return [problem(check, f"OPENAI_PROVIDERS names {provider.name}, and {base} is not set", remedy)]
    try:
        where = urlsplit(provider.base)
        port = where.port
    except ValueError:
        where, port = SplitResult("", "", "", "", ""), None
    if where.scheme not in ("http", "https") or not where.hostname or where.username is not None:
        remedy = f"Set {base} to an address such as http://localhost:11434/v1, without user and password."
        return [problem(check, f"{base} is not the address of a server", remedy)]
    place = f"{where.scheme}://{where.hostname}{f':{port}' if port else ''}{where.path}"
    if provider.key and where.scheme == "http" and not _is_here(where.hostname):
        words = f"{place} has no TLS: the key would travel readably, and is not sent"
        return [problem(check, words, f"Set {base} to an https address, or unset {provider.setting('API_KEY')}.")]
    return _ask(where, place, provider)


def _ask(where: SplitResult, place: str, provider: Provider) -> list[Finding]:
    check, key, base = provider.check("model server"), provider.setting("API_KEY"), provider.setting("BASE_URL")
    try:
        status, body = _get(where, provider.key)
    except (OSError, http.client.HTTPException) as error:
        words = f"{place} cannot be reached ({getattr(error, 'strerror', None) or type(error).__name__})"
        return [problem(check, words, f"Start that server, or correct {base}; check network and proxy.")]
    if status in (401, 403):
        words = f"{place} refuses {f'the key in {key}' if provider.key else 'a call without a key'} ({status})"
        return [problem(check, words, f"Set {key} to a key that is valid there.")]
    if status != 200:
        return [problem(check, f"{place}/models answers with {status}", f"Correct {base}: it mostly ends in /v1.")]
    try:
        listed = {str(one["id"]) for one in json.loads(body)["data"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        words = f"{place}/models answers with something else than a list of models"
        return [problem(check, words, f"Correct {base}: it mostly ends in /v1.")]
    unnamed = () if provider.has_answers else (_unnamed(listed, where, provider),)
    return [fine(check, f"{place} answers and has {len(listed)} models"), *_named(listed, provider), *unnamed]


def _named(listed: set[str], provider: Provider) -> list[Finding]:
    findings = []
    for setting, name in provider.models.items():
        # Ollama lists "name:latest" for "name".
        if {name, f"{name}:latest"} & listed:
            findings.append(fine(provider.check("models"), f"{setting}: {name}"))
        else:
            words = f"{setting}: the server has no model {name!r}"
            remedy = f"Set {setting} to one that it has ({_some(listed)}), or install that one."
            findings.append(problem(provider.check("models"), words, remedy))
    return findings


def _unnamed(listed: set[str], where: SplitResult, provider: Provider) -> Finding:
    """Tell what is taken where no model is named: the only one of a server on this machine, else none."""
    check, setting = provider.check("models"), provider.setting("LARGE_MODEL")
    if len(listed) == 1 and _is_here(where.hostname or ""):
        return fine(check, f"{setting} is not set: {next(iter(listed))} is taken, the only one there")
    remedy = f"Set {setting} to one that the server has ({_some(listed)}), unless the characters do."
    return remark(check, f"{setting} is not set, and no model is guessed", remedy)


def _some(listed: set[str]) -> str:
    return ", ".join(sorted(listed)[:5]) or "none at all"


def _get(where: SplitResult, key: str) -> tuple[int, bytes]:
    """Ask for the list of models. Redirects are not followed: the key is for this address alone."""
    kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
    assert where.hostname is not None
    connection = kind(where.hostname, where.port, timeout=_TIMEOUT_SECONDS)
    try:
        headers = {"Accept": "application/json", "User-Agent": f"parley-doctor/{__version__}"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        connection.request("GET", f"{where.path.rstrip('/')}/models", headers=headers)
        answer = connection.getresponse()
        return answer.status, _read(answer)
    finally:
        connection.close()


def _read(answer: http.client.HTTPResponse) -> bytes:
    """Read the body, not for longer than the deadline: one that drips must not hold us."""
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    body = b""
    while piece := answer.read1(65_536):
        body += piece
        if len(body) > _MAX_BYTES or time.monotonic() > deadline:
            break
    return body


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
