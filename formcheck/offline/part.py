"""One landmarker's share of a clip: it decodes, looks and reads in a row of threads of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from formcheck.ahead import ahead
from formcheck.errors import InputError
from formcheck.lumbar.bridge import ReadingPace
from formcheck.lumbar.reader import LumbarReader
from formcheck.offline.seam import SeamSettings, agree
from formcheck.pose.backend import BackendState, PersonPose, SplittableBackend
from formcheck.session import Session
from formcheck.video.file import VideoFile
from formcheck.video.frame import Frame

__all__ = ["Part", "Share", "Told"]


@dataclass(frozen=True, slots=True)
class Share:
    """The frames ``[start, stop)`` of a clip.

    Parameters
    ----------
    start, stop : int
        Numbers of frames.
    raw_s : float
        The container's time of the first one.
    """

    start: int
    stop: int
    raw_s: float


class Told:
    """What the parts of one clip tell each other, from thread to thread."""

    def __init__(self) -> None:
        self.news = threading.Condition()
        self.cancelled = False
        self.unfit = False
        """Whether the file is other than its packets said, and no clip to be looked at in parts."""

    def tell(self, change: Callable[[], None] = lambda: None) -> None:
        """Make a change that others may wait for."""
        with self.news:
            change()
            self.news.notify_all()


class Part:
    """Looks at its share and on, until a later part has come to see the same.

    Parameters
    ----------
    source : VideoFile
        Opened, nothing taken yet; closed at the end.
    backend : SplittableBackend
        Not opened yet.
    share : Share
        What it looks at.
    told : Told
        Of this clip.
    times_s : sequence of float
        Presentation times of all frames of the clip.
    settings : SeamSettings
        When it may hand over.
    """

    def __init__(
        self,
        source: VideoFile,
        backend: SplittableBackend,
        share: Share,
        told: Told,
        times_s: list[float],
        settings: SeamSettings,
    ) -> None:
        self.source = source
        self.share = share
        self.seen = share.start
        """Frames below this number were looked at."""
        self.ended = False
        self.later: list[Part] = []
        self.next: Part | None = None
        """Who goes on from frame ``seen``; None at the end of the clip."""
        self.error: BaseException | None = None
        self._backend = backend
        self._told = told
        self._times_s = times_s
        self._settings = settings
        self._states: list[tuple[bool, BackendState]] = []
        self._others = False

    def run(self) -> None:
        """Look at the share; never raises: what went wrong stands in ``error``."""
        try:
            with self.source, self._backend as backend:
                self.session = Session(backend, lumbar=LumbarReader(), lumbar_pace=ReadingPace())
                if self.share.start == 0 or self.source.seek(self.share.raw_s, self.share.start):
                    self._look()
        except InputError as error:
            # Of what cannot be read from the midst the part before tells.
            self.error = error if self.share.start == 0 else None
        except BaseException as error:  # raised where the parts were started
            self.error = error
        finally:
            self._told.tell(lambda: setattr(self, "ended", True))

    def _look(self) -> None:
        with ahead(self.source) as frames, ahead(self._found(frames)) as found:
            for frame, pose, persons, state in found:
                if not self._as_foretold(frame):
                    return
                self.session.read(frame, pose, persons)
                self._told.tell(lambda: self._note(state, persons))  # noqa: B023 - called at once
                if self._told.cancelled:
                    return
                if frame.index >= self.share.stop and self._hands_over(frame.index):
                    return

    def _found(
        self, frames: Iterator[Frame]
    ) -> Iterator[tuple[Frame, PersonPose | None, int, tuple[bool, BackendState]]]:
        for frame in frames:
            pose, persons = self.session.find(frame)
            yield frame, pose, persons, (self.session.settled, self._backend.state)

    def _note(self, state: tuple[bool, BackendState], persons: int) -> None:
        self._states.append(state)
        self._others |= persons > 1
        self.seen += 1

    def _as_foretold(self, frame: Frame) -> bool:
        """Return whether the frame is sound and came when its packet said; else end all parts."""
        known = frame.index < len(self._times_s) and frame.time_s == self._times_s[frame.index]
        if known and self.source.is_sound:
            return True
        self._told.unfit = True
        self._told.tell(lambda: setattr(self._told, "cancelled", True))
        return False

    def _hands_over(self, index: int) -> bool:
        """Return whether a later part goes on from the next frame, having come to see the same."""
        other = next((p for p in self.later if p.share.start <= index < p.share.stop), None)
        if other is None or not self._wait(lambda: other.seen > index, other):
            return False
        first = int(np.searchsorted(self._times_s, self._times_s[index] - self._settings.for_s))
        if first < other.share.start or not self._agrees(other, first, index + 1):
            return False
        if not self._same_state(other, index):
            return False
        self.next = other
        return True

    def _agrees(self, other: Part, start: int, stop: int) -> bool:
        """Return whether both saw the same in frames ``[start, stop)`` of the clip."""
        mine, theirs = (
            part.session.recorder.rows(start - part.share.start, stop - part.share.start)
            for part in (self, other)
        )
        return agree(mine, theirs, self._settings)

    def _same_state(self, other: Part, index: int) -> bool:
        """Return whether both go on alike, and the other one saw all of its share.

        Where they look for other people at other moments, what they see of them differs; so nobody
        else may have been in sight then.
        """
        (mine, own), (theirs, its) = (p._states[index - p.share.start] for p in (self, other))
        if (mine, own.settled, own.turns) != (theirs, its.settled, its.turns):
            return False
        if not self._wait(lambda: other.seen >= other.share.stop, other):
            return False
        return own.next_look_s == its.next_look_s or not (self._others or other._others)

    def _wait(self, ready: Callable[[], bool], other: Part) -> bool:
        """Wait until it is so; False if the other part ends before."""
        with self._told.news:
            self._told.news.wait_for(lambda: ready() or other.ended or self._told.cancelled)
            return ready() and not self._told.cancelled
