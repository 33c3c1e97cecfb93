"""The numbers of the low back's checks, as ``back_fit`` gives them.

``python -m benchmarks.back_numbers [--output FILE]`` prints them; they stand in ``SpineSettings``
and ``ArchSettings``. The part ``back_held_out`` serves none of them. Beside them stands what the
same clips give in a second look (:mod:`benchmarks.second_look`): what changes there is what the
network owes to its renderer.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.back import CACHE, load
from benchmarks.back_clips import BackClip
from benchmarks.markdown import heading, table, write_page
from benchmarks.second_look import second_look

__all__ = ["main", "numbers"]

INTERVAL_K, INTERVAL = 1.645, 0.90


def numbers(clips: Sequence[BackClip]) -> list[tuple[str, float]]:
    """Return names and values.

    The gain is the slope through zero of the true on the found change: a network that is unsure
    says too little. The scale makes 90 % intervals hold 90 % of the frames in motion. Repetitions
    give the error of the largest lasting change: its mean, and its spread with the waist free and
    hidden. All errors are of what formcheck says now.
    """
    rows: list[tuple[str, float]] = []
    for name in ("lordosis_change", "tilt_change"):
        pairs = [
            (c.found[name][~c.still], c.true[name][~c.still], c.sigma[name][~c.still])
            for c in clips
        ]
        found, true, sigma = (np.concatenate(part) for part in zip(*pairs, strict=True))
        known = np.isfinite(found) & np.isfinite(true)
        found, true, sigma = found[known], true[known], sigma[known]
        rows.append((f"{name}: gain", float(found @ true / (found @ found))))
        ratio = np.abs(found - true) / sigma
        rows.append((f"{name}: scale of sigma", float(np.quantile(ratio, INTERVAL) / INTERVAL_K)))
        rows.append((f"{name}: MAE", float(np.mean(np.abs(found - true)))))
    for title, group in (
        ("waist free", [clip for clip in clips if clip.waist_free]),
        ("waist hidden", [clip for clip in clips if not clip.waist_free]),
    ):
        error = np.array([r.change_deg - r.true_deg for clip in group for r in clip.reps])
        error = error[np.isfinite(error)]
        if len(error) > 1:
            rows.append((f"{title}: error of a repetition, mean", float(error.mean())))
            rows.append((f"{title}: error of a repetition, SD", float(error.std(ddof=1))))
    rest = [np.nanmedian((c.found["lordosis"] - c.true["lordosis"])[c.still]) for c in clips]
    rest = [value for value in rest if np.isfinite(value)]
    rows.append(("lordosis at rest: mean error", float(np.mean(rest))))
    rows.append(("lordosis at rest: SD of the error", float(np.std(rest, ddof=1))))
    seen: dict[bool, list[float]] = {True: [], False: []}
    for clip in clips:
        seen[clip.waist_free].append(float(np.nanmedian(clip.waist_seen)))
    rows.append(("least waist seen, free", min(seen[True], default=np.nan)))
    rows.append(("most waist seen, hidden", max(seen[False], default=np.nan)))
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the numbers."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.back_numbers", description=__doc__)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args(arguments)
    part = CACHE / "back_fit"
    folders = {"as rendered": part, "second look": second_look(part)}
    found = {name: load(folder, options.workers) for name, folder in folders.items()}
    columns = {name: dict(numbers(clips)) for name, clips in found.items()}
    first = next(iter(columns.values()))
    rows = [(name, *(f"{column[name]:.3g}" for column in columns.values())) for name in first]
    source = (
        f"{len(found['as rendered'])} clips of `back_fit`, as they were rendered and in a second, "
        "deliberately different\nlook (`benchmarks/second_look.py`: flattened surfaces, another "
        "curve of brightness, other colours,\nhalos, shade, coarse grain). Gain: what a change "
        "since rest would have to be multiplied by.\nDegrees, but for gains, scales and shares."
    )
    title = "The numbers of the low back's checks"
    lines = [*heading(title, "python -m benchmarks.back_numbers"), source, ""]
    write_page([*lines, *table(["number", *columns], rows)], options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
