# Two commands for everybody: make run, make test. The rest is for those who work on the platform.
SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export LMS_VAR ?= $(CURDIR)/var

.PHONY: setup run test check bench pictures messages lock docs

setup: $(VENV)/.installed locale/.compiled

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 2; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "The Debian package python3-venv is missing: apt-get install python3-venv"; exit 2; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(VENV)/bin/pip
	@echo "Installing what the platform needs …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --no-compile -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing what the tests need …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --no-compile -r requirements-dev.txt
	@touch $@

# Compiled in Python, without gettext.
locale/.compiled: $(shell find locale -name '*.po') $(VENV)/.installed
	@DJANGO_SETTINGS_MODULE=lms.settings.test $(BIN)/python manage.py i18n compile > /dev/null
	@touch $@

run: setup
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py demo --when-empty
	@exec $(BIN)/python manage.py serve --port $(PORT)

test: setup $(VENV)/.installed-dev
	@$(BIN)/python -m tests.run

check: setup $(VENV)/.installed-dev
	@$(BIN)/ruff format --check --quiet . || { echo "make check: run ruff format"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports > /dev/null || $(BIN)/lint-imports
	@DJANGO_SETTINGS_MODULE=lms.settings.test $(BIN)/python manage.py makemigrations --check --dry-run > /dev/null || { echo "make check: a model has no migration"; exit 1; }
	@DJANGO_SETTINGS_MODULE=lms.settings.test $(BIN)/python manage.py check --fail-level WARNING
	@DJANGO_SETTINGS_MODULE=lms.settings.test $(BIN)/python manage.py i18n coverage --lang vi --min 100 > /dev/null || DJANGO_SETTINGS_MODULE=lms.settings.test $(BIN)/python manage.py i18n coverage
	@DJANGO_SETTINGS_MODULE=lms.settings.test $(BIN)/python manage.py i18n coverage --lang en --min 100 > /dev/null || DJANGO_SETTINGS_MODULE=lms.settings.test $(BIN)/python manage.py i18n coverage --lang en
	@$(BIN)/mypy
	@echo "make check: all is well"

bench: setup
	@$(BIN)/python manage.py bench

# For maintainers: needs Chromium.
pictures: setup $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -q -m browser tests/browser/pictures.py

# For maintainers: what the sources say into the catalogues; then translate what is empty.
messages: setup
	@$(BIN)/python manage.py i18n update

lock: $(VENV)/.installed-dev
	@$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 --universal requirements.in -o requirements.txt
	@$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 --universal requirements-dev.in -o requirements-dev.txt

docs: setup
	@$(BIN)/python manage.py docs
