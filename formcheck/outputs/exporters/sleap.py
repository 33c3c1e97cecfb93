"""``--to sleap``: the points in SLEAP's analysis CSV."""

from __future__ import annotations

import csv
import io
import math

import numpy as np

from formcheck.outputs.exporters.base import Exporter
from formcheck.outputs.exporters.keypoints import INDIVIDUAL, number_text, track_keypoints
from formcheck.report import Analysis

__all__ = ["Sleap"]


class Sleap(Exporter):
    """One row for each frame in which anything was seen; pixels of the upright frame, y down.

    Rows name their frame: the format has no times. ``score`` is the visibility; that of the whole
    instance is its mean over the points that were seen.
    """

    name = "sleap"
    suffix = "_sleap.csv"
    summary = "points in px and their visibility (SLEAP, sleap-io)"

    def render(self, analysis: Analysis) -> bytes:
        """Return the table, UTF-8."""
        points = track_keypoints(analysis.track)
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        cells = [f"{name}.{what}" for name in points.names for what in ("x", "y", "score")]
        writer.writerow(["track", "frame_idx", "instance.score", *cells])
        seen = np.isfinite(points.position_px).any(axis=(1, 2))
        table = np.concatenate([points.position_px, points.confidence[..., None]], axis=2)
        for i in np.flatnonzero(seen).tolist():
            known = points.confidence[i][np.isfinite(points.confidence[i])]
            score = float(known.mean()) if known.size else math.nan
            writer.writerow([INDIVIDUAL, i, *map(number_text, (score, *table[i].ravel().tolist()))])
        return stream.getvalue().encode()
