"""A camera for Chromium made of a sample clip: motion JPEG, played at 30 pictures a second."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.video.source import open_source

__all__ = ["CAMERA_FPS", "write_camera"]

CAMERA_FPS = 30.0


def write_camera(clip: Path, target: Path, *, before_s: float, after_s: float) -> float:
    """Write a clip of 30 frames a second as a camera; return the seconds until its end.

    Parameters
    ----------
    clip, target : Path
        The clip, and the ``*.mjpeg`` to write.
    before_s, after_s : float
        So long its first and last frames stand still: time to load the model and to count down,
        and time to sum up before Chromium begins anew.
    """
    with open_source(clip) as source:
        pictures = [_jpeg(frame.image) for frame in source]
        assert source.info.fps_mean is not None
        assert abs(source.info.fps_mean - CAMERA_FPS) < 0.5
    before, after = (round(seconds * CAMERA_FPS) for seconds in (before_s, after_s))
    whole = [pictures[0]] * before + pictures + [pictures[-1]] * after
    target.write_bytes(b"".join(whole))
    return (before + len(pictures)) / CAMERA_FPS


def _jpeg(image: npt.NDArray[np.uint8]) -> bytes:
    done, content = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])
    assert done
    return content.tobytes()
