"""One landmarker of MediaPipe: the only file that knows [0, 1] coordinates."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.errors import ModelError
from formcheck.memory import require_room
from formcheck.pose.backend import PersonPose
from formcheck.pose.plotless import plots_later
from formcheck.pose.quiet import calm_native_logs, quiet_stderr
from formcheck.pose.window import Window
from formcheck.video.frame import Frame

__all__ = ["Landmarker", "shrunk"]

ByteImage = npt.NDArray[np.uint8]

_ROOM_BYTES: Final = 2**30
"""Address space that must be free before a landmarker starts. The first one takes 0.8 GiB of it
until its first picture was looked at, a later one 0.3; with less, MediaPipe waits for itself or
ends the process (``benchmarks.robustness.faults``)."""
_MAX_SIDE_PX: Final = 1920  # the models see 224 and 256 pixels; more only costs time


class Landmarker:
    """One single-pose landmarker of MediaPipe, its messages kept off the terminal."""

    def __init__(
        self,
        path: str,
        with_mask: bool,
        video: bool,
        confidence: dict[str, float],
        window: Window | None = None,
    ) -> None:
        self.window = window
        """The part of every picture that is looked at; None = all of it."""
        self._path = path
        self._video = video
        self._last_ms = -1
        # MediaPipe's C++ parts announce themselves until the first person was found.
        self._announced = False
        calm_native_logs()
        require_room(_ROOM_BYTES)
        try:
            with quiet_stderr():
                with plots_later():
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
        """Return the person in `image`, a smaller or painted copy of the frame's picture.

        With a window `image` is not looked at, but that part of the frame's picture.
        """
        return self._found(image, frame, self.window)

    def detect_in(self, window: Window, frame: Frame) -> PersonPose | None:
        """Return the person in a part of the frame's picture (image mode only)."""
        return self._found(frame.image, frame, window)

    def _found(self, image: ByteImage, frame: Frame, window: Window | None) -> PersonPose | None:
        size = (frame.image.shape[0], frame.image.shape[1])
        if window is not None:
            image = shrunk(window.cut(frame.image))
        try:
            with quiet_stderr(not self._announced):
                result = self._run(self._image_of(self._rgb, image), frame.time_s)
        except (RuntimeError, ValueError) as error:
            what = f"MediaPipe failed in frame {frame.index}, {_first_line(error)}"
            raise ModelError(what, self._path, "run `formcheck doctor`") from error
        if not result.pose_landmarks:
            return None
        self._announced = True
        if window is None:
            return _person(result, size)
        return window.to_frame(_person(result, (window.side, window.side)), size)

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


def _person(result: Any, size: tuple[int, int]) -> PersonPose:
    """Return the first person of a result, from [0, 1] to pixels of a picture (height, width)."""
    height, width = size
    points = np.array([(p.x * width, p.y * height, p.visibility) for p in result.pose_landmarks[0]])
    world = np.array([(p.x, p.y, p.z) for p in result.pose_world_landmarks[0]])
    mask: Any = None
    if result.segmentation_masks:
        kept: Any = _Kept(result.segmentation_masks[0])
        mask = np.asarray(kept, dtype=np.float32)[..., 0]
        if mask.shape != (height, width):
            mask = cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR)
    return PersonPose(points[:, :2].copy(), points[:, 2].copy(), world, mask)


class _Kept:
    """A view of an image of MediaPipe that keeps the image: copying a mask takes a millisecond."""

    def __init__(self, image: Any) -> None:
        self._image = image
        self.__array_interface__ = image.numpy_view().__array_interface__


def shrunk(image: ByteImage) -> ByteImage:
    """Return the picture, contiguous, its longer side at most 1920 pixels."""
    height, width = image.shape[:2]
    scale = _MAX_SIDE_PX / max(height, width)
    if scale >= 1:
        return np.ascontiguousarray(image)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _first_line(error: Exception) -> str:
    """Return the first words of a native error; the rest is a stack trace."""
    return (str(error).splitlines() or [type(error).__name__])[0][:160]
