"""Where the clips are; what every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no defect: examples have no deadline. On CI they are the same every time.
settings.register_profile("formcheck", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "formcheck")

ROOT = Path(__file__).resolve().parent.parent


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
