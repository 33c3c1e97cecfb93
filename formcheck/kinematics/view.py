"""Where the camera stands: yaw and pitch of the sagittal plane, and what they do to angles.

Scaled orthographic model of MEASURES 4.1. A unit vector along the body (caudal) and one across it
(ventral), both in the sagittal plane, appear in the image as::

    p_x = (cos yaw, sin yaw * sin pitch)        p_z = (0, cos pitch)

with x along the body and y across it. Yaw is positive when the feet are farther from the camera
than the head, pitch when the camera looks down on the sagittal plane's normal (lying: from above).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.geometry import direction_deg, length, unwrap_deg
from formcheck.kinematics.sagittal import SagittalFrame
from formcheck.kinematics.segments import Segments
from formcheck.kinematics.signals import View

__all__ = ["ViewSettings", "estimate_view", "projection", "rectify", "view_sigma_deg"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ViewSettings:
    """Numbers of the view estimate (MEASURES 4.1 and section 6).

    Parameters
    ----------
    yaw_sigma_deg, pitch_sigma_deg : float
        Standard errors of the fused estimate.
    world_yaw_gain, world_yaw_share : float
        Of a lying person MediaPipe's metric points turn by two thirds of the true yaw only, and
        the image points of the far side lie too far toward the head. Nine renders, four bodies,
        pitch 0 to 15, yaw -25, -25, -12, 0, 0, 12, 25, 25, 45 read -15, -18, -9, 3, -1, 7, 18, 16,
        25 by the first and -20, -27, -14, -6, -6, 5, 8, 10, 26 by the second.
    hanging_turn_deg : float
        So far a hanging person seen from the side seems to turn the chest to the camera (five
        rendered clips, yaw -18, -12, -2, -1, 17: read 25, 19, 9, 7, -4 by both witnesses).
    shoulder_width, hip_width : float
        Distance of the two shoulder and hip points, in trunk lengths.
    warn_deg, refuse_deg : float
        Out-of-plane angles from which the view is corrected, and from which angles are refused.
    least_product : float
        ``|tan yaw * sin pitch|`` below which nothing is corrected.
    """

    yaw_sigma_deg: float = 6.0
    pitch_sigma_deg: float = 4.0
    world_yaw_gain: float = 1.5
    world_yaw_share: float = 0.8
    hanging_turn_deg: float = 10.0
    shoulder_width: float = 0.72
    hip_width: float = 0.36
    warn_deg: float = 15.0
    refuse_deg: float = 35.0
    least_product: float = 0.03


def projection(yaw_deg: float, pitch_deg: float) -> FloatArray:
    """Return the (2, 2) matrix that turns true sagittal vectors into image vectors."""
    yaw, pitch = np.radians([yaw_deg, pitch_deg])
    return np.array([[np.cos(yaw), 0.0], [np.sin(yaw) * np.sin(pitch), np.cos(pitch)]])


def rectify(vectors: FloatArray, view: View) -> FloatArray:
    """Return true sagittal vectors (..., 2) of image vectors in the sagittal frame.

    Nothing is changed when the view says so (``rectified`` false).
    """
    if not view.rectified:
        return vectors
    inverse = np.linalg.inv(projection(view.yaw_deg, view.pitch_deg))
    true: FloatArray = vectors @ inverse.T
    return true


def estimate_view(
    segments: Segments,
    frame: SagittalFrame,
    frames: npt.NDArray[np.bool_],
    settings: ViewSettings | None = None,
) -> View:
    """Return yaw and pitch over ``frames`` (N,), as a rule those of the rest.

    Two witnesses: the backend's metric left-right lines, and the image distance between the left
    and right shoulder and hip points. They count the same, but for the yaw of a lying person, which
    rests mainly on the first, see :class:`ViewSettings`.
    """
    settings = settings or ViewSettings()
    world = _from_world(segments, frame, frames)
    image = _from_image(segments, frame, frames, settings)
    share = np.array([0.5, 0.5])
    if frame.posture == "hanging":
        offset = np.array([0.0, settings.hanging_turn_deg])
        world, image = world - offset, image - offset
    else:
        world = world * np.array([settings.world_yaw_gain, 1.0])
        share[0] = settings.world_yaw_share
    fused = share * world + (1.0 - share) * image
    known = [e for e in (fused, image, world) if np.isfinite(e).all()]
    if not known:
        return View(float("nan"), float("nan"), float("nan"), float("nan"), rectified=False)
    yaw_deg, pitch_deg = known[0]
    product = abs(np.tan(np.radians(yaw_deg)) * np.sin(np.radians(pitch_deg)))
    view = View(
        yaw_deg=float(yaw_deg),
        pitch_deg=float(pitch_deg),
        yaw_sigma_deg=settings.yaw_sigma_deg,
        pitch_sigma_deg=settings.pitch_sigma_deg,
        rectified=False,
    )
    worth = abs(yaw_deg) > settings.warn_deg or (
        product > settings.least_product and view.out_of_plane_deg > settings.warn_deg
    )
    if worth and view.out_of_plane_deg <= settings.refuse_deg:
        return View(
            view.yaw_deg, view.pitch_deg, view.yaw_sigma_deg, view.pitch_sigma_deg, rectified=True
        )
    return view


def _from_world(
    segments: Segments, frame: SagittalFrame, frames: npt.NDArray[np.bool_]
) -> FloatArray:
    """Yaw and pitch from the left-right line in metres, turned to point away from the camera."""
    near_to_far = 1.0 if frame.side == "left" else -1.0
    line = near_to_far * segments.world_side_m[frames]
    # A backend that knows no metric points may give zeros: no line, no direction.
    line = line[np.isfinite(line).all(axis=1) & (np.linalg.norm(line, axis=1) > 0)]
    if len(line) == 0:
        return np.full(2, np.nan)
    normal = np.median(line / np.linalg.norm(line, axis=1, keepdims=True), axis=0)
    along, across = frame.turn(normal[:2])
    yaw = np.arcsin(np.clip(-along, -1.0, 1.0))
    pitch = np.arcsin(np.clip(across / max(np.cos(yaw), 1e-6), -1.0, 1.0))
    return np.degrees([yaw, pitch])


def _from_image(
    segments: Segments,
    frame: SagittalFrame,
    frames: npt.NDArray[np.bool_],
    settings: ViewSettings,
) -> FloatArray:
    """Yaw and pitch from the image distance of the left and right points."""
    near, far = (0, 1) if frame.side == "left" else (1, 0)
    trunk_px = length(segments.trunk[frames])
    rows = []
    weights = []
    for part, width, weight in (
        ("shoulder", settings.shoulder_width, 1.0),
        ("hip", settings.hip_width, 0.5),
    ):
        line = frame.turn(segments[part][frames, far] - segments[part][frames, near])
        ratio = line / (width * trunk_px[:, None])
        ratio = ratio[np.isfinite(ratio).all(axis=1)]
        if len(ratio):
            rows.append(np.median(ratio, axis=0))
            weights.append(weight)
    if not rows:
        return np.full(2, np.nan)
    along, across = np.average(rows, axis=0, weights=weights)
    yaw = np.degrees(np.arctan(-along))
    pitch = np.degrees(np.arcsin(np.clip(across, -1.0, 1.0)))
    return np.array([yaw, pitch])


def view_sigma_deg(angle_deg: FloatArray, view: View) -> FloatArray:
    """Return what the uncertainty of the view adds to an angle (N,) measured from the caudal axis.

    Half the difference of the angle at view plus and minus one standard error, for yaw and pitch,
    in quadrature (MEASURES 4.1).
    """
    if not np.isfinite([view.yaw_deg, view.pitch_deg]).all():
        return np.zeros_like(angle_deg)
    yaw, pitch = view.yaw_deg, view.pitch_deg
    base = (yaw, pitch) if view.rectified else (0.0, 0.0)
    true = np.stack([np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))], axis=-1)
    shifts = []
    for d_yaw, d_pitch in ((view.yaw_sigma_deg, 0.0), (0.0, view.pitch_sigma_deg)):
        seen = [_seen_angle(true, yaw + k * d_yaw, pitch + k * d_pitch, base) for k in (-1.0, 1.0)]
        shifts.append(0.5 * np.abs(unwrap_deg(seen[1] - seen[0], -180.0)))
    total: FloatArray = np.hypot(*shifts)
    return total


def _seen_angle(
    true: FloatArray, yaw_deg: float, pitch_deg: float, assumed: tuple[float, float]
) -> FloatArray:
    """Angle from the trunk that is read when the view is (yaw, pitch) but ``assumed`` is undone."""
    undo = np.linalg.inv(projection(*assumed))
    through = undo @ projection(np.clip(yaw_deg, -80.0, 80.0), np.clip(pitch_deg, -80.0, 80.0))
    caudal = through @ np.array([1.0, 0.0])
    seen: FloatArray = direction_deg(true @ through.T) - direction_deg(caudal)
    return seen
