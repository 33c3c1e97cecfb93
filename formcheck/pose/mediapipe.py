"""People by MediaPipe's pose landmarker: the only file that knows [0, 1] coordinates."""

from __future__ import annotations

import math
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.errors import ModelError
from formcheck.pose.backend import PersonPose
from formcheck.pose.follow import SubjectFollower, body_of
from formcheck.pose.models import find_bundle
from formcheck.pose.paint import is_remnant, paint_out, region_of
from formcheck.pose.quiet import calm_native_logs, quiet_stderr
from formcheck.video.frame import Frame

__all__ = ["MediaPipeBackend"]

ByteImage = npt.NDArray[np.uint8]

_MAX_SIDE_PX: Final = 1920  # the models see 224 and 256 pixels; more only costs time
_LOOK_EVERY_S: Final = 2.0
_LOOK_EVERY_AT_START_S: Final = 0.25  # the subject is chosen in the first second
_LOOK_AGAIN_S: Final = 0.2  # at most so often while the subject is missing
_START_S: Final = 1.0
_STEER_AGAIN_S: Final = 1.0  # a fresh tracker takes 0.1 s to start
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
    A look costs 37 ms, one every 2 seconds 3 % at 30 frames/s. People besides the tracked one are
    returned in the frames of a look only; ``persons`` remembers how many there were.

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
        self._confidence = {
            "min_pose_detection_confidence": detection_confidence,
            "min_pose_presence_confidence": presence_confidence,
            "min_tracking_confidence": tracking_confidence,
        }
        self._path = ""
        self._tracker: _Landmarker | None = None
        self._scout: _Landmarker | None = None
        self._follower = SubjectFollower()
        self._first_s = math.nan
        self._next_look_s = -math.inf
        self.persons = 0
        """How many people were about at the last look (0 or 1 where only one is tracked)."""

    def __enter__(self) -> Self:
        self._path = str(find_bundle(self.model))
        self._follower = SubjectFollower()
        self._first_s, self._next_look_s, self.persons = math.nan, -math.inf, 0
        self._tracker = self._start(video=not self.image_mode)
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
        if self._tracker is None:
            raise RuntimeError("expected an open backend: use it in a with statement")
        image = _shrunk(frame.image)
        pose = self._tracker.detect(image, frame)
        people = [pose] if pose is not None else []
        if self.image_mode:
            people = self._look(image, frame, people)
            self.persons = len(people)
            return people
        if people and frame.time_s >= self._next_look_s and self.max_persons > 1:
            people = self._look(image, frame, people)
            self.persons = len(people)
            self._plan(frame.time_s)
        self.persons = max(len(people), self.persons if people else 0)
        chosen = self._follower.select(people, frame.time_s)
        if chosen is None and people:
            self._next_look_s = min(self._next_look_s, frame.time_s + _LOOK_AGAIN_S)
        elif chosen is not None and chosen is not people[0]:
            people = self._steer(image, frame, people, chosen)
        return people

    def _start(self, *, video: bool) -> _Landmarker:
        return _Landmarker(self._path, self.with_mask, video, self._confidence)

    def _plan(self, time_s: float) -> None:
        """Set the time of the next look."""
        if math.isnan(self._first_s):
            self._first_s = time_s
        early = time_s - self._first_s < _START_S
        self._next_look_s = time_s + (_LOOK_EVERY_AT_START_S if early else _LOOK_EVERY_S)

    def _look(self, image: ByteImage, frame: Frame, people: list[PersonPose]) -> list[PersonPose]:
        """Return `people` and whoever else is found once they are painted out."""
        people = list(people)
        while people and len(people) < self.max_persons:
            if self._scout is None:
                self._scout = self._start(video=False)
            region = region_of(people, frame.image.shape[:2])
            other = self._scout.detect(paint_out(image, region), frame)
            if other is None or is_remnant(other, region, frame.image.shape[:2]):
                break
            people.append(other)
        return people

    def _steer(
        self, image: ByteImage, frame: Frame, people: list[PersonPose], chosen: PersonPose
    ) -> list[PersonPose]:
        """Start a new tracker on the chosen person, by showing it nobody else at first."""
        others = [person for person in people if person is not chosen]
        region = region_of(others, frame.image.shape[:2])
        fresh = self._start(video=True)
        try:
            pose = fresh.detect(paint_out(image, region), frame)
        except BaseException:
            fresh.close()
            raise
        if pose is None or not _same_body(pose, chosen):
            fresh.close()
            self._next_look_s = frame.time_s + _STEER_AGAIN_S
            return [chosen, *others]
        if self._tracker is not None:
            self._tracker.close()
        self._tracker = fresh
        return [pose, *others]


class _Landmarker:
    """One single-pose landmarker of MediaPipe, its messages kept off the terminal."""

    def __init__(
        self, path: str, with_mask: bool, video: bool, confidence: dict[str, float]
    ) -> None:
        self._path = path
        self._video = video
        self._last_ms = -1
        # MediaPipe's C++ parts announce themselves until the first person was found.
        self._announced = False
        calm_native_logs()
        try:
            with quiet_stderr():
                import mediapipe
                from mediapipe.tasks.python import BaseOptions, vision

                self._image_of = mediapipe.Image
                self._rgb = mediapipe.ImageFormat.SRGB
                mode = vision.RunningMode.VIDEO if video else vision.RunningMode.IMAGE
                options = vision.PoseLandmarkerOptions(
                    base_options=BaseOptions(model_asset_path=path),
                    running_mode=mode,
                    output_segmentation_masks=with_mask,
                    **confidence,
                )
                self._task: Any = vision.PoseLandmarker.create_from_options(options)
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            what = f"MediaPipe cannot start the pose model, {_first_line(error)}"
            raise ModelError(what, path, "run `formcheck doctor`") from error

    def detect(self, image: ByteImage, frame: Frame) -> PersonPose | None:
        """Return the person in `image`, a smaller or painted copy of the frame's picture."""
        try:
            with quiet_stderr(not self._announced):
                result = self._run(self._image_of(self._rgb, image), frame.time_s)
        except (RuntimeError, ValueError) as error:
            what = f"MediaPipe failed in frame {frame.index}, {_first_line(error)}"
            raise ModelError(what, self._path, "run `formcheck doctor`") from error
        if not result.pose_landmarks:
            return None
        self._announced = True
        return _person(result, frame)

    def close(self) -> None:
        """Free the landmarker; MediaPipe complains if the interpreter ends before."""
        with quiet_stderr(), suppress(RuntimeError):
            self._task.close()

    def _run(self, image: Any, time_s: float) -> Any:
        if not self._video:
            return self._task.detect(image)
        # Milliseconds must rise, also when two frames of a fast camera share one.
        self._last_ms = max(self._last_ms + 1, round(time_s * 1000))
        return self._task.detect_for_video(image, self._last_ms)


def _person(result: Any, frame: Frame) -> PersonPose:
    """Return the first person of a result, from [0, 1] to pixels of the frame."""
    height, width = frame.image.shape[:2]
    points = np.array([(p.x * width, p.y * height, p.visibility) for p in result.pose_landmarks[0]])
    world = np.array([(p.x, p.y, p.z) for p in result.pose_world_landmarks[0]])
    mask = None
    if result.segmentation_masks:
        view = result.segmentation_masks[0].numpy_view()
        mask = np.array(view, dtype=np.float32).reshape(view.shape[:2])  # the view dies with it
        if mask.shape != (height, width):
            mask = cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR)
    return PersonPose(points[:, :2].copy(), points[:, 2].copy(), world, mask)


def _shrunk(image: ByteImage) -> ByteImage:
    """Return the picture, contiguous, its longer side at most 1920 pixels."""
    height, width = image.shape[:2]
    scale = _MAX_SIDE_PX / max(height, width)
    if scale >= 1:
        return np.ascontiguousarray(image)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _same_body(first: PersonPose, second: PersonPose) -> bool:
    """Return whether two poses are of one person, by their trunk centres."""
    a, b = body_of(first), body_of(second)
    if a is None or b is None:
        return False
    return bool(np.hypot(*(a.centre - b.centre)) < _SAME_BODY * b.trunk_px)


def _first_line(error: Exception) -> str:
    """Return the first words of a native error; the rest is a stack trace."""
    return (str(error).splitlines() or [type(error).__name__])[0][:160]
