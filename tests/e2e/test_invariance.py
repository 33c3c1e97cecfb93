"""The same clip seen otherwise gives the same answers: mirrored, half size, other rate, rotated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

import formcheck
from formcheck.report import ReportData
from formcheck.video.source import open_source
from tests.e2e.analysed import analysed
from tests.e2e.truth import verdicts
from tests.media import write_clip

Image = npt.NDArray[np.uint8]
CLIP = "lying_swing"
OPTIONS = {"crf": "20", "preset": "veryfast"}


def _images(video: Path, change: Callable[[Image], Image]) -> Iterator[Image]:
    with open_source(video) as source:
        for frame in source:
            yield np.ascontiguousarray(change(frame.image))


def _mirrored(video: Path, target: Path) -> Path:
    return write_clip(target, _images(video, lambda image: image[:, ::-1]), options=OPTIONS)


def _half_size(video: Path, target: Path) -> Path:
    def halve(image: Image) -> Image:
        size = (image.shape[1] // 2, image.shape[0] // 2)
        return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)

    return write_clip(target, _images(video, halve), options=OPTIONS)


def _other_rate(video: Path, target: Path) -> Path:
    """Bring the clip to 25 frames a second as video editors do: the nearest frame at each time."""
    with open_source(video) as source:
        times = [frame.time_s for frame in source]
    wanted = np.arange(0.0, times[-1], 1 / 25)
    nearest = np.abs(np.array(times)[None] - wanted[:, None]).argmin(axis=1)

    def frames() -> Iterator[Image]:
        chosen = iter(nearest.tolist())
        following = next(chosen, None)
        for index, image in enumerate(_images(video, lambda image: image)):
            while following == index:
                yield image
                following = next(chosen, None)

    return write_clip(target, frames(), fps=25, options=OPTIONS)


def _rotated(video: Path, target: Path) -> Path:
    """Store the pictures lying on their side, and say so in the metadata, as phones do."""
    return write_clip(target, _images(video, np.rot90), rotation_deg=90, options=OPTIONS)


VARIANTS = {
    "mirrored": _mirrored,
    "half_size": _half_size,
    "other_rate": _other_rate,
    "rotated": _rotated,
}


BACK = ("back_arch", "lowering_arch")


def _without_back(data: ReportData) -> list[dict[str, str]]:
    """Return all verdicts but those on the back, which may turn to "can't tell" near the limit."""
    return [{k: v for k, v in found.items() if k not in BACK} for found in verdicts(data)]


@pytest.mark.parametrize("variant", VARIANTS)
def test_same_answers(variant: str, samples: Path, tmp_path: Path) -> None:
    clip = VARIANTS[variant](samples / f"{CLIP}.mp4", tmp_path / f"{variant}.mp4")
    changed = formcheck.analyze(clip).data
    first = analysed(CLIP).report.data
    assert len(changed.reps) == len(first.reps)
    for now, then in zip(changed.reps, first.reps, strict=True):
        assert now.peak_hip_flexion_deg == pytest.approx(then.peak_hip_flexion_deg, abs=2.0)
        assert now.peak_s == pytest.approx(then.peak_s, abs=0.15)
    assert _without_back(changed) == _without_back(first)
    for now, then in zip(changed.reps, first.reps, strict=True):
        for name in BACK:
            if variant == "half_size":
                assert now.checks[name].reason_code == "too_small_for_back"
            else:
                assert {now.checks[name].verdict, then.checks[name].verdict} != {"flag", "pass"}
    sides = {changed.setup.side, first.setup.side}
    assert sides == ({"left", "right"} if variant == "mirrored" else {first.setup.side})
    if variant == "rotated":
        assert changed.source.rotation_deg == 90
        assert (changed.source.width, changed.source.height) == (
            first.source.width,
            first.source.height,
        )
