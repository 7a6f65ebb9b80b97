# Set-up is a part of every target: the first run makes .venv, later ones find it.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
export LC_ALL := C.UTF-8
export PYTHON

BIN := .venv/bin
TABLE ?=
ARGS ?=
JOBS ?= 2
RUNTIME := .venv/.runtime
DEVELOPER := .venv/.developer

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@printf '\n%s\n' 'Variables: TABLE=tracks.csv, ARGS="more flags", JOBS=2 test processes, PYTHON=python3.11'

.PHONY: report
report: $(RUNTIME) ## the report of TABLE, or of the sample, into output/
	$(BIN)/reportgen run $(TABLE) $(ARGS)

.PHONY: test
test: lint ## lint, then all tests but the long ones
	$(BIN)/python -m pytest -n $(JOBS)

.PHONY: test-long
test-long: $(DEVELOPER) ## the long tests, simulations among them
	$(BIN)/python -m pytest -n $(JOBS) -m long

.PHONY: lint
lint: $(DEVELOPER) ## style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.PHONY: format
format: $(DEVELOPER) ## mend style and format where a machine can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: gold
gold: $(DEVELOPER) ## make the gold files of the tests again; look at the difference
	$(BIN)/python -m tests.gold.update

.PHONY: catalogue
catalogue: $(DEVELOPER) ## list all messages that can be translated again
	$(BIN)/python -m tests.text.catalogue

.PHONY: corpus
corpus: $(DEVELOPER) ## try the bad tables again, rewrite docs/bad-input.md; look at the difference
	$(BIN)/python -m tests.bad_input.record

.PHONY: sample
sample: $(DEVELOPER) ## make the sample tracks again
	$(BIN)/python -m data.make_sample

.PHONY: bench
bench: $(DEVELOPER) ## measure whole commands and rewrite benchmarks/README.md
	$(BIN)/python -m benchmarks.whole_command $(TABLE)

.PHONY: proof
proof: $(DEVELOPER) ## run the simulations and rewrite docs/proof.md
	$(BIN)/python -m tests.simulation.record $(JOBS)

.PHONY: clean
clean: ## remove what was made: reports, caches, builds (.venv and the history stay)
	find output -mindepth 1 ! -name .gitkeep ! -name 'history.sqlite*' -delete
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

$(RUNTIME): pyproject.toml constraints.txt .ci/bootstrap
	@.ci/bootstrap runtime

$(DEVELOPER): pyproject.toml constraints.txt .ci/bootstrap tests/package.json
	@.ci/bootstrap developer
