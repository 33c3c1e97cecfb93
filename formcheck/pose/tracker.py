"""The landmarker that follows one person, and that goes on while others look for other people."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import Final

from formcheck.ahead import ahead
from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarker import Landmarker, shrunk
from formcheck.pose.window import Window
from formcheck.video.frame import Frame

__all__ = ["Tracker"]

_AHEAD: Final = 6
"""Frames that are tracked before their turn at most: a look takes as long as two, one from near
with it as ten; each keeps a picture and a mask in memory."""


class Tracker:
    """Follows a person by a landmarker, which may be replaced by another one after any frame.

    Parameters
    ----------
    landmarker : Landmarker
        Closed when it is replaced, or with the tracker.
    """

    def __init__(self, landmarker: Landmarker) -> None:
        self._landmarker = landmarker
        self._using = threading.Lock()
        self._news = threading.Condition()
        self._untaken = 0
        self._ended = False

    @property
    def window(self) -> Window | None:
        """The part of every picture that is looked at; None = all of it."""
        return self._landmarker.window

    def detect(self, frame: Frame) -> PersonPose | None:
        """Return the person in the next frame."""
        return self._landmarker.detect(shrunk(frame.image), frame)

    def detect_each(self, frames: Iterable[Frame]) -> Iterator[tuple[Frame, PersonPose | None]]:
        """Iterate over frames and the person in each, tracking those to come in a thread.

        What is found does not depend on it: where the landmarker is replaced after a frame, those
        that the old one has seen since are given to the new one, too.
        """
        self._untaken, self._ended = 0, False
        with ahead(self._tracked(frames), _AHEAD) as tracked:
            try:
                for frame, pose, by in tracked:
                    yield frame, pose if by is self._landmarker else self.detect(frame)
                    self._tell(untaken=-1)
            finally:
                self._ended = True
                self._tell()

    def _tracked(
        self, frames: Iterable[Frame]
    ) -> Iterator[tuple[Frame, PersonPose | None, Landmarker]]:
        by, pose = self._landmarker, None
        for frame in frames:
            with self._using:
                replaced = by is not self._landmarker
                if not replaced:
                    pose = self.detect(frame)
            if replaced:
                # The frames that are under way go to the new one first, where they are taken.
                with self._news:
                    self._news.wait_for(lambda: self._untaken == 0 or self._ended)
                if self._ended:
                    return
                by = self._landmarker
                pose = self.detect(frame)
            self._tell(untaken=1)
            yield frame, pose, by

    def _tell(self, untaken: int = 0) -> None:
        with self._news:
            self._untaken += untaken
            self._news.notify_all()

    def replace(self, landmarker: Landmarker) -> None:
        """Go on with another landmarker after the frame that was taken last."""
        with self._using:
            old, self._landmarker = self._landmarker, landmarker
            old.close()

    def close(self) -> None:
        """Free the landmarker."""
        self._landmarker.close()
