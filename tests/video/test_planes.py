from __future__ import annotations

import av
import numpy as np
import pytest

from formcheck.video.planes import Matrix, Planes, matrix_of, to_planes
from formcheck.video.upright import Orientation

MATRICES: tuple[Matrix, ...] = ("bt601", "bt709")
SKY = np.array([86, 180, 233], np.uint8)


@pytest.mark.parametrize("matrix", MATRICES)
def test_colours_are_those_that_ffmpeg_makes_of_rgb(matrix: Matrix) -> None:
    planes = Planes.of_rgb(np.broadcast_to(SKY, (62, 96, 3)), matrix)
    assert planes.size == (96, 62)
    wanted = to_planes(matrix, SKY.astype(float))
    for plane, value in zip(planes.each, wanted, strict=True):
        assert np.abs(plane - value).max() < 1.0
    assert np.abs(planes.rgb().astype(int) - SKY).max() <= 2


def test_odd_sides_are_padded_by_their_edge() -> None:
    image = np.zeros((31, 47, 3), np.uint8)
    image[:, -1], image[-1] = SKY, SKY
    planes = Planes.of_rgb(image, "bt709")
    assert planes.size == (48, 32)
    luma = planes.each[0]
    assert np.array_equal(luma[:, 47], luma[:, 46])
    assert np.array_equal(luma[31], luma[30])


def _stored(space: int, span: int = 1) -> av.VideoFrame:
    frame = av.VideoFrame(64, 50, "yuv420p")
    for number, plane in enumerate(frame.planes):
        plane.update(bytes(np.full(plane.buffer_size, 60 + 40 * number, np.uint8)))
    frame.colorspace, frame.color_range = space, span
    return frame


@pytest.mark.parametrize(
    ("space", "matrix"), [(2, "bt601"), (5, "bt601"), (6, "bt601"), (1, "bt709")]
)
def test_a_stored_picture_of_our_kind_is_copied_as_it_is(space: int, matrix: Matrix) -> None:
    stored = _stored(space)
    assert matrix_of(stored) == matrix
    planes = Planes.of_picture(stored, matrix)
    assert [int(plane.mean()) for plane in planes.each] == [60, 100, 140]
    planes.each[0][:] = 0
    assert bytes(stored.planes[0])[:1] == b"\x3c", "the decoder's own picture stays as it is"


def test_a_full_range_picture_is_brought_to_the_limited_one() -> None:
    planes = Planes.of_picture(_stored(5, span=2), "bt601")
    assert planes.each[0].mean() == pytest.approx(16 + 60 * 219 / 255, abs=1)


def test_planes_are_turned_as_pictures_are() -> None:
    stored = _stored(5)
    content = bytearray(bytes(stored.planes[0]))
    content[:64] = bytes([200] * 64)
    stored.planes[0].update(bytes(content))
    planes = Planes.of_picture(stored, "bt601", Orientation(transpose=True, flip_x=True).apply)
    assert planes.size == (50, 64)
    assert (planes.each[0][:, -1] == 200).all(), "the top is on the right after a quarter turn"


def test_a_smaller_picture_keeps_its_colours() -> None:
    small = Planes.of_rgb(np.broadcast_to(SKY, (64, 96, 3)), "bt709").shrunk((48, 32))
    assert small.size == (48, 32)
    assert np.abs(small.rgb().astype(int) - SKY).max() <= 2


def test_other_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match="expected yuv420p of even sides"):
        Planes(av.VideoFrame(63, 50, "yuv420p"), "bt601")
