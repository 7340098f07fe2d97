# The one door: every task starts here. The plain lines behind each are in README.md.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-installed
DEV := $(VENV)/.dev-installed
YARDSTICKS := $(VENV)/.bench-installed

export QT_QPA_PLATFORM_FOR_TESTS ?= offscreen
# A process for each processor, up to four: every one makes engines and sample data of its own.
SPREAD ?= -n logical --maxprocesses 4 --dist loadfile

.PHONY: run test lint types imports e2e bench bench-insight package clean

run: $(RUN)
	@$(BIN)/causeloop-desktop --workspace sample

test: lint types imports
	@QT_QPA_PLATFORM=$(QT_QPA_PLATFORM_FOR_TESTS) $(BIN)/python -m pytest -q $(SPREAD) -m "not e2e and not external"

lint: $(DEV)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(DEV)
	@$(BIN)/mypy

imports: $(DEV)
	@$(BIN)/lint-imports

e2e: $(DEV)
	@packaging/linux/with-display $(BIN)/python -m pytest -q -m e2e tests/e2e

bench: $(DEV)
	@$(BIN)/python -m tests.benchmarks

bench-insight: $(YARDSTICKS)
	@$(BIN)/python -m tests.benchmarks.insight $(INSIGHT)

package: $(DEV)
	@$(BIN)/python packaging/pyinstaller/build.py

$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV)

$(RUN): pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(BIN)/python -m pip install -q -c constraints.txt -e .
	@touch $@

$(DEV): pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(BIN)/python -m pip install -q -c constraints.txt -e ".[dev]"
	@touch $@ $(RUN)

$(YARDSTICKS): $(DEV)
	@$(BIN)/python -m pip install -q -c constraints.txt -e ".[dev,bench]"
	@touch $@

clean:
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
