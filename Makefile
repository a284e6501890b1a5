# The same words locally and in CI. `make` alone lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What runs at the same time in `make check`.
JOBS ?= 2

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory --no-builtin-rules

export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHON

.PHONY: help
help:
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

# -- Setup ------------------------------------------------------------------------------------------------------------

# Stamps tell what is installed: repeated runs cost nothing, and a changed lock file is seen.
INSTALLED_RUN := $(VENV)/installed-run
INSTALLED_DEV := $(VENV)/installed-dev
PROJECTS := pyproject.toml clients/python/pyproject.toml

.PHONY: setup
setup: $(INSTALLED_DEV) ## makes .venv with all that development needs

$(INSTALLED_DEV): requirements.lock requirements-build.lock $(PROJECTS) scripts/setup.sh
	@scripts/setup.sh dev
	@touch $(INSTALLED_RUN) $@

$(INSTALLED_RUN): requirements-run.lock requirements-build.lock $(PROJECTS) scripts/setup.sh
	@scripts/setup.sh run
	@touch $@

# -- Run --------------------------------------------------------------------------------------------------------------

# Standard input and output are the program's own, so that both commands work in a pipe.
.PHONY: chat serve
chat: $(INSTALLED_RUN) ## talks to an agent; CHARACTER=file SERVER=host:port ARGS=...
	@parley chat $(if $(CHARACTER),--character "$(CHARACTER)") $(if $(SERVER),--server "$(SERVER)") $(ARGS)

serve: $(INSTALLED_RUN) ## starts the server; ARGS=...
	@exec parley serve $(ARGS)

# -- Check ------------------------------------------------------------------------------------------------------------

CHECKS := check-types check-imports check-format check-lint check-proto check-generated check-readme check-docker check-tracked
TYPED := $(wildcard server/src clients/python/src tests proto scripts benchmarks examples)

.PHONY: check $(CHECKS)
check: $(INSTALLED_DEV) ## format, lint, types, imports, contract, generated code, hosts and secrets
	@$(MAKE) --jobs=$(JOBS) --keep-going --output-sync=target $(CHECKS)
	@echo "check: all is well"

check-format:
	@ruff format --quiet --diff . || { echo "format: run 'make fix'"; exit 1; }

check-lint:
	@ruff check --quiet --output-format=concise

check-types:
	@mypy --no-error-summary $(TYPED)

check-imports:
	@lint-imports --no-cache > $(VENV)/imports.log || { sed -n '/^Contracts$$/,$$p' $(VENV)/imports.log; exit 1; }

check-proto:
	@buf lint
	@buf format --diff --exit-code

check-docker:
	@hadolint Dockerfile

check-tracked:
	@python scripts/check_tracked.py

check-readme:
	@test ! -f server/src/parley_server/rpc/unimplemented.py || python -m parley_server.rpc.unimplemented --check README.md

.PHONY: fix
fix: $(INSTALLED_DEV) ## formats, and mends what lint can mend
	@ruff check --quiet --fix --exit-zero
	@ruff format --quiet
	@buf format --write
	@ruff check --quiet --output-format=concise

# -- Test -------------------------------------------------------------------------------------------------------------

.PHONY: peers
peers: .venv-litellm/installed ## makes .venv-litellm, a model server of others that tests ask; `make test` does it too

# Where it cannot be had there is no stamp, and the next run tries again.
.venv-litellm/installed: requirements-litellm.lock scripts/peers.sh | $(INSTALLED_DEV)
	@scripts/peers.sh

.PHONY: test
test: $(INSTALLED_DEV) peers ## all tests, then the clients built and tried against a server; ARGS=... for pytest
	@pytest $(ARGS)
	@python scripts/with_server.py python clients/smoke.py

.PHONY: faults
# How much is done to the server: 200 kills, 1,000 cuts, 10,000 streams that come and go; about an hour.
ROUNDS ?= 200
# Where: sqlite, postgres or both of them.
DATABASES ?= sqlite
faults: $(INSTALLED_DEV) ## lets a server suffer for long, and shows what was done; ROUNDS=20 for a tenth of it, DATABASES=postgres
	@PARLEY_FAULT_ROUNDS=$(ROUNDS) PARLEY_FAULT_DATABASES="$(DATABASES)" pytest tests/faults --timeout=0 $(ARGS)

# -- Measure ----------------------------------------------------------------------------------------------------------

.PHONY: bench
bench: $(INSTALLED_DEV) ## measures speed and size against the targets; ARGS=--quick in about a minute
	@python -m benchmarks $(ARGS)

# How long the soak is; less than five minutes tell little.
minutes ?= 10
MINUTES ?= $(minutes)
.PHONY: soak
soak: $(INSTALLED_DEV) ## looks whether the memory of a server stays flat; MINUTES=10
	@python -m benchmarks.soak --minutes $(MINUTES) $(ARGS)

# -- Contract and generated code: clients.mk knows the languages ------------------------------------------------------

.PHONY: generate check-generated build-clients breaking
-include clients/clients.mk

breaking: $(INSTALLED_DEV) ## compares the contract with the last release, or with the main branch before the first one
	@scripts/breaking.sh

# -- Lock and clean ---------------------------------------------------------------------------------------------------

.PHONY: lock
lock: | $(INSTALLED_RUN) ## writes the lock files; ARGS=--upgrade moves all pins
	@scripts/lock.sh $(ARGS)

.PHONY: clean
clean: ## removes what setup, tests and tools leave behind
	@rm -rf $(VENV) .venv-litellm .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build
	@find server clients/python tests proto scripts -name __pycache__ -type d -prune -exec rm -rf {} +
