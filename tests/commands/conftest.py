"""What several tests of commands start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.cli import run
from formcheck.pose.replay import save_track
from tests import stick


@pytest.fixture
def tracks(tmp_path: Path) -> list[Path]:
    """Return two saved tracks."""
    paths = []
    for name, peak in (("one", 60.0), ("two", 80.0)):
        made = stick.track(stick.leg_raises(peak, peak), stick.Stick(name=f"{name}.mp4"))
        paths.append(tmp_path / f"{name}.npz")
        save_track(paths[-1], made)
    return paths


@pytest.fixture
def results(tracks: list[Path], tmp_path: Path) -> list[Path]:
    """Return two result folders."""
    out = tmp_path / "out"
    assert run(["analyze", *map(str, tracks), "-o", str(out)]) == 0
    return [out / "one", out / "two"]
