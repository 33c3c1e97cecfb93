"""The spine that is shown over one picture, apart from how."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.kinematics.smoothing import fill_gaps, hampel, zero_phase
from formcheck.report import Analysis

__all__ = ["HudSpine", "SpineFrames"]

FloatArray = npt.NDArray[np.float64]

SPINE_HZ = 4.0
"""Low-pass of the drawn spine."""


@dataclass(frozen=True, slots=True, eq=False)
class HudSpine:
    """The spine and pelvis to draw.

    Parameters
    ----------
    points_px : ndarray, shape (11, 2)
        In the order of ``LUMBAR_POINTS``, pixels of the picture that is painted on.
    sigma_px : ndarray, shape (11,)
        Their standard errors.
    change_deg : float
        Lordosis since rest, arched positive; NaN = not known.
    arched : bool
        Whether that is beyond the limit.
    seen : bool
        False where an arm hides the low back: then it is a guess.
    """

    points_px: FloatArray
    sigma_px: FloatArray
    change_deg: float
    arched: bool
    seen: bool


class SpineFrames:
    """The spine of every frame of a recording, steadied for the eye.

    Parameters
    ----------
    analysis : Analysis
        The analysed clip.
    scale : float
        Pixels of the picture that is painted on per pixel of the track.
    """

    def __init__(self, analysis: Analysis, scale: float = 1.0) -> None:
        track, self._spine = analysis.track, analysis.kinematics.spine
        self._settings = analysis.arch
        large = analysis.kinematics.trunk_length_px >= self._settings.min_trunk_px
        self._shown = self._spine is not None and large
        if not self._shown:
            return
        flat = hampel(track.lumbar_px.reshape(len(track), -1))
        for i in range(flat.shape[1]):
            flat[:, i] = fill_gaps(track.time_s, flat[:, i])
        steady = zero_phase(track.time_s, flat, SPINE_HZ)
        self._points = scale * steady.reshape(track.lumbar_px.shape)
        self._sigma = scale * track.lumbar_sigma_px

    def at(self, index: int) -> HudSpine | None:
        """Return the spine of a frame, None where it was not read or can't be believed."""
        spine = self._spine
        if spine is None or not self._shown:
            return None
        if not spine.in_range[index] >= self._settings.min_in_range:
            return None
        change = float(spine.lordosis_change_deg[index])
        return HudSpine(
            points_px=self._points[index],
            sigma_px=self._sigma[index],
            change_deg=change,
            arched=change > self._settings.shown_change_deg,
            seen=bool(spine.waist_seen[index] >= self._settings.min_waist_seen),
        )
