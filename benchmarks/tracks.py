"""Tracks of benchmark clips, kept beside: network inference is the dear part, and done once.

A track is good for one video, one model bundle: their checksums stand in a small JSON beside it.
With the low back the crops are kept as well, and another lumbar network reads those.
The code that reads silhouettes and follows the person stands there too, but is only warned about:
after a change of it ``fresh=True`` looks at the clips again.
"""

from __future__ import annotations

import hashlib
import json
import math
import multiprocessing
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

import formcheck
from benchmarks.crops import KeepingReader, load_seen, read_again, save_seen
from formcheck.errors import TrackError
from formcheck.lumbar.bridge import READINGS_HZ, ReadingPace, bridged
from formcheck.lumbar.reader import LumbarReader, Seen
from formcheck.pose.manifest import load_lumbar_entry, load_manifest
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.pose.replay import load_track, save_track
from formcheck.pose.track import LUMBAR_ARRAYS, Track
from formcheck.session import Session
from formcheck.video.source import open_source

__all__ = ["TrackKey", "cached_track", "is_stale", "look_at", "look_at_all", "manifest_sha256"]


@dataclass(frozen=True, slots=True)
class TrackKey:
    """What a track was made of; the track is good while the first three are the same.

    Parameters
    ----------
    video_sha256 : str
        The clip.
    model : str
        The pose model.
    manifest_sha256 : str
        The list of models with their checksums.
    pose_code_sha256 : str
        The source of ``formcheck.pose`` and ``formcheck.video``.
    lumbar_sha256 : str
        The lumbar network, where the track holds what it reads, else empty.
    """

    video_sha256: str
    model: str
    manifest_sha256: str
    pose_code_sha256: str
    lumbar_sha256: str = ""

    @classmethod
    def of(cls, video: Path, model: str, *, lumbar: bool = False) -> TrackKey:
        """Return the key of a video that is looked at now, with or without the lumbar network."""
        with video.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        network = load_lumbar_entry().sha256 if lumbar else ""
        return cls(digest, model, manifest_sha256(), _pose_code_sha256(), network)

    def covers(self, stored: Mapping[str, object]) -> bool:
        """Return whether a stored key is that of the same video and models."""
        return self.covers_pose(stored) and (
            not self.lumbar_sha256 or stored.get("lumbar_sha256") == self.lumbar_sha256
        )

    def covers_pose(self, stored: Mapping[str, object]) -> bool:
        """Return whether a stored key is that of the same video and pose models."""
        names = ("video_sha256", "model", "manifest_sha256")
        return all(stored.get(name) == getattr(self, name) for name in names)


def manifest_sha256() -> str:
    """Return the checksum of the list of pose models."""
    entries = [asdict(entry) for entry in load_manifest()]
    return hashlib.sha256(json.dumps(entries, sort_keys=True).encode()).hexdigest()


def _pose_code_sha256() -> str:
    root = Path(formcheck.__file__).parent
    digest = hashlib.sha256()
    for folder in ("pose", "video"):
        for path in sorted((root / folder).glob("*.py")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def look_at(video: Path, model: str, *, lumbar: bool = False) -> tuple[Track, list[Seen | None]]:
    """Return the track of a video, even if nobody is in it, and what the lumbar network saw.

    Raises
    ------
    VideoError, ModelError
        Clip or model cannot be read.
    """
    reader = KeepingReader() if lumbar else None
    with open_source(video) as source, MediaPipeBackend(model) as backend:
        session = Session(backend, lumbar=reader)
        for frame in source:
            session.observe(frame)
        return session.track(source.info), [] if reader is None else reader.seen


def cached_track(
    video: Path, folder: Path, key: TrackKey, readings_hz: float = READINGS_HZ
) -> Track | None:
    """Return the kept track of a video, None if there is none that is good.

    The low back is kept for every frame, and told as formcheck tells it, which reads it so often
    (infinity: in every frame).
    """
    try:
        if not key.covers(_stored(video, folder)):
            return None
        return _at_pace(load_track(_track_path(video, folder)), readings_hz)
    except (OSError, ValueError, TrackError):
        return None


def _at_pace(track: Track, hz: float) -> Track:
    """Return what the track would be, had the low back been read so often."""
    if math.isinf(hz):
        return track
    pace = ReadingPace(hz)
    due = np.array([pace.is_due(time_s) for time_s in track.time_s.tolist()], dtype=bool)
    arrays = {
        name: np.where(due.reshape(-1, *(1,) * len(shape)), getattr(track, name), np.nan)
        for name, shape in LUMBAR_ARRAYS.items()
    }
    return bridged(replace(track, **arrays), hz)


def is_stale(video: Path, folder: Path, key: TrackKey) -> bool:
    """Return whether the kept track was made by other pose code than today's."""
    return bool(_stored(video, folder).get("pose_code_sha256") != key.pose_code_sha256)


def look_at_all(
    videos: Iterable[Path],
    folder: Path,
    model: str,
    *,
    workers: int = 1,
    fresh: bool = False,
    lumbar: bool = False,
) -> Iterator[Path]:
    """Keep a track of every video that has none; yield each video when it is done.

    Parameters
    ----------
    videos : iterable of Path
        Clips; their names must differ.
    folder : Path
        Where tracks are kept.
    model : str
        The pose model.
    workers : int
        Processes; each looks at one clip at a time, so that little is lost if it is stopped.
    fresh : bool
        Look again at clips whose track was made by other pose code.
    lumbar : bool
        Whether the lumbar network reads them, too.
    """
    missing = [video for video in videos if _needed(video, folder, model, fresh, lumbar)]
    folder.mkdir(parents=True, exist_ok=True)
    if workers <= 1 or len(missing) <= 1:
        for video in missing:
            _keep(video, folder, model, fresh, lumbar)
            yield video
        return
    # Inference brings threads of its own: a forked child could inherit a lock that nobody frees.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        jobs = {pool.submit(_keep, video, folder, model, fresh, lumbar): video for video in missing}
        for job in as_completed(jobs):
            job.result()
            yield jobs[job]


def _needed(video: Path, folder: Path, model: str, fresh: bool, lumbar: bool) -> bool:
    key = TrackKey.of(video, model, lumbar=lumbar)
    if cached_track(video, folder, key) is None:
        return True
    return fresh and is_stale(video, folder, key)


def _keep(video: Path, folder: Path, model: str, fresh: bool, lumbar: bool) -> None:
    key = TrackKey.of(video, model, lumbar=lumbar)
    again = _read_again(video, folder, key, fresh) if lumbar else None
    track, seen = (again, []) if again is not None else look_at(video, model, lumbar=lumbar)
    # Without its key a track counts for nothing: the old one goes first, the new one comes last.
    _key_path(video, folder).unlink(missing_ok=True)
    save_track(_track_path(video, folder), track)
    if again is None:
        _crops_path(video, folder).unlink(missing_ok=True)
    if seen:
        save_seen(_crops_path(video, folder), seen)
    partial = _key_path(video, folder).with_suffix(".part")
    partial.write_text(json.dumps(asdict(key), indent=1) + "\n", encoding="utf-8")
    partial.replace(_key_path(video, folder))


def _read_again(video: Path, folder: Path, key: TrackKey, fresh: bool) -> Track | None:
    """Return the kept track read by today's lumbar network; None where its crops are not there."""
    try:
        stored = _stored(video, folder)
        if not key.covers_pose(stored) or key.covers(stored):
            return None
        if fresh and is_stale(video, folder, key):
            return None
        seen = load_seen(_crops_path(video, folder))
        return read_again(load_track(_track_path(video, folder)), seen, LumbarReader())
    except (OSError, ValueError, TrackError):
        return None


def _stored(video: Path, folder: Path) -> dict[str, object]:
    """Return the kept key of a video."""
    stored = json.loads(_key_path(video, folder).read_text(encoding="utf-8"))
    if not isinstance(stored, dict):
        raise ValueError(f"{video.name}: expected a key")
    return stored


def _track_path(video: Path, folder: Path) -> Path:
    return folder / f"{video.stem}.npz"


def _crops_path(video: Path, folder: Path) -> Path:
    return folder / f"{video.stem}.crops.npz"


def _key_path(video: Path, folder: Path) -> Path:
    return folder / f"{video.stem}.key.json"
