# make run    starts the lab            make test   runs every test
# make check  linter and type checker   Both set up a virtual environment where there is none.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell tools/find_python.sh)

.PHONY: run test check examples bench

run: $(VENV)/app.installed
	$(BIN)/streamlit run streamlit_app.py

test: $(VENV)/dev.installed
	$(BIN)/python -m pytest

check: $(VENV)/dev.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

examples: $(VENV)/app.installed
	$(BIN)/python tools/draw_examples.py

$(BIN)/python:
	@test -n "$(PYTHON)" || { \
		echo "The lab needs Python 3.11, 3.12 or 3.13 with venv (TensorFlow has no other build yet)."; \
		echo "Install one, for instance with: sudo apt-get install python3 python3-venv"; \
		echo "or name one: make run PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "This Python cannot make virtual environments: sudo apt-get install python3-venv"; \
		exit 1; }

$(VENV)/app.installed: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.installed: requirements-dev.txt requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/app.installed

bench: $(VENV)/dev.installed
	$(BIN)/python -m tests.benchmarks.pages
	$(BIN)/python -m tests.benchmarks.memory
	$(BIN)/python -m tests.benchmarks.classroom
	$(BIN)/python -m tests.benchmarks.training --best
