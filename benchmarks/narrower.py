"""The clips of a part in a smaller picture, with the truth that belongs to it.

What a phone sends at 640 pixels is the same scene with fewer of them, so the clips are scaled, not
filmed again: differences between two widths are then of the width alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.remade import remade
from formcheck.video import open_source
from studio.camera import Camera
from studio.encode import writing

__all__ = ["narrower", "narrower_truth"]

CRF = 23
"""Constant quality of the smaller clips: plain, as phones store them."""


def narrower(folder: Path, width: int) -> Path:
    """Write what is missing of a part's clips at a width; return their folder, beside the part's.

    Of a camera held upright the width is that of the camera: its longer side.

    Raises
    ------
    ValueError
        A clip is no larger than that.
    """

    def make(clip: Path, target: Path, content: dict[str, Any]) -> dict[str, Any]:
        size = _size(content, width)
        _write(clip, target, size)
        return narrower_truth(content, size)

    return remade(folder, str(width), make)


def narrower_truth(content: dict[str, Any], size: tuple[int, int]) -> dict[str, Any]:
    """Return the truth of a clip of another size of the same shape: all that is in pixels scaled.

    >>> narrower_truth({"width": 8, "height": 4, "hip_px": [2.0, None], "hip_deg": 9.0}, (4, 2))
    {'width': 4, 'height': 2, 'hip_px': [1.0, None], 'hip_deg': 9.0}
    """
    ratio = size[0] / content["width"]
    scaled: dict[str, Any] = _scaled(content, ratio, pixels=False)
    return scaled | {"width": size[0], "height": size[1]}


def _scaled(value: Any, ratio: float, *, pixels: bool) -> Any:
    if isinstance(value, dict):
        return {
            key: _scaled(item, ratio, pixels=pixels or key.endswith("_px"))
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_scaled(item, ratio, pixels=pixels) for item in value]
    if pixels and isinstance(value, int | float) and not isinstance(value, bool):
        return value * ratio
    return value


def _size(content: dict[str, Any], width: int) -> tuple[int, int]:
    across, down = content["width"], content["height"]
    longer = max(across, down)  # the width, unless the camera is held upright
    if width >= longer:
        raise ValueError(f"{content['clip']}: expected larger than {width}, got {longer}")
    first, second = (2 * round(side * width / longer / 2) for side in (across, down))
    return first, second  # even: encoders want that


def _write(source: Path, target: Path, size: tuple[int, int]) -> None:
    times_s = [time_s for time_s, _ in _pictures(source)]
    camera = Camera(width=size[0], height=size[1])
    with writing(target, camera, times_s, CRF, codec="libx264-quick") as write:
        for _, image in _pictures(source):
            smaller = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
            write(np.asarray(smaller, dtype=np.uint8))


def _pictures(source: Path) -> Iterator[tuple[float, npt.NDArray[np.uint8]]]:
    with open_source(source) as frames:
        for frame in frames:
            yield frame.time_s, frame.image
