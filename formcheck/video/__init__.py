"""Frames in (file, camera, stream) and video out.

OpenCV is imported before PyAV, here and so everywhere: the other way round the first OpenCV
window hangs for ever. PyAV is imported nowhere outside this package; a test holds both.
"""

from __future__ import annotations

import cv2  # noqa: F401  isort: skip  (first: see above)

from formcheck.video.frame import Frame, SourceInfo
from formcheck.video.protocol import Source, SourceWarning
from formcheck.video.sink import VideoSink
from formcheck.video.source import open_source

__all__ = ["Frame", "Source", "SourceInfo", "SourceWarning", "VideoSink", "open_source"]
