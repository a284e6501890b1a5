#!/usr/bin/env bash
# Makes .venv, or brings it up to date: `scripts/setup.sh run` installs what running needs, `scripts/setup.sh dev` all.
#
# pip installs uv, and uv does the rest in seconds where pip takes a minute; both check every package's hash. Where uv
# cannot reach the packages, say because only pip knows the registry, pip does it all. Once everything is installed,
# no network is needed. Standard output stays empty: it belongs to the program that is started afterwards.
set -euo pipefail
cd "$(dirname "$0")/.."
exec >&2 </dev/null

PYTHON=${PYTHON:-python3}
VENV=${VENV:-.venv}
python=$VENV/bin/python
# Trust whom this system trusts, as pip does where it is told to; a company's own registry may need that.
export UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS:-true}
# The Makefile puts .venv first, but what makes it anew lies outside.
PATH=${PATH#"$PWD/$VENV/bin:"}

case ${1:-} in
  run) lock=requirements-run.lock ;;
  dev) lock=requirements.lock ;;
  *) echo "usage: scripts/setup.sh run|dev" && exit 2 ;;
esac

fail() {
  echo "setup: $*"
  exit 1
}

works() { [ -x "$1" ] && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; }

if ! works "$python" 2>/dev/null; then
  found=$(command -v "$PYTHON") || fail "no $PYTHON here: Parley needs Python 3.11 or newer (choose one with PYTHON=...)"
  works "$found" || fail "$("$PYTHON" --version) is too old: Parley needs 3.11 or newer (choose one with PYTHON=...)"
  "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "$PYTHON cannot make virtual environments; on Debian and Ubuntu: apt-get install python3-venv"
  echo "setup: making $VENV with $("$PYTHON" --version)"
  # A pip that is there already serves the new environment too, which saves half of the time that making it takes.
  if "$PYTHON" -m pip --python "$PYTHON" --version >/dev/null 2>&1; then
    "$PYTHON" -m venv --clear --without-pip "$VENV"
  else
    "$PYTHON" -m venv --clear "$VENV"
  fi
fi

pip() {
  local pip=("$python" -m pip)
  "${pip[@]}" --version >/dev/null 2>&1 || pip=("$PYTHON" -m pip --python "$python")
  "${pip[@]}" install --quiet --disable-pip-version-check --require-hashes --requirement "$1"
}

uv() { "$VENV/bin/uv" pip install --quiet --python "$python" "$@"; }

echo "setup: installing what $lock lists"
if ! [ -x "$VENV/bin/uv" ]; then
  sed -n '/^uv==/,/^    # via/p' requirements-build.lock >"$VENV/uv.lock"
  pip "$VENV/uv.lock"
fi
uv --require-hashes --requirement "$lock" --requirement requirements-build.lock || {
  echo "setup: uv could not, so pip does it"
  pip "$lock"
  pip requirements-build.lock
}
uv --offline --no-deps --no-build-isolation --editable clients/python --editable .
