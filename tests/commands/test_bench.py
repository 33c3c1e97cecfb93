from __future__ import annotations

import re
from pathlib import Path

import pytest

from formcheck.cli import run
from tests.media import marked_frames, write_clip


def test_a_clip_that_cannot_be_read_gets_its_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    assert run(["bench", str(tmp_path / "gone.mp4")]) == 1
    assert "no such file" in capfd.readouterr().err


@pytest.mark.slow
def test_every_part_of_the_work_is_timed(
    samples: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    assert run(["bench", str(samples / "gym_tempo.mp4")]) == 0
    told = capfd.readouterr().out
    numbers = re.findall(r"(decoding|alone|1 worker|workers|report)\D+([\d.]+)\D+([\d.]+)", told)
    assert len(numbers) == 5
    assert all(float(fps) > 0 and float(minute_s) > 0 for _, fps, minute_s in numbers)
    assert float(numbers[0][1]) > float(numbers[1][1]), "decoding is faster than finding"


@pytest.mark.slow
def test_a_clip_with_nobody_gets_its_sentence(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    room = write_clip(tmp_path / "room.mp4", marked_frames(45, 160, 120))
    assert run(["bench", str(room)]) == 1
    assert "no person" in capfd.readouterr().err
