"""Writes the files of one result, except for the video and the track."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from formcheck.errors import OutputError
from formcheck.outputs.report_html import prepare_report, render_report
from formcheck.outputs.stills import Still
from formcheck.outputs.tables import write_frames_csv
from formcheck.report import Analysis, RepItem, ReportData

__all__ = ["report_json", "write_results"]


def write_results(
    directory: Path,
    analysis: Analysis,
    *,
    report: bool = True,
    video_name: str | None = "annotated.mp4",
    embed_video: bool = False,
    stills: Sequence[Still] | Callable[[], Sequence[Still]] = (),
    provisional: Sequence[RepItem] = (),
) -> None:
    """Write ``report.json``, ``frames.csv`` and, if asked for, ``report.html``.

    Parameters
    ----------
    directory : Path
        An existing folder, best a temporary one that is published whole afterwards.
    analysis : Analysis
        What was found.
    report : bool
        Whether to write ``report.html``.
    video_name : str or None
        File name of the annotated video in the same folder, shown by ``report.html``; None if
        there is none.
    embed_video : bool
        Whether that video, which must be in the folder already, is put into ``report.html``.
    stills : sequence of Still, or callable
        Pictures of key moments for ``report.html``; or what gives them, asked once all other files
        are written, and before the video is read.
    provisional : sequence of RepItem
        Verdicts given while the set went on, for ``report.html`` (live only).

    Raises
    ------
    OutputError
        When a file cannot be written.
    """
    _write_text(directory / "report.json", report_json(analysis.data))
    write_frames_csv(directory / "frames.csv", analysis)
    if report:
        prepare_report()
        pictures = stills() if callable(stills) else stills
        content = (directory / video_name).read_bytes() if embed_video and video_name else None
        page = render_report(
            analysis,
            video_name=video_name,
            video_content=content,
            stills=pictures,
            provisional=provisional,
        )
        _write_text(directory / "report.html", page)


def report_json(data: ReportData, indent: int | None = 2) -> str:
    """Return the text of ``report.json``, ending in a newline.

    Raises
    ------
    ValueError
        When a number in it is infinite or NaN: unknown numbers are null.
    """
    loaded = json.loads(data.to_json(indent=None), parse_constant=_refuse)
    return json.dumps(loaded, indent=indent, ensure_ascii=False, allow_nan=False) + "\n"


def _refuse(constant: str) -> None:
    raise ValueError(f"report.json: expected finite numbers or null, got {constant}")


def _write_text(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError.of(error, str(path), "a result cannot be written") from error
