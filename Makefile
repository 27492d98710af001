# One command each; everything they need is installed on the way. `make` alone lists them.

PYTHON ?= python3
# A Python that was asked for by name is taken or refused; else the first suitable one serves.
PYTHONS := $(if $(filter file,$(origin PYTHON)),$(PYTHON) python3.13 python3.12 python3.11,$(PYTHON))
# What only an older Python needs is in the lock, whichever one makes it.
OLDEST_PYTHON := 3.11

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCK := packaging/requirements.lock
DEV_LOCK := packaging/requirements-dev.lock
BUILD_LOCK := packaging/requirements-build.lock
CATALOGUE := resources/locale/ru/LC_MESSAGES/otp_gui
SYSTEM := packaging/linux/system-packages.sh
SCREENSHOTS := screenshots

# Installers are made by an interpreter of their own, which holds nothing that they are not to hold.
BUILD_BIN := build/venv/bin
BUILD_READY := build/venv/.ready
BUILD := PYTHONSAFEPATH=1 PYTHONPATH=packaging $(BUILD_BIN)/python

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SILENT:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory --no-builtin-rules

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: help demo run test lint bench lock catalogues clean libraries screen
.PHONY: frozen installer smoke test-installer same-installer

help: ## Show this list
	awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

demo: $(READY) $(CATALOGUE).mo libraries screen ## Open the window on the embedded sandbox; without a display, tour it and save screenshots
	if [[ -n "$${WAYLAND_DISPLAY:-}$${DISPLAY:-}" ]]; then \
	    exec $(BIN)/otp-gui --demo; \
	fi; \
	xvfb-run --auto-servernum --server-args="-screen 0 1280x900x24" \
	    $(BIN)/python -m otp_gui --demo --tour $(SCREENSHOTS)

run: $(READY) $(CATALOGUE).mo libraries ## Open the window
	$(SYSTEM) display
	exec $(BIN)/otp-gui

test: lint libraries ## Check everything: style, types, catalogue, tests
	$(SYSTEM) display headless test
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest --numprocesses auto --dist worksteal

lint: $(READY) $(CATALOGUE).mo ## Check style, types and the Russian catalogue
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy --no-error-summary
	$(BIN)/python packaging/build_catalogues.py --check

bench: $(READY) $(CATALOGUE).mo libraries ## Measure start, check and stalls; print the ratios
	$(SYSTEM) display headless
	$(BIN)/python -m tests.bench

installer: frozen ## Build dist/*.deb and *.tar.zst; print their sizes and what frozen starts cost
	desktop-file-validate resources/desktop/*.desktop
	appstreamcli validate --no-net resources/desktop/*.metainfo.xml >/dev/null
	$(BUILD) -m linux.make_deb
	$(BUILD) -m linux.make_tarball
	$(BUILD) -m linux.measure

frozen: $(BUILD_READY)
	$(SYSTEM) run display headless build
	$(BUILD_BIN)/python -m pip install --quiet --no-deps --no-build-isolation --force-reinstall .
	$(BUILD) -m freeze

smoke: ## Try the frozen build against the sandbox
	$(BUILD_BIN)/python packaging/smoke.py dist/otp-gui

test-installer: ## Install, use, upgrade and purge dist/*.deb in a fresh Debian (needs root)
	$(SYSTEM) root
	$(BUILD) -m linux.make_deb --draft --version 0.0.1 --dist build/deb-test
	packaging/linux/test-deb.sh build/deb-test/otp-gui_0.0.1_*.deb $$(ls -t dist/otp-gui_*.deb | head -n 1)

same-installer: ## Build the last commit twice, in different places, and compare the bytes
	packaging/linux/build-twice.sh

lock: $(READY) ## Pin the dependencies anew (needs uv; LOCK_FLAGS=--upgrade takes newer versions)
	uv=$$(command -v $(BIN)/uv uv | head -n 1) || { echo "This needs uv." >&2; exit 1; }; \
	compile() { \
	    "$$uv" pip compile --quiet --universal --python-version $(OLDEST_PYTHON) --generate-hashes --no-header --no-emit-index-url \
	        $(LOCK_FLAGS) --output-file "$$@" >/dev/null; \
	}; \
	compile $(LOCK) pyproject.toml --extra xlsx; \
	compile $(DEV_LOCK) pyproject.toml --extra xlsx --group dev; \
	compile $(BUILD_LOCK) pyproject.toml --extra xlsx --group build --constraint $(LOCK)

catalogues: $(READY) ## Collect the words to translate and compile the Russian catalogue
	$(BIN)/python packaging/build_catalogues.py --update >/dev/null

clean: ## Remove everything that these commands have made
	rm -rf $(VENV) $(SCREENSHOTS) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find otp_gui tests packaging -name __pycache__ -prune -exec rm -rf {} +
	rm -f resources/locale/*/LC_MESSAGES/*.mo

libraries:
	$(SYSTEM) run

screen:
	$(SYSTEM) display $(if $(WAYLAND_DISPLAY)$(DISPLAY),,headless)

$(CATALOGUE).mo: $(CATALOGUE).po packaging/build_catalogues.py $(READY)
	$(BIN)/python packaging/build_catalogues.py >/dev/null

$(BIN)/python:
	python=$$(packaging/linux/find-python.sh $(PYTHONS)); \
	PYTHON="$$python" $(SYSTEM) venv; \
	"$$python" -m venv --clear $(VENV)

$(BUILD_READY): $(BUILD_LOCK)
	python=$$(packaging/linux/find-python.sh $(PYTHONS)); \
	PYTHON="$$python" $(SYSTEM) venv; \
	"$$python" -m venv --clear build/venv
	echo "Installing what builds the installers into build/venv"
	$(BUILD_BIN)/python -m pip install --quiet --require-hashes --requirement $(BUILD_LOCK)
	touch $@

$(READY): $(DEV_LOCK) pyproject.toml $(BIN)/python
	echo "Installing the dependencies into $(VENV)"
	$(BIN)/python -m pip install --quiet --require-hashes --requirement $(DEV_LOCK)
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@
