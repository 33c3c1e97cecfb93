"""Does formcheck know what it must not judge? ``python -m benchmarks.novelty [--output FILE]``.

Pictures of people who are prone, seated, seen from the front, or half hidden by somebody else
(``python -m studio.lumbar.odd``) against the frames of ``back_held_out``: the likelihood that the
lumbar network gives them of being of its kind, by the area under the ROC curve.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.back import CACHE, load
from benchmarks.back_clips import BackClip
from benchmarks.back_scores import auc
from benchmarks.bars import Bar, Outcome, bar_table
from benchmarks.markdown import heading, table, write_page
from formcheck.lumbar.fusion import LumbarSettings
from formcheck.lumbar.network import LumbarNetwork
from formcheck.lumbar.reader import LumbarReader
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.video.frame import Frame

__all__ = ["every_second", "page", "scores_of"]

KINDS = {
    "prone": "prone",
    "seated": "seated",
    "front": "seen from the front or the feet",
    "two_people": "somebody sits before the waist",
}
EVERY_S = 1.0
"""Of clips a frame a second is taken: neighbours are the same picture."""


def scores_of(folder: Path) -> dict[str, list[float]]:
    """Return by kind the likelihoods of all pictures in which a trunk was found."""
    found: dict[str, list[float]] = {}
    network = LumbarNetwork()
    with MediaPipeBackend("full", image_mode=True) as backend:
        for path in sorted(folder.glob("*.png")):
            coded = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
            picture: npt.NDArray[np.uint8] = np.ascontiguousarray(np.asarray(coded)[..., ::-1])
            people = backend.detect(Frame(0, 0.0, picture))
            kind = path.stem.rpartition("_")[0]
            found.setdefault(kind, [])
            if people:
                row = LumbarReader(network).read(picture, people[0])
                if row is not None:
                    found[kind].append(row.in_range)
    return found


def every_second(clips: Sequence[BackClip]) -> list[float]:
    """Return the likelihoods of a frame a second of some clips."""
    found = []
    for clip in clips:
        at = np.searchsorted(clip.time_s, np.arange(0.0, clip.time_s[-1], EVERY_S))
        found += [float(value) for value in clip.in_range[at] if np.isfinite(value)]
    return found


def page(odd: dict[str, list[float]], seen: dict[str, int], known: Sequence[float]) -> list[str]:
    """Return the page; ``seen`` counts the pictures of each kind, ``known`` are the clips' own."""
    limit = LumbarSettings().min_in_range
    everything = [value for kind in KINDS for value in odd.get(kind, [])]
    bar = Bar("novelty", "known kind against all others: AUC", "auc", low=0.95)
    rows = []
    for kind, words in (*KINDS.items(), ("all", "all of them")):
        scores = everything if kind == "all" else odd.get(kind, [])
        pictures = sum(seen.values()) if kind == "all" else seen.get(kind, 0)
        refused = np.mean([value < limit for value in scores]) if scores else np.nan
        rows.append(
            (words, pictures, len(scores), f"{auc(known, scores):.3f}", f"{100 * refused:.0f} %")
        )
    kept = np.mean([value >= limit for value in known])
    return [
        *heading("What must not be judged", "python -m benchmarks.novelty"),
        "Pictures of held-out people by `python -m studio.lumbar.odd check`, against a frame a",
        "second of the clips of `back_held_out`. The score is the likelihood that the lumbar",
        "network gives a picture of being of its kind. That is one of four guards: posture, view,",
        "and the company of others are looked at besides.",
        "",
        *bar_table([Outcome(bar, auc(known, everything))]),
        *table(("picture", "pictures", "trunk found", "AUC", "refused"), rows),
        f"Of {len(known)} frames of a known kind {100 * kept:.1f} % are taken for that.",
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.novelty", description=__doc__)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args(arguments)
    folder = CACHE / "odd" / "check"
    seen = {kind: len(list(folder.glob(f"{kind}_*.png"))) for kind in KINDS}
    clips = load("back_held_out")
    if not (clips and sum(seen.values())):
        print(
            f"{CACHE}: draw `python -m studio.lumbar.odd check` and "
            "`python -m studio.benchmark_set back_held_out` first",
            file=sys.stderr,
        )
        return 1
    write_page(page(scores_of(folder), seen, every_second(clips)), options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
