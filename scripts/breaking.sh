#!/usr/bin/env bash
# Compares the contract with the last release, or, before the first one, with the main branch.
set -euo pipefail
cd "$(dirname "$0")/.."

base=$(git describe --tags --abbrev=0 --match 'v*' 2>/dev/null || true)
if [ -z "$base" ]; then
  for branch in main origin/main; do
    if git rev-parse --quiet --verify "$branch^{commit}" >/dev/null; then
      base=$(git merge-base HEAD "$branch" || true)
      break
    fi
  done
fi

if [ -z "$base" ]; then
  echo "breaking: nothing to compare with: neither a release tag (v*) nor a main branch is in this clone"
elif [ -z "$(git ls-tree "$base" -- buf.yaml)" ]; then
  echo "breaking: nothing to compare with: there is no contract in $base yet"
elif git diff --quiet "$base" -- buf.yaml proto; then
  # On the main branch itself the base is this very commit: until the first release, only what is not committed counts.
  echo "breaking: the contract is the same as in $base"
else
  before=$(mktemp -d)
  trap 'rm -rf "$before"' EXIT
  git archive "$base" | tar -x -C "$before"
  buf breaking --against "$before"
  echo "breaking: the contract changed since $base and breaks nobody"
fi
