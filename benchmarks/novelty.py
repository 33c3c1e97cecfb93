"""Does formcheck know what it must not judge? ``python -m benchmarks.novelty [--output FILE]``.

Pictures of people who are prone, seated, seen from the front, or half hidden by somebody else
(``python -m studio.lumbar.odd``) against frames of a known kind: those of ``back_held_out``, or,
where these clips are not there, pictures of the same people in poses of the training's kind. The
score is the likelihood by which formcheck refuses (``formcheck.lumbar.kind``), by the area under
the ROC curve; beside it what the lumbar network alone would say.
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
from formcheck.lumbar.kind import GUARDS, Kind, kind_of
from formcheck.lumbar.network import LumbarNetwork
from formcheck.lumbar.reader import LumbarReader
from formcheck.pose.backend import PersonPose
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.video.frame import Frame

__all__ = ["KINDS", "KNOWN", "every_second", "kinds_of", "page"]

KINDS = {
    "prone": "prone",
    "seated": "seated",
    "front": "seen from the front or the feet",
    "two_people": "somebody sits before the waist",
}
KNOWN = "known"
"""Pictures of a known kind among the others."""
EVERY_S = 1.0
"""Of clips a frame a second is taken: neighbours are the same picture."""
_NETWORK = GUARDS.index("network")


def kinds_of(folder: Path) -> dict[str, Kind]:
    """Return by kind what the guards say of all pictures in which a trunk was found."""
    found: dict[str, list[npt.NDArray[np.float64]]] = {}
    network = LumbarNetwork()
    with MediaPipeBackend("full", image_mode=True) as backend:
        for path in sorted(folder.glob("*.png")):
            coded = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
            picture: npt.NDArray[np.uint8] = np.ascontiguousarray(np.asarray(coded)[..., ::-1])
            people = backend.detect(Frame(0, 0.0, picture))
            rows = found.setdefault(path.stem.rpartition("_")[0], [])
            row = LumbarReader(network).read(picture, people[0]) if people else None
            if row is not None:
                rows.append(_of_picture(people[0], row.in_range))
    return {kind: Kind(np.reshape(rows, (-1, len(GUARDS)))) for kind, rows in found.items()}


def _of_picture(one: PersonPose, in_range: float) -> npt.NDArray[np.float64]:
    """Return what each guard says of a picture; of company nothing, which takes several looks."""
    kind = kind_of(
        one.landmarks_px[None],
        one.visibility[None],
        one.world_m[None],
        np.array([in_range]),
        np.full(1, np.nan),
    )
    row: npt.NDArray[np.float64] = kind.guards[0]
    return row


def every_second(clips: Sequence[BackClip]) -> Kind:
    """Return what the guards say of a frame a second of some clips, where the network told."""
    found = [np.empty((0, len(GUARDS)))]
    for clip in clips:
        if clip.kind is not None:
            at = np.searchsorted(clip.time_s, np.arange(0.0, clip.time_s[-1], EVERY_S))
            found.append(clip.kind.guards[at])
    rows = np.concatenate(found)
    return Kind(rows[np.isfinite(rows).all(axis=1)])


def page(odd: dict[str, Kind], seen: dict[str, int], known: Kind, source: str) -> list[str]:
    """Return the page.

    ``seen`` counts the pictures of each kind, ``known`` are those of a known kind, ``source`` tells
    where they come from.
    """
    limit = LumbarSettings().min_in_range
    nothing = Kind(np.empty((0, len(GUARDS))))
    kinds = {kind: odd.get(kind, nothing) for kind in KINDS}
    kinds["all"] = Kind(np.concatenate([kind.guards for kind in kinds.values()]))
    bar = Bar("novelty", "known kind against all others: AUC", "auc", low=0.95)
    rows = []
    for kind, said in kinds.items():
        found = len(said.guards)
        objecting = np.bincount(said.guards.argmin(axis=1), minlength=len(GUARDS)) if found else ()
        first = GUARDS[int(np.argmax(objecting))] if found and kind != "all" else "-"
        rows.append(
            (
                KINDS.get(kind, "all of them"),
                sum(seen.values()) if kind == "all" else seen.get(kind, 0),
                found,
                f"{auc(known.guards[:, _NETWORK], said.guards[:, _NETWORK]):.3f}",
                f"{auc(known.likelihood, said.likelihood):.3f}",
                f"{100 * np.mean(said.likelihood < limit):.0f} %" if found else "-",
                first,
            )
        )
    network = np.mean(known.guards[:, _NETWORK] < limit)
    return [
        *heading("What must not be judged", "python -m benchmarks.novelty"),
        f"Pictures of held-out people by `python -m studio.lumbar.odd check`, against {source}.",
        "The score is the likelihood that a picture is of a known kind, by which formcheck",
        "refuses: the least of what five guards say (`formcheck/lumbar/kind.py`). *Network* is the",
        "lumbar network's own word alone. Pictures without a trunk found are refused anyway and do",
        "not count; of company a single picture says nothing, since that takes several looks.",
        "",
        *bar_table([Outcome(bar, auc(known.likelihood, kinds["all"].likelihood))]),
        *table(
            (
                "picture",
                "pictures",
                "trunk found",
                "AUC network",
                "AUC",
                "refused",
                "objects most often",
            ),
            rows,
        ),
        f"Of {len(known.guards)} frames of a known kind "
        f"{100 * np.mean(known.likelihood < limit):.1f} % are refused; the network alone would "
        f"refuse {100 * network:.1f} %.",
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.novelty", description=__doc__)
    parser.add_argument("--part", choices=("check", "train"), default="check")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args(arguments)
    folder = CACHE / "odd" / options.part
    seen = {kind: len(list(folder.glob(f"{kind}_*.png"))) for kind in KINDS}
    if not sum(seen.values()):
        print(f"{folder}: draw `python -m studio.lumbar.odd {options.part}` first", file=sys.stderr)
        return 1
    clips = load(CACHE / "back_held_out") if options.part == "check" else []
    said = kinds_of(folder)
    if clips:
        known, source = every_second(clips), "a frame a second of the clips of `back_held_out`"
    else:
        known = said.get(KNOWN, Kind(np.empty((0, len(GUARDS)))))
        source = "pictures of the same people in poses and views of the training"
    if not len(known.guards):
        print(f"{folder}: no pictures of a known kind", file=sys.stderr)
        return 1
    write_page(page(said, seen, known, source), options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
