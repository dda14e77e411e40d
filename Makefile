# The same few commands for everyone and for CI. They need git, make and Python 3.11 or newer, and bring the rest:
# packages into .venv (pinned and hashed), Node for the web pages among them. Set-up runs once and again when its
# inputs change.

BIN := .venv/bin
PY := $(BIN)/python
READY := .venv/.ready

# The sources count even where Cinearr is not installed into the environment.
export PYTHONPATH := src
WEB := src/cinearr/web/index.html
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' 2>/dev/null)

.PHONY: help setup demo run test check lint format-check types imports web-types format bench score wheel requirements clean
.DELETE_ON_ERROR:

# Tests run side by side; those that start whole servers come afterwards, alone.
WORKERS ?= 2

help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(READY) $(WEB) ## run the whole job in front of you; ONCE=1 ends by itself
	$(BIN)/cinearr demo $(if $(ONCE),--once) $(ARGS)

run: $(READY) $(WEB) ## start the server for real use (CINEARR_… variables)
	$(BIN)/cinearr serve $(ARGS)

test: $(READY) $(WEB) ## all tests; ARGS="-k name" for some
	sh scripts/test_programs.sh
	$(PY) scripts/npm.py test
ifdef ARGS
	$(PY) -m pytest $(ARGS)
else
	$(PY) -m pytest -n $(WORKERS) --dist loadfile --ignore tests/e2e
	$(PY) -m pytest tests/e2e
endif

check: lint format-check types imports web-types ## lint, format, types, import contracts

lint: $(READY)
	$(BIN)/ruff check .

format-check: $(READY)
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

imports: $(READY)
	$(BIN)/lint-imports

web-types: $(READY) web/node_modules/.package-lock.json
	$(PY) scripts/npm.py run typecheck

format: $(READY) ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY) $(WEB) ## measure
	$(PY) -m benchmarks $(ARGS)

score: $(READY) ## score the parser against a corpus: CORPUS=folder
	$(PY) scripts/score.py $(CORPUS) $(ARGS)

wheel: $(READY) $(WEB) ## one wheel with the web pages in dist/
	$(BIN)/uv build --wheel --no-build-isolation --python $(PY)

# Neither file may name a registry, so that any mirror serves.
COMPILE = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links --quiet $(if $(UPGRADE),--upgrade)

requirements: $(READY) ## pin and hash the requirements anew; UPGRADE=1 takes newer versions
	$(COMPILE) --extra demo --output-file requirements.txt
	$(COMPILE) --extra demo --group dev --constraint requirements.txt --output-file requirements-dev.txt

setup: $(READY) $(WEB) ## only set up

$(READY): requirements-dev.txt requirements-uv.txt pyproject.toml scripts/setup.sh
	sh scripts/setup.sh $@

web/node_modules/.package-lock.json: web/package-lock.json web/package.json | $(READY)
	$(PY) scripts/npm.py ci
	@touch $@

$(WEB): $(WEB_SOURCES) web/node_modules/.package-lock.json
	$(PY) scripts/npm.py run build
	@touch $@

clean: ## remove what set-up and builds made
	test -L .venv || rm -rf .venv
	rm -rf web/node_modules src/cinearr/web dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
