"""The tables of a batch: one row for each clip, and one for each repetition."""

from __future__ import annotations

import csv
import importlib.util
import io
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from formcheck.batch.journal import Entry
from formcheck.checks import check_names
from formcheck.errors import InputError
from formcheck.outputs.publish import write_bytes_atomic
from formcheck.outputs.results import read_result
from formcheck.outputs.spreadsheet import cell_text
from formcheck.report import RepItem, ReportData

__all__ = ["Row", "clip_row", "rep_rows", "write_tables"]

Row = dict[str, Any]


def clip_row(entry: Entry, data: ReportData | None) -> Row:
    """Return the row of a clip; None = not known.

    Parameters
    ----------
    entry : Entry
        Its line in the journal.
    data : ReportData or None
        Its report, if it has one.
    """
    row: Row = {
        "clip": Path(entry.folder).name,
        "video": entry.video,
        "status": entry.status,
        "error": entry.error,
        "analysis_s": entry.seconds,
    }
    return row | _measured(data)


def _measured(data: ReportData | None) -> Row:
    peaks = [p for rep in data.reps if (p := rep.peak_hip_flexion_deg) is not None] if data else []
    row: Row = {
        "exercise": data and data.setup.exercise,
        "side": data and data.setup.side,
        "duration_s": data and data.source.duration_s,
        "frames": data and data.source.frames,
        "fps_mean": data and data.source.fps_mean,
        "width": data and data.source.width,
        "height": data and data.source.height,
        "pose_found_share": data and data.setup.pose_found_share,
        "camera_yaw_deg": data and data.setup.camera_yaw_deg,
        "camera_pitch_deg": data and data.setup.camera_pitch_deg,
        "warnings": data and " ".join(warning.code for warning in data.setup.warnings),
        "reps": data and data.summary.reps,
        "flagged_reps": data and data.summary.flagged_reps,
        "not_counted": data and len(data.not_counted),
        "mean_peak_hip_flexion_deg": statistics.fmean(peaks) if peaks else None,
        "sd_peak_hip_flexion_deg": statistics.stdev(peaks) if len(peaks) > 1 else None,
        "least_peak_hip_flexion_deg": min(peaks, default=None),
        "largest_peak_hip_flexion_deg": max(peaks, default=None),
    }
    for name in check_names():
        count = data.summary.checks.get(name) if data else None
        row[f"{name}_flag"] = count and count.flag
        row[f"{name}_pass"] = count and count.passed
        row[f"{name}_cant_tell"] = count and count.cant_tell
    return row


def rep_rows(clip: str, data: ReportData) -> Iterator[Row]:
    """Yield the row of each repetition of a clip."""
    plain = [name for name, field in RepItem.model_fields.items() if name not in ("checks", "info")]
    for rep in data.reps:
        row: Row = {"clip": clip} | {name: getattr(rep, name) for name in plain}
        for name in check_names():
            found = rep.checks.get(name)
            row[name] = found and found.verdict
            row[f"{name}_value"] = found and found.value
        yield row


def write_tables(folder: Path, entries: Sequence[Entry]) -> list[Row]:
    """Write ``cohort.csv`` and ``cohort_reps.csv``, with PyArrow as ``.parquet``, too.

    Returns
    -------
    list of dict
        The rows of the clips.

    Raises
    ------
    OutputError
        They cannot be written.
    """
    clips: list[Row] = []
    reps: list[Row] = []
    for entry in entries:
        data = _report(entry)
        clips.append(clip_row(entry, data))
        reps.extend(rep_rows(Path(entry.folder).name, data) if data else ())
    for name, rows in (("cohort", clips), ("cohort_reps", reps)):
        write_bytes_atomic(folder / f"{name}.csv", _csv(rows))
        if importlib.util.find_spec("pyarrow"):
            write_bytes_atomic(folder / f"{name}.parquet", _parquet(rows))
    return clips


def _report(entry: Entry) -> ReportData | None:
    if entry.status != "done":
        return None
    try:
        return read_result(Path(entry.folder))
    except InputError:
        return None  # taken away, or by another version: its line in the table stays empty


def _csv(rows: Sequence[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else ["clip"])
    writer.writeheader()
    writer.writerows({name: cell_text(cell) for name, cell in row.items()} for row in rows)
    return text.getvalue().encode()


def _parquet(rows: Sequence[Row]) -> bytes:
    arrow = importlib.import_module("pyarrow")
    parquet = importlib.import_module("pyarrow.parquet")
    stream = arrow.BufferOutputStream()
    parquet.write_table(arrow.Table.from_pylist(list(rows)), stream, compression="snappy")
    return bytes(stream.getvalue().to_pybytes())
