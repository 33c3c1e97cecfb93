"""The measured motion of a clip: angles over frames, with what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from formcheck.lumbar.kind import Kind
from formcheck.pose.landmarks import Side

__all__ = ["Kinematics", "Posture", "Rest", "Spine", "View"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Posture = Literal["lying", "hanging", "unknown"]


@dataclass(frozen=True, slots=True)
class View:
    """How the camera sees the sagittal plane, once per clip (MEASURES 4.1).

    Parameters
    ----------
    yaw_deg : float
        Body axis turned out of the image plane; 0 = square side view.
    pitch_deg : float
        Camera looking down, positive.
    yaw_sigma_deg, pitch_sigma_deg : float
        Standard errors of the two.
    rectified : bool
        Whether the angles were corrected for the view.
    """

    yaw_deg: float
    pitch_deg: float
    yaw_sigma_deg: float
    pitch_sigma_deg: float
    rectified: bool

    @property
    def out_of_plane_deg(self) -> float:
        """Angle between the line of sight and the normal of the sagittal plane."""
        cosine = np.cos(np.radians(self.yaw_deg)) * np.cos(np.radians(self.pitch_deg))
        return float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


@dataclass(frozen=True, slots=True)
class Rest:
    """The still baseline with the legs down (MEASURES 4.5); frames ``[start, stop)``.

    Parameters
    ----------
    start, stop : int
        Frames.
    start_s, stop_s : float
        The same in seconds.
    straight : bool
        Knees straight (flexion < 15 degrees): only then does it zero the hip angle.
    drift_deg : float or None
        Hip flexion at the last still window with legs down minus that at the first; None when
        there is only one.
    """

    start: int
    stop: int
    start_s: float
    stop_s: float
    straight: bool
    drift_deg: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Spine:
    """Pelvis and low back over the frames of one clip. Shape (N,) unless said; NaN = not told.

    Parameters
    ----------
    lordosis_deg, lordosis_change_deg : ndarray
        Extension of the thorax against the pelvis, arched positive: against the body's neutral
        shape, and since rest (NaN without one).
    lordosis_sigma_deg : ndarray
        Standard error of one frame's change of lordosis.
    pelvic_tilt_deg, pelvic_tilt_change_deg, pelvic_tilt_sigma_deg : ndarray
        Anterior positive. Lying: of the pelvis against the picture; hanging: against the thorax.
    clearance : ndarray
        Gap under the low back in trunk lengths.
    waist_seen, in_range : ndarray
        Likelihoods in [0, 1] that nothing hides the low back, and that the picture is of a kind
        that formcheck knows.
    rest_lordosis_deg : float
        Median lordosis at rest; NaN without one.
    kind : Kind, optional
        What each guard says of the frames being of a known kind; ``in_range`` is the least.
    """

    lordosis_deg: FloatArray
    lordosis_change_deg: FloatArray
    lordosis_sigma_deg: FloatArray
    pelvic_tilt_deg: FloatArray
    pelvic_tilt_change_deg: FloatArray
    pelvic_tilt_sigma_deg: FloatArray
    clearance: FloatArray
    waist_seen: FloatArray
    in_range: FloatArray
    rest_lordosis_deg: float
    kind: Kind | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Kinematics:
    """Angles over the frames of one clip. Shape (N,) unless said; NaN = not seen.

    Signs: flexion positive; 0 = thigh in line with the trunk (legs down), 90 = perpendicular.
    Values are not folded at 180 degrees. All angles are smoothed as MEASURES 4.6 says.

    Parameters
    ----------
    time_s : ndarray
        Presentation times.
    pose_found : ndarray of bool
        Whether the person was found in the frame.
    hip_flexion_deg, hip_flexion_sigma_deg : ndarray
        Thigh against trunk of the leg(s) that a repetition is judged by: the mean of both when they
        move together, else the raised one; with the standard error of one value.
    hip_flexion_left_deg, hip_flexion_right_deg : ndarray
        Each leg alone.
    knee_flexion_deg, knee_flexion_left_deg, knee_flexion_right_deg : ndarray
        0 = straight; the first of the near leg while both work, else of the raised one.
    leg_elevation_deg : ndarray
        Rotation of the judged thigh against the support (floor or bench) since rest; NaN hanging.
    trunk_lift_deg : ndarray
        Rotation of the trunk since rest, ventral (shoulders up) positive.
    hang_angle_deg : ndarray
        Line from wrists to hips against the image's vertical, hips forward (ventral) positive;
        NaN lying.
    head_flexion_deg : ndarray
        Line from shoulder to ear against the trunk, change since rest, nodding positive.
    ankle_rise : ndarray
        Height of the higher ankle above its support at rest, in trunk lengths (hanging: above its
        lowest plateau).
    hip_shift : ndarray
        Distance of the mid hip from its place at rest, in trunk lengths.
    near_visibility : ndarray
        Smallest visibility of the near shoulder, hip and knee.
    knee_visibility, ankle_visibility : ndarray, shape (N, 2)
        Visibility of knees and ankles, left then right.
    at_border : ndarray of bool
        A knee or ankle lies within 2 % of the picture's edge, or outside of it.
    posture : {"lying", "hanging", "unknown"}
        From the trunk's direction at rest.
    side : {"left", "right"}
        The body side that faces the camera.
    view : View
        Estimate of yaw and pitch.
    rest : Rest or None
        The baseline, if there was one.
    trunk_length_px : float
        Median distance of mid shoulder to mid hip.
    hands_under_hips : bool
        Wrists within a quarter trunk of the hips and below them at rest.
    estimator_spread_deg : ndarray
        Difference of the hip-angle estimators A and B where both exist.
    in_posture : ndarray of bool
        Whether the trunk lies (or hangs) in that frame as the clip's posture says; never prone.
    chest_up : bool or None
        False when the person lies prone; None when it can't be told or does not apply.
    ankle_rises : ndarray, shape (N, 2), optional
        ``ankle_rise`` of the left and of the right ankle.
    leg_gap_deg : ndarray, optional
        Angle between the legs by their outline: how much it is wider than at rest, so that legs
        together are at about 0 or a little below.
    leg_fan_deg : ndarray, shape (N, 2), optional
        Width of the legs' outline as a fan from the hips, and the direction of its middle, from
        caudal to ventral.
    leg_lengths_px : ndarray, shape (N, 2), optional
        Hip to knee to ankle in the picture, left then right.
    spine : Spine, optional
        Pelvis and low back; None when nothing read them.
    """

    time_s: FloatArray
    pose_found: BoolArray
    hip_flexion_deg: FloatArray
    hip_flexion_sigma_deg: FloatArray
    hip_flexion_left_deg: FloatArray
    hip_flexion_right_deg: FloatArray
    knee_flexion_deg: FloatArray
    knee_flexion_left_deg: FloatArray
    knee_flexion_right_deg: FloatArray
    leg_elevation_deg: FloatArray
    trunk_lift_deg: FloatArray
    hang_angle_deg: FloatArray
    head_flexion_deg: FloatArray
    ankle_rise: FloatArray
    hip_shift: FloatArray
    near_visibility: FloatArray
    knee_visibility: FloatArray
    ankle_visibility: FloatArray
    at_border: BoolArray
    posture: Posture
    side: Side
    view: View
    rest: Rest | None
    trunk_length_px: float
    hands_under_hips: bool
    estimator_spread_deg: FloatArray
    in_posture: BoolArray
    chest_up: bool | None
    ankle_rises: FloatArray | None = None
    leg_gap_deg: FloatArray | None = None
    leg_fan_deg: FloatArray | None = None
    leg_lengths_px: FloatArray | None = None
    spine: Spine | None = None

    def __len__(self) -> int:
        """Return the number of frames."""
        return len(self.time_s)

    @property
    def frame_interval_s(self) -> float:
        """Median time between frames; NaN with fewer than two."""
        return float(np.median(np.diff(self.time_s))) if len(self) > 1 else float("nan")

    @property
    def hip_velocity_dps(self) -> FloatArray:
        """Angular velocity of the judged hip flexion, degrees per second, shape (N,)."""
        if len(self) < 2:
            return np.full(len(self), np.nan)
        return np.gradient(self.hip_flexion_deg, self.time_s)
