#!/usr/bin/env bash
# Writes the lock files: what all of development needs, of that what running needs, and of that what installing needs;
# and apart from them what a model server of others needs that tests ask (scripts/peers.sh).
# Pins stay as they are unless a requirement asks for more; pass --upgrade, or --upgrade-package NAME, to move them.
#
# parley-client is left out: it lives in this repository and is installed from there. No index is recorded, so that the
# files hold on every machine, whichever registry it uses; the hashes tell that the packages are the same.
set -euo pipefail
cd "$(dirname "$0")/.."

lock() {
  "${UV:-.venv/bin/uv}" pip compile --quiet --universal --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-emit-package parley-client \
    --custom-compile-command "make lock" "$@"
}

lock pyproject.toml --all-extras --output-file requirements.lock "$@"
lock pyproject.toml --extra all --constraint requirements.lock --output-file requirements-run.lock
lock - --constraint requirements.lock --output-file requirements-build.lock <<<$'hatchling\nuv'
# Without polars, a third of it all, which only its exports of bills need.
lock - --python-version 3.11 --no-emit-package polars --no-emit-package polars-runtime-32 \
  --output-file requirements-litellm.lock "$@" <<<'litellm[proxy]'
