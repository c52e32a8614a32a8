# The commands of the project. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command 'make lock'

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev snapshot run test test-fast coverage check fix lock refresh bench bench-pages sbom clean

help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(VENV)/ready: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=python3.x")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

setup: $(VENV)/ready ## Make the environment in .venv

setup-dev: $(VENV)/ready-dev
	@sh tests/install_chromium.sh

snapshot: setup ## Build a snapshot from datasets/bundled, if there is none yet
	@$(BIN)/python -m etl bundle --restore --if-missing

run: snapshot ## Open the dashboard on http://localhost:8501
	$(BIN)/streamlit run serve.py --server.port $(PORT)

# Those with a browser one after another: two browsers on two cores take turns at painting and are slower than one.
test: setup-dev ## Run every test
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not browser"
	$(BIN)/python -m pytest -m browser

test-fast: $(VENV)/ready-dev ## Run the tests that are quick: no browser, no page, no bundled figures, no whole refresh
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not browser and not slow"

coverage: $(VENV)/ready-dev ## Run what needs no browser and print which branches no test takes; fails below the floor
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not browser" --cov --cov-report=term-missing

check: $(VENV)/ready-dev ## Lint, types, generated docs, the tables kept by hand, the identity figures, known vulnerabilities
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m etl docs --check
	$(BIN)/python -m etl check --curated
	$(BIN)/python -m tests.identity_figures
	$(BIN)/python -m tests.audit

fix: $(VENV)/ready-dev ## Mend what the linter can mend, and write the generated docs anew
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m etl docs

lock: $(VENV)/ready-dev ## Write the lock files anew after a change in requirements*.txt
	$(LOCK) requirements.txt --output-file requirements.lock
	$(LOCK) requirements-dev.txt --constraint requirements.lock --output-file requirements-dev.lock

refresh: setup ## Ask every source and publish a new snapshot
	$(BIN)/python -m etl refresh

bench: setup-dev ## Measure; writes build/bench.json and docs/performance.md
	$(BIN)/python -m tests.bench

bench-pages: setup-dev ## Measure the home page beside a minimal one; writes build/bench-pages.json
	$(BIN)/python -m tests.bench_pages

sbom: $(VENV)/ready-dev ## Write what is installed to build/sbom.json (CycloneDX)
	mkdir -p build
	$(BIN)/cyclonedx-py requirements requirements.lock --output-file build/sbom.json

clean: ## Remove the environment and what was built
	rm -rf $(VENV) build
