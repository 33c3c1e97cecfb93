"""Contact sheet of clips with their truth drawn in: ``python -m studio.sheet CLIP.mp4 ...``.

Writes ``<name>.sheet.png`` into ``.cache/studio``: a look at it is the last check of a render.
Filled dots are visible points, rings hidden ones. ``--plain`` leaves the truth out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from studio.body import CACHE_DIR
from studio.render import Picture

LEFT_COLOUR, RIGHT_COLOUR, SPINE_COLOUR = (220, 40, 40), (40, 190, 60), (250, 200, 30)
LIMB = ("shoulder", "hip", "knee", "ankle")
CURVES = (
    ("hip L", "hip_flexion_left_deg"),
    ("R", "hip_flexion_right_deg"),
    ("knee", "knee_flexion_deg"),
    ("tilt", "pelvic_tilt_change_deg"),
    ("lordosis", "lordosis_change_deg"),
    ("trunk", "trunk_lift_deg"),
)


def upright_pictures(video: Path) -> Iterator[tuple[float, Picture]]:
    """Yield the pictures (H, W, 3) of a video as they are to be seen, with their times."""
    import av

    with av.open(str(video)) as container:
        first_s = None
        for frame in container.decode(video=0):
            first_s = frame.time if first_s is None else first_s
            seen = np.rot90(frame.to_ndarray(format="rgb24"), frame.rotation // 90)
            yield frame.time - first_s, np.ascontiguousarray(seen, dtype=np.uint8)


def marked(picture: Picture, series: dict[str, Any], frame: int) -> Picture:
    """Return the picture (H, W, 3) with the points of the truth and the main angles drawn in."""
    drawn = picture.copy()
    if not series.get("joints_px"):
        return _titled(drawn, "nobody")
    for side, colour in (("right", RIGHT_COLOUR), ("left", LEFT_COLOUR)):
        limb = [series["joints_px"][f"{joint}_{side}"][frame] for joint in LIMB]
        cv2.polylines(drawn, [np.round(limb).astype(np.int32)], False, colour, 1, cv2.LINE_AA)
    for kind in ("landmarks", "lumbar"):
        visible = series.get(f"{kind}_visible") or {}
        for name, track in series.get(f"{kind}_px", {}).items():
            if track is None:
                continue
            colour = SPINE_COLOUR
            if kind == "landmarks":
                colour = RIGHT_COLOUR if "right" in name else LEFT_COLOUR
            digits = visible.get(name)
            _dot(drawn, track[frame], colour, filled=digits is None or digits[frame] == "1")
    shown = [f"t {series['time_s'][frame]:.2f}"]
    shown += [f"{name} {series[key][frame]:.1f}" for name, key in CURVES]
    return _titled(drawn, "  ".join(shown))


def _dot(
    drawn: Picture, place: list[float] | None, colour: tuple[int, int, int], *, filled: bool
) -> None:
    """Draw a point; one that is not there has no place, or no numbers."""
    if place is None or None in place:
        return
    x, y = (round(v) for v in place)
    cv2.circle(drawn, (x, y), 3, colour, -1 if filled else 1, cv2.LINE_AA)


def _titled(drawn: Picture, text: str) -> Picture:
    size = 0.6 * drawn.shape[1] / 960
    place = (round(0.012 * drawn.shape[1]), round(0.03 * drawn.shape[1]))
    cv2.putText(drawn, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, (20, 20, 20), 1, cv2.LINE_AA)
    return drawn


def sheet(
    video: Path,
    columns: int = 3,
    count: int = 12,
    first_s: float = 1.0,
    stop_s: float | None = None,
    *,
    plain: bool = False,
) -> Path:
    """Write the contact sheet of a clip, from ``first_s`` to ``stop_s``.

    If that is left out: over its first rep and a half, or to its end.
    """
    truth = json.loads(video.with_suffix(".truth.json").read_text(encoding="utf-8"))
    times = [time_s for time_s, _ in upright_pictures(video)]
    if stop_s is None:
        stop_s = truth["reps"][:2][-1]["stop_s"] if truth["reps"] else times[-1]
    wanted = np.searchsorted(times, np.linspace(min(first_s, times[-1]), stop_s, count))
    wanted_frames = set(np.minimum(wanted, len(times) - 1).tolist())
    cells = [
        picture if plain else marked(picture, truth["series"], number)
        for number, (_, picture) in enumerate(upright_pictures(video))
        if number in wanted_frames
    ]
    cells += [np.zeros_like(cells[0])] * (-len(cells) % columns)
    rows = [np.hstack(cells[i : i + columns]) for i in range(0, len(cells), columns)]
    CACHE_DIR.mkdir(parents=True, exist_ok=True)
    out = CACHE_DIR / f"{video.stem}.sheet.png"
    cv2.imwrite(str(out), cv2.cvtColor(np.vstack(rows), cv2.COLOR_RGB2BGR))
    return out


def main() -> None:
    """Write the sheets of the named clips."""
    parser = argparse.ArgumentParser(prog="python -m studio.sheet", description=__doc__)
    parser.add_argument("videos", nargs="+", type=Path, metavar="CLIP.mp4")
    parser.add_argument("--columns", type=int, default=3)
    parser.add_argument("--count", type=int, default=12, help="pictures")
    parser.add_argument("--first", type=float, default=1.0, metavar="SECONDS")
    parser.add_argument("--stop", type=float, metavar="SECONDS")
    parser.add_argument("--plain", action="store_true", help="without the truth")
    options = parser.parse_args()
    for video in options.videos:
        print(
            sheet(
                video,
                options.columns,
                options.count,
                options.first,
                options.stop,
                plain=options.plain,
            )
        )


if __name__ == "__main__":
    main()
