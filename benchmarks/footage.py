"""Footage that was not rendered by us: ``python -m benchmarks.footage``.

Repetitions of two clips against their labels, and the signed hip flexion of stills against eye
estimates. A still has no rest, so that nothing is zeroed but by the population's offset. The folder
is named by the variable ``FORMCHECK_FOOTAGE`` (default ``../shared/footage`` beside the
repository); without it nothing is done. Ends with 1 if something fails, and names it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

import formcheck
from benchmarks.labels import CLIPS, STILLS, ClipLabel, StillLabel
from benchmarks.markdown import heading, table, write_page
from formcheck.checks.settings import RefusalSettings
from formcheck.errors import FormcheckError
from formcheck.kinematics.angles import measure
from formcheck.kinematics.signals import Kinematics
from formcheck.pose.backend import PersonPose, PoseBackend
from formcheck.pose.follow import SubjectFollower
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.pose.track import Track
from formcheck.report import ReportData
from formcheck.video.frame import Frame, SourceInfo

__all__ = [
    "ClipResult",
    "StillResult",
    "clip_result",
    "failures",
    "footage_folder",
    "footage_tables",
    "main",
    "measure_stills",
    "still_track",
]

TOLERANCE_DEG = 8.0
"""Eye estimates are good to about so much."""
STILL_FRAMES = 5
"""A still stands for so many frames: too short to hold a rest."""
STILL_FPS = 30.0


@dataclass(frozen=True, slots=True)
class ClipResult:
    """A clip, the repetitions counted, and what was recognised; or why it could not be analysed."""

    label: ClipLabel
    reps: int | None
    exercise: str
    verdicts: str
    not_counted: str

    @property
    def holds(self) -> bool:
        """Whether the count is that of the label."""
        return self.reps == self.label.reps


@dataclass(frozen=True, slots=True)
class StillResult:
    """A still and what was measured in it; degrees, NaN = not seen."""

    label: StillLabel
    found: bool
    posture: str
    left_deg: float
    right_deg: float
    judged_deg: float
    sigma_deg: float
    out_of_plane_deg: float

    @property
    def holds(self) -> bool:
        """Whether the judged angle agrees with the eye."""
        return self.label.holds(self.judged_deg, TOLERANCE_DEG)


def footage_folder() -> Path:
    """Return where the footage should be."""
    default = Path(__file__).parents[2] / "shared" / "footage"
    return Path(os.environ.get("FORMCHECK_FOOTAGE", default))


def still_track(pose: PersonPose, width: int, height: int) -> Track:
    """Return one pose as a track of a few equal frames."""

    def still(values: np.ndarray) -> np.ndarray:
        return np.repeat(values[None], STILL_FRAMES, axis=0)

    return Track(
        source=SourceInfo("still", width, height, fps_mean=STILL_FPS),
        time_s=np.arange(STILL_FRAMES) / STILL_FPS,
        landmarks_px=still(pose.landmarks_px),
        visibility=still(pose.visibility),
        world_m=still(pose.world_m),
    )


def measure_still(path: Path, label: StillLabel, backend: PoseBackend) -> StillResult:
    """Return what is seen in a picture.

    Raises
    ------
    ValueError
        It cannot be read.
    """
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError(f"{path}: expected a picture that OpenCV reads")
    image = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)
    people = backend.detect(Frame(0, 0.0, image))
    pose = SubjectFollower().select(people, 0.0)
    if pose is None:
        nan = float("nan")
        return StillResult(label, False, "unknown", nan, nan, nan, nan, nan)
    height, width = image.shape[:2]
    return still_result(label, measure(still_track(pose, width, height)))


def measure_stills(folder: Path, model: str) -> list[StillResult]:
    """Return what is seen in the pictures that are there."""
    with MediaPipeBackend(model, image_mode=True) as backend:
        return [
            measure_still(folder / label.name, label, backend)
            for label in STILLS
            if (folder / label.name).is_file()
        ]


def still_result(label: StillLabel, kinematics: Kinematics) -> StillResult:
    """Return the middle frame of the kinematics of a still."""
    middle = len(kinematics) // 2
    return StillResult(
        label=label,
        found=bool(kinematics.pose_found[middle]),
        posture=kinematics.posture,
        left_deg=float(kinematics.hip_flexion_left_deg[middle]),
        right_deg=float(kinematics.hip_flexion_right_deg[middle]),
        judged_deg=float(kinematics.hip_flexion_deg[middle]),
        sigma_deg=float(kinematics.hip_flexion_sigma_deg[middle]),
        out_of_plane_deg=kinematics.view.out_of_plane_deg,
    )


def measure_clip(path: Path, label: ClipLabel, model: str) -> ClipResult:
    """Return what was counted in a clip."""
    try:
        data = formcheck.analyze(path, model=model).data
    except FormcheckError as error:
        return ClipResult(label, None, "", str(error), "")
    return clip_result(label, data)


def clip_result(label: ClipLabel, data: ReportData) -> ClipResult:
    """Return what the report of a clip says."""
    under_90 = [rep.checks["under_90"] for rep in data.reps]
    verdicts = [
        f"{result.verdict} ({result.reason_code})" if result.reason_code else result.verdict
        for result in under_90
    ]
    counts = [f"{verdicts.count(verdict)} {verdict}" for verdict in sorted(set(verdicts))]
    reasons = ", ".join(item.reason_code for item in data.not_counted)
    return ClipResult(
        label, len(data.reps), data.setup.exercise, ", ".join(counts) or "-", reasons or "-"
    )


def failures(clips: Sequence[ClipResult], stills: Sequence[StillResult]) -> list[str]:
    """Return what does not hold, empty if everything does."""
    failed = [
        f"{clip.label.name}: counted {clip.reps}, there are {clip.label.reps}"
        for clip in clips
        if not clip.holds
    ]
    for still in stills:
        name = still.label.name
        if not still.found:
            failed.append(f"{name}: nobody found")
        elif not still.holds:
            failed.append(
                f"{name}: hip flexion {still.judged_deg:.1f}, by eye {still.label.range_text}"
            )
    return failed


def page(clips: Sequence[ClipResult], stills: Sequence[StillResult], command: str) -> list[str]:
    """Return the lines of the result page."""
    failed = failures(clips, stills)
    verdict = ["Everything holds.", ""]
    if failed:
        verdict = [f"**{len(failed)} failed:**", "", *(f"- {item}" for item in failed), ""]
    return [
        *heading("Footage that was not rendered by us", command),
        "Angles in degrees, flexion positive. Stills have no rest, so that only the mean landmark",
        "offset of people is taken off. Eye estimates are good to about",
        f"{TOLERANCE_DEG:g} degrees: so much a reading may lie outside of the range.",
        "In a clip nothing is judged beyond",
        f"{RefusalSettings().max_out_of_plane_deg:g} degrees off side-on; here even such pictures",
        "are read.",
        "",
        *verdict,
        *footage_tables(clips, stills),
    ]


def footage_tables(clips: Sequence[ClipResult], stills: Sequence[StillResult]) -> list[str]:
    """Return a table of the clips and one of the stills."""
    clip_rows = [
        (
            c.label.name,
            c.label.shows,
            c.label.reps,
            "-" if c.reps is None else c.reps,
            c.exercise,
            c.verdicts,
            c.not_counted,
        )
        for c in clips
    ]
    return [
        *table(
            ("clip", "shows", "true reps", "counted", "exercise", "under_90", "not counted"),
            clip_rows,
        ),
        *table(
            (
                *("still", "shows", "found", "posture", "left", "right", "judged", "sigma"),
                *("off side-on", "by eye", "holds"),
            ),
            [_still_row(still) for still in stills],
        ),
    ]


def _still_row(still: StillResult) -> tuple[str, ...]:
    angles = (still.left_deg, still.right_deg, still.judged_deg)
    return (
        still.label.name,
        still.label.shows,
        "yes" if still.found else "no",
        still.posture,
        *(f"{angle:.1f}" for angle in angles),
        f"{still.sigma_deg:.1f}",
        f"{still.out_of_plane_deg:.0f}",
        still.label.range_text,
        "yes" if still.holds else "NO",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return 1 if something fails, 0 without footage."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.footage", description=__doc__)
    parser.add_argument("--model", default="full", help="pose model: lite, full or heavy")
    parser.add_argument("--output", type=Path, help="also write the page here")
    options = parser.parse_args(arguments)
    folder = footage_folder()
    if not folder.is_dir():
        print(f"skipped: no footage in {folder}; set FORMCHECK_FOOTAGE", file=sys.stderr)
        return 0
    clips = [
        measure_clip(folder / label.name, label, options.model)
        for label in CLIPS
        if (folder / label.name).is_file()
    ]
    stills = measure_stills(folder, options.model)
    command = "python -m benchmarks.footage"
    command += f" --model {options.model}" if options.model != "full" else ""
    write_page(page(clips, stills, command), options.output)
    failed = failures(clips, stills)
    for item in failed:
        print(f"failed: {item}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
