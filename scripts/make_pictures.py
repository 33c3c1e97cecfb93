"""Makes the pictures of README and docs: ``python scripts/make_pictures.py``."""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np

import formcheck
from formcheck.outputs.overlay import OverlayPainter
from formcheck.report import Analysis
from formcheck.video.source import open_source

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
# Picture -> clip, repetition, and the check whose moment it shows; without one, the peak.
SCENES: dict[str, tuple[str, int, str]] = {
    "overlay_under_90.png": ("lying_under_90", 2, ""),
    "overlay_swing.png": ("lying_swing", 4, ""),
    "overlay_hanging.png": ("hanging_full", 3, ""),
    "overlay_back_arch.png": ("studio_back_arch", 2, "back_arch"),
}


def main() -> int:
    """Write one PNG per scene; return 0."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, (clip, number, check) in SCENES.items():
        video = ROOT / "sample_videos" / f"{clip}.mp4"
        report = formcheck.analyze(video)
        rep = report.data.reps[number - 1]
        moment = rep.peak_s
        if check and rep.checks[check].at_s is not None:
            moment = rep.checks[check].at_s
        painter = OverlayPainter(
            Analysis(report.data, report.track, report.kinematics, report.reps),
            (report.data.source.width, report.data.source.height),
        )
        with open_source(video) as source:
            frame = next(frame for frame in source if frame.time_s >= moment)
        painted = np.ascontiguousarray(painter.paint(frame.image, frame.index)[:, :, ::-1])
        cv2.imwrite(str(PICTURES / name), painted, [cv2.IMWRITE_PNG_COMPRESSION, 9])
        print(PICTURES / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
