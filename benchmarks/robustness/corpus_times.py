"""Timestamps that no camera should write: falling, repeated, huge, negative, missing."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.robustness.corpus_boxes import box, patched
from benchmarks.robustness.corpus_case import FPS, Case, payloads, person, write

__all__ = ["cases"]

_STILLS: Final[dict[str, Any]] = {"codec": "mjpeg", "pix_fmt": "yuvj420p"}


def cases(folder: Path) -> Iterator[Case]:
    """Write the files and tell of each."""
    for group in (_chosen, _stts, _clusters, _lists, _joined, _bare):
        yield from group(folder)


def _chosen(folder: Path) -> Iterator[Case]:
    """Write times that a muxer accepts."""
    even = [i / FPS for i in range(16)]
    wanted = {
        "one-a-second": [float(i) for i in range(16)],
        "240-a-second": [i / 240 for i in range(16)],
        "1000-a-second": [i / 1000 for i in range(16)],
        "one-in-ten-minutes": [600.0 * i for i in range(16)],
        "irregular": [t + (0.07 if i % 3 else 0.0) for i, t in enumerate(even)],
        "pause-of-an-hour": [t + (3600.0 if i > 7 else 0.0) for i, t in enumerate(even)],
        "pause-of-a-week": [t + (604800.0 if i > 7 else 0.0) for i, t in enumerate(even)],
        "begins-after-a-day": [t + 86400.0 for t in even],
        "last-after-a-year": [*even[:-1], 3.15e7],
    }
    for name, times_s in wanted.items():
        path = write(folder / f"{name}.mkv", person(), **_STILLS, times_s=times_s)
        too_short = name in ("1000-a-second", "240-a-second")
        yield Case("timestamps", f"{name}, mkv", path, "refused" if too_short else "either")
    for name in ("irregular", "pause-of-an-hour"):
        path = write(folder / f"{name}.mp4", person(), **_STILLS, times_s=wanted[name])
        yield Case("timestamps", f"{name}, mp4", path, "analysed")
    wrap = [95443.0 + t for t in even]
    path = write(folder / "wrap.ts", person(), codec="mpeg2video", fps=25, times_s=None)
    yield Case("timestamps", "plain, mpegts", path)
    path = write(folder / "wrap.mkv", person(), **_STILLS, times_s=wrap)
    yield Case("timestamps", "past the 33 bits of MPEG, mkv", path, "analysed")


def _stts(folder: Path) -> Iterator[Case]:
    """Intervals of an mp4, written over where they stand."""
    uneven = [i / FPS + 0.001 * (i % 2) for i in range(16)]
    sound = write(folder / "uneven.mp4", person(), times_s=uneven).read_bytes()
    start, _ = box(sound, b"stts")
    (count,) = struct.unpack_from(">I", sound, start + 4)
    intervals: dict[str, Callable[[int, int], int]] = {
        "all-zero": lambda _i, _old: 0,
        "all-repeated-once": lambda i, old: 0 if i % 2 else old,
        "all-huge": lambda _i, _old: 0x7FFFFFFF,
        "one-huge": lambda i, old: 0x7FFFFFFF if i == 7 else old,
        "one-of-32-bits": lambda i, old: 0xFFFFFFFF if i == 7 else old,
        "one-negative": lambda i, old: 0xFFFFFF00 if i == 5 else old,
        "all-one-tick": lambda _i, _old: 1,
    }
    for name, change in intervals.items():
        data = bytearray(sound)
        for i in range(count):
            place = start + 8 + 8 * i + 4
            (old,) = struct.unpack_from(">I", data, place)
            struct.pack_into(">I", data, place, change(i, old))
        yield _kept(folder, f"intervals-{name}.mp4", bytes(data))
    scales = {"zero": 0, "one": 1, "largest": 0xFFFFFFFF}
    for name, scale in scales.items():
        yield _kept(folder, f"timescale-{name}.mp4", patched(sound, b"mdhd", 12, "I", scale))
    for name, length in (("zero", 0), ("largest", 0xFFFFFFFF)):
        lying = patched(sound, b"mdhd", 16, "I", length)
        yield _kept(folder, f"length-{name}.mp4", patched(lying, b"mvhd", 16, "I", length))


def _clusters(folder: Path) -> Iterator[Case]:
    """Change the times of the blocks of an mkv: sixteen bits before each payload."""
    path = write(folder / "blocks.mkv", person(), **_STILLS)
    sound, blocks = path.read_bytes(), payloads(path)
    changes: dict[str, Callable[[int, int], int]] = {
        "falling": lambda i, _old: 2000 - 100 * i,
        "all-the-same": lambda _i, _old: 100,
        "one-step-back": lambda i, old: old - 450 if i == 8 else old,
        "two-by-two": lambda _i, old: old // 200 * 200,
        "negative": lambda _i, old: old - 30000,
        "to-and-fro": lambda i, _old: 32000 if i % 2 else -32000,
        "one-far-ahead": lambda i, old: 32767 if i == 6 else old,
    }
    for name, change in changes.items():
        data = bytearray(sound)
        for i, block in enumerate(blocks):
            place = sound.index(block) - 3
            (old,) = struct.unpack_from(">h", data, place)
            struct.pack_into(">h", data, place, change(i, old))
        yield _kept(folder, f"blocks-{name}.mkv", bytes(data))
    # TimestampScale, nanoseconds a tick: four bytes, 1 000 000 as written
    place = sound.index(b"\x2a\xd7\xb1") + 4
    for name, scale in (("zero", 0), ("one-nanosecond", 1), ("four-seconds", 0xEE6B2800)):
        size = sound[place - 1] & 0x7F
        raw = scale.to_bytes(8, "big")[-size:]
        yield _kept(folder, f"tick-{name}.mkv", sound[:place] + raw + sound[place + size :])


def _lists(folder: Path) -> Iterator[Case]:
    """Edit lists of an mp4."""
    path = write(folder / "edit.mp4", person(), codec="libx264", options={"bf": "2"})
    sound = path.read_bytes()
    changes = {
        "starts-late": (8, "Ii", (1000, 8192)),
        "starts-before": (8, "Ii", (1000, -1)),
        "of-nothing": (8, "Ii", (0, 0)),
        "beyond-the-end": (8, "Ii", (1000, 0x7FFFFFFF)),
        "backwards": (16, "hh", (-1, 0)),
        "rate-zero": (16, "hh", (0, 0)),
        "count-lies": (4, "I", (0x0FFFFFFF,)),
    }
    for name, (offset, form, values) in changes.items():
        yield _kept(folder, f"edit-{name}.mp4", patched(sound, b"elst", offset, form, *values))


def _joined(folder: Path) -> Iterator[Case]:
    """Put recordings end to end: times fall in the middle."""
    for kind, codec in (("ts", "libx264"), ("mkv", "mpeg4"), ("mp4", "mpeg4"), ("flv", "flv")):
        data = write(folder / f"part.{kind}", person(), codec=codec).read_bytes()
        yield _kept(folder, f"twice.{kind}", data + data)
    turned = person()[:8], tuple(p[:, ::-1].copy() for p in person(160, 90)[:8])
    parts = [write(folder / f"s{i}.ts", p, codec="libx264") for i, p in enumerate(turned)]
    joined = b"".join(part.read_bytes() for part in parts)
    yield _kept(folder, "two-sizes.ts", joined)


def _bare(folder: Path) -> Iterator[Case]:
    """Streams without any times, and lengths next to nothing."""
    for count in (1, 2, 3):
        pictures = person()[:count]
        path = write(folder / f"{count}-pictures.mp4", pictures)
        yield Case("timestamps", f"{count} pictures", path, "refused")
    for fps in (1, 120, 240, 1000):
        pictures = person() * (fps // FPS + 1) if fps > 100 else person()
        path = write(folder / f"{fps}-a-second.mp4", pictures[: max(16, 2 * fps)][:300], fps=fps)
        yield Case("timestamps", f"{fps} a second, mp4", path)
    yield _kept(folder, "bare.m4v", b"".join(payloads(write(folder / "b.mkv", person()))))


def _kept(folder: Path, name: str, data: bytes) -> Case:
    path = folder / name
    path.write_bytes(data)
    return Case("timestamps", name, path)
