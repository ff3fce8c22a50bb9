# Akkoord: the whole ritual. `make help` lists it.
SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python
SYSTEM_PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
# One more than there are processors: tests wait for other programs a third of their time.
WORKERS ?= $(shell expr $$(nproc) + 1)
TESTS ?=
MUTATIONS ?= 1000000
MUTANTS ?= 300
SEED ?= 1

# What was compiled is kept, also where the environment says otherwise: every worker and every service that a test starts
# would compile all of it again.
test covered understanding nightly bench: export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run install test covered check understanding nightly mutants bench lock fmt clean pictures debian

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/.run ## Start the service with example data and a conversation in this terminal
	@$(VENV)/bin/akkoord talk

install: $(VENV)/.run ## Install what the service needs, and nothing of the tests
	@echo "Installed in $(VENV). docs/install.md says what comes next."

test: debian $(VENV)/.dev ## Set everything up and run every test
	$(PY) -m pytest -n $(WORKERS) --dist worksteal $(TESTS)

covered: debian $(VENV)/.dev ## The same, noting which lines ran, for make check; it takes half as long again
	@rm -f .coverage .coverage.*
	$(PY) -m pytest -n $(WORKERS) --dist worksteal --cov --cov-report= $(TESTS)

check: $(VENV)/.dev ## Format, lint, types, imports, and coverage when it was noted
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	@if [ -f .coverage ]; then $(PY) -m coverage report; else echo "no coverage yet: run make covered first"; fi

understanding: $(VENV)/.dev ## Say both corpora, and fail below the bars
	$(VENV)/bin/akkoord evaluate understanding tests/talk/utterances-dev.jsonl tests/talk/scenario-dev.yaml \
		--verdicts "acted wrong,proposed wrong" --jobs 2 --most-wrong 0 --most-proposed-wrong 0.01 \
		--least-right 0.8 --least-at-hand 0.95 --most-extra 0.3 --least-fitting 0.9
	$(VENV)/bin/akkoord evaluate understanding tests/talk/utterances-second.jsonl tests/talk/scenario-second.yaml \
		--verdicts "acted wrong,proposed wrong" --jobs 2 --most-wrong 0 --most-proposed-wrong 0.01 \
		--least-right 0.7 --least-at-hand 0.9 --most-extra 0.45 --least-fitting 0.9

nightly: $(VENV)/.dev ## What takes too long for every change: millions of damaged mails and changed messages
	$(PY) -m tests.mailin.mutating $(MUTATIONS)
	NIGHTLY=10 $(PY) -m pytest -n $(WORKERS) --dist worksteal tests/language/test_mutated.py tests/talk/test_changed_messages.py

mutants: $(VENV)/.dev ## Make small mistakes in the reader of verdicts, and say how many no test notices
	$(PY) -m tests.mutants --count $(MUTANTS) --seed $(SEED)

bench: $(VENV)/.dev ## Print the figures, one JSON line each
	@for program in benchmarks/bench_*.py; do $(PY) $$program || exit 1; done

fmt: $(VENV)/.dev ## Format everything
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

lock: $(VENV)/.dev ## Pin every dependency anew, with hashes and without naming a registry
	@tools/lock.sh

clean: ## Remove what was made
	rm -rf $(VENV) .coverage .coverage.* var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

pictures: debian $(VENV)/.dev ## Take the README's pictures of the try-out page anew
	$(PY) -m tests.tryout.pictures

debian: ## Install the Debian packages that the tests use, when that is allowed
	@tools/debian.sh

$(VENV)/bin/python:
	@tools/venv.sh "$(SYSTEM_PYTHON)" $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements.lock
	@tools/install.sh $(VENV) requirements.lock
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python requirements-dev.lock
	@tools/install.sh $(VENV) requirements-dev.lock
	@touch $@ $(VENV)/.run
