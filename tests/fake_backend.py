"""A pose backend that replays a track, and the frames that go with it."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import Self

import numpy as np

from formcheck.pose.backend import PersonPose
from formcheck.pose.track import Track
from formcheck.video.frame import Frame

__all__ = ["FakeBackend", "frames"]


class FakeBackend:
    """Finds in frame ``i`` whom the track shows in frame ``i``."""

    def __init__(self, track: Track) -> None:
        self._track = track
        self.opened = 0
        self.closed = 0

    def detect(self, frame: Frame) -> list[PersonPose]:
        """Return the person of that frame, or nobody."""
        i = frame.index
        if not self._track.pose_found[i]:
            return []
        t = self._track
        return [PersonPose(t.landmarks_px[i], t.visibility[i], t.world_m[i])]

    def __enter__(self) -> Self:
        self.opened += 1
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.closed += 1


def frames(track: Track) -> Iterator[Frame]:
    """Return a picture for each frame: an even grey that is never the same twice running."""
    size = (track.source.height, track.source.width, 3)
    pictures = [np.full(size, level, dtype=np.uint8) for level in (126, 128)]
    for i, time_s in enumerate(track.time_s.tolist()):
        yield Frame(index=i, time_s=time_s, image=pictures[i % 2])
