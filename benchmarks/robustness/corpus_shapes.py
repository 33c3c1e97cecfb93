"""Sizes, aspect ratios, rotations, and which of several streams is meant."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import av.stream
import cv2
import numpy as np

from benchmarks.robustness.corpus_boxes import patched
from benchmarks.robustness.corpus_case import Case, Image, person, write

__all__ = ["cases"]

_SIZES = (
    *((16, 16), (32, 20), (100, 16), (16, 100), (15, 300), (2, 2), (64, 2000), (2000, 64)),
    *((33, 35), (161, 91), (1280, 24), (4096, 64), (64, 4096), (1920, 1080), (3840, 2160)),
)
_TOO_LARGE = ((16384, 4096), (16000, 9000))


def cases(folder: Path) -> Iterator[Case]:
    """Write the files and tell of each."""
    for group in (_sizes, _rotations, _aspects, _streams, _scenes):
        yield from group(folder)


def _plain(width: int, height: int, count: int = 12) -> list[Image]:
    ramp = np.linspace(40, 210, width, dtype=np.uint8)
    return [np.full((height, width, 3), ramp[None, :, None] // (1 + i % 3)) for i in range(count)]


def _sizes(folder: Path) -> Iterator[Case]:
    for width, height in _SIZES:
        codec, pix_fmt = ("ffv1", "yuv444p") if width % 2 or height % 2 else ("mpeg4", "yuv420p")
        large = width * height > 10**6
        pictures = person(width, height) if large else _plain(width, height)
        path = write(folder / f"{width}x{height}.mkv", pictures[:12], codec=codec, pix_fmt=pix_fmt)
        yield Case("size", f"{width} x {height}", path, "analysed" if large else "refused")
    for width, height in _TOO_LARGE:
        flat = [np.full((height, width, 3), 90, np.uint8)]
        path = write(folder / f"{width}x{height}.mov", flat, codec="png", pix_fmt="rgb24")
        yield Case("size", f"{width} x {height}", path, "refused")


def _rotations(folder: Path) -> Iterator[Case]:
    for turn in (90, 180, 270):
        stored = [np.ascontiguousarray(np.rot90(p, turn // 90)) for p in person()]
        path = write(folder / f"turned-{turn}.mp4", stored, rotation_deg=turn)
        yield Case("rotation", f"{turn} degrees", path, "analysed")
    sound = write(folder / "upright.mp4", person()).read_bytes()
    odd = {
        "zero": (0,) * 9,
        "45-degrees": (46341, 46341, 0, -46341, 46341, 0, 0, 0, 1 << 30),
        "mirrored": (-65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30),
        "largest": (0x7FFFFFFF,) * 9,
        "smallest": (-0x80000000,) * 9,
        "scaled-to-nothing": (1, 0, 0, 0, 1, 0, 0, 0, 1 << 30),
    }
    for name, matrix in odd.items():
        path = folder / f"matrix-{name}.mp4"
        path.write_bytes(patched(sound, b"tkhd", 40, "9i", *matrix))
        yield Case("rotation", f"matrix {name}", path)


def _aspects(folder: Path) -> Iterator[Case]:
    for aspect in ("4/3", "1/2", "64/45", "100/1", "1/100", "3/1"):
        path = folder / f"pixels-{aspect.replace('/', '-')}.mkv"
        write(path, person(), pixel_aspect=Fraction(aspect))
        yield Case("size", f"pixels {aspect}", path, "either")


def _streams(folder: Path) -> Iterator[Case]:
    for kind in ("mp4", "mkv", "ts", "avi"):
        path = write(folder / f"three.{kind}", person(), streams=3)
        yield Case("streams", f"three video streams, {kind}", path, "analysed")
    path = write(folder / "silent.mp4", person(), sound=True)
    yield Case("streams", "a sound track without sound", path, "analysed")
    path = write(folder / "cover.mp4", person(), streams=2)
    data = path.read_bytes()
    yield _cover(folder / "cover-only.mkv")
    path.write_bytes(data.replace(b"vide", b"soun", 1))
    yield Case("streams", "pictures called sound, mp4", path)
    path = folder / "all-sound.mp4"
    path.write_bytes(data.replace(b"vide", b"soun"))
    yield Case("streams", "all pictures called sound, mp4", path)
    yield _sound_only(folder / "sound.mka.mkv")


def _cover(path: Path) -> Case:
    """Write a file whose one picture is its cover."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mjpeg", rate=1)
        assert isinstance(stream, av.video.stream.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuvj420p"
        stream.disposition = av.stream.Disposition.attached_pic
        frame = av.VideoFrame.from_ndarray(person()[0], "rgb24")
        frame.pts = 0
        out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return Case("streams", "a cover and nothing else, mkv", path)


def _sound_only(path: Path) -> Case:
    with av.open(str(path), "w", format="matroska") as out:
        stream = out.add_stream("pcm_s16le", 8000, layout="mono")
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), "s16", "mono")
        sound.sample_rate, sound.pts = 8000, 0
        out.mux(stream.encode(sound))
        out.mux(stream.encode())
    return Case("streams", "sound only, mkv", path, "refused")


def _scenes(folder: Path) -> Iterator[Case]:
    """Pictures in which there is nothing to be seen."""
    rng = np.random.default_rng(9)
    size = (180, 320, 3)
    scenes = {
        "black": [np.zeros(size, np.uint8)] * 12,
        "white": [np.full(size, 255, np.uint8)] * 12,
        "noise": [rng.integers(0, 256, size, dtype=np.uint8) for _ in range(12)],
        "flicker": [np.full(size, 255 * (i % 2), np.uint8) for i in range(12)],
        "bars": [np.repeat(rng.integers(0, 256, (1, 320, 3), dtype=np.uint8), 180, 0)] * 12,
    }
    for name, pictures in scenes.items():
        path = write(folder / f"{name}.mkv", pictures, codec="ffv1", pix_fmt="yuv444p")
        yield Case("scene", name, path, "refused")
    noisy = [cv2.add(p, rng.integers(0, 40, p.shape, dtype=np.uint8)) for p in person()]
    path = write(folder / "grainy.mkv", [np.asarray(p, np.uint8) for p in noisy])
    yield Case("scene", "grainy", path)
    header = struct.pack("<4sHH4sHHIIII", b"DKIF", 0, 32, b"VP80", 320, 180, 10, 1, 3, 0)
    path = folder / "nothing-inside.ivf"
    path.write_bytes(header)
    yield Case("scene", "a header and no picture, ivf", path, "refused")
