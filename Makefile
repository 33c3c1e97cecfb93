# One command each. Everything is installed into .venv from the package registry.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test test-all check fmt bench train-lumbar clean

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

bench: $(STAMP)
	$(BIN)/python -m benchmarks.accuracy --folder sample_videos
	$(BIN)/python -m benchmarks.samples
	$(BIN)/python -m benchmarks.footage
	$(BIN)/python -m benchmarks.cost
	$(BIN)/python -m benchmarks.page

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

clean:
	rm -rf $(VENV) formcheck_out .mypy_cache .pytest_cache .ruff_cache
