# `make` prints what there is. `make demo` and `make test` are all a newcomer needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
STAMP := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test check types arch lint migrate migration translations lock reference bench screenshots where clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

setup: $(STAMP) ## Prepare everything (both other commands begin with it)

$(STAMP): requirements.lock pyproject.toml tools/setup.sh $(wildcard locales/*/LC_MESSAGES/*.po)
	@sh tools/setup.sh "$(PYTHON)" "$(VENV)" "$(UV_VERSION)"
	@touch $(STAMP)

demo: setup ## Start the bot with the invented town 青禾镇 and open the web chat
	@$(BIN)/hulei demo --open

test: setup ## Run every test (both databases; the browser where Chromium is found)
	@sh tools/test.sh "$(BIN)" $(ARGS)

check: lint types arch ## Linters, types, import contracts

lint:
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types:
	@$(BIN)/mypy

arch:
	@$(BIN)/lint-imports

migrate: setup ## Bring the database of HULEI_DATABASE_URL to the newest migration
	@$(BIN)/hulei migrate

migration: setup ## Write a migration from the models: make migration M="add a table"
	@$(BIN)/python -m tools.new_migration "$(M)"

translations: setup ## Refresh locales/messages.pot and the catalogues from views/
	@$(BIN)/python -m tools.translations

lock: setup ## Resolve the newest allowed versions into requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --group dev --generate-hashes --universal \
		--python-version 3.11 --upgrade -q -o requirements.lock

reference: setup ## Compare the form engine with recorded walks of the official engines
	@$(BIN)/python -m bench.reference

bench: setup ## Speed and memory, as ratios taken in one run
	@$(BIN)/python -m bench

screenshots: setup ## Take the README's pictures from the running demo (needs Chromium)
	@HULEI_SCREENSHOTS=docs/screenshots $(BIN)/python -m pytest -q tests/browser/test_town.py

where: ## Show every file of a feature: make where F=visits
	@find . -path ./$(VENV) -prune -o -name '*$(F)*' -not -name '*.pyc' -print | sort

clean: ## Remove what setup made
	@rm -rf $(VENV) .cache var
