"""Fuzzing of the decoder, byte by byte: each clip is read to its end in a process with bounds."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.robustness.corpus_damage import bases
from benchmarks.robustness.corpus_run import in_child
from benchmarks.robustness.fuzz_base import SEED, Tried
from formcheck.errors import VideoError
from formcheck.video import open_source
from formcheck.video.scan import scan_times

__all__ = ["BATCH", "fuzz_decoder"]

BATCH: Final = 20
"""Inputs that one process reads; a crash is traced to one of them by reading each alone."""

_CPU_S: Final = 60
_MEMORY_BYTES: Final = 5 * 2**30
_LONGEST_S: Final = 20.0  # for one small clip; processor time of a batch is bounded as well


def fuzz_decoder(folder: Path, budget: int, start: int = SEED) -> Tried:
    """Return what comes of so many damaged clips.

    Parameters
    ----------
    folder : Path
        For the clips; one that crashes the decoder stays in it.
    budget : int
    start : int
        Seed.
    """
    tried = Tried("decoder, bytes")
    sound = list(bases(folder, (160, 90)).items())
    began_s = time.monotonic()
    rng = np.random.default_rng(start)
    while tried.inputs < budget:
        paths = []
        for _ in range(min(BATCH, budget - tried.inputs)):
            kind, content = sound[rng.integers(len(sound))]
            path = folder / f"fuzzed-{tried.inputs:06d}.{kind}"
            path.write_bytes(_damaged(content, rng))
            paths.append(path)
            tried.inputs += 1
        if _ends_well(paths, folder) != "":
            _blame(paths, folder, tried)
        for path in paths:
            if not any(path.name in crash for crash in tried.crashes):
                path.unlink()
    tried.spent_s = time.monotonic() - began_s
    return tried


def _damaged(content: bytes, rng: np.random.Generator) -> bytes:
    """Return a clip with bytes set, pieces lost, moved or doubled; mostly in its first part."""
    data = np.frombuffer(content, np.uint8).copy()
    early = rng.random() < 0.5
    last = max(1, int(len(data) * (0.1 if early else 1.0)))
    for _ in range(int(rng.integers(1, 12))):
        place = int(rng.integers(min(last, len(data))))
        how = rng.integers(5)
        span = int(rng.choice((1, 2, 4, 16, 200)))
        if how == 0:
            data[place : place + span] = rng.integers(0, 256, len(data[place : place + span]))
        elif how == 1:
            data[place : place + span] = rng.choice((0, 0xFF, 0x7F, 0x80))
        elif how == 2:
            data[place] ^= np.uint8(1 << rng.integers(8))
        elif how == 3:
            data = np.delete(data, slice(place, place + span))
        else:
            data = np.insert(data, place, data[place : place + span])
    return data.tobytes()


def _ends_well(paths: list[Path], folder: Path) -> str:
    """Return how reading some clips ends, in a process of its own; empty = as documented."""
    ended = in_child(
        lambda: _read_all(paths), folder / "said", cpu_s=_CPU_S, memory_bytes=_MEMORY_BYTES
    )
    if ended.late or ended.code or ended.said:
        return f"exit code {ended.code}, {'too late, ' if ended.late else ''}{ended.said[-1500:]}"
    return ""


def _blame(paths: list[Path], folder: Path, tried: Tried) -> None:
    for path in paths:
        how = _ends_well([path], folder)
        if how:
            tried.crashes.append(f"{path.name}: {how}")
    if not any(path.name in crash for path in paths for crash in tried.crashes):
        tried.crashes.append(f"{paths[0].name} and those after it, read in one process")


def _read_all(paths: list[Path]) -> int:
    for path in paths:
        began_s = time.process_time()
        for read in (_read, scan_times):
            try:
                read(path)
            except VideoError as error:
                if not (error.remedy and str(error).isprintable()):
                    raise AssertionError("an error for nobody") from error
        spent_s = time.process_time() - began_s
        assert spent_s < _LONGEST_S, f"{path.name} takes {spent_s:.0f} s"
    return 0


def _read(path: Path) -> None:
    with open_source(path) as source:
        last_s = -1.0
        for frame in source:
            assert frame.time_s > last_s
            last_s = frame.time_s
        assert source.info.frames is not None
        assert all(warning.remedy for warning in source.warnings)
