"""People by MediaPipe's pose landmarker: who is tracked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Final, Self

import numpy as np

from formcheck.pose.backend import BackendState, PersonPose
from formcheck.pose.follow import SubjectFollower, body_of
from formcheck.pose.landmarker import Landmarker, shrunk
from formcheck.pose.looks import LookPlan
from formcheck.pose.models import find_bundle
from formcheck.pose.paint import is_remnant, paint_out, region_of
from formcheck.pose.reversal import certainty, is_reversed, windows_around
from formcheck.pose.things import is_thing
from formcheck.pose.tracker import Tracker
from formcheck.pose.window import Window
from formcheck.video.frame import Frame

__all__ = ["MediaPipeBackend"]

_LOOK_AGAIN_S: Final = 0.2  # at most so often while the subject is missing
_STEER_AGAIN_S: Final = 1.0  # a fresh tracker takes 0.1 s to start
_CLOSE_UPS: Final = 4  # looks from near at a body until it is believed to lie that way round
_SURER: Final = 0.1  # a body the other way round must be surer by this
_WINDOW_LOST_S: Final = 1.0  # a window in which nobody was seen for so long is given up
_SAME_BODY: Final = 0.5  # trunk centres nearer than this many trunk lengths: one person


class MediaPipeBackend:
    """Finds people with a BlazePose bundle; a :class:`~formcheck.pose.backend.PoseBackend`.

    One landmarker in video mode tracks one person. Asking it for two (``num_poses=2``) does not
    pay. Measured on a real supine clip, 960x540, model full, with masks: 34 ms a frame instead of
    20 (ratio 1.67, lite 1.87; the detector runs again in every frame that holds fewer than two);
    six times the jitter (second difference of the main landmarks 0.018 trunk lengths instead of
    0.003; only a single pose is smoothed); and while an upright person was made to walk by, the
    lying one was lost in 33 % of frames, by the single tracker in none.

    A single tracker locks onto an upright person beside, though. So a second landmarker, in image
    mode, takes a *look* now and then at the picture with the tracked person painted out (it found
    the lying one behind it in 30 of 30 frames; two poses in image mode: 42 %), and the tracker is
    started anew on the other one if a :class:`~formcheck.pose.follow.SubjectFollower` prefers it.
    A look costs 37 ms, one every 2 seconds 3 % at 30 frames/s; one a second while somebody else is
    about. People besides the tracked one are returned in the frames of a look only; ``persons``
    remembers how many there were.

    A body that comes into sight or turns round is looked at from near, in four turns, at the next
    four looks (150 ms each). One that was found the wrong way round
    (:mod:`formcheck.pose.reversal`) is tracked in that turned part of the picture from then on. Who
    joins a clip in its midst looks once where no turn shows a body the other way round.

    Parameters
    ----------
    model : str
        ``lite``, ``full`` or ``heavy``.
    max_persons : int
        How many people to return at most; 1 never looks for others.
    with_mask : bool
        Whether to give the person mask (3 ms).
    image_mode : bool
        Every frame stands for itself (stills): nothing is tracked or smoothed, each frame has a
        look.
    turn_reversed : bool
        Whether bodies are looked at from near and turned if found the wrong way round.
    looks_s : sequence of float, optional
        The schedule of looks that a clip's own start set, from
        :func:`~formcheck.pose.looks.look_schedule`: a backend that begins in the midst of the clip
        joins it after its first second.
    detection_confidence, presence_confidence, tracking_confidence : float
        MediaPipe's thresholds in [0, 1]. All 0.5, its own choice: with them 175 of 176 supine
        people on photographs were found and nobody in an empty room, which left nothing to tune.

    Raises
    ------
    UsageError
        There is no such model (on entering).
    ModelError
        The bundle is missing or damaged, or MediaPipe cannot start or run it.
    """

    def __init__(
        self,
        model: str = "full",
        *,
        max_persons: int = 2,
        with_mask: bool = True,
        image_mode: bool = False,
        turn_reversed: bool = True,
        looks_s: Sequence[float] | None = None,
        detection_confidence: float = 0.5,
        presence_confidence: float = 0.5,
        tracking_confidence: float = 0.5,
    ) -> None:
        if max_persons < 1:
            raise ValueError(f"max_persons: expected at least 1, got {max_persons}")
        self.model = model
        self.max_persons = max_persons
        self.with_mask = with_mask
        self.image_mode = image_mode
        self.turn_reversed = turn_reversed
        self._looks_s = looks_s
        self._confidence = {
            "min_pose_detection_confidence": detection_confidence,
            "min_pose_presence_confidence": presence_confidence,
            "min_tracking_confidence": tracking_confidence,
        }
        self._path = ""
        self._tracker: Tracker | None = None
        self._scout: Landmarker | None = None
        self._follower = SubjectFollower()
        self._plan = LookPlan(looks_s)
        self._fresh, self._joins = True, False
        self._close_ups = _CLOSE_UPS
        self._seen_s, self._missed = -math.inf, True
        self._last: PersonPose | None = None
        self.persons = 0
        """How many people were about at the last look (0 or 1 where only one is tracked)."""

    def __enter__(self) -> Self:
        self._path = str(find_bundle(self.model))
        self._follower = SubjectFollower()
        self._plan, self.persons = LookPlan(self._looks_s), 0
        self._fresh, self._joins = True, False
        self._close_ups, self._seen_s, self._last = _CLOSE_UPS, -math.inf, None
        self._missed = True
        self._tracker = Tracker(self._start(video=not self.image_mode))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for landmarker in (self._tracker, self._scout):
            if landmarker is not None:
                landmarker.close()
        self._tracker = self._scout = None

    def detect(self, frame: Frame) -> list[PersonPose]:
        """Return the people in this frame; the tracked one, if any, comes first.

        Parameters
        ----------
        frame : Frame
            Any size; frames in rising time.

        Raises
        ------
        ModelError
            MediaPipe failed.
        RuntimeError
            The backend is not open.
        """
        return self._people(frame, self._opened().detect(frame))

    def detect_each(self, frames: Iterable[Frame]) -> Iterator[tuple[Frame, list[PersonPose]]]:
        """Iterate over frames and the people in each, as :meth:`detect` would find them.

        Frames to come are tracked in a thread while other people are looked for.
        """
        for frame, pose in self._opened().detect_each(frames):
            yield frame, self._people(frame, pose)

    def _opened(self) -> Tracker:
        if self._tracker is None:
            raise RuntimeError("expected an open backend: use it in a with statement")
        return self._tracker

    def _people(self, frame: Frame, pose: PersonPose | None) -> list[PersonPose]:
        """Return the people in a frame, given the tracked one; steer the tracker."""
        self._notice(pose, frame.time_s)
        doubted = self.turn_reversed and self._close_ups and self._plan.is_due(frame.time_s)
        if pose is not None and doubted:
            pose = self._seen_from_near(pose, frame)
        people = [pose] if pose is not None else []
        if self.image_mode:
            people = self._look(frame, people)
            self.persons = len(people)
            return people
        if people and self._plan.is_due(frame.time_s) and self.max_persons > 1:
            people = self._look(frame, people)
            self.persons = len(people)
            self._plan.looked(frame.time_s, company=self.persons > 1)
        self.persons = max(len(people), self.persons if people else 0)
        chosen = self._follower.select(people, frame.time_s)
        if chosen is None and people:
            self._plan.no_later_than(frame.time_s + _LOOK_AGAIN_S)
        elif chosen is not None and chosen is not people[0]:
            people = self._steer(frame, people, chosen)
        return people

    @property
    def state(self) -> BackendState:
        """What decides, besides the pictures to come, what will be found."""
        window = self._tracker.window if self._tracker is not None else None
        return BackendState(
            settled=self._follower.settled,
            turns=None if window is None else window.turns,
            next_look_s=self._plan.next_s,
        )

    def _start(self, *, video: bool, window: Window | None = None) -> Landmarker:
        return Landmarker(self._path, self.with_mask, video, self._confidence, window)

    def _notice(self, pose: PersonPose | None, time_s: float) -> None:
        """Doubt a body that comes into sight or turns round; give up a window with nobody in it."""
        gone_s = time_s - self._seen_s
        joins = self._fresh and self._plan.joins and time_s > 0.0
        self._fresh = False
        if pose is not None:
            turned = self._last is not None and is_reversed(self._last, pose)
            # Pictures that are far apart, as on a busy machine, are no absence.
            if turned or (self._missed and gone_s > _LOOK_AGAIN_S):
                self._close_ups, self._joins = _CLOSE_UPS, joins
                self._plan.no_later_than(time_s)
            self._last, self._seen_s, self._missed = pose, time_s, False
            return
        self._missed = True
        if self._tracker is not None and self._tracker.window and gone_s > _WINDOW_LOST_S:
            self._opened().replace(self._start(video=True))

    def _seen_from_near(self, pose: PersonPose, frame: Frame) -> PersonPose:
        """Return the body the other way round, and track that one, if it is surer; else `pose`."""
        if not self.image_mode:
            self._close_ups -= 1
        if self._scout is None:
            self._scout = self._start(video=False)
        size = (frame.image.shape[0], frame.image.shape[1])
        surer: list[tuple[float, Window]] = []
        for window in windows_around(pose, size):
            other = self._scout.detect_in(window, frame)
            if other is not None and is_reversed(pose, other):
                surer.append((certainty(other), window))
        if self._joins and not surer:
            # The part before has looked, too, and does not hand over if it sees another body.
            self._close_ups = 0
        for sure, window in sorted(surer, key=lambda item: -item[0]):
            if sure <= certainty(pose) + _SURER:
                break
            other = self._turned(pose, frame, window)
            if other is not None:
                return other
        return pose

    def _turned(self, pose: PersonPose, frame: Frame, window: Window) -> PersonPose | None:
        """Return the body the other way round as a tracker of a window sees it, and track by it."""
        fresh = self._start(video=not self.image_mode, window=window)
        kept = False
        try:
            other = fresh.detect(frame.image, frame)
            if other is None or not is_reversed(pose, other):
                return None
            if not self.image_mode:
                self._opened().replace(fresh)
                self._last, self._close_ups, kept = other, _CLOSE_UPS, True
            return other
        finally:
            if not kept:
                fresh.close()

    def _look(self, frame: Frame, people: list[PersonPose]) -> list[PersonPose]:
        """Return `people` and whoever else is found once they are painted out."""
        people = list(people)
        while people and len(people) < self.max_persons:
            if self._scout is None:
                self._scout = self._start(video=False)
            region = region_of(people, frame.image.shape[:2])
            other = self._scout.detect(paint_out(shrunk(frame.image), region), frame)
            if other is None or is_thing(other, people[0]):
                break
            if is_remnant(other, region, frame.image.shape[:2]):
                break
            people.append(other)
        return people

    def _steer(
        self, frame: Frame, people: list[PersonPose], chosen: PersonPose
    ) -> list[PersonPose]:
        """Start a new tracker on the chosen person, by showing it nobody else at first."""
        others = [person for person in people if person is not chosen]
        region = region_of(others, frame.image.shape[:2])
        fresh = self._start(video=True)
        try:
            pose = fresh.detect(paint_out(shrunk(frame.image), region), frame)
        except BaseException:
            fresh.close()
            raise
        if pose is None or not _same_body(pose, chosen):
            fresh.close()
            self._plan.not_before(frame.time_s + _STEER_AGAIN_S)
            return [chosen, *others]
        self._opened().replace(fresh)
        return [pose, *others]


def _same_body(first: PersonPose, second: PersonPose) -> bool:
    """Return whether two poses are of one person, by their trunk centres."""
    a, b = body_of(first), body_of(second)
    if a is None or b is None:
        return False
    return bool(np.hypot(*(a.centre - b.centre)) < _SAME_BODY * b.trunk_px)
