"""``--to trc_px``: the landmarks in the picture, in pixels, as a marker file."""

from __future__ import annotations

import numpy as np

from formcheck.outputs.exporters.base import Exporter
from formcheck.outputs.exporters.keypoints import track_keypoints
from formcheck.outputs.exporters.opensim import marker_name, trc_text
from formcheck.report import Analysis

__all__ = ["TrcPx"]


class TrcPx(Exporter):
    """What was seen in the picture plane; what the angles mostly rest on.

    Axes: x right from the left edge, y up from the bottom edge, z = 0; pixels of the upright frame.
    """

    name = "trc_px"
    suffix = "_px.trc"
    summary = "landmarks in px of the picture, y up, z = 0 (tools for plane markers)"

    def render(self, analysis: Analysis) -> bytes:
        """Return the marker file, UTF-8."""
        track = analysis.track
        points = track_keypoints(track)
        x, y = points.position_px[..., 0], track.source.height - points.position_px[..., 1]
        position = np.stack([x, y, np.where(np.isfinite(x), 0.0, np.nan)], axis=-1)
        name, rate = f"{track.source.name}{self.suffix}", track.fps_mean
        markers = [marker_name(point) for point in points.names]
        return trc_text(name, "px", rate, track.time_s, markers, position).encode()
