"""Are there keys for a model, does its server answer, and does it have the models that are named?"""

from __future__ import annotations

import http.client
import ipaddress
import json
import time
from collections.abc import Mapping, Sequence
from urllib.parse import SplitResult, urlsplit

from parley_server import __version__
from parley_server.app.doctor.findings import Finding, fine, problem, remark
from parley_server.app.doctor.servers import check_auto, is_auto, show_servers
from parley_server.plugins.openai.discovery import FoundServer

_KEY = "OPENAI_API_KEY"
_BASE = "OPENAI_BASE_URL"
_DEFAULT_BASE = "https://api.openai.com/v1"
_MODELS = ("OPENAI_SMALL_MODEL", "OPENAI_LARGE_MODEL", "OPENAI_EMBEDDING_MODEL")
_TIMEOUT_SECONDS = 4.0
_MAX_BYTES = 4 * 1024 * 1024


def check_models(environment: Mapping[str, str], found: Sequence[FoundServer] | None) -> list[Finding]:
    """Look at the keys, and ask the server of the models for its list. The key goes to the configured address alone.

    `found` are the model servers of this machine, None where nobody looked for them.
    """
    key, base = environment.get(_KEY, ""), environment.get(_BASE, "")
    bad = _bad_key(key)
    if bad is not None:
        return [bad]
    if is_auto(base):
        listed = {name for server in found or () for name in server.models}
        return [*check_auto(found or (), environment), *(_named(listed, environment) if listed else ())]
    if not key and not base:
        remedy = f"For a real model set {_KEY}, or {_BASE} for a local one."
        nobody = remark("model key", f"{_KEY} is not set: `classic` answers", remedy)
        return [nobody, *show_servers(found or ())]
    present = fine("model key", f"{_KEY} is set") if key else remark("model key", f"{_KEY} is not set")
    return [present, *_check_server(base or _DEFAULT_BASE, key, environment)]


def _bad_key(key: str) -> Finding | None:
    if key and (key != key.strip() or not key.isascii() or not key.isprintable() or " " in key):
        words = f"{_KEY} has spaces, line ends or letters that no key has"
        return problem("model key", words, f"Set {_KEY} again, without quotes and line ends.")
    return None


def _check_server(base: str, key: str, environment: Mapping[str, str]) -> list[Finding]:
    try:
        where = urlsplit(base)
        port = where.port
    except ValueError:
        where, port = SplitResult("", "", "", "", ""), None
    if where.scheme not in ("http", "https") or not where.hostname or where.username is not None:
        remedy = f"Set {_BASE} to an address such as http://localhost:11434/v1, without user and password."
        return [problem("model server", f"{_BASE} is not the address of a server", remedy)]
    place = f"{where.scheme}://{where.hostname}{f':{port}' if port else ''}{where.path}"
    if key and where.scheme == "http" and not _is_here(where.hostname):
        words = f"{place} has no TLS: the key would travel readably, and is not sent"
        return [problem("model server", words, f"Set {_BASE} to an https address, or unset {_KEY}.")]
    return _ask(where, place, key, environment)


def _ask(where: SplitResult, place: str, key: str, environment: Mapping[str, str]) -> list[Finding]:
    try:
        status, body = _get(where, key)
    except (OSError, http.client.HTTPException) as error:
        words = f"{place} cannot be reached ({getattr(error, 'strerror', None) or type(error).__name__})"
        return [problem("model server", words, f"Start that server, or correct {_BASE}; check network and proxy.")]
    if status in (401, 403):
        words = f"{place} refuses {f'the key in {_KEY}' if key else 'a call without a key'} ({status})"
        return [problem("model server", words, f"Set {_KEY} to a key that is valid there.")]
    if status != 200:
        words = f"{place}/models answers with {status}"
        return [problem("model server", words, f"Correct {_BASE}: it mostly ends in /v1.")]
    try:
        listed = {str(one["id"]) for one in json.loads(body)["data"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        words = f"{place}/models answers with something else than a list of models"
        return [problem("model server", words, f"Correct {_BASE}: it mostly ends in /v1.")]
    return [fine("model server", f"{place} answers and has {len(listed)} models"), *_named(listed, environment)]


def _named(listed: set[str], environment: Mapping[str, str]) -> list[Finding]:
    findings = []
    for setting in _MODELS:
        name = environment.get(setting, "")
        # Ollama lists "name:latest" for "name".
        if name and not {name, f"{name}:latest"} & listed:
            some = ", ".join(sorted(listed)[:5]) or "none at all"
            words = f"{setting}: the server has no model {name!r}"
            remedy = f"Set {setting} to one that it has ({some}), or install that one."
            findings.append(problem("models", words, remedy))
        elif name:
            findings.append(fine("models", f"{setting}: {name}"))
    return findings


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
