"""Contact sheet of clips with their truth drawn in: ``python -m studio.sheet CLIP.mp4 ...``.

Writes ``<name>.sheet.png`` into ``.cache/studio``: a look at it is the last check of a render.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from studio.body import CACHE_DIR
from studio.render import Picture

LEFT_COLOUR, RIGHT_COLOUR = (220, 40, 40), (40, 190, 60)
LIMB = ("shoulder", "hip", "knee", "ankle")


def marked(picture: Picture, series: dict[str, Any], frame: int) -> Picture:
    """Return the picture (H, W, 3) with the joints of the truth and the main angles drawn in."""
    drawn = picture.copy()
    for side, colour in (("right", RIGHT_COLOUR), ("left", LEFT_COLOUR)):
        points = [series["joints_px"][f"{joint}_{side}"][frame] for joint in LIMB]
        corners = np.round(points).astype(np.int32)
        cv2.polylines(drawn, [corners], False, colour, 1, cv2.LINE_AA)
        for x, y in corners.tolist():
            cv2.circle(drawn, (x, y), 4, colour, -1, cv2.LINE_AA)
    text = "  ".join(
        f"{name} {series[key][frame]:.1f}"
        for name, key in (
            ("t", "time_s"),
            ("hip L", "hip_flexion_left_deg"),
            ("R", "hip_flexion_right_deg"),
            ("knee", "knee_flexion_deg"),
            ("tilt", "pelvic_tilt_change_deg"),
            ("lordosis", "lordosis_change_deg"),
            ("trunk", "trunk_lift_deg"),
        )
    )
    cv2.putText(drawn, text, (12, 28), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (20, 20, 20), 1, cv2.LINE_AA)
    return drawn


def sheet(video: Path, columns: int = 3, count: int = 12, first_s: float = 1.0) -> Path:
    """Write the contact sheet of a clip, from ``first_s`` over its first rep and a half."""
    import av

    truth = json.loads(video.with_suffix(".truth.json").read_text(encoding="utf-8"))
    stop_s = truth["reps"][min(1, len(truth["reps"]) - 1)]["stop_s"]
    wanted = np.linspace(first_s * truth["fps"], stop_s * truth["fps"], count).astype(int).tolist()
    cells = []
    with av.open(str(video)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number in wanted:
                picture: Picture = frame.to_ndarray(format="rgb24").astype(np.uint8)
                cells.append(marked(picture, truth["series"], number))
    rows = [np.hstack(cells[i : i + columns]) for i in range(0, len(cells), columns)]
    out = CACHE_DIR / f"{video.stem}.sheet.png"
    cv2.imwrite(str(out), cv2.cvtColor(np.vstack(rows), cv2.COLOR_RGB2BGR))
    return out


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        print(sheet(Path(argument)))
