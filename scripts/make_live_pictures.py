"""Makes the pictures of docs/live.md: ``python scripts/make_live_pictures.py``."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from rich.console import Console

from formcheck.checks import build_checks
from formcheck.coach.banner import Banner, BannerPainter
from formcheck.coach.language import load_language
from formcheck.coach.window import LiveHud
from formcheck.commands.events import EventWriter
from formcheck.commands.live_set import LiveSet, Outlets
from formcheck.lumbar.reader import LumbarReader
from formcheck.outputs.hud import HudState
from formcheck.outputs.overlay import HudPainter
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.video.frame import Frame
from formcheck.video.source import open_source

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
CLIP = ROOT / "sample_videos" / "lying_under_90.mp4"


def main() -> int:
    """Play a clip as live does and write the window's picture at three moments; return 0."""
    with (
        EventWriter(None) as events,
        MediaPipeBackend() as backend,
        open_source(CLIP) as source,
    ):
        live = LiveSet(
            backend,
            exercise="auto",
            checks=build_checks({}),
            language=load_language("en"),
            counted_down=False,
            outlets=Outlets(events, Console(file=io.StringIO()), None),
            lumbar=LumbarReader(),
        )
        hud = LiveHud()
        told_s = float("inf")
        shown: tuple[Frame, HudState] | None = None
        for frame in source:
            snapshot = live.step(frame, source.info)
            assert snapshot is not None
            shown = frame, hud.state(snapshot)
            if snapshot.ended and snapshot.ended[-1].index == 1:
                told_s = frame.time_s
            if frame.time_s >= told_s + 1.0:
                _write("live.jpg", *shown, live.banner)
                live.lost(True)
                _write("live_lost.jpg", *shown, live.banner)
                live.lost(False)
                told_s = float("inf")
        live.end(source.info)
        assert shown is not None
        _write("live_summary.jpg", *shown, live.ended_banner)
    return 0


def _write(name: str, frame: Frame, state: HudState, banner: Banner) -> None:
    size = (frame.image.shape[1], frame.image.shape[0])
    # Without a sound device the note would be about this computer.
    banner = replace(banner, note=banner.note.replace("no sound", "").strip())
    painted: npt.NDArray[np.uint8] = HudPainter(size).paint(frame.image, state)
    picture = BannerPainter(size).below(painted, banner)
    cv2.imwrite(str(PICTURES / name), picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])
    print(PICTURES / name)


if __name__ == "__main__":
    sys.exit(main())
