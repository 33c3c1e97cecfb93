"""The low back while the person trains: causal, provisional, and only where it can be believed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.geometry import known_median
from formcheck.kinematics.signals import Kinematics
from formcheck.kinematics.smoothing import OneEuro
from formcheck.lumbar.fusion import WAIST, LumbarSettings
from formcheck.lumbar.kind import kind_of, network_likelihood
from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarks import LUMBAR_POINTS
from formcheck.pose.track import LumbarRow, Track

__all__ = ["LiveSpine", "SpineSample"]

FloatArray = npt.NDArray[np.float64]

_LORDOSIS = 1
_HELD_S = 0.25
"""So long the last reading is shown: it is not read in every frame."""
_STEADY = 0.5
"""Share of a new reading in the points that are drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class SpineSample:
    """What is known of the low back at one moment.

    Parameters
    ----------
    points_px, sigma_px : ndarray, shapes (11, 2) and (11,)
        Lumbar points in the order of ``LUMBAR_POINTS``, steadied, with their standard errors.
    lordosis_change_deg : float
        Since rest, arched positive; NaN before there was a rest.
    waist_seen : bool
        False where an arm hides the low back.
    """

    points_px: FloatArray
    sigma_px: FloatArray
    lordosis_change_deg: float
    waist_seen: bool


class LiveSpine:
    """Follows the readings of the lumbar network; ``learn`` tells where rest is."""

    def __init__(self, settings: LumbarSettings | None = None) -> None:
        self._settings = settings or LumbarSettings()
        self._smoother = OneEuro(min_cutoff_hz=1.0, longest_gap_s=0.5)
        self._rest_deg = float("nan")
        self._points: FloatArray | None = None
        self._sample: SpineSample | None = None
        self._read_s = -np.inf

    def learn(self, track: Track, kinematics: Kinematics) -> None:
        """Take the lordosis at rest from the buffered track, once there was a rest."""
        rest = kinematics.rest
        if rest is not None:
            self._rest_deg = known_median(track.spine[rest.start : rest.stop, _LORDOSIS])

    def step(
        self, time_s: float, row: LumbarRow | None, pose: PersonPose | None = None
    ) -> SpineSample | None:
        """Return the sample of this frame; None where the low back is not known.

        Parameters
        ----------
        time_s : float
            Of the frame.
        row : LumbarRow or None
            What the network tells of it.
        pose : PersonPose, optional
            The subject; left out, the network alone says whether the frame is of a known kind.
        """
        if row is None or not self._likelihood(row, pose) >= self._settings.min_in_range:
            if time_s - self._read_s > _HELD_S:
                self._sample = self._points = None
            return self._sample
        lordosis_deg = self._smoother.step(time_s, float(row.spine[_LORDOSIS]))
        last = row.lumbar_px if self._points is None else self._points
        self._points = last + _STEADY * (row.lumbar_px - last)
        seen = row.lumbar_visible[[LUMBAR_POINTS.index(name) for name in WAIST]].mean()
        self._read_s = time_s
        self._sample = SpineSample(
            points_px=self._points,
            sigma_px=row.lumbar_sigma_px,
            lordosis_change_deg=lordosis_deg - self._rest_deg,
            waist_seen=bool(seen >= self._settings.min_waist_seen),
        )
        return self._sample

    def _likelihood(self, row: LumbarRow, pose: PersonPose | None) -> float:
        """Return how likely the frame is of a known kind; of others the coach tells."""
        if pose is None:
            return float(network_likelihood(np.array([row.in_range]), self._settings.kind)[0])
        kind = kind_of(
            pose.landmarks_px[None],
            pose.visibility[None],
            pose.world_m[None],
            np.array([row.in_range]),
            np.full(1, np.nan),
            self._settings.kind,
        )
        return float(kind.likelihood[0])
