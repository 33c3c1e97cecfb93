"""The sagittal frame: x caudal, y ventral, whichever way the person lies or hangs.

Turning all vectors into this frame first makes every later formula the same for heads to the left
and to the right, lying and hanging: flexion is always counter-clockwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.geometry import angle_between_deg, direction_deg
from formcheck.kinematics.segments import Segments
from formcheck.kinematics.signals import Posture
from formcheck.pose.landmarks import Side

__all__ = ["SagittalFrame", "find_sagittal_frame", "frame_postures"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

POSTURE_TOLERANCE_DEG = 30.0
"""Lying: trunk within this of horizontal; hanging: of vertical (DESIGN section 4)."""


@dataclass(frozen=True, slots=True, eq=False)
class SagittalFrame:
    """How image vectors (y up) turn into caudal and ventral.

    Parameters
    ----------
    posture : {"lying", "hanging", "unknown"}
        From the trunk's direction; unknown keeps the axis that is nearer.
    matrix : ndarray, shape (2, 2)
        ``matrix @ (x, y)`` = (caudal, ventral).
    side : {"left", "right"}
        Body side that faces the camera.
    chest_up : bool or None
        Lying only: False when prone; None when the signs disagree too much to tell.
    """

    posture: Posture
    matrix: FloatArray
    side: Side
    chest_up: bool | None

    def turn(self, vectors: FloatArray) -> FloatArray:
        """Return vectors (..., 2), y up, as (caudal, ventral)."""
        turned: FloatArray = vectors @ self.matrix.T
        return turned


def frame_postures(segments: Segments) -> tuple[BoolArray, BoolArray]:
    """Return per frame (N,) whether the trunk lies, and whether it hangs (DESIGN section 4)."""
    elevation = np.abs(direction_deg(segments.trunk * np.array([1.0, -1.0])))
    # Angle of the caudal direction from straight down: 0 hanging, 90 lying.
    from_down = np.abs(angle_between_deg(np.array([0.0, -1.0]), segments.trunk))
    lying = np.minimum(elevation, 180.0 - elevation) <= POSTURE_TOLERANCE_DEG
    wrists_up = segments.middle("wrist")[:, 1] > segments.middle("shoulder")[:, 1]
    hanging = (from_down <= POSTURE_TOLERANCE_DEG) & wrists_up
    seen = np.isfinite(segments.trunk).all(axis=1)
    return lying & seen, hanging & seen


def find_sagittal_frame(segments: Segments) -> SagittalFrame:
    """Return the sagittal frame of a clip, decided once over all of its frames."""
    lying, hanging = frame_postures(segments)
    enough = max(1.0, 0.2 * np.isfinite(segments.trunk).all(axis=1).sum())
    posture: Posture = "unknown"
    if max(lying.sum(), hanging.sum()) >= enough:
        posture = "lying" if lying.sum() >= hanging.sum() else "hanging"
    used = {"lying": lying, "hanging": hanging}.get(posture, np.ones(len(lying), dtype=bool))
    with_trunk = used & np.isfinite(segments.trunk).all(axis=1)
    if not with_trunk.any():
        return SagittalFrame("unknown", np.eye(2), "right", None)
    caudal = np.median(segments.trunk[with_trunk], axis=0)
    horizontal = abs(caudal[0]) >= abs(caudal[1]) if posture == "unknown" else posture == "lying"
    sign, sure = _turning_sense(segments, with_trunk)
    chest_up: bool | None = None
    if horizontal:
        axis = np.array([np.sign(caudal[0]) or 1.0, 0.0])
        supine = axis[0]
        if posture == "lying":
            chest_up = bool(sign == supine) if sure else None
        if not sure:
            sign = supine
    else:
        axis = np.array([0.0, np.sign(caudal[1]) or -1.0])
    # Ventral is a quarter turn from caudal: counter-clockwise when the right side is near.
    ventral = sign * np.array([-axis[1], axis[0]])
    side: Side = "right" if sign > 0 else "left"
    return SagittalFrame(posture, np.stack([axis, ventral]), side, chest_up)


def _turning_sense(segments: Segments, used: BoolArray) -> tuple[float, bool]:
    """Return +1 if ventral lies counter-clockwise of caudal (right near), else -1; and if sure.

    Four witnesses, each a number in [-1, 1] over the clip: which side the backend puts nearer to
    the camera, which side it sees better, where the nose lies from the ears, and where the toes lie
    from the heels.
    """
    trunk = segments.trunk[used]
    face = segments.nose[used] - segments.middle("ear")[used]
    shank = (segments.middle("ankle") - segments.middle("knee"))[used]
    toes = (segments.middle("foot_index") - segments.middle("heel"))[used]
    depth = segments.world_side_m[used, 2]
    seen = np.mean([segments.visibility[p][used] for p in ("shoulder", "hip", "knee", "ankle")], 0)
    witnesses = (
        # A right side that is nearer makes the left-to-right line point to the camera.
        (-_balance(depth), 1.0),
        (_balance(seen[:, 1] - seen[:, 0]), 0.5),
        (_balance(angle_between_deg(trunk, face)), 1.0),
        (_balance(angle_between_deg(shank, toes)), 1.0),
    )
    total = sum(weight * value for value, weight in witnesses)
    return (1.0 if total >= 0 else -1.0), abs(total) >= 0.5


def _balance(values: FloatArray) -> float:
    """Return the share of positive minus the share of negative values, 0 if none is known."""
    seen = values[np.isfinite(values)]
    return float(np.mean(np.sign(seen))) if len(seen) else 0.0
