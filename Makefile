# Two commands matter: `make run` and `make test`. Both work on a fresh clone that
# has only make and Python 3.11 or newer; run twice, the second does nothing anew.

PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 8000
PYTEST_ARGS ?=

VENV  := .venv
BIN   := $(VENV)/bin
MAP   := data/osm/bassin-minier-maquette.osm.pbf
DEM   := data/dem
GRAPH := .cache/graph

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# What makes a graph, and what makes an itinerary out of it and a spec.
READING := $(shell find src/itinera/osm src/itinera/elevation src/itinera/graph src/itinera/search -name '*.py')
PLANNING := $(shell find src/itinera -name '*.py' -o -name '*.toml' -o -name '*.po')
SPECS := $(wildcard routes/*.toml)

# A real map: everything of it stands in its own folder, which git ignores.
AREA  ?=
AREA_WORDS := '$(subst ','\'',$(AREA))'
AREA_DIR := .cache/areas/$(shell printf %s $(AREA_WORDS) | tr A-Z a-z | LC_ALL=C tr -cs a-z0-9 - | sed 's/^-*//; s/-*$$//')

# Prints where the map lies; and to the list in a file, adds where its elevation tiles lie.
# Without tiles the map is still good for all but climbs.
FETCH = $(BIN)/itinera data fetch $(AREA_WORDS) --to $(AREA_DIR)
WITH_TILES = $(FETCH) --elevation > $(1).all && mv $(1).all $(1) || { rm -f $(1).all; \
	  echo "Not all elevation tiles came: climbs will be unknown." >&2; }

.PHONY: all run update test check bench bench-loops maquette install clean help
.DELETE_ON_ERROR:

all: .stamps/routes

help:
	@echo "make           install, build the graph of the demonstration map, compute routes/"
	@echo "make run       the same, then serve them (PORT=$(PORT))"
	@echo "make run AREA=nord-pas-de-calais"
	@echo "               the same with a real map: a region of 'itinera data list', or a place"
	@echo "make update AREA=..."
	@echo "               ask for a newer map of that area"
	@echo "make test      lint, types and all tests"
	@echo "make check     lint, format and types only"
	@echo "make bench     measure, beside other engines"
	@echo "make bench-loops"
	@echo "               measure loops, beside other methods (an hour and more)"
	@echo "make maquette  write the demonstration map and its terrain again (the same ones)"
	@echo "make clean     remove what make made"

ifeq ($(AREA),)
run: .stamps/routes
	ITINERA_GRAPH=$(GRAPH) $(BIN)/itinera serve --host $(HOST) --port $(PORT)
else
run: $(AREA_DIR)/routes.stamp
	$(BIN)/itinera serve --graph $(AREA_DIR)/graph --routes $(AREA_DIR)/routes \
	  --host $(HOST) --port $(PORT)
endif

test: check .stamps/test
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: .stamps/test
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .stamps/bench
	$(BIN)/python -m benchmarks

bench-loops: .stamps/bench
	$(BIN)/python -m benchmarks.loops --demo 100
	$(BIN)/python -m benchmarks.loop_worth
	$(BIN)/python -m benchmarks.loop_climbs
	$(BIN)/python -m benchmarks.loop_growth

maquette: .stamps/run
	$(BIN)/itinera maquette -o $(MAP) --terrain $(DEM)

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

.stamps/graph: .stamps/run $(MAP) $(wildcard $(DEM)/*.tif) $(READING)
	$(BIN)/itinera graph build $(MAP) --dem $(DEM) -o $(GRAPH)
	@touch $@

$(AREA_DIR)/osm.txt: | .stamps/run
	@mkdir -p $(AREA_DIR)
	$(FETCH) > $@.new
	$(call WITH_TILES,$@.new)
	@mv $@.new $@

$(AREA_DIR)/graph.stamp: $(AREA_DIR)/osm.txt $(READING)
	$(BIN)/itinera graph build $$(grep -v '[.]hgt' $<) -o $(AREA_DIR)/graph \
	  $$(ls $(AREA_DIR)/*.clip.geojson 2>/dev/null | sed 's/^/--clip /') \
	  $$(ls $(AREA_DIR)/*.hgt.gz 2>/dev/null | sed 's/^/--dem /')
	@touch $@

# A spec whose places lie outside the area is named and left out; the others are published.
$(AREA_DIR)/routes.stamp: $(AREA_DIR)/graph.stamp $(SPECS) $(PLANNING)
	@mkdir -p $(AREA_DIR)/routes
	$(BIN)/itinera publish --graph $(AREA_DIR)/graph -o $(AREA_DIR)/routes || [ $$? -le 4 ]
	@touch $@

update: | .stamps/run
	@test -n $(AREA_WORDS) || { echo "Say which: make update AREA=nord-pas-de-calais" >&2; exit 2; }
	@mkdir -p $(AREA_DIR)
	$(FETCH) --refresh > $(AREA_DIR)/osm.new
	$(call WITH_TILES,$(AREA_DIR)/osm.new)
	@if cmp -s $(AREA_DIR)/osm.new $(AREA_DIR)/osm.txt \
	  && [ -z "$$(find $$(cat $(AREA_DIR)/osm.new) -newer $(AREA_DIR)/osm.txt)" ]; \
	then rm $(AREA_DIR)/osm.new; else mv $(AREA_DIR)/osm.new $(AREA_DIR)/osm.txt; fi

.stamps/routes: .stamps/graph $(SPECS) $(PLANNING)
	ITINERA_GRAPH=$(GRAPH) $(BIN)/itinera publish
	@touch $@
