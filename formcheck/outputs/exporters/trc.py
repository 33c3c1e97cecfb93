"""``--to trc``: the 33 landmarks in metres for OpenSim, Pose2Sim and Sports2D tools."""

from __future__ import annotations

import numpy as np

from formcheck.outputs.exporters.base import Exporter
from formcheck.outputs.exporters.keypoints import LANDMARK_NAMES
from formcheck.outputs.exporters.opensim import marker_name, trc_text
from formcheck.report import Analysis

__all__ = ["Trc"]


class Trc(Exporter):
    """Landmarks in space as the pose network estimates them, metres about the mid hip.

    Axes: x right in the picture, y up in it, z towards the camera: a right-handed frame with y up,
    as OpenSim has it. The origin moves with the mid hip.
    """

    name = "trc"
    suffix = ".trc"
    summary = "33 landmarks in m about the mid hip, y up (OpenSim, Pose2Sim)"

    def render(self, analysis: Analysis) -> bytes:
        """Return the marker file, UTF-8."""
        track = analysis.track
        # The camera's y is down and its z away: half a turn about x makes it OpenSim's.
        position = track.world_m * np.array([1.0, -1.0, -1.0])
        name, rate = f"{track.source.name}{self.suffix}", track.fps_mean
        markers = [marker_name(landmark) for landmark in LANDMARK_NAMES]
        return trc_text(name, "m", rate, track.time_s, markers, position).encode()
