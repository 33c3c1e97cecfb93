"""Damage: cut off anywhere, bits flipped, pieces lost, doubled or overwritten; noise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.robustness.corpus_case import Case, Must, person, write

__all__ = ["SEED", "bases", "cases"]

SEED: Final = 20261130
_KINDS: Final[tuple[tuple[str, str, dict[str, str]], ...]] = (
    ("mp4", "libx264", {}),
    ("faststart.mp4", "libx264", {"movflags": "+faststart"}),
    ("mkv", "mpeg4", {}),
    ("webm", "libvpx", {}),
    ("avi", "mpeg4", {}),
    ("ts", "libx264", {}),
    ("flv", "flv", {}),
    ("asf", "wmv2", {}),
)
_CUTS: Final = (0.02, 0.1, 0.35, 0.6, 0.85, 0.97)


def bases(folder: Path, size: tuple[int, int] = (320, 180)) -> dict[str, bytes]:
    """Return sound clips in the containers that people send, by their ending."""
    return {
        kind: write(
            folder / f"sound.{kind}", person(*size), codec=codec, muxing=muxing
        ).read_bytes()
        for kind, codec, muxing in _KINDS
    }


def cases(folder: Path) -> Iterator[Case]:
    """Write the files and tell of each."""
    sound = bases(folder)
    for kind, data in sound.items():
        for share in _CUTS:
            yield _kept(folder, "cut off", f"at {share:g}.{kind}", data[: int(share * len(data))])
    for kind, data in sound.items():
        yield from _hurt(folder, kind, data)
    yield from _noise(folder, sound["mp4"])


def _hurt(folder: Path, kind: str, data: bytes) -> Iterator[Case]:
    rng = np.random.default_rng([SEED, len(data)])
    for bits in (1, 30, 3000):
        yield _kept(folder, "bits flipped", f"{bits}.{kind}", _flipped(data, bits, rng, 0, 1))
    yield _kept(folder, "bits flipped", f"head.{kind}", _flipped(data, 40, rng, 0, 0.03))
    yield _kept(folder, "bits flipped", f"tail.{kind}", _flipped(data, 40, rng, 0.97, 1))
    half, fifth = len(data) // 2, len(data) // 5
    pieces = {
        "hole": data[:half] + bytes(fifth) + data[half + fifth :],
        "lost": data[:half] + data[half + fifth :],
        "doubled": data[:half] + data[half - fifth :],
        "head-lost": data[200:],
        "reversed": data[:half] + data[half:][::-1],
    }
    for name, hurt in pieces.items():
        yield _kept(folder, "pieces", f"{name}.{kind}", hurt)


def _flipped(data: bytes, bits: int, rng: np.random.Generator, start: float, stop: float) -> bytes:
    changed = np.frombuffer(data, np.uint8).copy()
    places = rng.integers(int(start * len(data)), max(1, int(stop * len(data))), bits)
    np.bitwise_xor.at(changed, places, (1 << rng.integers(0, 8, bits)).astype(np.uint8))
    return changed.tobytes()


def _noise(folder: Path, mp4: bytes) -> Iterator[Case]:
    """No video at all, or one behind what looks like encryption."""
    rng = np.random.default_rng(SEED)
    key = rng.integers(0, 256, len(mp4), dtype=np.uint8)
    secret = (np.frombuffer(mp4, np.uint8) ^ key).tobytes()
    noises = {
        "empty.mp4": b"",
        "one-byte.mp4": b"\0",
        "zeros.mp4": bytes(100_000),
        "ones.mkv": b"\xff" * 100_000,
        "noise.mp4": rng.bytes(200_000),
        "noise.ts": b"".join(b"\x47" + rng.bytes(187) for _ in range(500)),
        "noise.avi": b"RIFF\xff\xff\xff\x7fAVI LIST" + rng.bytes(100_000),
        "noise.flv": b"FLV\x01\x05\0\0\0\x09\0\0\0\0" + rng.bytes(100_000),
        "noise.mkv": b"\x1a\x45\xdf\xa3" + rng.bytes(100_000),
        "noise.h264": b"".join(b"\0\0\1" + rng.bytes(300) for _ in range(200)),
        "noise-behind-ftyp.mp4": mp4[:40] + rng.bytes(100_000),
        "encrypted.mp4": secret,
        "encrypted-content.mp4": mp4[:1000] + secret[1000:-2000] + mp4[-2000:],
        "text.mp4": b"Dear all, here is the film.\n" * 500,
        "web-page.mp4": b"<!doctype html><html><body>not found</body></html>",
        "zip.mp4": b"PK\x03\x04" + rng.bytes(5000),
        "program.mp4": b"\x7fELF\x02\x01\x01" + rng.bytes(5000),
    }
    for name, data in noises.items():
        must: Must = "either" if "content" in name else "refused"
        path = folder / name
        path.write_bytes(data)
        yield Case("noise", name, path, must)


def _kept(folder: Path, group: str, name: str, data: bytes) -> Case:
    path = folder / f"{group.replace(' ', '-')}-{name.replace(' ', '-')}"
    path.write_bytes(data)
    return Case(group, name, path)
