"""``--to deeplabcut``: the points in DeepLabCut's CSV, which most pose tools read."""

from __future__ import annotations

import csv
import io

from formcheck.outputs.exporters.base import Exporter
from formcheck.outputs.exporters.keypoints import number_text, track_keypoints
from formcheck.report import Analysis

__all__ = ["Deeplabcut"]

SCORER = "formcheck"


class Deeplabcut(Exporter):
    """One individual; x and y in pixels of the upright frame (y down), likelihood = visibility.

    Rows are frames: the format has no times. A point that was not seen has three empty cells.
    """

    name = "deeplabcut"
    suffix = "_dlc.csv"
    summary = "points in px and their visibility (DeepLabCut, movement, sleap-io, napari)"

    def render(self, analysis: Analysis) -> bytes:
        """Return the table, UTF-8."""
        points = track_keypoints(analysis.track)
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["scorer"] + [SCORER] * 3 * len(points.names))
        writer.writerow(["bodyparts"] + [name for name in points.names for _ in range(3)])
        writer.writerow(["coords"] + ["x", "y", "likelihood"] * len(points.names))
        for i, (places, sure) in enumerate(
            zip(points.position_px.tolist(), points.confidence.tolist(), strict=True)
        ):
            cells = [
                number_text(v) for (x, y), c in zip(places, sure, strict=True) for v in (x, y, c)
            ]
            writer.writerow([i, *cells])
        return stream.getvalue().encode()
