# What a fresh clone needs: Python 3.11 or newer, git, make. Everything else is installed into .venv, checked against hashes.

PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python -I

# Values from the command line reach the shell through the environment, as they are: never spliced into a command.
override PROJECT := $(value PROJECT)
override LOG := $(value LOG)
export PROJECT LOG

# A virtual environment stands for the interpreter and the lock it was made from.
RUNTIME_STAMP = { $(PYTHON) -V; cat requirements/runtime.txt; }
DEV_STAMP = { $(PYTHON) -V; cat requirements/runtime.txt requirements/dev.txt; }
INSTALL = $(RUN) -m pip install --quiet --disable-pip-version-check --no-input --no-deps --require-hashes
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header
PYTEST_FLAGS ?= --numprocesses auto

.DEFAULT_GOAL := help
.PHONY: help python runtime dev heal test cover check format bench figures generate lock clean

help:
	@echo "make heal                         heal the small broken projects in examples/, one after another"
	@echo "make heal PROJECT=dir LOG=file    heal your own: a git repository and the log of its failed run"
	@echo "make test                         all tests"
	@echo "make check                        linter, formatter, types"
	@echo "make cover                        all tests, with branch coverage"
	@echo "make bench                        measurements against the real thing"
	@echo "make figures                      function lengths, nesting, module sizes, types, coverage"
	@echo "make generate                     settings schema and README table from settings.py"
	@echo "make lock                         resolve requirements/*.txt anew from pyproject.toml"

python:
	@command -v "$(PYTHON)" > /dev/null 2>&1 || { echo "Homeostat needs Python 3.11 or newer; there is no $(PYTHON) on PATH. Name one: make PYTHON=/path/to/python3.12 ..." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Homeostat needs Python 3.11 or newer; $(PYTHON) is $$("$(PYTHON)" -V 2>&1). Name another: make PYTHON=python3.12 ..." >&2; exit 1; }

# The stamp is written last, so that an interrupted installation is begun again.
runtime: python
	@$(RUNTIME_STAMP) | cmp -s - .venv/runtime.stamp && $(RUN) -c '' || { \
		echo "Setting up .venv ..." && \
		"$(PYTHON)" -m venv --clear .venv && \
		$(INSTALL) -r requirements/runtime.txt && \
		$(RUNTIME_STAMP) > .venv/runtime.stamp; }

dev: runtime
	@$(DEV_STAMP) | cmp -s - .venv/dev.stamp || { \
		echo "Adding what the tests need ..." && \
		$(INSTALL) -r requirements/dev.txt && \
		$(DEV_STAMP) > .venv/dev.stamp; }

heal: runtime
	@if [ -n "$$PROJECT" ]; then \
		$(RUN) scripts/homeostat/__main__.py heal --project-root "$$PROJECT" $${LOG:+--log "$$LOG"}; \
	elif [ -n "$$LOG" ]; then \
		echo "LOG needs its PROJECT: make heal PROJECT=dir LOG=file" >&2; exit 2; \
	else \
		$(RUN) scripts/homeostat/__main__.py examples; \
	fi

test: dev
	$(BIN)/python -m pytest $(PYTEST_FLAGS)

cover: dev
	$(BIN)/python -m pytest $(PYTEST_FLAGS) --cov --cov-report=term --cov-fail-under=95

check: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy scripts tests

format: dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: dev
	$(RUN) benchmarks/run.py

figures: dev
	@$(RUN) tests/house.py --tools

generate: runtime
	@$(RUN) tests/generate.py

lock: runtime
	$(COMPILE) --upgrade pyproject.toml --output-file requirements/runtime.txt
	$(COMPILE) --upgrade pyproject.toml --group dev --constraint requirements/runtime.txt --output-file requirements/dev.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* build dist
