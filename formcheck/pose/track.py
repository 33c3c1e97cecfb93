"""A track: everything that was seen of one person in a clip, as arrays over frames."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from formcheck.pose.landmarks import LANDMARK_COUNT, LUMBAR_POINTS, Landmark
from formcheck.video.frame import SourceInfo

__all__ = ["CONTOUR_FEATURES", "LATER_ARRAYS", "LUMBAR_ARRAYS", "ROW_SHAPES", "LumbarRow", "Track"]

FloatArray = npt.NDArray[np.float64]

CONTOUR_FEATURES = (
    "brightness",
    "background_shift_px",
    "persons",
    "picture_change",
    "leg_fan_first_x",
    "leg_fan_first_y",
    "leg_fan_last_x",
    "leg_fan_last_y",
)
"""Columns of ``Track.contour``: mean brightness of the picture in [0, 1]; shift of the background
since the frame before in pixels; number of people found; mean change of the small grey picture
since the frame before (0: the same picture again); directions (unit vectors, image axes) from mid
hip to the two outer edges of the legs' silhouette."""


LUMBAR_ARRAYS = {
    "lumbar_px": (len(LUMBAR_POINTS), 2),
    "lumbar_sigma_px": (len(LUMBAR_POINTS),),
    "lumbar_visible": (len(LUMBAR_POINTS),),
    "axes": (3, 2),
    "axes_sigma_deg": (3,),
    "spine": (3,),
    "spine_sigma": (3,),
    "hip_view_deg": (2,),
    "in_range": (),
    "sagitta": (),
}
"""What the lumbar network tells of a frame, with its shape; see :class:`Track`."""
ROW_SHAPES: Final[dict[str, tuple[int, ...]]] = {
    "time_s": (),
    "landmarks_px": (LANDMARK_COUNT, 2),
    "visibility": (LANDMARK_COUNT,),
    "world_m": (LANDMARK_COUNT, 3),
    "contour": (len(CONTOUR_FEATURES),),
    **LUMBAR_ARRAYS,
}
"""All arrays of a :class:`Track`, with the shape that each has in one frame."""
LATER_ARRAYS = frozenset(
    {"lumbar_visible", "axes", "axes_sigma_deg", "hip_view_deg", "in_range", "sagitta"}
)
"""Arrays that tracks of formcheck 0.1.0 do not have yet."""


@dataclass(frozen=True, slots=True, eq=False)
class LumbarRow:
    """What the lumbar network tells of one frame; as one row of the arrays of :class:`Track`."""

    lumbar_px: FloatArray
    lumbar_sigma_px: FloatArray
    lumbar_visible: FloatArray
    axes: FloatArray
    axes_sigma_deg: FloatArray
    spine: FloatArray
    spine_sigma: FloatArray
    hip_view_deg: FloatArray
    in_range: float
    sagitta: float


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """All landmarks of a clip; NaN where something was not seen.

    Parameters
    ----------
    source : SourceInfo
        The clip that it came from.
    time_s : ndarray, shape (N,)
        Presentation times from the first frame's, strictly rising.
    landmarks_px : ndarray, shape (N, 33, 2)
        Pixels of the upright frame, y down.
    visibility : ndarray, shape (N, 33)
        In [0, 1].
    world_m : ndarray, shape (N, 33, 3)
        Metres about the mid hip; x right, y down, z away from the camera.
    contour : ndarray, shape (N, K)
        Features of the person's silhouette and of the picture, see ``CONTOUR_FEATURES``.
    lumbar_px, lumbar_sigma_px : ndarray, shapes (N, 11, 2) and (N, 11)
        Lumbar points in the order of ``LUMBAR_POINTS``, with their standard error.
    lumbar_visible : ndarray, shape (N, 11)
        Likelihood in [0, 1] that nothing lies in front of a lumbar point.
    axes : ndarray, shape (N, 3, 2)
        Unit vectors in the picture (y down): where the caudal axes of thorax and pelvis point, and
        the middle of both thighs; in line with each other in the straight neutral pose.
    axes_sigma_deg : ndarray, shape (N, 3)
        Their standard errors.
    spine, spine_sigma : ndarray, shape (N, 3)
        Pelvic tilt and lordosis (degrees, absolute), clearance (trunk lengths).
    hip_view_deg : ndarray, shape (N, 2)
        Yaw and pitch under which the hips are seen, signs as in :mod:`formcheck.kinematics.view`;
        NaN from a network that does not tell them.
    in_range : ndarray, shape (N,)
        Likelihood in [0, 1] that the low back looked like what the network was trained on.
    sagitta : ndarray, shape (N,)
        How hollow the dorsal contour of the person mask is, in trunk lengths.
    """

    source: SourceInfo
    time_s: FloatArray
    landmarks_px: FloatArray
    visibility: FloatArray
    world_m: FloatArray
    contour: FloatArray = field(default_factory=lambda: np.empty((0, 0)))
    lumbar_px: FloatArray = field(default_factory=lambda: np.empty((0, 0, 0)))
    lumbar_sigma_px: FloatArray = field(default_factory=lambda: np.empty((0, 0)))
    lumbar_visible: FloatArray = field(default_factory=lambda: np.empty((0, 0)))
    axes: FloatArray = field(default_factory=lambda: np.empty((0, 0, 0)))
    axes_sigma_deg: FloatArray = field(default_factory=lambda: np.empty((0, 0)))
    spine: FloatArray = field(default_factory=lambda: np.empty((0, 0)))
    spine_sigma: FloatArray = field(default_factory=lambda: np.empty((0, 0)))
    hip_view_deg: FloatArray = field(default_factory=lambda: np.empty((0, 0)))
    in_range: FloatArray = field(default_factory=lambda: np.empty(0))
    sagitta: FloatArray = field(default_factory=lambda: np.empty(0))

    def __post_init__(self) -> None:
        n = len(self.time_s)
        for name, row in ROW_SHAPES.items():
            array, shape = getattr(self, name), (n, *row)
            left_out = array.size == 0 and (n == 0 or name not in ("time_s", "landmarks_px"))
            if left_out:
                object.__setattr__(self, name, np.full(shape, np.nan))
            elif array.shape != shape:
                raise ValueError(f"{name}: expected {shape}, got {array.shape}")
        if not (np.all(np.isfinite(self.time_s)) and np.all(np.diff(self.time_s) > 0)):
            raise ValueError("time_s: expected strictly rising presentation times")

    def __len__(self) -> int:
        """Return the number of frames."""
        return len(self.time_s)

    @property
    def lumbar(self) -> FloatArray:
        """Lumbar points, shape (N, 11, 2), in the order of ``LUMBAR_POINTS``: ``lumbar_px``."""
        return self.lumbar_px

    @property
    def fps_mean(self) -> float:
        """Mean frame rate: as the clip says, else from the times; NaN below two frames."""
        if self.source.fps_mean is not None:
            return self.source.fps_mean
        if len(self) < 2:
            return float("nan")
        return float((len(self) - 1) / (self.time_s[-1] - self.time_s[0]))

    @property
    def pose_found(self) -> npt.NDArray[np.bool_]:
        """Frames in which the person was found, shape (N,)."""
        return np.isfinite(self.landmarks_px[:, Landmark.LEFT_HIP, 0])

    def feature(self, name: str) -> FloatArray:
        """Return one column of ``contour`` by its name, shape (N,)."""
        return self.contour[:, CONTOUR_FEATURES.index(name)]

    def window(self, start: int, stop: int) -> Track:
        """Return the frames ``[start, stop)`` as a track; times stay those of the clip."""
        arrays = {
            f.name: getattr(self, f.name)[start:stop] for f in fields(self) if f.name != "source"
        }
        return Track(source=self.source, **arrays)

    def followed_by(self, later: Track) -> Track:
        """Return this track and a later piece of the same clip as one; times stay as they are."""
        arrays = {
            f.name: np.concatenate([getattr(self, f.name), getattr(later, f.name)])
            for f in fields(self)
            if f.name != "source"
        }
        return Track(source=later.source, **arrays)
