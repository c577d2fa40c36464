# make run       starts the lab
# make test      runs every test
# make coverage  does so in twice the time, and prints which lines were not run
# make check     runs the linter, the formatter and the type checker
#
# Each sets up a virtual environment if there is none.

VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check coverage examples bench

run: $(VENV)/app.installed
	$(BIN)/streamlit run streamlit_app.py

test: $(VENV)/dev.installed
	$(BIN)/python -m pytest -n 2 --dist loadfile --durations=30

coverage: $(VENV)/dev.installed
	$(BIN)/python -m pytest --cov -n 2 --dist loadfile

check: $(VENV)/dev.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

examples: $(VENV)/app.installed
	$(BIN)/python tools/draw_examples.py
	$(BIN)/python -m tools.draw_example_photos
	$(BIN)/python -m tools.draw_demo

bench: $(VENV)/dev.installed
	$(BIN)/python -m tests.benchmarks.pages
	$(BIN)/python -m tests.benchmarks.memory
	$(BIN)/python -m tests.benchmarks.classroom
	$(BIN)/python -m tests.benchmarks.training --best

$(BIN)/python:
	@python="$$(sh tools/find_python.sh "$(PYTHON)")" && \
		"$$python" -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/app.installed: requirements.txt | $(BIN)/python
	@echo "Installing the lab's packages, about 1 GB. This takes a few minutes, the first time only."
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.installed: requirements-dev.txt requirements-cluster.txt requirements.txt | $(BIN)/python
	@echo "Installing the packages of the lab and its tests. This takes a few minutes, the first time only."
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/app.installed
