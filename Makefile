# The commands of the README. Everything is installed into .venv, from requirements.lock.
PORT ?= 8000
DATA ?= data
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock

.PHONY: venv demo test check bench bench-av bench-search bench-images relevance lock clean

venv: .venv/made

.venv/made: pyproject.toml requirements.lock
	@.ci/packages run
	@echo "Installing Chiêng into .venv"
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@$(PIP) --editable .
	@touch $@

.venv/made-test: .venv/made
	@.ci/packages test
	@$(PIP) --editable '.[services,test]'
	@touch $@

demo: .venv/made
	@$(BIN)/chieng demo --data $(DATA) --port $(PORT)

test: .venv/made-test
	@.ci/iiif >/dev/null || true
	@$(BIN)/pytest -n auto $(ARGS)

check: .venv/made-test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/made-test
	@$(BIN)/python -m tests.bench $(ARGS)

bench-av: .venv/made-test
	@$(BIN)/python -m tests.bench.bench_av

bench-search: .venv/made-test
	@$(BIN)/python -m tests.bench.bench_search $(ARGS)

bench-images: .venv/made-test
	@.ci/packages bench
	@$(BIN)/python -m tests.bench.bench_tiles $(ARGS)

relevance: .venv/made-test
	@$(BIN)/python -m tests.relevance $(ARGS)

lock: .venv/made-test
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --no-annotate --upgrade \
	  --custom-compile-command "make lock" pyproject.toml --output-file requirements.lock

clean:
	rm -rf .venv build *.egg-info
