"""The training log as a page, ``TRAINING.md``: ``python -m studio.lumbar.log``."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from formcheck.lumbar.network import LumbarNetwork
from studio.lumbar.ablation import CHANGES, errors_of
from studio.lumbar.shards import Shards
from studio.lumbar.training import LOG, SEED

__all__ = ["page"]

OUTPUT = Path(__file__).with_name("TRAINING.md")
COLUMNS = {
    "epoch": "epoch",
    "crops": "crops",
    "steps": "steps",
    "loss": "loss",
    "check_points_px": "points [px]",
    "check_lordosis_deg": "lordosis",
    "change_lordosis_deg": "change of lordosis",
    "change_pelvis_deg": "change of the pelvis",
    "change_thorax_deg": "change of the thorax",
    "change_thigh_deg": "change of the thigh",
    "check_clearance": "clearance",
    "check_yaw_deg": "yaw",
    "check_pitch_deg": "pitch",
    "sigma_rank": "rank of sigma",
}


def page(
    lines: list[dict[str, Any]], kinds: Counter[str], ablations: list[tuple[str, float, float]]
) -> list[str]:
    """Return the page of a log.

    ``kinds`` counts the training crops by support, arms and shirts; ``ablations`` are errors of the
    lordosis and of its change with the crop changed in one way.
    """
    rows = ["| " + " | ".join(str(line.get(key, "-")) for key in COLUMNS) + " |" for line in lines]
    return [
        "# How the lumbar network was trained",
        "",
        f"`python -m studio.lumbar.training`, seed {SEED}; this page by `python -m "
        "studio.lumbar.log`.",
        "",
        "Each epoch sees four poses of every scene. Errors are means over the part `check`: other",
        "people, clothes, rooms and cameras, yaw up to 40 and pitch up to 30 degrees, single",
        "pictures; degrees, clearance in trunk lengths, points (median) in crop pixels of about",
        "5 mm. *Change* is against the rest of the same scene. *Rank of sigma* is the rank",
        "correlation of the stated and the actual error of the lordosis.",
        "",
        "| " + " | ".join(COLUMNS.values()) + " |",
        "|" + "--:|" * len(COLUMNS),
        *rows,
        "",
        "Crops: " + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()) + ".",
        "",
        "## What it needs of its crop",
        "",
        "The installed network on the part `check`, the crop changed in one way at a time; mean",
        "absolute errors in degrees (`python -m studio.lumbar.ablation`).",
        "",
        "| crop | lordosis | change of lordosis |",
        "|:--|--:|--:|",
        *(f"| {name} | {own:.2f} | {change:.2f} |" for name, own, change in ablations),
    ]


def main() -> None:
    """Write the page."""
    text = LOG.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    train = Shards("train")
    train.refresh()
    kinds: Counter[str] = Counter()
    for scene in train.scenes:
        for key in ("support", "arms", "shirt"):
            kinds[f"{key} {scene.arrays[key][0]}"] += len(scene)
    network, check = LumbarNetwork(), Shards("check")
    check.refresh()
    tried = [(n, *errors_of(network, check.scenes, change)) for n, change in CHANGES.items()]
    OUTPUT.write_text("\n".join(page(lines, kinds, tried)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
