# One command each. Everything is installed into .venv from the package registry.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DOCS_STAMP := $(VENV)/.installed-docs
SITE := build/site

.PHONY: demo test test-all check fmt docs bench train-lumbar clean

demo: $(STAMP)
	$(BIN)/formcheck analyze sample_videos/lying_under_90.mp4 -o formcheck_out

test: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist loadfile

test-all: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "slow or not slow"

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(MAKE) test

fmt: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The site in build/site: warnings are errors, no broken link, no request to the outside.
docs: $(DOCS_STAMP)
	rm -rf $(SITE)
	$(BIN)/python -m sphinx -W --keep-going -q -b html -c docs -d build/doctrees . $(SITE)
	$(BIN)/python docs/check_site.py $(SITE)

bench: $(STAMP)
	$(BIN)/python -m benchmarks.accuracy --folder sample_videos
	$(BIN)/python -m benchmarks.samples
	$(BIN)/python -m benchmarks.footage
	$(BIN)/python -m benchmarks.cost
	$(BIN)/python -m benchmarks.page

# Needs git, unshare (Linux) and the registry; makes environments of its own, and removes them.
.PHONY: prove-install
prove-install:
	$(PYTHON) scripts/prove_install.py --output benchmarks/install.md

# Hours on two cores; every step goes on where it was stopped. Needs OpenGL (studio/README.md).
train-lumbar: $(STAMP)
	$(BIN)/python -m pip install --quiet --editable ".[studio]"
	$(BIN)/python -m studio.lumbar.crops train --scenes 3000 --workers 2
	$(BIN)/python -m studio.lumbar.crops check --scenes 60 --workers 2
	$(BIN)/python -m studio.lumbar.training --epochs 30 --threads 2
	$(BIN)/python -m studio.lumbar.install

$(STAMP): pyproject.toml scripts/check_system.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	$(BIN)/python scripts/check_system.py
	touch $(STAMP)

$(DOCS_STAMP): $(STAMP)
	$(BIN)/python -m pip install --quiet --editable ".[docs]"
	touch $(DOCS_STAMP)

clean:
	rm -rf $(VENV) build formcheck_out .mypy_cache .pytest_cache .ruff_cache
