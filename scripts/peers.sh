#!/usr/bin/env bash
# Makes .venv-litellm: the model server of others that the openai plugin is tried on. It pins an openai of its own, so
# that it wants an environment of its own. Done once: a stamp tells which lock file is installed.
#
# Tests can do without it. Where it cannot be had, say because no registry can be reached, one line says so, and the
# tests that ask it are left out; with CI=true that is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
exec >&2 </dev/null

VENV=.venv-litellm
LOCK=requirements-litellm.lock
TOO_NEW=3.15
python=$VENV/bin/python
own=.venv/bin/python
# As in setup.sh. A registry that is away must not be waited for.
export UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS:-true} UV_HTTP_TIMEOUT=${UV_HTTP_TIMEOUT:-30} UV_HTTP_RETRIES=1

left_out() {
  rm -rf "$VENV"
  if [ "${CI:-}" = true ]; then
    echo "peers: litellm is wanted, since CI=true, but $*"
    exit 1
  fi
  echo "peers: litellm is left out, and so are the tests that ask it: $*"
  exit 0
}

too_new() { "$own" -c "import sys; sys.exit(sys.version_info < tuple(map(int, '$TOO_NEW'.split('.'))))"; }

# What nobody here needs is not in the lock file, so that nothing is resolved: the list is whole.
with_uv() { .venv/bin/uv pip install --quiet --python "$python" --no-deps --require-hashes --requirement "$LOCK"; }

# Where only pip knows the registry.
with_pip() {
  "${PYTHON:-python3}" -m pip --python "$python" install --quiet --disable-pip-version-check --retries 1 \
    --no-deps --require-hashes --requirement "$LOCK"
}

too_new && left_out "it does not run on $("$own" --version) yet"
echo "peers: installing what $LOCK lists into $VENV (about 400 MB)"
.venv/bin/uv venv --quiet --clear --no-project --python "$own" "$VENV"
said=$(with_uv 2>&1) || said+=$'\n'$(with_pip 2>&1) ||
  left_out "its packages could not be installed ($(sed '/^$/d' <<<"$said" | tail -n 1 | cut -c 1-200))"
touch "$VENV/installed"
