"""Analyse a clip and look at what came out.

python examples/analyse_clip.py [CLIP]
"""

from __future__ import annotations

import sys

import numpy as np

import formcheck


def main(clip: str) -> None:
    """Print each repetition, what was flagged, and what could not be told."""
    report = formcheck.analyze(clip, workers=None)  # None: all cores
    print(f"{report.data.source.name}: {report.data.setup.exercise}")
    for warning in report.data.setup.warnings:
        print(f"  beware: {warning.message} {warning.remedy}")

    for rep in report.data.reps:
        peak, sigma = rep.peak_hip_flexion_deg, rep.peak_hip_flexion_sigma_deg
        shown = "not seen" if peak is None or sigma is None else f"{peak:.0f} +- {sigma:.0f} deg"
        print(f"rep {rep.index} at {rep.peak_s:.1f} s: {shown}")
        for name, result in rep.applicable.items():
            # A verdict stands only where value and limit differ by more than the uncertainty.
            if result.verdict == "flag":
                print(f"  {name}: {result.reason} -> {result.remedy}")
            elif result.verdict == "cant_tell":
                print(f"  {name}: can't tell, {result.reason}")

    # Angles over frames are arrays; NaN means "not seen".
    angle_deg = report.kinematics.hip_flexion_deg
    seen = np.isfinite(angle_deg)
    print(f"hip flexion seen in {seen.mean():.0%} of {len(angle_deg)} frames")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "sample_videos/loft_under_90.mp4")
