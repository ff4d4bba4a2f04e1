# Two commands are enough on a fresh machine: `make run` and `make test`.
# Every verb first makes .venv from the hash-pinned lock if it is missing or of another Python, and brings it up to date
# if it is older than the lock or pyproject.toml.
# Another interpreter: make run PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
STAMP := $(VENV)/.ready-$(VERSION)
CHROMIUM := /usr/bin/chromium
# Tests share the two cores; a file stays with one worker, so that a server or a browser starts once per file.
WORKERS ?= 2

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup python chromium run test check fix bench docs soak wheel lock audit clean

help:
	@echo 'make run     serve the demonstration unit on http://127.0.0.1:8000'
	@echo 'make test    run every test, in the browser and from the built wheel too'
	@echo 'make check   lint, format, types, import contracts'
	@echo 'make fix     repair what lint and format can repair by themselves'
	@echo 'make bench   measure, and print figures beside their limits'
	@echo 'make docs    write docs/rules.md anew'
	@echo 'make soak    the long fault, mutation and search campaigns'
	@echo 'make wheel   build the wheel into dist/'
	@echo 'make lock    compile requirements/*.lock anew from pyproject.toml; make audit looks for known faults in them'

setup: $(STAMP)

# Checked before anything is made; order-only, so that it never makes the stamp stale.
python:
	@test -n '$(VERSION)' || { echo "Stepward needs Python 3.11 or newer, and '$(PYTHON)' was not found: install it or name another with PYTHON=."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Stepward needs Python 3.11 or newer, and '$(PYTHON)' is $(VERSION): name another with PYTHON=."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "'$(PYTHON)' cannot make virtual environments: install the Debian package python3-venv."; exit 1; }

$(STAMP): requirements/dev.lock pyproject.toml | python
	@echo 'Setting up $(VENV) from requirements/dev.lock ...'
	@test -e $@ || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

chromium:
	@test -x $(CHROMIUM) || { echo 'The browser tests need $(CHROMIUM): install the Debian package chromium (apt-get install chromium).'; exit 1; }

run: $(STAMP)
	@$(BIN)/stepward demo

test: chromium $(STAMP)
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

check: $(STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

fix: $(STAMP)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(STAMP)
	@$(BIN)/python -m benchmarks

docs: $(STAMP)
	$(BIN)/python -m stepward.shells.docs
	$(BIN)/python -m tests.hazards

soak: $(STAMP)
	$(BIN)/python -m pytest -m soak --hypothesis-profile=default
	STEPWARD_CAMPAIGN=soak $(BIN)/python -m pytest tests/faults tests/adapters/e2b tests/core/tolerance/test_ticks.py

wheel: $(STAMP)
	$(BIN)/python -m build --wheel --no-isolation

# No index address and no header: a lock names no download host and no folder of the machine it was made on.
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
lock: $(STAMP)
	$(LOCK) --output-file requirements/run.lock
	$(LOCK) --group dev --constraint requirements/run.lock --output-file requirements/dev.lock

audit: $(STAMP)
	$(BIN)/pip-audit --require-hashes --disable-pip --requirement requirements/dev.lock

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
