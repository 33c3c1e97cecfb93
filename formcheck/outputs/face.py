"""Make the face unrecognisable in what is written: where it may be in each frame, and the blur."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track

__all__ = ["FaceBlur", "FaceSettings", "HeadDiscs", "head_discs"]

FloatArray = npt.NDArray[np.float64]
Image = npt.NDArray[np.uint8]

_HEAD = slice(Landmark.NOSE, Landmark.MOUTH_RIGHT + 1)
_SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
_HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]


@dataclass(frozen=True, slots=True)
class FaceSettings:
    """Numbers of the blur; all chosen with room to spare [design].

    Parameters
    ----------
    seen : float
        Visibility of the best head landmark from which the head counts as seen.
    radius : float
        Radius of the disc in trunk lengths: a head with hair is 0.3 about its middle.
    spread : float
        The disc reaches at least so many times as far as the outermost head landmark.
    speed : float
        Where the head was not seen its disc grows by so many trunk lengths a second, about
        1.5 m/s: a walking person's. After some seconds the whole picture is blurred.
    around_s : float
        Places so shortly before and after are blurred as well: single frames may be wrong.
    cells : float
        Cells of the blur per radius; about two across a face leave nothing to recognise.
    """

    seen: float = 0.5
    radius: float = 0.42
    spread: float = 1.8
    speed: float = 3.0
    around_s: float = 0.5
    cells: float = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class HeadDiscs:
    """A disc per frame that holds the head.

    Parameters
    ----------
    centre_px : ndarray, shape (N, 2)
        Pixels of the upright frame, y down.
    radius_px : ndarray, shape (N,)
        Infinite when it was never seen: then the whole picture is meant.
    """

    centre_px: FloatArray
    radius_px: FloatArray


def head_discs(track: Track, settings: FaceSettings | None = None) -> HeadDiscs:
    """Return where the head may be in each frame.

    Where it was not seen: about the last known place, or the next known one if that is nearer in
    time, in a disc that grows as far as a head can have moved since (or may still have to move).
    """
    settings = settings or FaceSettings()
    head = track.landmarks_px[:, _HEAD]
    sure = np.where(np.isfinite(track.visibility[:, _HEAD]), track.visibility[:, _HEAD], 0.0)
    seen = np.isfinite(head).all(axis=(1, 2)) & (sure.max(axis=1, initial=0.0) >= settings.seen)
    if not seen.any():
        return HeadDiscs(np.zeros((len(track), 2)), np.full(len(track), np.inf))
    trunk = _trunk_px(track)
    centre = head[seen].mean(axis=1)
    reach = np.linalg.norm(head[seen] - centre[:, None], axis=2).max(axis=1)
    radius = np.maximum(settings.radius * trunk[seen], settings.spread * reach)
    nearest = _nearest(track.time_s, track.time_s[seen])
    away_s = np.abs(track.time_s - track.time_s[seen][nearest])
    grown = radius[nearest] + settings.speed * trunk * away_s
    return HeadDiscs(centre[nearest], grown)


def _trunk_px(track: Track) -> FloatArray:
    """Return the trunk's length, shape (N,): as seen, but not below the median of the clip."""
    points = track.landmarks_px
    length = np.linalg.norm(
        points[:, _SHOULDERS].mean(axis=1) - points[:, _HIPS].mean(axis=1), axis=1
    )
    known = length[np.isfinite(length)]
    # Without a trunk anywhere the picture itself is the only measure there is.
    usual = float(np.median(known)) if known.size else float(max(track.source.height, 1))
    return np.asarray(np.fmax(length, usual), dtype=np.float64)


def _nearest(time_s: FloatArray, known_s: FloatArray) -> npt.NDArray[np.intp]:
    """Return for each time the number of the nearest known one; both rise."""
    after = np.clip(np.searchsorted(known_s, time_s), 0, len(known_s) - 1)
    before = np.maximum(after - 1, 0)
    return np.where(time_s - known_s[before] <= known_s[after] - time_s, before, after)


class FaceBlur:
    """Blurs the face of the person whom a track follows.

    Other people in the picture are not known to a track, and stay as they are.

    Parameters
    ----------
    track : Track
        What was seen in the clip.
    settings : FaceSettings, optional
    """

    def __init__(self, track: Track, settings: FaceSettings | None = None) -> None:
        self._settings = settings or FaceSettings()
        self._discs = head_discs(track, self._settings)
        around = self._settings.around_s
        self._first = np.searchsorted(track.time_s, track.time_s - around)
        self._last = np.searchsorted(track.time_s, track.time_s + around, side="right")

    def apply(self, image: Image, frame_index: int) -> Image:
        """Return a copy of a picture of the clip with the face blurred.

        Parameters
        ----------
        image : ndarray, shape (height, width, 3), uint8
            The picture of frame ``frame_index`` in the track's size.
        frame_index : int
            Its number in the track.
        """
        near = slice(int(self._first[frame_index]), int(self._last[frame_index]))
        radius_px = float(self._discs.radius_px[frame_index])
        mask = np.zeros(image.shape[:2], np.uint8)
        if np.isfinite(radius_px):
            for centre, radius in self._distinct(near):
                _paint(mask, centre, radius)
        else:
            mask[:] = 255
        # The longer the head was not seen, the nearer it may have come: cells grow with the disc.
        return _blurred(image, mask, radius_px / self._settings.cells)

    def _distinct(self, near: slice) -> list[tuple[FloatArray, float]]:
        """Return the discs of some frames, without those that another one nearly is."""
        kept: list[tuple[FloatArray, float]] = []
        centres, radii = self._discs.centre_px[near], self._discs.radius_px[near]
        for i in np.argsort(-radii).tolist():
            slack = 0.05 * radii[i]
            if not any(np.hypot(*(centres[i] - c)) + radii[i] <= r + slack for c, r in kept):
                kept.append((centres[i], float(radii[i]) + slack))
        return kept


def _paint(mask: Image, centre: FloatArray, radius: float) -> None:
    height, width = mask.shape
    farthest = np.hypot(*np.maximum(np.abs(centre), np.abs(centre - (width, height))))
    if radius >= farthest:
        mask[:] = 255
    elif radius + 1 >= max(*-centre, *(centre - (width, height))):
        place = (round(float(centre[0])), round(float(centre[1])))
        cv2.circle(mask, place, int(np.ceil(radius)), 255, thickness=-1)


def _blurred(image: Image, mask: Image, cell_px: float) -> Image:
    """Return a copy in which the masked part consists of cells of one colour each, softened."""
    result = np.array(image, order="C", copy=True)
    left, top, width, height = cv2.boundingRect(mask)
    if width == 0 or height == 0:
        return result
    cell = min(max(cell_px, 1.0), float(max(image.shape[:2])))
    part = result[top : top + height, left : left + width]
    few = (max(1, round(width / cell)), max(1, round(height / cell)))
    small = cv2.resize(part, few, interpolation=cv2.INTER_AREA)
    soft = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    inside = mask[top : top + height, left : left + width] > 0
    part[inside] = soft[inside]
    return result
