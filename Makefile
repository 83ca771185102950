# Two commands do everything: `make demo` and `make test`. Both make their own environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c .ci/constraints.txt

# Without compiled files a start takes two and a half times as long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-thorough test-all test-engines lint types contracts unit nightly fuzz bench growth bundle test-install previews sample shell schemas topics explained snapshots constraints clean

demo: $(VENV)/.app  ## install and open the desk on the sample book; without a terminal, print the brief
	@$(BIN)/holdfast demo

test: lint types contracts unit  ## everything CI checks on every change

test-all: lint types contracts nightly  ## everything CI checks by night: what `test` walks once, at every size

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

# A file stays with one worker, which opens its books once.
PYTEST := $(BIN)/pytest -q --dist loadfile --no-loadscope-reorder

unit: $(VENV)/.dev
	$(PYTEST) -n 2 -m "not benchmark and not nightly and not thorough and not install and not engines"

# Three workers for two cores where tests wait for a terminal.
test-thorough: $(VENV)/.dev  ## proof that takes seconds a test: whole books, processes, real terminals; CI runs it after `test`
	$(PYTEST) -n 3 -m "thorough and not nightly"

nightly: $(VENV)/.dev
	POLARS_MAX_THREADS=3 $(PYTEST) -n 3 -m "not benchmark and not install and not engines" --hypothesis-profile=night

test-engines: $(VENV)/.engines  ## sources and engines with their real servers: PostgreSQL, Delta, Iceberg, DuckDB, Spark
	$(BIN)/pytest -q -rs -n 2 --dist loadfile tests/engines

fuzz: $(VENV)/.dev  ## damage of every kind, from a seed, for twenty minutes at most
	$(BIN)/python -m tests.fuzz

bench: $(VENV)/.dev  ## timings beside the budgets and beside other tools; never part of the tests
	@$(PIP) -e '.[dev,bench]'
	$(BIN)/python -m tests.benchmarks

growth: $(VENV)/.dev  ## how the cost grows with customers, orders, months and flags: the page of CONTRIBUTING
	$(BIN)/python -m tests.benchmarks.growth

previews: $(VENV)/.dev  ## draw themes/previews/ from the running desk
	$(BIN)/python -m tests.tui.previews

sample: $(VENV)/.dev  ## write sample_data/ again from its seed
	$(BIN)/python -m holdfast.sample.generate sample_data

shell: $(VENV)/.dev  ## write completion and manual page again from the parsers
	$(BIN)/python -m tests.shell_files

schemas: $(VENV)/.dev  ## write the JSON schemas of holdfast.toml and config.toml again from their keys
	$(BIN)/python -m tests.schema_files

topics: $(VENV)/.dev  ## write the topic with the keys of every view in JSON again
	$(BIN)/python -m tests.topic_files

explained: $(VENV)/.dev  ## write the pages of holdfast explain again from what is declared
	$(BIN)/python -m tests.explained_files

snapshots: $(VENV)/.dev  ## accept the screens as they are now; read the difference before committing
	HOLDFAST_UPDATE_SNAPSHOTS=1 $(BIN)/pytest -q tests/tui/snapshots

$(VENV)/.app: pyproject.toml .ci/constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) -e .
	@$(BIN)/python -m compileall -q core tui
	@touch $@

$(VENV)/.dev: pyproject.toml .ci/constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) -e '.[dev]'
	@$(BIN)/python -m compileall -q core tui
	@touch $@ $(VENV)/.app

$(VENV)/.engines: $(VENV)/.dev
	@$(PIP) -e '.[dev,dev-engines]'
	@touch $@

BUNDLE := dist/holdfast.pyz

bundle: $(VENV)/.dev  ## one file with everything in it but Python, for machines without an index
	@mkdir -p $(dir $(BUNDLE))
	@rm -rf build/bundle
	@$(PIP) --target build/bundle .
	@$(BIN)/python -m compileall -q build/bundle || true
	@$(BIN)/shiv --site-packages build/bundle --compressed --reproducible \
		--console-script holdfast --python '/usr/bin/env python3' --output-file $(BUNDLE)
	@rm -rf build/bundle
	@ls -sh $(BUNDLE)

test-install: $(VENV)/.dev  ## the wheel and the bundle, each started where nothing is installed
	$(BIN)/pytest -q -m install tests/install

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

constraints: $(VENV)/.dev  ## take the versions installed now as those of every fresh install
	@{ head -1 .ci/constraints.txt; $(BIN)/python -m pip freeze --exclude-editable --exclude holdfast; } > .ci/constraints.new
	@mv .ci/constraints.new .ci/constraints.txt
