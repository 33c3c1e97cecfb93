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

_LEG = ("knee", "ankle")


@dataclass(frozen=True, slots=True)
class ViewSettings:
    """Numbers of the view estimate (MEASURES 4.1 and section 6).

    Parameters
    ----------
    yaw_sigma_deg, pitch_sigma_deg : float
        Standard errors of what the landmarks tell.
    network_sigma_deg : tuple of float
        The same of yaw and pitch where the network tells as well.
    world_yaw_gain, legs_yaw_deg, yaw_offset_deg : float
        Of a lying person MediaPipe's metric points turn by two thirds of the true yaw only, and
        the image points of the far side lie too far toward the head. The yaw of 56 rendered clips
        (yaw within 45) is ``gain * world + legs * x + offset`` with a standard error of 4.7, where
        x is how far the far knee and ankle lie headward of the near ones, in trunk lengths;
        without the legs 5.8.
    plain_world_gain, image_yaw_share : float
        Where the legs do not tell: what the metric yaw is multiplied by, and the weight of the
        image points of shoulders and hips beside it.
    fade_deg : tuple of float
        Yaw without the legs from which they count less, and not at all: so obliquely the legs'
        distance tells more of their width than of the view.
    leg_length_ratio : float
        Legs told apart by more than this in length are not stretched side by side.
    network_share : tuple of float
        Weight of the yaw and pitch that the lumbar network tells, of a lying person; the rest is as
        above. Of 50 rendered clips (``fit``, yaw within 22) the pitch then errs with an SD of 1.5
        degrees (2.9 without), the yaw with 3.9 (4.8). That of the yaw fades like the legs': the
        network knows no yaw beyond 40. Of a hanging person, whose chest the landmarks tell
        badly, the network alone counts: SD 2.7 instead of 7.1 (six clips).
    hanging_turn_deg : float
        So far a hanging person seen from the side seems to turn the chest to the camera (five
        rendered clips, yaw -18, -12, -2, -1, 17: read 25, 19, 9, 7, -4 by both witnesses).
    shoulder_width, hip_width : float
        Distance of the two shoulder and hip points, in trunk lengths.
    warn_deg, refuse_deg : float
        Out-of-plane angles from which the person is told, and from which angles are refused.
    rectify_deg, least_product : float
        Yaw, or ``|tan yaw * sin pitch|``, from which the view is corrected: below, what the
        estimate errs by is as large as what it mends.
    """

    yaw_sigma_deg: float = 5.0
    pitch_sigma_deg: float = 4.0
    world_yaw_gain: float = 0.8
    legs_yaw_deg: float = 76.0
    yaw_offset_deg: float = -4.8
    plain_world_gain: float = 1.5
    image_yaw_share: float = 0.2
    fade_deg: tuple[float, float] = (25.0, 40.0)
    network_share: tuple[float, float] = (0.6, 0.75)
    network_sigma_deg: tuple[float, float] = (4.0, 2.0)
    leg_length_ratio: float = 1.15
    hanging_turn_deg: float = 10.0
    shoulder_width: float = 0.72
    hip_width: float = 0.36
    warn_deg: float = 15.0
    refuse_deg: float = 35.0
    rectify_deg: float = 8.0
    least_product: float = 0.015


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
    network_deg: FloatArray | None = None,
) -> View:
    """Return yaw and pitch over ``frames`` (N,), as a rule those of the rest.

    Witnesses: the backend's metric left-right lines, and in the image the distance between the left
    and right shoulder and hip points, and between the legs; and ``network_deg``, yaw and pitch
    (2,) as the lumbar network tells them, NaN or None where it does not. See
    :class:`ViewSettings`.
    """
    settings = settings or ViewSettings()
    network = np.full(2, np.nan) if network_deg is None else network_deg
    world = _from_world(segments, frame, frames)
    image = _from_image(segments, frame, frames, settings)
    if frame.posture == "hanging":
        offset = np.array([0.0, settings.hanging_turn_deg])
        world, image = world - offset, image - offset
    fused = 0.5 * (world + image)
    if frame.posture != "hanging":
        fused[0] = _lying_yaw_deg(segments, frame, frames, world[0], image[0], settings)
    joined = _with_network(fused, network, frame, settings)
    known = [e for e in (joined, fused, image, world) if np.isfinite(e).all()]
    if not known:
        return View(float("nan"), float("nan"), float("nan"), float("nan"), rectified=False)
    yaw_deg, pitch_deg = known[0]
    product = abs(np.tan(np.radians(yaw_deg)) * np.sin(np.radians(pitch_deg)))
    told = bool(np.isfinite(joined).all())
    view = View(
        yaw_deg=float(yaw_deg),
        pitch_deg=float(pitch_deg),
        yaw_sigma_deg=settings.network_sigma_deg[0] if told else settings.yaw_sigma_deg,
        pitch_sigma_deg=settings.network_sigma_deg[1] if told else settings.pitch_sigma_deg,
        rectified=False,
    )
    worth = abs(yaw_deg) > settings.rectify_deg or product > settings.least_product
    if worth and view.out_of_plane_deg <= settings.refuse_deg:
        return View(
            view.yaw_deg, view.pitch_deg, view.yaw_sigma_deg, view.pitch_sigma_deg, rectified=True
        )
    return view


def _with_network(
    own_deg: FloatArray, network_deg: FloatArray, frame: SagittalFrame, settings: ViewSettings
) -> FloatArray:
    """Return yaw and pitch (2,) by the landmarks joined with what the network tells."""
    if frame.posture == "hanging":
        return network_deg
    share = np.array(settings.network_share) * [_trust(own_deg[0], settings), 1.0]
    joined: FloatArray = share * network_deg + (1.0 - share) * own_deg
    return joined


def _lying_yaw_deg(
    segments: Segments,
    frame: SagittalFrame,
    frames: npt.NDArray[np.bool_],
    world_deg: float,
    image_deg: float,
    settings: ViewSettings,
) -> float:
    """Return the yaw of a lying person by the metric yaw and the legs, or the image points."""
    share = settings.image_yaw_share
    plain = (1.0 - share) * settings.plain_world_gain * world_deg + share * image_deg
    legs = _legs_apart(segments, frame, frames, settings)
    if np.isnan(legs):
        return float(plain)
    with_legs = (
        settings.world_yaw_gain * world_deg + settings.legs_yaw_deg * legs + settings.yaw_offset_deg
    )
    trust = _trust(plain, settings)
    return float(trust * with_legs + (1.0 - trust) * plain)


def _trust(yaw_deg: float, settings: ViewSettings) -> float:
    """Return how much counts, at this yaw, what holds for views from about the side."""
    low, high = settings.fade_deg
    return float(np.clip((high - abs(yaw_deg)) / (high - low), 0.0, 1.0))


def _legs_apart(
    segments: Segments,
    frame: SagittalFrame,
    frames: npt.NDArray[np.bool_],
    settings: ViewSettings,
) -> float:
    """Return how far the far leg lies headward of the near one; NaN where it is no equal one."""
    near, far = (0, 1) if frame.side == "left" else (1, 0)
    sizes = length(segments["ankle"][frames] - segments["hip"][frames])
    lines = [segments[part][frames, near] - segments[part][frames, far] for part in _LEG]
    along = frame.turn(np.mean(lines, axis=0))[:, 0] / length(segments.trunk[frames])
    seen = np.isfinite(along) & np.isfinite(sizes).all(axis=1)
    if not seen.any():
        return float("nan")
    ratio = np.median(sizes[seen, near]) / np.median(sizes[seen, far])
    if not 1.0 / settings.leg_length_ratio < ratio < settings.leg_length_ratio:
        return float("nan")
    return float(np.median(along[seen]))


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
