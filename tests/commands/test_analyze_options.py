"""Options of ``analyze`` that contradict each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.cli import run


def test_embedding_needs_a_video_and_a_page(
    tracks: list[Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for left_out in ("--no-video", "--no-report"):
        arguments = ["analyze", str(tracks[0]), "-o", str(tmp_path / "x"), "--embed-video"]
        assert run([*arguments, left_out]) == 2
        (line,) = capfd.readouterr().err.strip().splitlines()
        assert "--embed-video" in line
        assert not (tmp_path / "x").exists()
