"""Where the clips are; what every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no defect: examples have no deadline. On CI they are the same every time.
settings.register_profile("formcheck", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "formcheck")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _scheduling() -> Iterator[None]:
    """Let no test leave real-time priority behind: whatever starts next would inherit it."""
    if not hasattr(os, "sched_getscheduler"):
        yield
        return
    before = os.sched_getscheduler(0)
    yield
    assert os.sched_getscheduler(0) == before


@pytest.fixture(scope="session")
def samples() -> Path:
    """Return the folder of the sample clips."""
    return ROOT / "sample_videos"


@pytest.fixture(scope="session")
def footage() -> Path:
    """Return the folder of the real footage, which is not part of the project; skip without it."""
    folder = Path(os.environ.get("FORMCHECK_FOOTAGE", ROOT.parent / "shared" / "footage"))
    if not folder.is_dir():
        pytest.skip(f"no footage in {folder} (FORMCHECK_FOOTAGE names another folder)")
    return folder
