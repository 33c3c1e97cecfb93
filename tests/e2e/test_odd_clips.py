"""Clips that are odd but can be analysed all the same: cut off, huge, few frames a second."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

import formcheck
from formcheck.video.source import open_source
from tests.media import write_clip

Image = npt.NDArray[np.uint8]
CLIP = "lying_swing"


def _images(video: Path) -> Iterator[Image]:
    with open_source(video) as source:
        for frame in source:
            yield frame.image


def test_a_truncated_clip_is_analysed_as_far_as_it_goes(samples: Path, tmp_path: Path) -> None:
    options = {"crf": "20", "preset": "veryfast"}
    whole = write_clip(
        tmp_path / "whole.mp4",
        _images(samples / f"{CLIP}.mp4"),
        options=options,
        muxing={"movflags": "+faststart"},
    )
    cut = tmp_path / "cut.mp4"
    content = whole.read_bytes()
    cut.write_bytes(content[: len(content) * 6 // 10])
    data = formcheck.analyze(cut).data
    assert "truncated" in {warning.code for warning in data.setup.warnings}
    assert 2 <= len(data.reps) < 6
    assert {rep.checks["under_90"].verdict for rep in data.reps} <= {"pass", "cant_tell"}
    assert data.source.duration_s < 12.0


@pytest.mark.slow
def test_8k_is_analysed(samples: Path, tmp_path: Path) -> None:
    def huge() -> Iterator[Image]:
        for image in itertools.islice(_images(samples / f"{CLIP}.mp4"), 50, 95):
            yield np.asarray(cv2.resize(image, (7680, 4320)), dtype=np.uint8)

    clip = write_clip(tmp_path / "8k.mp4", huge(), options={"crf": "30", "preset": "ultrafast"})
    report = formcheck.analyze(clip)
    assert report.data.source.width == 7680
    assert report.data.setup.pose_found_share > 0.9
    folder = report.save(tmp_path / "out" / "8k")
    with open_source(folder / "annotated.mp4") as drawn:
        assert sum(1 for _ in drawn) == 45


def test_ten_frames_a_second_are_counted_but_their_speed_is_not_judged(
    samples: Path, tmp_path: Path
) -> None:
    few = itertools.islice(_images(samples / "lying_under_90.mp4"), 0, 420, 3)
    data = formcheck.analyze(write_clip(tmp_path / "slow.mp4", few, fps=10)).data
    assert "low_fps" in {warning.code for warning in data.setup.warnings}
    assert len(data.reps) == 2
    for rep in data.reps:
        assert rep.checks["under_90"].verdict == "flag"
        assert rep.checks["leg_drop"].reason_code == "frame_rate_too_low"
