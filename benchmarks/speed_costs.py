"""What an archive costs, from the runs of the speed benchmark: tables of ``docs/scaling.md``."""

from __future__ import annotations

import math
import statistics
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks.markdown import table
from benchmarks.speed_page import Runs

__all__ = ["BEGIN", "END", "costs", "renew"]

BEGIN: Final = "<!-- python -m benchmarks.speed --costs docs/scaling.md -->"
END: Final = "<!-- end -->"
"""The tables of a page stand between these lines."""

FRAMES_A_MINUTE: Final = 1800
BUSY: Final = 0.8
CORE_HOUR_USD: Final = 0.04
GB_MONTH_USD: Final = 0.023
ARCHIVES: Final = (1_000, 1_000_000)
_DAY_S: Final = 86400.0


def costs(runs: Runs) -> list[str]:
    """Return the lines between the marks: a minute of video, and archives of them."""
    ways = {"all outputs": "all", "`--no-video`": "all_no_video"}
    cpu_s = {name: _cpu_s(runs, way) for name, way in ways.items()}
    mb = {name: _written_mb(runs, way) for name, way in ways.items()}
    memory = _median(runs, "one", "peak_mb")
    per_s = {name: value / 60 for name, value in cpu_s.items()}
    lines = [f"Written {datetime.now(UTC):%Y-%m-%d} from {_count(runs)} runs.", ""]
    lines += table(
        ("a minute of video, 960x540, 30 frames/s", *ways),
        [
            ("CPU, seconds", *(_number(v, 0) for v in cpu_s.values())),
            ("cores to keep up with it", *(_number(v, 2) for v in per_s.values())),
            ("written, MB", *(_number(v, 1) for v in mb.values())),
        ],
    )
    rows = [_archive(clips, cpu_s["all outputs"], mb["all outputs"]) for clips in ARCHIVES]
    lines += [
        f"A worker takes {_number(memory, 0)} MB of memory at most; a batch has one for each core.",
        "",
        f"Clips of one minute, all outputs, cores busy to {BUSY:.0%}, a core-hour at "
        f"{CORE_HOUR_USD:g} USD (a common price",
        f"of rented cores; put in your own), a GB kept for a month at {GB_MONTH_USD:g} USD:",
        "",
    ]
    names = ("CPU, core-hours", "cores", "rent, USD a day", "written, GB a day")
    names = (*names, "kept for a month, USD for each day's results")
    return lines + table(
        ("", *(f"{clips:,} clips a day" for clips in ARCHIVES)),
        [(name, *values) for name, *values in zip(names, *rows, strict=True)],
    )


def renew(path: Path, runs: Runs) -> None:
    """Put today's tables between the marks of a page.

    Raises
    ------
    ValueError
        The page has no such marks.
    """
    text = path.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"{path}: expected one line `{BEGIN}` and one line `{END}`")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    lines = "\n".join(costs(runs)).rstrip("\n")
    path.write_text(f"{before}{BEGIN}\n\n{lines}\n\n{END}{after}", encoding="utf-8")


def _count(runs: Runs) -> int:
    return sum(key[0] == "way" for key in runs)


def _archive(clips: int, cpu_s: float, mb: float) -> list[str]:
    hours = clips * cpu_s / 3600
    cores = clips * cpu_s / _DAY_S / BUSY
    gb = clips * mb / 1000
    return [
        _number(hours, 1),
        _number(cores, 1),
        _number(hours / BUSY * CORE_HOUR_USD, 2),
        _number(gb, 1),
        _number(gb * GB_MONTH_USD, 2),
    ]


def _cpu_s(runs: Runs, way: str) -> float:
    """Return the CPU that a minute of video takes."""
    return FRAMES_A_MINUTE * _median(runs, way, "cpu_s") / _median(runs, way, "frames")


def _written_mb(runs: Runs, way: str) -> float:
    """Return what is written for a minute; the report's page grows little with the clip."""
    found = [run for key, run in runs.items() if key[:2] == ("way", way) and run.get("written")]
    if not found:
        return math.nan
    files, frames = found[0]["written"], found[0]["frames"]
    fixed = files.get("report.html", 0) + files.get("report.json", 0)
    grown = (sum(files.values()) - fixed) * FRAMES_A_MINUTE / frames
    return float(fixed + grown) / 1e6


def _median(runs: Runs, way: str, value: str) -> float:
    found = [float(run[value]) for key, run in runs.items() if key[:2] == ("way", way)]
    return statistics.median(found) if found else math.nan


def _number(value: float, digits: int) -> str:
    return "-" if math.isnan(value) else f"{value:,.{digits}f}"
