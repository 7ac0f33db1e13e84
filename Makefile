# make site | make test | make serve: each does all set-up it needs, on a fresh machine.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCKS := requirements/uv.txt requirements/development.txt
export UV_COMPILE_BYTECODE := 1
export NO_MKDOCS_2_WARNING := 1

.PHONY: site test serve check lint lock browser benchmarks picture clean

site: $(READY)
	$(BIN)/whestdocs site

serve: $(READY)
	$(BIN)/whestdocs serve

check: $(READY)
	$(BIN)/whestdocs check

test: $(READY) browser lint
	$(BIN)/whestdocs site
	$(BIN)/python -m pytest -n 2 --dist loadgroup --durations 20
	$(BIN)/python -m pytest --markdown-docs --markdown-docs-syntax=superfences docs README.md

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --cache-dir .cache/imports

benchmarks: $(READY)
	$(BIN)/python benchmarks/run.py

# The README's picture, and the figures that it shows.
picture: site browser
	$(BIN)/python -m pictures.take

# Debian's chromium; elsewhere a chromium or chrome that is already there is found.
browser:
	@sh requirements/browser.sh

# Locks name every version and digest, and no address that they came from.
lock: $(READY)
	$(BIN)/uv pip compile $(LOCK_OPTIONS) requirements/uv.in -o requirements/uv.txt
	$(BIN)/uv pip compile $(LOCK_OPTIONS) --extra site --extra test pyproject.toml requirements/build.in \
		-o requirements/development.txt
LOCK_OPTIONS := --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --upgrade

$(READY): $(LOCKS) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "whestdocs needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/development.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

clean:
	rm -rf $(VENV) .cache site
