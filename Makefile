# Two commands: `make run` and `make test`. Both set up what is missing first, and start at once the next time.
# On Windows, or without make, use pip: see README.md.

PYTHON ?= python3
ARGS ?=
MINUTES ?= 30
SEED ?= 1

# The version everything is tested with. Named here and not in pyproject.toml, so that an installed package takes
# any from 2.6 on; named at all, because a plain `torch` may bring the newest build and its gigabytes of CUDA.
# With an NVIDIA card, or for another build: make run TORCH="torch==… --index-url …"
TORCH ?= torch==2.13.0

# Paths are relative and nothing but Python is called by path, so that a checkout may lie below a folder with spaces.
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
TYPES := build/types

.PHONY: run test attack lint types format manual wheel bundle deb clean help

run: .venv/app.done  ## Open the window with the sample photo, or pass ARGS="…" on
	@if [ -n '$(strip $(ARGS))' ]; then \
	    $(PY) -m dce_studio $(ARGS); \
	elif [ -n "$$DISPLAY$$WAYLAND_DISPLAY$$QT_QPA_PLATFORM" ] || [ "$$(uname)" = Darwin ]; then \
	    $(PY) -m dce_studio resources/sample.jpg; \
	else \
	    echo "There is no display here, so the sample photo is enhanced from the command line instead."; \
	    mkdir -p out; \
	    $(PY) -m dce_studio enhance resources/sample.jpg -o out/sample-enhanced.jpg --overwrite \
	        && echo "The result is out/sample-enhanced.jpg"; \
	fi

test: .venv/test.done  ## Run all tests offscreen, or those that ARGS="…" names
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest $(ARGS)

attack: .venv/test.done  ## Damaged files, hostile edits, kills and a storm on the window, for MINUTES=30, from SEED=1
	@QT_QPA_PLATFORM=offscreen DCE_STUDIO_ATTACK_MINUTES='$(MINUTES)' DCE_STUDIO_ATTACK_SEED='$(SEED)' \
	    $(PY) -m pytest tests/attack -s --timeout=0 $(ARGS)

lint: .venv/test.done  ## ruff: rules and layout
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check

format: .venv/test.done  ## Let ruff put things right
	@$(PY) -m ruff check --fix
	@$(PY) -m ruff format

types: .venv/test.done  ## mypy --strict, on the package laid out as it is installed, what the tests share, and the manual's scripts
	@rm -rf $(TYPES) && mkdir -p $(TYPES) && cp -R dce_studio $(TYPES)/
	@for part in training resources weights; do \
	    mkdir -p $(TYPES)/dce_studio/$$part && cp $$part/*.py $(TYPES)/dce_studio/$$part/; done
	@cp -R tests $(TYPES)/ && find $(TYPES)/tests -name 'test_*.py' -delete
	@cd $(TYPES) && ../../$(PY) -m mypy --config-file ../../pyproject.toml --cache-dir ../../.mypy_cache \
	    -p dce_studio -p tests
	@for script in docs/pictures.py docs/site/pictures.py docs/site/links.py; do \
	    MYPYPATH=$(TYPES) $(PY) -m mypy --config-file pyproject.toml --cache-dir .mypy_cache/docs $$script || exit 1; done

manual: .venv/docs.done  ## Build the manual into resources/manual, with pictures taken from the program
	@$(PY) docs/site/pictures.py docs/manual/pictures
	@rm -rf resources/manual
	@$(PY) -m sphinx -q -W --keep-going -b html -d build/manual docs resources/manual
	@$(PY) docs/site/links.py resources/manual

wheel: .venv/bundle.done manual  ## Build dist/dce_studio-….whl, the manual in it, and check its metadata
	@rm -rf build/lib dist/*.whl
	@$(PIP) wheel --no-deps --wheel-dir dist .
	@$(PY) -m twine check --strict dist/*.whl

bundle: wheel  ## Build dist/dce-studio, which starts without Python on the machine, and say its size
	@$(PY) resources/bundle/build.py dist/*.whl

deb: bundle  ## Build dist/dce-studio_…_amd64.deb of the bundle (Linux)
	@$(PY) resources/bundle/deb.py

clean:  ## Remove what was built; the environment stays
	@rm -rf build dist resources/manual docs/manual/pictures *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

help:  ## This list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

# Set-up, one stamp per step. Each step is skipped while its stamp is newer than what it was made from.

.venv/python.done:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -m venv .venv \
	    || { echo "No virtual environment could be made: on Debian and Ubuntu, apt-get install python3-venv" >&2; exit 1; }
	@touch $@

.venv/system.done: .ci/qt-libraries .venv/python.done
	@sh .ci/qt-libraries
	@touch $@

.venv/torch.done: .venv/python.done
	@echo "Setting up .venv: PyTorch (once; it is large)"
	@$(PIP) install $(TORCH)
	@touch $@

.venv/app.done: pyproject.toml .venv/system.done .venv/torch.done
	@echo "Setting up .venv: DCE Studio and what it needs"
	@$(PIP) install --editable .
	@touch $@

.venv/test.done: pyproject.toml .venv/app.done
	@echo "Setting up .venv: pytest, ruff, mypy"
	@$(PIP) install --editable ".[test,lint]"
	@touch $@

.venv/docs.done: pyproject.toml .venv/app.done
	@echo "Setting up .venv: Sphinx"
	@$(PIP) install --editable ".[docs]"
	@touch $@

.venv/bundle.done: pyproject.toml .venv/app.done
	@echo "Setting up .venv: PyInstaller"
	@$(PIP) install --editable ".[bundle]"
	@touch $@
