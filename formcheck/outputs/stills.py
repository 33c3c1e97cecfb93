"""Key moments of a set as pictures: rest, the highest and lowest peak, the worst arch."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.checks.base import CheckResult
from formcheck.outputs import texts
from formcheck.outputs.face import FaceBlur
from formcheck.outputs.overlay import OverlayPainter
from formcheck.report import Analysis, RepItem
from formcheck.video.source import open_source

__all__ = ["Album", "Moment", "Still", "key_moments", "take_stills"]

Image = npt.NDArray[np.uint8]

LONGEST_SIDE_PX: Final = 1120
"""Larger pictures are shrunk to this: sharp on a telephone and in print, about 100 kB."""
_QUALITY: Final = 80
_ARCH_CHECKS: Final = ("back_arch", "lowering_arch")


@dataclass(frozen=True, slots=True)
class Moment:
    """A frame worth a picture.

    Parameters
    ----------
    name : {"rest", "peak", "lowest_peak", "arch"}
    frame : int
        Its number in the track.
    time_s : float
        Its time.
    title, words : str
        What it is, and what is seen there.
    """

    name: str
    frame: int
    time_s: float
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Still:
    """The picture of a moment, as JPEG."""

    moment: Moment
    jpeg: bytes
    width: int
    height: int


def key_moments(analysis: Analysis) -> tuple[Moment, ...]:
    """Return the moments of a set that say most, in the order of time; none without a frame."""
    found = [_rest(analysis), *_peaks(analysis), _arch(analysis)]
    return tuple(sorted((m for m in found if m is not None), key=lambda m: m.time_s))


class Album:
    """Keeps the pictures of key moments while a clip goes by; another thread may wait for them.

    Parameters
    ----------
    analysis : Analysis
        What was found in the clip.
    """

    def __init__(self, analysis: Analysis) -> None:
        self._moments = key_moments(analysis)
        self._stills: dict[str, Still] = {}
        self._whole, self._closed = threading.Event(), threading.Event()
        if not self._moments:
            self._whole.set()

    @property
    def last_frame(self) -> int:
        """The last frame that is wanted; -1 if none is."""
        return max((moment.frame for moment in self._moments), default=-1)

    def wants(self, frame: int) -> bool:
        """Return whether a frame is one of the moments."""
        return any(moment.frame == frame for moment in self._moments)

    def keep(self, image: Image, frame: int) -> None:
        """Keep the picture of a frame, if it is one of the moments.

        Parameters
        ----------
        image : ndarray, shape (height, width, 3), uint8
            As it is to be shown: painted, and faces blurred if so asked. RGB.
        frame : int
            Its number in the track.
        """
        for moment in self._moments:
            if moment.frame == frame:
                self._stills[moment.name] = _still(moment, image)
        if len(self._stills) == len(self._moments):
            self._whole.set()

    def close(self) -> None:
        """Tell who waits that no picture comes any more."""
        self._closed.set()
        self._whole.set()

    def wait(self, *, to_the_end: bool = False) -> tuple[Still, ...]:
        """Wait until all pictures are there, or for the end of the clip; return them.

        Parameters
        ----------
        to_the_end : bool
            Whether to wait until the album is closed in any case.
        """
        (self._closed if to_the_end else self._whole).wait()
        return self.stills

    @property
    def stills(self) -> tuple[Still, ...]:
        """The pictures so far, in the order of time."""
        return tuple(self._stills[m.name] for m in self._moments if m.name in self._stills)


def take_stills(
    video: str | os.PathLike[str],
    analysis: Analysis,
    blur: FaceBlur | None = None,
    *,
    album: Album | None = None,
) -> tuple[Still, ...]:
    """Return the pictures of the key moments of a clip, decoded again up to the last of them.

    Parameters
    ----------
    video : path
        The clip that was analysed.
    analysis : Analysis
        What was found in it.
    blur : FaceBlur, optional
        Makes faces unrecognisable.
    album : Album, optional
        What keeps them, where somebody waits for them.

    Raises
    ------
    VideoError
        The clip cannot be read any more.
    """
    album = album or Album(analysis)
    if album.last_frame < 0:
        return ()
    item = analysis.data.source
    painter = OverlayPainter(analysis, (item.width, item.height))
    with open_source(video) as source:
        for frame in source:
            if frame.index > album.last_frame:
                break
            if album.wants(frame.index):
                image = frame.image if blur is None else blur.apply(frame.image, frame.index)
                album.keep(painter.paint(image, frame.index), frame.index)
    return album.stills


def _still(moment: Moment, image: Image) -> Still:
    height, width = image.shape[:2]
    scale = min(1.0, LONGEST_SIDE_PX / max(height, width))
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    options = [cv2.IMWRITE_JPEG_QUALITY, _QUALITY, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
    _, coded = cv2.imencode(".jpg", np.ascontiguousarray(image[:, :, ::-1]), options)
    return Still(moment, coded.tobytes(), image.shape[1], image.shape[0])


def _moment(analysis: Analysis, name: str, frame: int, title: str, words: str) -> Moment:
    return Moment(name, frame, float(analysis.track.time_s[frame]), title, words)


def _rest(analysis: Analysis) -> Moment | None:
    rest = analysis.kinematics.rest
    if rest is None or not len(analysis.track):
        return None
    arched = analysis.data.setup.rest is not None and analysis.data.setup.rest.arched
    words = "Legs down and still"
    words += ", the low back arched already." if arched else ": the zero of all changes."
    return _moment(analysis, "rest", (rest.start + rest.stop) // 2, "At rest", words)


def _peaks(analysis: Analysis) -> list[Moment]:
    """Return the highest peak, and the lowest one if it did not reach 90 degrees."""
    known = [
        (rep.peak_hip_flexion_deg, rep)
        for rep in analysis.data.reps
        if rep.peak_hip_flexion_deg is not None
    ]
    if not known:
        return []
    highest = max(known, key=lambda pair: pair[0])[1]
    lowest = min(known, key=lambda pair: pair[0])[1]
    found = [_peak(analysis, highest, "peak", "Highest peak")]
    under = lowest.checks.get("under_90")
    if lowest is not highest and under is not None and under.verdict == "flag":
        found.append(_peak(analysis, lowest, "lowest_peak", "Lowest peak"))
    return found


def _peak(analysis: Analysis, rep: RepItem, name: str, title: str) -> Moment:
    frame = analysis.reps[analysis.data.reps.index(rep)].peak
    angle = texts.with_error(rep.peak_hip_flexion_deg, rep.peak_hip_flexion_sigma_deg)
    return _moment(analysis, name, frame, title, f"Rep {rep.index}: hip flexion {angle}.")


def _arch(analysis: Analysis) -> Moment | None:
    """Return the moment of the largest change of the low back that a check names."""
    named: list[tuple[float, RepItem, CheckResult, float]] = [
        (result.value, rep, result, result.at_s)
        for rep in analysis.data.reps
        for name in _ARCH_CHECKS
        if (result := rep.checks.get(name)) is not None
        and result.value is not None
        and result.at_s is not None
    ]
    if not named:
        return None
    _, rep, result, at_s = max(named, key=lambda item: item[0])
    frame = int(np.abs(analysis.track.time_s - at_s).argmin())
    title = "Worst arch" if result.verdict == "flag" else "Low back, largest change"
    words = f"Rep {rep.index}: low back {texts.result_numbers(result)}."
    return _moment(analysis, "arch", frame, title, words)
