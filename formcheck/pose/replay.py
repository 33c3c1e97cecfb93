"""Saved tracks: write one, read one, and analyse it again without the video or the model."""

from __future__ import annotations

import json
import os
import zipfile
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from formcheck.errors import OutputError, TrackError
from formcheck.pose.track import Track
from formcheck.video.frame import SourceInfo

__all__ = ["TRACK_SCHEMA", "load_track", "save_track"]

TRACK_SCHEMA = "formcheck.track/1"
_ARRAYS = tuple(f.name for f in fields(Track) if f.name != "source")
_REMEDY = "analyse the video again, or take the track.npz of an analysis by this version"
_LARGEST_FRAMES = 10_000_000


def save_track(path: str | os.PathLike[str], track: Track) -> None:
    """Write a track as ``track.npz``: landmarks only, no images, no masks.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    path = Path(path)
    text = json.dumps({"schema": TRACK_SCHEMA, **asdict(track.source)})
    arrays = {name: _packed(name, getattr(track, name)) for name in _ARRAYS}
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with partial.open("wb") as file:
            np.savez_compressed(file, source=np.array(text), **arrays)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise OutputError(
            f"the track cannot be written, {error.strerror or error}",
            str(path),
            "choose a folder with free space that you may write to",
        ) from error


def _packed(name: str, array: Any) -> Any:
    """Return an array as it is stored: times in full, the rest in single precision."""
    return array if name == "time_s" else array.astype(np.float32)


def load_track(path: str | os.PathLike[str]) -> Track:
    """Return the track of a ``track.npz``.

    Raises
    ------
    TrackError
        The file is missing, damaged, or of another version.
    """
    path = Path(path)
    if not path.is_file():
        raise TrackError("no such track", str(path), "name the track.npz of an earlier analysis")
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            text = str(stored["source"][()])
            source = _source(text)
            arrays = {name: _array(stored, name) for name in _ARRAYS}
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
        NotImplementedError,
        zipfile.BadZipFile,
    ) as error:
        raise TrackError("the track is damaged", str(path), _REMEDY) from error


def _source(text: str) -> SourceInfo:
    found = json.loads(text)
    if not isinstance(found, dict) or found.pop("schema", None) != TRACK_SCHEMA:
        raise TrackError("the track is of another version", "schema", _REMEDY)
    return SourceInfo(**{name: found[name] for name in (f.name for f in fields(SourceInfo))})


def _array(stored: Any, name: str) -> Any:
    array = stored[name]
    if array.dtype.kind != "f" or len(array) > _LARGEST_FRAMES:
        raise ValueError(f"{name}: expected numbers, got {array.dtype} {array.shape}")
    return array.astype(np.float64)
