"""``--to mot``: hip and knee angles under the coordinate names of OpenSim's models."""

from __future__ import annotations

import numpy as np

from formcheck.outputs.exporters.base import Exporter
from formcheck.outputs.exporters.opensim import storage_text
from formcheck.report import Analysis

__all__ = ["Mot"]


class Mot(Exporter):
    """Motion of both legs, degrees, flexion positive (as in the Rajagopal 2016 model).

    OpenSim's motion reader (``Storage``) stops at the first number that is not known. So a
    coordinate that was never seen has no column, and a frame in which another was not seen has no
    row; the times of the rows stay true. ``sto`` has every frame.

    In the older gait2392 and gait2354 models knee flexion is negative: turn the sign there.
    """

    name = "mot"
    suffix = ".mot"
    summary = "hip and knee flexion in deg, OpenSim's coordinate names (OpenSim motion)"

    def render(self, analysis: Analysis) -> bytes:
        """Return the motion file, UTF-8."""
        kinematics = analysis.kinematics
        coordinates = {
            "hip_flexion_r": kinematics.hip_flexion_right_deg,
            "hip_flexion_l": kinematics.hip_flexion_left_deg,
            "knee_angle_r": kinematics.knee_flexion_right_deg,
            "knee_angle_l": kinematics.knee_flexion_left_deg,
        }
        known = {name: deg for name, deg in coordinates.items() if np.isfinite(deg).any()}
        rows = np.full(len(kinematics), bool(known))
        for deg in known.values():
            rows &= np.isfinite(deg)
        name = f"{analysis.track.source.name}{self.suffix}"
        complete = {name: deg[rows] for name, deg in known.items()}
        return storage_text(name, kinematics.time_s[rows], complete).encode()
