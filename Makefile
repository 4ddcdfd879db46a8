# Every target sets itself up: .venv, pinned packages, this project. Nothing is installed globally.
# A second call finds the stamps of the first and is instant; a changed lock makes them again.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test notebooks screenshots servers fuzz lint style types imports spelling docs study bench lock package clean

PYTHON ?= python3
UV     ?= uv
ARGS   ?=
SEED   := $(or $(SEED),$(shell date +%s))
EXAMPLES ?= 10000
VENV   ?= .venv
BIN    := $(VENV)/bin
PAGES   = README.md $(wildcard docs/*.md)

help:  ## list these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1 - \2/p' $(firstword $(MAKEFILE_LIST)) | awk -F ' - ' '{printf "%-12s%s\n", $$1, $$2}'

demo: $(VENV)/run.stamp  ## build a small world with known truth, import it, rank it
	@$(BIN)/influence demo build/demo

test: $(VENV)/dev.stamp  ## run every test (ARGS="-k rank" to choose some)
	@$(BIN)/python -m pytest -n auto $(ARGS)

servers: $(BIN)/python  ## install the real servers that tests talk to
	@PYTHONPATH=tests $(BIN)/python -m servers install $(ARGS)

fuzz: $(VENV)/dev.stamp  ## read 10,000 damaged files, feeds, pages and messages of streams (SEED=... to repeat them, EXAMPLES=... for more)
	@echo "SEED=$(SEED)"
	@INFLUENCE_FUZZ_SEED=$(SEED) INFLUENCE_FUZZ_EXAMPLES=$(EXAMPLES) \
	  $(BIN)/python -m pytest -q tests/test_mutated_files.py tests/test_mutated_visits.py \
	  tests/test_stream_events.py tests/test_stream_mastodon.py $(ARGS)

lint: style types imports spelling  ## style, types, import directions, spelling

style: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/dev.stamp
	$(BIN)/mypy

imports: $(VENV)/dev.stamp
	$(BIN)/lint-imports

spelling: $(VENV)/dev.stamp
	$(BIN)/codespell

docs: $(VENV)/dev.stamp  ## write the generated parts of README.md and docs/ again
	$(BIN)/cog -r -I docs $(PAGES)
	$(BIN)/python docs/score_pages.py
	$(BIN)/python docs/examples.py README.md docs/citing.md

notebooks: $(VENV)/dev.stamp  ## run every notebook, and write each as one page into build/notebooks
	@rm -rf build/notebooks
	@$(BIN)/python -m jupyter nbconvert --config notebooks/page/nbconvert.json --output-dir build/notebooks notebooks/*.ipynb
	@ls build/notebooks/*.html

screenshots: $(VENV)/dev.stamp  ## take the pictures of the page again (needs Debian's chromium)
	@rm -rf build/screenshots
	@$(BIN)/influence demo build/screenshots --quiet > /dev/null
	@PYTHONPATH=tests $(BIN)/python docs/screenshots.py build/screenshots/demo.db

study: $(VENV)/dev.stamp  ## judge every score again, on worlds and (INFLUENCE_REAL_DATA) real data
	$(BIN)/python docs/study.py
	$(BIN)/cog -r -I docs docs/study.md

bench: $(VENV)/dev.stamp $(VENV)/bench.stamp  ## measure everything, beside others (PARTS="load rank rivals" SIZES="1 10" TIMES=3 to choose)
	@$(BIN)/python tests/bench/bench.py $(PARTS) --rival $(VENV)/bench/bin/python $(if $(SIZES),--sizes $(SIZES)) $(if $(TIMES),--times $(TIMES))
	@$(BIN)/python docs/benchmarks.py
	@$(BIN)/cog -r -I docs docs/speed.md

package: $(VENV)/dev.stamp  ## build the wheel, and try it in an empty environment
	@$(BIN)/python tests/packaging/try_wheel.py build/package .ci/requirements.txt

lock:  ## resolve the pinned packages again (needs uv)
	$(UV) pip compile pyproject.toml -q --upgrade $(LOCK) $(EXTRAS) --group dev -o .ci/requirements.txt
	$(UV) pip compile pyproject.toml -q --upgrade $(LOCK) --extra web --group build -c .ci/requirements.txt -o .ci/requirements-run.txt
	$(UV) pip compile -q --upgrade $(LOCK) --group bench -c .ci/requirements.txt -o .ci/requirements-bench.txt
	$(UV) pip compile $(SERVERS).in -q --upgrade $(LOCK) -o $(SERVERS).txt
	$(UV) pip compile $(SERVERS)-build.in -q --upgrade $(LOCK) -c $(SERVERS).txt -o $(SERVERS)-build.txt

SERVERS := tests/servers/requirements
EXTRAS  := --extra articles --extra bluesky --extra excel --extra keyring --extra notebooks --extra pandas --extra parquet --extra polars --extra web --extra tables --extra stream
LOCK    := --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-annotate \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

clean:  ## remove everything that these targets made
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The first Python that is new enough and can make virtual environments; a shim may exist and fail.
$(BIN)/python:
	@for python in $(PYTHON) python3.13 python3.12 python3.11 python3.14; do \
	  if "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	  then echo "Setting up $(VENV) with $$("$$python" --version)"; exec "$$python" -m venv --clear $(VENV); fi; \
	done; \
	echo "No Python of 3.11 or newer that can make virtual environments: install one, or say which it is with make PYTHON=..." >&2; exit 1

INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check

# hatchling is in the lock, so that not even the build reads an unpinned package.
$(VENV)/run.stamp: .ci/requirements-run.txt pyproject.toml | $(BIN)/python
	@echo "Installing the pinned packages"
	@$(INSTALL) --require-hashes -r .ci/requirements-run.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: .ci/requirements.txt $(VENV)/run.stamp
	@echo "Installing the pinned tools"
	@$(INSTALL) --require-hashes -r .ci/requirements.txt
	@touch $@

# The rivals bring much that nothing else here needs: a place of their own.
$(VENV)/bench.stamp: .ci/requirements-bench.txt $(VENV)/run.stamp
	@echo "Installing the pinned rivals"
	@$(BIN)/python -m venv --clear $(VENV)/bench
	@$(VENV)/bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/requirements-bench.txt
	@touch $@
