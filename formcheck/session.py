"""Joins the stages; the loop that file and camera share.

``observe`` looks at a frame (inference: the dear part) and keeps its landmarks. ``analysis`` judges
what was kept, with no delay in the smoothing; ``step`` does both, live: it observes, follows the
angle with a causal smoother, and judges a repetition, provisionally, the moment it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from formcheck.analysis import analyse, renumbered
from formcheck.checks import Checks, build_checks
from formcheck.checks.base import SetResult
from formcheck.exercises import get_exercise
from formcheck.kinematics.angles import measure
from formcheck.kinematics.sagittal import find_sagittal_frame
from formcheck.kinematics.segments import smooth_segments
from formcheck.live.angle import LiveAngle, raw_flexion_deg
from formcheck.live.hold import HoldWatch
from formcheck.live.sight import Sight, look
from formcheck.live.snapshot import Snapshot
from formcheck.live.spine import LiveSpine
from formcheck.lumbar.reader import LumbarReader
from formcheck.pose.backend import PersonPose, PoseBackend, StreamingBackend
from formcheck.pose.follow import SubjectFollower
from formcheck.pose.recorder import TrackRecorder
from formcheck.pose.silhouette import SilhouetteReader
from formcheck.pose.track import LumbarRow, Track
from formcheck.rep_machine import RepMachine
from formcheck.report import Analysis, RepItem, SetupItem, SetupWarning
from formcheck.video.frame import Frame, SourceInfo

if TYPE_CHECKING:
    from formcheck.lumbar.bridge import ReadingPace

__all__ = ["Session", "Snapshot"]

FloatArray = npt.NDArray[np.float64]

_LEARN_EVERY_S = 0.5
"""So often the baseline is looked for until there is one; it is never moved during a set."""
_LEARN_WINDOW_S = 10.0
"""It is looked for in the last seconds: a long wait for the first repetition costs no more."""
_WAIT_WINDOW_S = 2.5
"""While a session waits it looks at less, so that a rest is a rest of now."""
_SETTLE_S = 0.25
"""A repetition is judged so long after its end, when the smoothing has settled."""
_WINDOW_S = 60.0
"""A live repetition is judged on the last minute and the rest, so that long sets cost no more."""


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What a look at the window brought: fresh and revised repetitions, verdicts on the set."""

    ended: tuple[RepItem, ...] = ()
    revised: tuple[RepItem, ...] = ()
    set_checks: Mapping[str, SetResult] = field(default_factory=dict)


class Session:
    """One person, one set.

    Parameters
    ----------
    backend : PoseBackend
        Opened already; the session does not close it.
    exercise : str
        ``auto`` or the name of an exercise.
    checks : Checks, optional
        The checks with their settings.
    silhouette : SilhouetteReader, optional
        Reads what picture and silhouette tell beside the landmarks; left out, one with defaults.
    lumbar : LumbarReader, optional
        Reads spine and pelvis; left out, nothing is told of the back.
    lumbar_every : int
        So many frames apart the spine is read; a live session may leave out every second one.
    lumbar_pace : ReadingPace, optional
        In which frames of a recording the spine is read, instead; the frames between are for
        :func:`~formcheck.lumbar.bridge.bridged`.
    waiting : bool
        Whether nothing counts before :meth:`begin`: walking in and lying down are no repetitions.

    Raises
    ------
    UsageError
        There is no such exercise.
    """

    def __init__(
        self,
        backend: PoseBackend,
        *,
        exercise: str = "auto",
        checks: Checks | None = None,
        silhouette: SilhouetteReader | None = None,
        lumbar: LumbarReader | None = None,
        lumbar_every: int = 1,
        lumbar_pace: ReadingPace | None = None,
        waiting: bool = False,
    ) -> None:
        if exercise != "auto":
            get_exercise(exercise)
        self._backend = backend
        self._exercise = exercise
        self._checks = checks if checks is not None else build_checks({})
        self._follower = SubjectFollower()
        self._silhouette = silhouette or SilhouetteReader()
        self._lumbar, self._lumbar_every = lumbar, max(1, lumbar_every)
        self._lumbar_pace = lumbar_pace
        self._recorder = TrackRecorder()
        self._size = (0, 0)
        self._angle, self._spine = LiveAngle(), LiveSpine()
        self._row: LumbarRow | None = None
        self._sight: Sight | None = None
        self._counting = not waiting
        self._got_up = self._started = False
        self._machine = RepMachine()
        self._hold = HoldWatch(self._checks)
        self._learnt_s = -np.inf
        self._judge_at_s = np.inf
        self._rest: tuple[int, int] | None = None
        self._setup: SetupItem | None = None
        self._reps: list[RepItem] = []

    def observe(self, frame: Frame) -> PersonPose | None:
        """Look at a frame; return the person followed, None if not found."""
        pose, persons = self.find(frame)
        self.read(frame, pose, persons)
        return pose

    def find(self, frame: Frame) -> tuple[PersonPose | None, int]:
        """Return the person followed, None if not found, and how many there are.

        The first half of :meth:`observe`; what it found is for :meth:`read`, frame after frame.
        The halves share nothing: each may have a thread of its own.
        """
        people = self._backend.detect(frame)
        return self._follower.select(people, frame.time_s), len(people)

    def find_each(self, frames: Iterable[Frame]) -> Iterator[tuple[Frame, PersonPose | None, int]]:
        """Iterate over frames with what :meth:`find` returns of each; a backend may run ahead."""
        if not isinstance(self._backend, StreamingBackend):
            yield from ((frame, *self.find(frame)) for frame in frames)
            return
        for frame, people in self._backend.detect_each(frames):
            yield frame, self._follower.select(people, frame.time_s), len(people)

    def read(self, frame: Frame, pose: PersonPose | None, persons: int) -> None:
        """Read and keep what the frame shows of the person that :meth:`find` found in it."""
        self._got_up = pose is None and persons > 0
        features = self._silhouette.read(frame.image, pose, persons)
        self._row = None
        if self._lumbar is not None and self._is_due(frame.time_s):
            self._row = self._lumbar.read(frame.image, pose)
        self._recorder.add(frame.time_s, pose, features, self._row)
        self._size = (frame.image.shape[1], frame.image.shape[0])

    def _is_due(self, time_s: float) -> bool:
        """Return whether the low back is read in the next frame."""
        if self._lumbar_pace is not None:
            return self._lumbar_pace.is_due(time_s)
        return len(self._recorder) % self._lumbar_every == 0

    @property
    def settled(self) -> bool:
        """Whether the person followed is fixed, so that nobody else can take over."""
        return self._follower.settled

    @property
    def recorder(self) -> TrackRecorder:
        """What was read so far, frame by frame."""
        return self._recorder

    @property
    def seen_s(self) -> float:
        """For how long the person was seen in all, seconds."""
        track = self._recorder.track(self._info())
        if len(track) < 2:
            return 0.0
        return float(np.sum(np.gradient(track.time_s)[track.pose_found]))

    def track(self, source: SourceInfo) -> Track:
        """Return what was seen in all frames observed so far."""
        return self._recorder.track(source)

    def seen_since(self, time_s: float) -> Track:
        """Return what was seen in the frames from this time on."""
        return self._recorder.track(self._info(), self._recorder.frame_at(time_s))

    def analysis(self, source: SourceInfo, warnings: Iterable[SetupWarning] = ()) -> Analysis:
        """Return the final analysis of all frames observed so far."""
        return analyse(
            self.track(source),
            exercise=self._exercise,
            checks=self._checks,
            source_warnings=warnings,
        )

    def step(self, frame: Frame) -> Snapshot:
        """Observe a frame and return what is known now."""
        if not self._started:
            from formcheck.kinematics.smoothing import load_filters

            load_filters()
            self._started = True
        pose = self.observe(frame)
        unsure = self._rest is None or not self._counting
        if unsure and frame.time_s - self._learnt_s >= _LEARN_EVERY_S:
            self._learn(frame.time_s)
        sample = self._angle.step(frame.time_s, pose)
        if self._counting:
            ended = self._machine.step(
                len(self._recorder) - 1, frame.time_s, sample.hip_flexion_deg, sample.speed_dps
            )
            if ended is not None:
                self._judge_at_s = frame.time_s + _SETTLE_S
            if self._hold.step(frame.time_s, sample.hip_flexion_deg):
                self._judge_at_s = min(self._judge_at_s, frame.time_s)
        judged = self._judge() if frame.time_s >= self._judge_at_s else _Judgement()
        return Snapshot(
            time_s=frame.time_s,
            pose=pose,
            hip_flexion_deg=sample.hip_flexion_deg,
            phase=self._machine.phase,
            reps=len(self._reps),
            ended=judged.ended,
            setup=self._setup,
            side=self._angle.side,
            spine=self._spine.step(frame.time_s, self._row, pose),
            sight=self._sight,
            counting=self._counting,
            got_up=self._got_up,
            revised=judged.revised,
            set_checks=judged.set_checks,
        )

    def begin(self, from_s: float) -> None:
        """Begin a new set with the frames from ``from_s`` on; what was before is forgotten."""
        self._recorder.forget_before(from_s)
        self._machine, self._hold = RepMachine(), HoldWatch(self._checks)
        self._judge_at_s = np.inf
        self._rest, self._setup, self._reps = None, None, []
        self._counting = True
        if len(self._recorder):
            self._learn(self._recorder.stop_s)

    def wait(self, from_s: float) -> None:
        """Count no more, and forget what was before ``from_s``, until the next :meth:`begin`."""
        self.begin(from_s)
        self._counting = False

    def finish(self) -> tuple[RepItem, ...]:
        """Return the repetitions that the end of the set completes."""
        return self._judge(at_end=True).ended if self._counting else ()

    def _info(self) -> SourceInfo:
        return SourceInfo(name="live", width=self._size[0], height=self._size[1])

    def _learn(self, time_s: float) -> None:
        """Renew the sagittal frame, and the baseline once there was a rest."""
        self._learnt_s = time_s
        window_s = _LEARN_WINDOW_S if self._counting else _WAIT_WINDOW_S
        if not self._counting:
            # However long the waiting lasts, it costs no memory.
            self._recorder.forget_before(time_s - _LEARN_WINDOW_S)
        track = self._recorder.track(self._info(), self._recorder.frame_at(time_s - window_s))
        segments = smooth_segments(track)
        body = find_sagittal_frame(segments)
        kinematics = measure(track) if body.posture != "unknown" else None
        self._sight = look(track, body, kinematics)
        if kinematics is None:
            return
        self._angle.learn(body, kinematics, raw_flexion_deg(track.landmarks_px, body))
        self._spine.learn(track, kinematics)
        if kinematics.rest is not None:
            first = len(self._recorder) - len(track)
            self._rest = (first + kinematics.rest.start, first + kinematics.rest.stop)

    def _window(self) -> Track:
        """Return the frames that a live judgement rests on: the rest, and the last minute.

        Only these are copied: in a long set the whole track would cost more with every repetition.
        """
        recorder, info = self._recorder, self._info()
        first = recorder.frame_at(recorder.stop_s - _WINDOW_S)
        if self._rest is None or self._rest[0] >= first:
            return recorder.track(info, first)
        if self._rest[1] >= first:
            # A rest that is cut short would be none.
            return recorder.track(info, self._rest[0])
        return recorder.track(info, *self._rest).followed_by(recorder.track(info, first))

    def _judge(self, *, at_end: bool = False) -> _Judgement:
        """Judge the window: the whole repetitions that were not there before, and the last ones."""
        self._judge_at_s = np.inf
        if len(self._recorder) == 0:
            return _Judgement()
        result = analyse(self._window(), exercise=self._exercise, checks=self._checks)
        self._setup = result.data.setup
        if result.reps:
            self._angle.scale(result.track.landmarks_px, result.kinematics.hip_flexion_deg)
        fresh, revised = [], []
        told = len(self._reps)
        for item, rep in zip(result.data.reps, result.reps, strict=True):
            same = [i for i in range(told) if item.is_same_as(self._reps[i])]
            if same:
                (i,) = same[:1]
                # What follows bears on the one before; older ones may be cut by the window.
                if i >= told - 2 and _tells_more(item, self._reps[i]):
                    self._reps[i] = renumbered(item, i + 1)
                    revised.append(self._reps[i])
            elif rep.stop == len(result.track) and not at_end:
                # The last degrees are still to come: a verdict would be on part of it.
                self._judge_at_s = result.track.time_s[-1] + _SETTLE_S
            else:
                fresh.append(renumbered(item, len(self._reps) + 1))
                self._reps.append(fresh[-1])
        return _Judgement(tuple(fresh), tuple(revised), result.data.set_checks)


def _tells_more(item: RepItem, known: RepItem) -> bool:
    """Return whether a later judgement decides what was open."""
    return any(
        result.verdict != "cant_tell" and known.checks[name].verdict == "cant_tell"
        for name, result in item.checks.items()
    )
