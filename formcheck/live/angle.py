"""The causal angle of a live session: hip flexion now, from the past only."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.geometry import direction_deg, unwrap_deg, y_up
from formcheck.kinematics.sagittal import SagittalFrame
from formcheck.kinematics.signals import Kinematics
from formcheck.kinematics.smoothing import OneEuro
from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarks import Landmark, Side

__all__ = ["LiveAngle", "LiveSample", "raw_flexion_deg"]

FloatArray = npt.NDArray[np.float64]

_SPEED_SPAN_S = 0.12
"""The live speed is the slope over about so long: short enough to react, long enough to be calm."""

_LONGEST_SPAN_S = 1.0
"""After a longer gap there is no speed at first."""
_RAISED_DEG = 40.0
"""The gain is taken from legs that are up [design]."""
_LEAST_FRAMES = 10
_GAINS = (0.85, 1.2)
"""What is beyond is an error of one of the two [design]."""


@dataclass(frozen=True, slots=True)
class LiveSample:
    """Hip flexion at one moment; NaN = not seen."""

    hip_flexion_deg: float
    speed_dps: float


class LiveAngle:
    """Thigh against trunk of the judged leg, One-Euro smoothed, zeroed by what the past has shown.

    ``learn`` takes the kinematics of the buffered track now and then: the sagittal frame (which way
    the person lies) and, once there was a rest, the offset that makes it zero. ``scale`` takes
    those of a set with repetitions: the hip point creeps along the trunk as the legs go up, so that
    thigh against trunk reads up to a tenth too low; the outline of the legs tells how much.
    """

    def __init__(self) -> None:
        self._frame: SagittalFrame | None = None
        self._offset_deg, self._gain = 0.0, 1.0
        self._smoother = OneEuro()
        self._recent: deque[tuple[float, float]] = deque()

    def learn(self, frame: SagittalFrame, kinematics: Kinematics, raw_deg: FloatArray) -> None:
        """Take the frame, and the offset between the raw angle (N,) and the measured one."""
        self._frame = frame
        if kinematics.rest is None:
            return
        rest = slice(kinematics.rest.start, kinematics.rest.stop)
        difference = (raw_deg - kinematics.hip_flexion_deg)[rest]
        difference = difference[np.isfinite(difference)]
        if len(difference):
            self._offset_deg = float(np.median(difference))

    def scale(self, landmarks_px: FloatArray, measured_deg: FloatArray) -> None:
        """Take landmarks (N, 33, 2) of past frames, and the hip flexion (N,) measured there."""
        if self._frame is None:
            return
        raised = measured_deg > _RAISED_DEG
        own_deg = raw_flexion_deg(landmarks_px[raised], self._frame) - self._offset_deg
        shares = measured_deg[raised] / np.where(own_deg > 0.5 * _RAISED_DEG, own_deg, np.nan)
        if np.isfinite(shares).sum() >= _LEAST_FRAMES:
            self._gain = float(np.clip(np.nanmedian(shares), *_GAINS))

    @property
    def side(self) -> Side | None:
        """Body side that faces the camera; None until the direction of the body is known."""
        return self._frame.side if self._frame is not None else None

    def step(self, time_s: float, pose: PersonPose | None) -> LiveSample:
        """Return the angle of this frame."""
        raw = np.nan
        if pose is not None and self._frame is not None:
            raw = float(raw_flexion_deg(pose.landmarks_px[None], self._frame)[0])
        angle = self._smoother.step(time_s, self._gain * (raw - self._offset_deg))
        if not np.isfinite(angle):
            return LiveSample(float("nan"), float("nan"))
        # One sample before the span is kept, so that after frames were left out there is a speed.
        while len(self._recent) > 1 and time_s - self._recent[1][0] >= _SPEED_SPAN_S - 1e-9:
            self._recent.popleft()
        if self._recent and time_s - self._recent[-1][0] > _LONGEST_SPAN_S:
            self._recent.clear()
        self._recent.append((time_s, angle))
        first_s, first = self._recent[0]
        speed = (angle - first) / (time_s - first_s) if time_s > first_s else float("nan")
        return LiveSample(angle, speed)


def raw_flexion_deg(landmarks_px: FloatArray, frame: SagittalFrame) -> FloatArray:
    """Return thigh against trunk (N,) of landmarks (N, 33, 2): their mean, or the raised one."""
    points = frame.turn(y_up(landmarks_px))
    shoulder = 0.5 * (points[:, Landmark.LEFT_SHOULDER] + points[:, Landmark.RIGHT_SHOULDER])
    hip = 0.5 * (points[:, Landmark.LEFT_HIP] + points[:, Landmark.RIGHT_HIP])
    trunk = direction_deg(hip - shoulder)
    left = direction_deg(points[:, Landmark.LEFT_KNEE] - points[:, Landmark.LEFT_HIP])
    right = direction_deg(points[:, Landmark.RIGHT_KNEE] - points[:, Landmark.RIGHT_HIP])
    both = np.stack([unwrap_deg(left - trunk), unwrap_deg(right - trunk)])
    apart = np.abs(both[0] - both[1]) > 30.0
    raw: FloatArray = np.where(apart, np.max(both, axis=0), np.mean(both, axis=0))
    return raw
