"""A stick person before the camera: pictures that carry their number, and eyes that read it.

So a live set in the browser, with all its parts but the pose network, is quick and the same on a
busy machine: whichever pictures get through, each is known for what it shows.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from formcheck.video.frame import Frame
from formcheck.web.eyes import Eyes
from tests.stick import Stick, joined, leg_raises, still, track

__all__ = [
    "BEFORE_S",
    "EYES",
    "EYES_GETTING_UP",
    "PEAKS_DEG",
    "coded_eyes",
    "eyes_getting_up",
    "getting_up_track",
    "set_track",
    "write_coded_camera",
]

EYES = "tests.web.coded:coded_eyes"
EYES_GETTING_UP = "tests.web.coded:eyes_getting_up"
FPS = 30.0
BEFORE_S = 12.0
"""Time for the page to get ready, to look whether all is well, and to count down."""
PEAKS_DEG = (65.0, 105.0, 68.0, 108.0, 104.0)
"""The first and the third are too low."""
SIZE = (640, 360)
_BITS, _CELL = 12, 40


_BODY = Stick(outline=False, px_per_m=160.0, size=SIZE)


@cache
def set_track() -> Track:
    """Return somebody who does a set."""
    motion = leg_raises(*PEAKS_DEG, rest_s=BEFORE_S, raise_s=1.8, lower_s=2.2, pause_s=0.5)
    return track(motion, _BODY, fps=FPS)


@cache
def getting_up_track() -> Track:
    """Return somebody who does one repetition, gets up, and lies down for the next set."""
    one = leg_raises(PEAKS_DEG[1], rest_s=BEFORE_S, raise_s=1.8, lower_s=2.2, pause_s=0.5)
    body = replace(_BODY, posture="standing", arms="sides", hip_px=(320.0, 160.0))
    up = track(still(), body, duration_s=6.0, fps=FPS)
    return joined(track(one, _BODY, fps=FPS), up, track(one, _BODY, fps=FPS))


class CodedBackend:
    """Finds in a picture whom its number tells."""

    def __init__(self, seen: Track) -> None:
        self._seen = seen

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        pass

    def detect(self, frame: Frame) -> list[PersonPose]:
        """Return that person, in pixels of this picture."""
        seen, scale = self._seen, frame.image.shape[1] / SIZE[0]
        i = _read_code(frame.image, scale)
        if i >= len(seen):
            return []
        return [PersonPose(scale * seen.landmarks_px[i], seen.visibility[i], seen.world_m[i])]


@contextmanager
def coded_eyes(model: str) -> Iterator[Eyes]:
    """Open the backend; nothing reads the low back of a stick."""
    yield Eyes(CodedBackend(set_track()), None)


@contextmanager
def eyes_getting_up(model: str) -> Iterator[Eyes]:
    """Open the backend for :func:`getting_up_track`."""
    yield Eyes(CodedBackend(getting_up_track()), None)


def write_coded_camera(target: Path, seen: Track) -> None:
    """Write the stick's pictures as a camera of Chromium."""
    with target.open("wb") as file:
        for i in range(len(seen)):
            picture = _picture(i, seen.landmarks_px[i])
            done, content = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 90])
            assert done
            file.write(content.tobytes())


@cache
def _wall() -> npt.NDArray[np.uint8]:
    """Return a wall of stones: of a bare one only the flickering number would tell of a shift."""
    stones = np.random.default_rng(7).integers(110, 190, (SIZE[1] // 20, SIZE[0] // 20), np.uint8)
    wall = cv2.resize(stones, SIZE, interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.cvtColor(wall, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def _picture(i: int, landmarks_px: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    image = _wall().copy()
    for bit in range(_BITS):
        level = 255 if i >> bit & 1 else 0
        image[: _CELL // 2, bit * _CELL : (bit + 1) * _CELL] = level
    points = landmarks_px.round().astype(int)
    bones = ("SHOULDER", "HIP", "KNEE", "ANKLE", "FOOT_INDEX")
    for a, b in itertools.pairwise(bones):
        ends = [points[Landmark[f"RIGHT_{name}"]].tolist() for name in (a, b)]
        cv2.line(image, *ends, (60, 70, 90), 12, cv2.LINE_AA)
    cv2.circle(image, points[Landmark.NOSE].tolist(), 12, (60, 70, 90), -1, cv2.LINE_AA)
    return image


def _read_code(image: npt.NDArray[np.uint8], scale: float) -> int:
    row = round(scale * _CELL / 4)
    columns = [round(scale * _CELL * (bit + 0.5)) for bit in range(_BITS)]
    return sum(1 << bit for bit, x in enumerate(columns) if image[row, x].mean() > 128)
