# Contract and clients; the Makefile that includes this sets PYTHON.

.PHONY: generate check-generated build-clients smoke-clients

generate: ## writes all stubs again after a change in proto/; LANGUAGES="go rust" chooses
	$(PYTHON) proto/generate.py $(LANGUAGES)

# Fails when the committed stubs are not those of the contract.
check-generated:
	$(PYTHON) proto/generate.py --check $(LANGUAGES)

# Compiles the Go, TypeScript, Java and Rust clients as far as their tools are there; CI=true asks for all of them.
build-clients:
	$(PYTHON) clients/smoke.py

# Compiles them and lets each talk to the server at ADDRESS.
smoke-clients:
	$(PYTHON) clients/smoke.py $(or $(ADDRESS),$(error say which server: ADDRESS=HOST:PORT))
