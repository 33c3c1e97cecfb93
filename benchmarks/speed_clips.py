"""Clips of any length and size, from a sample clip: looped as it is stored, scaled if need be."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from benchmarks.samples import SAMPLES
from formcheck.video import open_source

import av  # isort: skip  (after cv2)

__all__ = ["SAMPLE", "looped", "scaled"]

SAMPLE = SAMPLES / "lying_full.mp4"
"""38 s, 1143 frames of 960x540, 30 a second."""


_OPTIONS: Final = {"preset": "veryfast", "crf": "21", "bf": "0", "g": "30"}
"""As a telephone codes: entropy by arithmetic, edges smoothed, a key frame a second."""


def scaled(height: int, folder: Path, stop_s: float, clip: Path = SAMPLE) -> Path:
    """Return the first seconds of the clip at another height, made once; its shape stays."""
    target = folder / f"{clip.stem}_{height}_{stop_s:g}.mp4"
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with open_source(clip) as source, av.open(str(part), "w", format="mp4") as out:
        info = source.info
        size = (round(info.width * height / info.height / 2) * 2, height)
        stream = out.add_stream("libx264", rate=30, options=dict(_OPTIONS))
        stream.width, stream.height = size
        stream.pix_fmt, stream.time_base = "yuv420p", Fraction(1, 90000)
        for frame in source:
            if frame.time_s >= stop_s:
                break
            image = cv2.resize(frame.image, size, interpolation=cv2.INTER_CUBIC)
            picture = av.VideoFrame.from_ndarray(np.asarray(image, np.uint8), "rgb24")
            picture.pts = round(frame.time_s * 90000)
            picture.time_base = Fraction(1, 90000)
            out.mux(stream.encode(picture.reformat(format="yuv420p")))
        out.mux(stream.encode())
    return part.rename(target)


def looped(clip: Path, duration_s: float, folder: Path) -> Path:
    """Return the clip repeated, or cut, to that length, made once; nothing is coded anew."""
    target = folder / f"{clip.stem}_{duration_s:g}s.mp4"
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with av.open(str(clip)) as source:
        stored = source.streams.video[0]
        packets = [packet for packet in source.demux(stored) if packet.size]
        base = stored.time_base
        assert base is not None
        step = packets[1].dts - packets[0].dts
        length = max(packet.pts for packet in packets) - packets[0].pts + step
        with av.open(str(part), "w", format="mp4") as out:
            stream = out.add_stream_from_template(stored)
            stamps = [(packet.pts - packets[0].pts, packet.dts) for packet in packets]
            for turn in range(int(np.ceil(duration_s / float(length * base)))):
                for packet, (pts, dts) in zip(packets, stamps, strict=True):
                    packet.pts, packet.dts = pts + turn * length, dts + turn * length
                    if float(packet.pts * base) < duration_s:
                        packet.stream = stream
                        out.mux(packet)
    return part.rename(target)
