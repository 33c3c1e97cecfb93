"""Which clips a batch consists of, and where the result of each goes."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from formcheck.batch.job import ClipOptions, Job
from formcheck.errors import UsageError
from formcheck.video.source import is_address, no_file

__all__ = ["SUFFIXES", "plan"]

SUFFIXES = frozenset(
    {".3gp", ".avi", ".flv", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts"}
    | {".ogv", ".ts", ".webm", ".wmv"}
)
"""What counts as a video in a folder; a file that is named is taken whatever it is called."""

_RESULT = "report.json"
_JOINT = "__"


def plan(paths: Sequence[str], output: Path, options: ClipOptions) -> list[Job]:
    """Return the jobs of a batch, ordered by path.

    Parameters
    ----------
    paths : sequence of str
        Videos, tracks, folders (looked through to the bottom), and patterns such as
        ``clips/**/*.mp4``. Results of earlier analyses are passed over.
    output : Path
        Where results go: one folder each, called like the clip; the folders above it within a
        folder that was named come first (``monday__clip``).
    options : ClipOptions
        For all of them.

    Raises
    ------
    UsageError
        Nothing is there, something is an address, or two clips would have one name.
    """
    found: dict[Path, str] = {}
    for path in paths:
        for video, name in _clips(path):
            found.setdefault(video.absolute(), name)
    if not found:
        raise UsageError("no video was found", " ".join(paths), "name videos, folders or patterns")
    names = _told_apart(found)
    return [_job(video, output.absolute() / names[video], options) for video in sorted(found)]


def _clips(path: str) -> Iterator[tuple[Path, str]]:
    """Give the clips of a path, each with the name of its result."""
    place = Path(path)
    if is_address(path) and not place.exists():
        raise no_file(path, UsageError)
    if place.is_dir():
        for video in _videos_in(place):
            yield video, _JOINT.join(video.relative_to(place).with_suffix("").parts)
    elif glob.has_magic(path) and not place.exists():
        for match in sorted(glob.glob(path, recursive=True)):  # noqa: PTH207 - any root, any OS
            yield from _clips(match)
    else:
        yield place, place.stem


def _videos_in(folder: Path) -> Iterator[Path]:
    for above, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if _RESULT not in files:
            yield from (Path(above, name) for name in sorted(files) if _is_video(Path(name)))


def _is_video(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def _told_apart(found: dict[Path, str]) -> dict[Path, str]:
    """Return the names; those of clips called alike get the ending or the folder above to them."""
    names = dict(found)
    for name in {name for name, count in Counter(found.values()).items() if count > 1}:
        alike = [video for video in found if found[video] == name]
        endings = [name + video.suffix for video in alike]
        folders = [f"{video.parent.name}{_JOINT}{name}" for video in alike]
        names |= zip(alike, endings if len(set(endings)) == len(alike) else folders, strict=True)
    twice = [name for name, count in Counter(names.values()).items() if count > 1]
    if twice:
        raise UsageError(
            f"two videos are called `{twice[0]}`", "batch", "name the folder above both of them"
        )
    return names


def _job(video: Path, folder: Path, options: ClipOptions) -> Job:
    try:
        status = video.stat()
        size, changed = status.st_size, status.st_mtime_ns
    except OSError:
        size = changed = 0  # told when its turn comes
    return Job(str(video), str(folder), size, changed, options)
