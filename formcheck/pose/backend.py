"""The seam between formcheck and whatever finds people in a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self, runtime_checkable

import numpy as np
import numpy.typing as npt

from formcheck.pose.landmarks import LANDMARK_COUNT
from formcheck.video.frame import Frame

__all__ = ["BackendState", "PersonPose", "PoseBackend", "SplittableBackend", "StreamingBackend"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PersonPose:
    """One person in one frame.

    Parameters
    ----------
    landmarks_px : ndarray, shape (33, 2)
        Image points in pixels of the upright frame, x right, y down.
    visibility : ndarray, shape (33,)
        Likelihood in [0, 1] that the landmark is in the picture and not hidden.
    world_m : ndarray, shape (33, 3)
        Metric points about the mid hip: x right, y down, z away from the camera.
    mask : ndarray, shape (height, width), float32, optional
        Likelihood in [0, 1] that a pixel belongs to a person.
    """

    landmarks_px: FloatArray
    visibility: FloatArray
    world_m: FloatArray
    mask: npt.NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        for name, array, shape in (
            ("landmarks_px", self.landmarks_px, (LANDMARK_COUNT, 2)),
            ("visibility", self.visibility, (LANDMARK_COUNT,)),
            ("world_m", self.world_m, (LANDMARK_COUNT, 3)),
        ):
            if array.shape != shape:
                raise ValueError(f"{name}: expected {shape}, got {array.shape}")


@runtime_checkable
class PoseBackend(Protocol):
    """Finds people frame by frame; opened and closed as a context manager.

    Frames come in order; a backend may track from one to the next. Implementations live one to a
    file in :mod:`formcheck.pose`.
    """

    def detect(self, frame: Frame) -> list[PersonPose]:
        """Return the people in this frame, none, one or several, in no promised order."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class BackendState:
    """What decides, besides the pictures to come, what a backend will find.

    Parameters
    ----------
    settled : bool
        Whether the person tracked is fixed.
    turns : int or None
        Quarter turns of the part of the picture that is looked at; None = the picture as it is.
    next_look_s : float
        When it looks for other people next, seconds.
    """

    settled: bool
    turns: int | None
    next_look_s: float


@runtime_checkable
class SplittableBackend(PoseBackend, Protocol):
    """A backend that may begin anywhere in a clip: its state can be held against another one's."""

    @property
    def state(self) -> BackendState:
        """What decides, besides the pictures to come, what will be found."""
        ...


@runtime_checkable
class StreamingBackend(PoseBackend, Protocol):
    """A backend that finds the same, but sooner, if it is given all frames at once."""

    def detect_each(self, frames: Iterable[Frame]) -> Iterator[tuple[Frame, list[PersonPose]]]:
        """Iterate over frames and the people in each, as :meth:`detect` would find them."""
        ...
