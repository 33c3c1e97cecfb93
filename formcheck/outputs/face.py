"""Make faces unrecognisable in what is written."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.outputs.bystanders import HeadLooks
from formcheck.outputs.heads import FaceSettings, head_discs
from formcheck.pose.track import Track

__all__ = ["FaceBlur"]

FloatArray = npt.NDArray[np.float64]
Image = npt.NDArray[np.uint8]


class FaceBlur:
    """Blurs the face of the person whom a track follows, and of others that were looked for.

    Parameters
    ----------
    track : Track
        What was seen in the clip.
    settings : FaceSettings, optional
    others : HeadLooks, optional
        Heads of everybody who was found; without it people whom the track never followed stay as
        they are.
    """

    def __init__(
        self,
        track: Track,
        settings: FaceSettings | None = None,
        others: HeadLooks | None = None,
    ) -> None:
        self._settings = settings or FaceSettings()
        self._time_s = track.time_s
        self._others = others
        self._discs = head_discs(track, self._settings)
        around = self._settings.around_s
        self._first = np.searchsorted(track.time_s, track.time_s - around)
        self._last = np.searchsorted(track.time_s, track.time_s + around, side="right")

    def apply(self, image: Image, frame_index: int) -> Image:
        """Return a copy of a picture of the clip with the faces blurred.

        Parameters
        ----------
        image : ndarray, shape (height, width, 3), uint8
            The picture of frame ``frame_index`` in the track's size.
        frame_index : int
            Its number in the track.
        """
        discs = self._discs
        near = slice(int(self._first[frame_index]), int(self._last[frame_index]))
        radius_px = float(np.nanmax(discs.radius_px[frame_index]))
        mask = np.zeros(image.shape[:2], np.uint8)
        if np.isfinite(radius_px):
            for centre, radius in _distinct(discs.centre_px[near], discs.radius_px[near]):
                _paint(mask, centre, radius)
        else:
            mask[:] = 255
        result = np.array(image, order="C", copy=True)
        # The longer a head was not seen, the nearer it may have come: cells grow with the disc.
        _blur(result, mask, radius_px / self._settings.cells)
        if self._others is not None:
            time_s = float(self._time_s[frame_index])
            for centre, radius in self._others.near(time_s, self._settings.around_s):
                mask[:] = 0
                _paint(mask, centre, radius)
                _blur(result, mask, radius / self._settings.cells)
        return result


def _distinct(centres_px: FloatArray, radii_px: FloatArray) -> list[tuple[FloatArray, float]]:
    """Return the discs of some frames, without those that another one nearly is."""
    needed = np.isfinite(radii_px)
    centres, radii = centres_px[needed], radii_px[needed]
    kept: list[tuple[FloatArray, float]] = []
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


def _blur(image: Image, mask: Image, cell_px: float) -> None:
    """Make the masked part consist of cells of one colour each, softened."""
    left, top, width, height = cv2.boundingRect(mask)
    if width == 0 or height == 0:
        return
    cell = min(max(cell_px, 1.0), float(max(image.shape[:2])))
    part = image[top : top + height, left : left + width]
    few = (max(1, round(width / cell)), max(1, round(height / cell)))
    small = cv2.resize(part, few, interpolation=cv2.INTER_AREA)
    soft = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    inside = mask[top : top + height, left : left + width] > 0
    part[inside] = soft[inside]
