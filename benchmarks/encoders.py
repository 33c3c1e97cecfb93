"""What ways to encode the annotated video cost: ``python -m benchmarks.encoders``.

The same painted pictures, held in memory, by each way with one thread: CPU, bytes, and how near the
decoded pictures are to what was given.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

import formcheck
from benchmarks.markdown import heading, table, write_page
from benchmarks.speed import CACHE
from benchmarks.speed_clips import SAMPLE, looped
from formcheck.analysis import analyse
from formcheck.outputs.overlay import OverlayPainter
from formcheck.video.sink import ENCODERS
from formcheck.video.source import open_source

import av  # isort: skip  (after cv2)

__all__ = ["main"]

ByteImage = npt.NDArray[np.uint8]

SECONDS = 5.0
FRAMES: Final = slice(30, 130)
"""Pictures that are encoded; they are held in memory."""
OURS: Final = "formcheck's own"
_VERYFAST: Final = {"preset": "veryfast", "crf": "21", "bf": "0"}
_LESS: Final = {"x264-params": "subme=1:me=dia:partitions=none"}
_SMOOTH: Final = {"x264-params": "no-deblock=0:deblock=0,0"}
WAYS: Final[dict[str, dict[str, str]]] = {
    "`veryfast`": _VERYFAST,
    "`veryfast`, less motion search": _VERYFAST | _LESS,
    "`superfast`": _VERYFAST | {"preset": "superfast"},
    "`ultrafast`": _VERYFAST | {"preset": "ultrafast"},
    "`ultrafast`, smoothed, crf 25": _VERYFAST | _SMOOTH | {"preset": "ultrafast", "crf": "25"},
    "`ultrafast`, smoothed, crf 29": _VERYFAST | _SMOOTH | {"preset": "ultrafast", "crf": "29"},
    OURS: next(options for name, _, options in ENCODERS if name == "libx264"),
}


def pictures(clip: Path) -> list[av.VideoFrame]:
    """Return painted pictures of a clip as an encoder takes them."""
    analysis = analyse(formcheck.analyze(clip).track)
    size = (analysis.track.source.width, analysis.track.source.height)
    painter = OverlayPainter(analysis, size)
    with open_source(clip) as source:
        return [
            av.VideoFrame.from_ndarray(painter.paint(frame.image, frame.index), "rgb24").reformat(
                format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG", threads=1
            )
            for frame in source
            if FRAMES.start <= frame.index < FRAMES.stop
        ]


def encoded(given: Sequence[av.VideoFrame], options: dict[str, str]) -> tuple[float, float, float]:
    """Return CPU (ms) and size (kB) of a picture, and the likeness (PSNR of all planes, dB)."""
    coder = av.CodecContext.create("libx264", "w")
    assert isinstance(coder, av.VideoCodecContext)
    coder.width, coder.height, coder.pix_fmt = given[0].width, given[0].height, "yuv420p"
    coder.framerate, coder.time_base, coder.gop_size = Fraction(30), Fraction(1, 30), 30
    coder.options = options | {"threads": "1"}
    began_s = time.process_time()
    packets = []
    for number, picture in enumerate(given):
        picture.pts, picture.time_base = number, Fraction(1, 30)
        packets += coder.encode(picture)
    packets += coder.encode(None)
    cpu_s = time.process_time() - began_s
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.extradata = coder.extradata
    back = [picture for packet in [*packets, None] for picture in decoder.decode(packet)]
    assert len(back) == len(given), "a picture is lost"
    squares = [
        np.mean((one.to_ndarray().astype(np.float64) - other.to_ndarray()) ** 2)
        for one, other in zip(given, back, strict=True)
    ]
    return (
        1e3 * cpu_s / len(given),
        sum(packet.size for packet in packets) / len(given) / 1e3,
        float(10 * np.log10(255**2 / np.mean(squares))),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.encoders", description=__doc__)
    parser.add_argument("--clip", type=Path, help="another clip than the sample")
    parser.add_argument("--output", type=Path, help="also write the page here")
    options = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    given = pictures(looped(options.clip or SAMPLE, SECONDS, CACHE))
    rows = [
        (name, *(f"{value:.{digits}f}" for value, digits in zip(told, (2, 1, 1), strict=True)))
        for name, way in WAYS.items()
        for told in [encoded(given, way)]
    ]
    name = (options.clip or SAMPLE).name
    lines = [
        *heading("Ways to encode the annotated video", "python -m benchmarks.encoders"),
        f"{len(given)} painted pictures of {name}, {given[0].width}x{given[0].height}, by x264,",
        "one thread. The machine was shared: compare the ways, not the times.",
        "",
        *table(("way", "CPU ms a picture", "kB a picture", "likeness, dB"), rows),
    ]
    write_page(lines, options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
