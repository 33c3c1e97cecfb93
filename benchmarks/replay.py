"""A track played through a live session as if it were looked at now: no video, no inference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from formcheck.lumbar.reader import LumbarReader
from formcheck.pose.backend import PersonPose
from formcheck.pose.silhouette import SilhouetteReader
from formcheck.pose.track import LUMBAR_ARRAYS, LumbarRow, Track
from formcheck.report import RepItem
from formcheck.session import Session, Snapshot
from formcheck.video.frame import Frame

__all__ = ["Replay", "played", "told"]


class Replay:
    """What was seen in the frames of a track: pose backend, silhouette and lumbar reader in one.

    Frames are found by their index; what they show does not matter.

    Parameters
    ----------
    track : Track
    """

    def __init__(self, track: Track) -> None:
        self.track = track
        self._now = 0
        self.silhouette = _Silhouette(self)
        self.lumbar = _Lumbar(self)

    @property
    def now(self) -> int:
        """Number of the frame that was looked at last."""
        return self._now

    def detect(self, frame: Frame) -> list[PersonPose]:
        """Return the person of that frame, or nobody."""
        self._now = frame.index
        t = self.track
        if not t.pose_found[self._now]:
            return []
        i = self._now
        return [PersonPose(t.landmarks_px[i], t.visibility[i], t.world_m[i])]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        pass

    def frames(self, kept: Iterable[int] | None = None) -> Iterator[Frame]:
        """Yield an empty picture for each frame, or for those that were not left out."""
        nothing = np.zeros((self.track.source.height, self.track.source.width, 3), np.uint8)
        for i in range(len(self.track)) if kept is None else kept:
            yield Frame(index=i, time_s=float(self.track.time_s[i]), image=nothing)


class _Silhouette(SilhouetteReader):
    def __init__(self, replay: Replay) -> None:
        self._replay = replay

    def read(self, *_: object) -> npt.NDArray[np.float64]:
        return self._replay.track.contour[self._replay.now]


class _Lumbar(LumbarReader):
    def __init__(self, replay: Replay) -> None:
        self._replay = replay

    def read(self, *_: object) -> LumbarRow | None:
        i = self._replay.now
        row = {name: getattr(self._replay.track, name)[i] for name in LUMBAR_ARRAYS}
        return LumbarRow(**row) if np.isfinite(row["in_range"]) else None


def played(
    track: Track, *, kept: Iterable[int] | None = None, lumbar_every: int = 2
) -> tuple[Session, list[Snapshot]]:
    """Return the session that a track was played through, and all it knew on the way."""
    replay = Replay(track)
    session = Session(
        replay, silhouette=replay.silhouette, lumbar=replay.lumbar, lumbar_every=lumbar_every
    )
    return session, [session.step(frame) for frame in replay.frames(kept)]


def told(track: Track, *, kept: Iterable[int] | None = None) -> list[RepItem]:
    """Return the repetitions as a live session last told them when a track was played through."""
    session, snapshots = played(track, kept=kept)
    latest = {rep.index: rep for s in snapshots for rep in (*s.ended, *s.revised)}
    latest |= {rep.index: rep for rep in session.finish()}
    return list(latest.values())
