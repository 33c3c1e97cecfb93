"""One picture of a video with its true presentation time, and what is known of the video."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Frame", "SourceInfo"]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One upright picture.

    Parameters
    ----------
    index : int
        Number of the frame from 0, in the order in which they are shown. With a camera or stream
        only frames that were taken are counted: others may have come between them.
    time_s : float
        Presentation time in seconds from the first frame's; strictly rising.
    image : ndarray, shape (height, width, 3), uint8
        Upright RGB picture.
    captured_s : float
        When it came in live, of the monotonic clock, seconds; NaN of a recording.
    """

    index: int
    time_s: float
    image: npt.NDArray[np.uint8]
    captured_s: float = math.nan

    def __post_init__(self) -> None:
        if self.image.ndim != 3 or self.image.shape[2] != 3 or self.image.dtype != np.uint8:
            raise ValueError(
                f"expected (height, width, 3) uint8, got {self.image.shape} {self.image.dtype}"
            )


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What a source says of itself.

    Parameters
    ----------
    name : str
        File name without its folder, or the camera's name.
    width, height : int
        Size of the upright picture in pixels.
    rotation_deg : int
        Clockwise rotation that the container asks for (0, 90, 180, 270); frames are already
        upright.
    frames : int or None
        Number of frames decoded; None while unknown (before the end, or a camera).
    duration_s : float or None
        Last presentation time plus one frame interval, from the first frame; None while unknown.
    fps_mean : float or None
        Mean frame rate over the clip; None while unknown.
    variable_frame_rate : bool
        Whether the frame intervals differ by more than rounding.
    expected_frames : int or None
        What the container promises, for a progress bar only; never trusted.
    """

    name: str
    width: int
    height: int
    rotation_deg: int = 0
    frames: int | None = None
    duration_s: float | None = None
    fps_mean: float | None = None
    variable_frame_rate: bool = False
    expected_frames: int | None = None
