"""A picture as video stores it: brightness, and at half the size how blue and how red it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange, Colorspace

__all__ = ["Matrix", "Planes", "matrix_of", "to_planes"]

ByteImage = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float64]

Matrix = Literal["bt601", "bt709"]
"""How colours become brightness and colour differences; the range is always the limited one."""

_SPACES: Final[dict[Matrix, Colorspace]] = {
    "bt601": Colorspace.ITU601,
    "bt709": Colorspace.ITU709,
}
_RED_BLUE: Final[dict[Matrix, tuple[float, float]]] = {
    "bt601": (0.299, 0.114),
    "bt709": (0.2126, 0.0722),
}
"""Shares of red and of blue in the brightness (ITU-R BT.601 and BT.709)."""

_FORMAT: Final = "yuv420p"
_UNTOLD: Final = 2  # what H.264 and FFmpeg call a matrix that the file does not name
_AS_601: Final = frozenset({_UNTOLD, 5, 6})
"""Without a word FFmpeg, and so the pose pass, takes BT.601."""


def matrix_of(picture: av.VideoFrame) -> Matrix:
    """Return the matrix in which a picture is kept: its own if it is one of ours."""
    return "bt601" if picture.colorspace in _AS_601 else "bt709"


class Planes:
    """One upright picture in the colours of video, 4:2:0, limited range.

    Parameters
    ----------
    frame : VideoFrame
        ``yuv420p`` of even sides; what is painted on the planes is painted on it.
    matrix : {"bt601", "bt709"}
        What the numbers mean.

    Attributes
    ----------
    each : tuple of three ndarray, uint8
        Views of brightness (height, width), blue and red (height / 2, width / 2).
    """

    def __init__(self, frame: av.VideoFrame, matrix: Matrix) -> None:
        if frame.format.name != _FORMAT or frame.width % 2 or frame.height % 2:
            raise ValueError(f"expected {_FORMAT} of even sides, got {frame}")
        self.frame = frame
        self.matrix: Matrix = matrix
        frame.colorspace, frame.color_range = _SPACES[matrix], ColorRange.MPEG
        luma, blue, red = (_view(plane) for plane in frame.planes)
        self.each = luma, blue, red

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.frame.width, self.frame.height

    @classmethod
    def empty(cls, size: tuple[int, int], matrix: Matrix) -> Planes:
        """Return a picture that is still to be painted, of even width and height."""
        return cls(av.VideoFrame(*size, _FORMAT), matrix)

    @classmethod
    def of_picture(
        cls,
        picture: av.VideoFrame,
        matrix: Matrix,
        turned: Callable[[ByteImage], ByteImage] = lambda plane: plane,
    ) -> Planes:
        """Return a copy of a decoded picture of even sides; colours change only if they must.

        Parameters
        ----------
        picture : VideoFrame
            As it is stored.
        matrix : {"bt601", "bt709"}
            What the numbers shall mean.
        turned : callable
            Turns each plane upright.
        """
        limited = picture.color_range in (ColorRange.UNSPECIFIED, ColorRange.MPEG)
        if picture.format.name != _FORMAT or not limited or matrix_of(picture) != matrix:
            picture = _converted(picture, matrix)
        planes = [turned(_view(plane)) for plane in picture.planes]
        found = cls.empty((planes[0].shape[1], planes[0].shape[0]), matrix)
        for kept, plane in zip(found.each, planes, strict=True):
            kept[:] = plane
        return found

    @classmethod
    def of_rgb(cls, image: ByteImage, matrix: Matrix) -> Planes:
        """Return an RGB picture (height, width, 3); odd sides are padded by one pixel."""
        height, width, _ = image.shape
        if width % 2 or height % 2:
            image = np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
        # A view: nothing keeps the picture beyond the next line.
        whole = av.VideoFrame.from_numpy_buffer(np.ascontiguousarray(image), "rgb24")
        return cls(_converted(whole, matrix), matrix)

    def rgb(self) -> ByteImage:
        """Return it as an RGB picture, shape (height, width, 3)."""
        picture = self.frame.reformat(format="rgb24", threads=1)
        return picture.to_ndarray().astype(np.uint8, copy=False)

    def shrunk(self, size: tuple[int, int]) -> Planes:
        """Return a smaller picture, of even width and height."""
        found = Planes.empty(size, self.matrix)
        for small, plane in zip(found.each, self.each, strict=True):
            small[:] = cv2.resize(plane, small.shape[::-1], interpolation=cv2.INTER_AREA)
        return found


def to_planes(matrix: Matrix, colours: FloatArray) -> FloatArray:
    """Return RGB colours (..., 3) as brightness, blue and red (..., 3); black is (16, 128, 128)."""
    red, blue = _RED_BLUE[matrix]
    shares = np.array([red, 1 - red - blue, blue])
    bright = colours @ shares
    along_blue = (colours[..., 2] - bright) / (2 * (1 - blue))
    along_red = (colours[..., 0] - bright) / (2 * (1 - red))
    found: FloatArray = np.stack(
        [16 + bright * (219 / 255), 128 + along_blue * (224 / 255), 128 + along_red * (224 / 255)],
        axis=-1,
    )
    return found


def _view(plane: VideoPlane) -> ByteImage:
    """Return a plane of a decoded picture, without what pads its rows."""
    content: Any = plane  # it is a buffer, which its stub does not tell
    rows = np.frombuffer(content, np.uint8).reshape(-1, plane.line_size)
    return rows[: plane.height, : plane.width]


def _converted(picture: av.VideoFrame, matrix: Matrix) -> av.VideoFrame:
    return picture.reformat(
        format=_FORMAT, dst_colorspace=_SPACES[matrix], dst_color_range=ColorRange.MPEG, threads=1
    )
