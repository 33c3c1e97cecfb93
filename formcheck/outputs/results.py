"""Read a result of an earlier analysis back: its report, or all that it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from formcheck.analysis import analyse
from formcheck.errors import InputError
from formcheck.exercises import all_exercises
from formcheck.outputs.publish import MARKER
from formcheck.outputs.schema import read_report
from formcheck.pose.replay import load_track
from formcheck.report import Analysis, ReportData

__all__ = ["TRACK_NAME", "SavedResult", "load_result", "read_result"]

TRACK_NAME = "track.npz"


@dataclass(frozen=True, slots=True, eq=False)
class SavedResult:
    """A result that was read back.

    Parameters
    ----------
    analysis : Analysis
        The angles are computed again from the track; ``data`` is the report as it was written.
    folder : Path
        Where it lies.
    renewed_from : str or None
        The formcheck that wrote the result, if another: then ``data`` was made anew as well, so
        that report and angles are of one version.
    """

    analysis: Analysis
    folder: Path
    renewed_from: str | None = None


def read_result(path: Path) -> ReportData:
    """Return the report of a result folder, or of a ``report.json``.

    Raises
    ------
    InputError
        There is none, or it is damaged or of another version.
    """
    if path.is_dir():
        if not (path / MARKER).is_file():
            raise InputError(
                f"the folder holds no {MARKER}", str(path), "name a folder that `analyze` wrote"
            )
        path = path / MARKER
    return read_report(path)


def load_result(path: Path) -> SavedResult:
    """Return what a track, a result folder or the ``report.json`` in one rests on.

    Raises
    ------
    InputError
        The track is missing or damaged, or report and track are not of one clip.
    """
    if path.is_file() and path.name != MARKER:
        return SavedResult(analyse(load_track(path)), path.parent)
    if not path.exists():
        raise InputError("no such result", str(path), f"name a folder or {TRACK_NAME} of `analyze`")
    data = read_result(path)
    folder = path if path.is_dir() else path.parent
    if not (folder / TRACK_NAME).is_file():
        raise InputError(
            f"the folder holds no {TRACK_NAME}", str(folder), "analyse the video again"
        )
    track = load_track(folder / TRACK_NAME)
    if (track.source.name, len(track)) != (data.source.name, data.source.frames):
        raise InputError(
            f"{MARKER} and {TRACK_NAME} are not of one clip", str(folder), "analyse it again"
        )
    known = {exercise.name for exercise in all_exercises()}
    exercise = data.setup.exercise if data.setup.exercise in known else "auto"
    analysis = analyse(track, exercise=exercise)
    if analysis.data.formcheck_version != data.formcheck_version:
        return SavedResult(analysis, folder, renewed_from=data.formcheck_version)
    return SavedResult(replace(analysis, data=data), folder)
