"""Saved tracks: write one, read one, and analyse it again without the video or the model."""

from __future__ import annotations

import json
import math
import os
import tokenize
import warnings
import zipfile
import zlib
from dataclasses import asdict, fields
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from formcheck.errors import OutputError, TrackError
from formcheck.leftovers import work_name
from formcheck.pose.track import LATER_ARRAYS, ROW_SHAPES, Track
from formcheck.video.frame import SourceInfo

__all__ = ["TRACK_SCHEMA", "load_track", "save_track"]

TRACK_SCHEMA = "formcheck.track/1"
_REMEDY = "analyse the video again, or take the track.npz of an analysis by this version"
_LARGEST_FRAMES: Final = 1_000_000
"""Nine hours at 30 frames a second: about 1 GB stored."""
_LARGEST_TEXT: Final = 100_000
_LARGEST_NUMBER: Final = 1e9
"""Pixels, seconds, degrees, metres: beyond, sums of squares would overflow."""


def save_track(path: str | os.PathLike[str], track: Track) -> None:
    """Write a track as ``track.npz``: landmarks only, no images, no masks.

    Parameters
    ----------
    path : path
        File to write, replaced whole or not at all.
    track : Track

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    path = Path(path)
    text = json.dumps({"schema": TRACK_SCHEMA, **asdict(track.source)})
    arrays = {name: _packed(name, getattr(track, name)) for name in ROW_SHAPES}
    partial = path.with_name(work_name())
    try:
        with partial.open("wb") as file:
            np.savez_compressed(file, source=np.array(text), **arrays)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise OutputError.of(error, str(path), "the track cannot be written") from error


def _packed(name: str, array: Any) -> Any:
    """Return an array as it is stored: times in full, the rest in single precision."""
    return array if name == "time_s" else array.astype(np.float32)


def load_track(path: str | os.PathLike[str]) -> Track:
    """Return the track of a ``track.npz``.

    Parameters
    ----------
    path : path
        As ``formcheck analyze`` or :func:`save_track` wrote it.

    Raises
    ------
    TrackError
        The file is missing, damaged, or of another version.
    """
    path = Path(path)
    if not path.is_file():
        raise TrackError("no such track", str(path), "name the track.npz of an earlier analysis")
    try:
        with zipfile.ZipFile(path) as stored:
            source = _source(_text(stored))
            there = {Path(name).stem for name in stored.namelist()}
            wanted = [name for name in ROW_SHAPES if name in there or name not in LATER_ARRAYS]
            arrays = {name: _array(stored, name) for name in wanted}
        return Track(source=source, **arrays)
    except TrackError:
        raise
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        EOFError,
        AttributeError,
        MemoryError,
        OverflowError,
        RuntimeError,
        SyntaxError,
        tokenize.TokenError,
        Warning,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise TrackError("the track is damaged", str(path), _REMEDY) from error


def _source(text: str) -> SourceInfo:
    found = json.loads(text)
    if not isinstance(found, dict) or found.pop("schema", None) != TRACK_SCHEMA:
        raise TrackError("the track is of another version", "schema", _REMEDY)
    source = SourceInfo(**{name: found[name] for name in (f.name for f in fields(SourceInfo))})
    counts = (source.width, source.height, source.rotation_deg)
    optional = (source.frames, source.duration_s, source.fps_mean, source.expected_frames)
    numbers = [*counts, *(value for value in optional if value is not None)]
    if not (
        isinstance(source.name, str)
        and isinstance(source.variable_frame_rate, bool)
        and all(isinstance(value, int) for value in counts)
        and all(isinstance(value, (int, float)) and math.isfinite(value) for value in numbers)
        and all(value >= 0 for value in numbers)
    ):
        raise ValueError(f"source: expected names and numbers, got {source}")
    return source


def _text(stored: zipfile.ZipFile) -> str:
    with stored.open("source.npy") as file:
        shape, dtype = _header(file)
        if shape != () or dtype.kind != "U" or dtype.itemsize > _LARGEST_TEXT:
            raise ValueError(f"source: expected a text, got {dtype} {shape}")
    with stored.open("source.npy") as file:
        return str(np.lib.format.read_array(file, allow_pickle=False)[()])


def _array(stored: zipfile.ZipFile, name: str) -> Any:
    """Return one array; what its header promises is looked at before memory is taken for it."""
    with stored.open(f"{name}.npy") as file:
        shape, dtype = _header(file)
        rows = len(shape) > 0 and shape[0] <= _LARGEST_FRAMES
        if not rows or shape[1:] != ROW_SHAPES[name] or dtype.str not in ("<f4", "<f8"):
            raise ValueError(f"{name}: expected numbers (N, ...), got {dtype} {shape}")
    with stored.open(f"{name}.npy") as file:
        array = np.lib.format.read_array(file, allow_pickle=False)
    if (np.abs(array) > _LARGEST_NUMBER).any():
        raise ValueError(f"{name}: expected finite numbers or NaN, at most {_LARGEST_NUMBER:g}")
    return array.astype(np.float64)


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """Return shape and type that a stored array promises."""
    version = np.lib.format.read_magic(file)
    with warnings.catch_warnings(action="error"):  # of headers that numpy has to guess at
        if version == (1, 0):
            shape, _, dtype = np.lib.format.read_array_header_1_0(file)
        else:
            shape, _, dtype = np.lib.format.read_array_header_2_0(file)
    return shape, dtype
