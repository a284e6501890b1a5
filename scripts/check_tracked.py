"""Finds what must not stand in the repository: registry hosts, paths of one machine, secrets.

A registry's host in a lock file ties everybody to it, and tells strangers where packages come from. The patterns below
are written so that they do not match this file.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

REGISTRY = re.compile(
    r"(?:files\.)?pythonhosted\.org|pypi\.org/|registry\.npmjs\.org|registry\.yarnpkg\.com"
    r"|(?:proxy|sum)\.golang\.org|(?:index|static)\.crates\.io|crates\.io-index"
    r"|repo\d?\.maven\.(?:apache\.)?org|buf\.build/gen"
    r"|^\s*(?:(?:extra-)?index-url|(?:@[\w-]+:)?registry)\s*=\s*[\"']?https?:",
    re.MULTILINE,
)
MACHINE_PATH = re.compile(r"(?<![\w.~$}/-])/(?:work|root|home/[a-z]\w*|Users/[A-Za-z]\w*)/")
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bsk-[A-Za-z0-9_-]{32,}|\bgh[pousr]_\w{36}|\bAKIA[0-9A-Z]{16}\b"
    r"|https?://[^\s/:@{}<>]+:[^\s/:@{}<>]+@"
)
# A lock file names packages and hashes, no addresses at all.
URL_IN_LOCK = re.compile(r"https?://|\"resolved\"|^(?:--|-[if] )", re.MULTILINE)
LOCK = re.compile(r"(?:^|/)(?:requirements[\w-]*\.lock|package-lock\.json|npm-shrinkwrap\.json)$")
# They record a registry's host by design.
FORBIDDEN = re.compile(r"(?:^|/)(?:uv\.lock|pylock\.toml|Cargo\.lock|yarn\.lock|pnpm-lock\.yaml|\.netrc|pip\.conf)$")

# Where this machine's own registry is named, if it has one.
REGISTRY_SETTINGS = (
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "UV_DEFAULT_INDEX",
    "UV_INDEX",
    "UV_INDEX_URL",
    "NPM_CONFIG_REGISTRY",
    "npm_config_registry",
    "GOPROXY",
)


def hosts_here() -> list[str]:
    """Return the hosts of the registries that this machine's environment names."""
    addresses = " ".join(os.environ.get(name, "") for name in REGISTRY_SETTINGS)
    hosts = {urlsplit(address).hostname for address in re.split(r"[\s,|]+", addresses) if "://" in address}
    return sorted(host for host in hosts if host)


def rules(path: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield what to look for in a file, each with the name of the fault."""
    yield "a registry's host", REGISTRY
    yield "a path of one machine", MACHINE_PATH
    yield "a secret", SECRET
    if hosts := hosts_here():
        yield "this machine's registry", re.compile("|".join(map(re.escape, hosts)))
    if LOCK.search(path):
        # npm's lock names home pages and funding under "url"; those are no sources.
        yield "an address in a lock file", re.compile('"resolved"') if path.endswith(".json") else URL_IN_LOCK


def faults(path: str, text: str) -> Iterator[str]:
    """Yield each fault of a file as `path:line: what it is`, without the secret itself."""
    if FORBIDDEN.search(path):
        yield f"{path}:1: a file that records a registry's host"
    for fault, pattern in rules(path):
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{path}:{line}: {fault}"


def main() -> int:
    """Print the faults of all files of the repository; return 1 when there are any."""
    # With those that are not tracked yet, and without those that never will be.
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = [
        fault
        for path in filter(None, listing.split("\0"))
        if Path(path).is_file()
        for fault in faults(path, Path(path).read_text(encoding="utf-8", errors="replace"))
    ]
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
