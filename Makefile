# Baromètre. `make run` and `make test` need Python 3.11 or later, make and git: what else is needed, they install.

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: run test lint docs serve bench lock clean help

run: $(INSTALLED)  ## Read data/raw, publish the warehouse and write its extract
	@$(BIN)/barometre run

test: $(INSTALLED)  ## Run the tests
	@$(BIN)/python -m pytest

lint: $(INSTALLED)  ## Check style and types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

docs: $(INSTALLED)  ## Write the generated pages of docs/ anew
	@$(BIN)/python docs/generate.py

bench: $(INSTALLED)  ## Measure the pipeline, the reading of claims and surveys, and estimation
	@$(BIN)/python benchmarks/pipeline.py
	@$(BIN)/python benchmarks/claims.py
	@$(BIN)/python benchmarks/surveys.py
	@$(BIN)/python benchmarks/estimation.py

serve: $(INSTALLED)  ## Run the flows on their schedule
	@$(BIN)/barometre serve

lock: $(INSTALLED)  ## Resolve pyproject.toml anew into requirements.lock (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
		--group dev pyproject.toml -o requirements.lock

clean:  ## Remove the environment and everything that was made from data/raw
	rm -rf $(VENV) .prefect .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find data/warehouse -mindepth 1 ! -name .gitkeep -delete

help:
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

# pip wants every hash of the lock, and installs nothing that is not in it. What it has to say is shown when it fails.
PIP := $(BIN)/python -m pip install --disable-pip-version-check --progress-bar off --no-deps
COUNT := awk '/^(Collecting|Requirement already)/ { if (++n % 25 == 0) print "  " n " packages ..."; fflush() } END { print "  all packages are there" }'

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Baromètre needs Python 3.11 or later; name one: make PYTHON=python3.12"; exit 2; }
	@echo "Making the environment in $(VENV), once (about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@{ $(PIP) --require-hashes -r requirements.lock && $(PIP) --quiet --no-build-isolation --editable .; } \
		2> $(VENV)/pip.log | $(COUNT) || { cat $(VENV)/pip.log; exit 1; }
	@touch $@
