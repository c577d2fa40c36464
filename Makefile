# make run    starts the lab            make test   runs every test
# make check  linter and type checker   Both set up a virtual environment where there is none.

VENV := .venv
BIN := $(VENV)/bin

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
	@python="$$(sh tools/find_python.sh "$(PYTHON)")" && \
		"$$python" -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/app.installed: requirements.txt | $(BIN)/python
	@echo "Installing what the lab needs, about 1 GB. This takes some minutes, and only this once."
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.installed: requirements-dev.txt requirements.txt | $(BIN)/python
	@echo "Installing what the lab and its tests need. This takes some minutes, and only this once."
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/app.installed

bench: $(VENV)/dev.installed
	$(BIN)/python -m tests.benchmarks.pages
	$(BIN)/python -m tests.benchmarks.memory
	$(BIN)/python -m tests.benchmarks.classroom
	$(BIN)/python -m tests.benchmarks.training --best
