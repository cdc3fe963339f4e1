# Two commands matter: `make run` and `make test`. Both work on a fresh clone that
# has only make and Python 3.11 or newer; run twice, the second does nothing anew.

PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 8000
PYTEST_ARGS ?=

VENV  := .venv
BIN   := $(VENV)/bin
MAP   := data/osm/bassin-minier-maquette.osm.pbf
GRAPH := .cache/graph

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# What makes a graph, and what makes an itinerary out of it and a spec.
READING := $(shell find src/itinera/osm src/itinera/graph src/itinera/search -name '*.py')
PLANNING := $(shell find src/itinera -name '*.py' -o -name '*.toml' -o -name '*.po')
SPECS := $(wildcard routes/*.toml)

.PHONY: all run test check bench maquette install clean help
.DELETE_ON_ERROR:

all: .stamps/routes

help:
	@echo "make           install, build the graph of the demonstration map, compute routes/"
	@echo "make run       the same, then serve them (PORT=$(PORT))"
	@echo "make test      lint, types and all tests"
	@echo "make check     lint, format and types only"
	@echo "make bench     measure, beside other engines"
	@echo "make maquette  write the demonstration map again (object for object the same)"
	@echo "make clean     remove what make made"

run: .stamps/routes
	ITINERA_GRAPH=$(GRAPH) $(BIN)/itinera serve --host $(HOST) --port $(PORT)

test: check .stamps/test
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: .stamps/test
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .stamps/bench
	$(BIN)/python -m benchmarks

maquette: .stamps/run
	$(BIN)/itinera maquette -o $(MAP)

install: .stamps/run

clean:
	rm -rf $(VENV) .stamps .cache build dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "itinera needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1 || echo missing)." >&2; \
	  echo "Name a newer one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

.stamps/run: pyproject.toml | $(BIN)/python
	$(PIP) install -e .
	@mkdir -p .stamps && touch $@

.stamps/test: .stamps/run
	$(PIP) install -e .[test]
	@mkdir -p .stamps && touch $@

.stamps/bench: .stamps/test
	$(PIP) install -e .[bench]
	@mkdir -p .stamps && touch $@

.stamps/graph: .stamps/run $(MAP) $(READING)
	$(BIN)/itinera graph build $(MAP) -o $(GRAPH)
	@touch $@

.stamps/routes: .stamps/graph $(SPECS) $(PLANNING)
	ITINERA_GRAPH=$(GRAPH) $(BIN)/itinera publish
	@touch $@
