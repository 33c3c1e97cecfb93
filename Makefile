# One command each. Everything is installed into .venv from the package registry.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DOCS_STAMP := $(VENV)/.installed-docs
SITE := build/site
AUDIT := .cache/audit

.PHONY: demo test test-all check fmt docs bench prove-install robustness \
    lock sbom audit train-lumbar clean

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
prove-install:
	$(PYTHON) scripts/prove_install.py --output benchmarks/install.md

# Some twenty minutes on two quiet cores: odd files and made input for every reader.
robustness: $(STAMP)
	$(BIN)/python -m benchmarks.robustness.corpus
	$(BIN)/python -m benchmarks.robustness.fuzz

# What formcheck needs, every version with its hashes; and the same as an SBOM (CycloneDX).
lock: $(AUDIT)/.installed
	$(AUDIT)/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	    --custom-compile-command "make lock" pyproject.toml --extra web -o requirements.lock

sbom: $(AUDIT)/.installed
	mkdir -p dist
	$(AUDIT)/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml \
	    --output-reproducible --of JSON -o dist/sbom.cdx.json

# Known vulnerabilities need PyPI; what it does not tell of counts as a failure, not as sound.
audit: $(STAMP) $(AUDIT)/.installed
	$(BIN)/python scripts/licences.py
	timeout 600 $(AUDIT)/bin/pip-audit --strict --disable-pip --require-hashes --timeout 15 \
	    --requirement requirements.lock

$(AUDIT)/.installed:
	$(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/bin/python -m pip install --quiet "cyclonedx-bom>=7" "pip-audit>=2.9" "uv>=0.9"
	touch $@

# Hours on two cores; every step goes on where it was stopped. Needs OpenGL (studio/README.md).
train-lumbar: $(STAMP)
	$(BIN)/python -m pip install --quiet --editable ".[studio]"
	$(BIN)/python -m studio.lumbar.crops train --scenes 3000 --workers 2
	$(BIN)/python -m studio.lumbar.crops check --scenes 60 --workers 2
	$(BIN)/python -m studio.lumbar.odd_crops train --count 400
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
