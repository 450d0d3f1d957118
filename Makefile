# make run     sets up and shows papertrail at work on its bundled sample
# make test    sets up and runs the whole test suite
# make lint    ruff, mypy, import-linter and bandit
# make torture  kills every act at 300 instants and at every write, takes disk, memory and clock away, and lives through a quarter of
#               a year; writes docs/reliability.md; takes hours, or less: make torture TORTURE_ARGS="--minutes 20"
# make audit   asks PyPI about known weaknesses of the dependencies
# make coverage  runs the test suite with branch coverage; htmlcov/ has the report
# make oldest  runs the test suite with the oldest versions of all dependencies that are allowed
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test lint torture audit coverage oldest clean

run: .venv/.installed
	$(BIN)/papertrail demo

test: .venv/.installed-dev
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

lint: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive papertrail feeds index

torture: .venv/.installed-dev
	$(BIN)/python benchmarks/torture.py --write $(TORTURE_ARGS)

# Asks PyPI for known weaknesses of the installed versions.
audit: .venv/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip-audit>=2.9,<3'
	$(BIN)/pip-audit --skip-editable

coverage: .venv/.installed-dev
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered --cov-report=html $(PYTEST_ARGS)

oldest:
	$(PYTHON) -m venv .venv-oldest
	.venv-oldest/bin/python -m pip install --quiet --disable-pip-version-check -c constraints-oldest.txt -e '.[dev]'
	.venv-oldest/bin/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "papertrail needs Python 3.11 to 3.14; say which with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.installed: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/.installed-dev: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ .venv/.installed

clean:
	rm -rf .venv .venv-oldest
