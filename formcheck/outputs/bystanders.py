"""Heads of everybody in a clip, also of people whom the track never followed."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from formcheck.outputs.heads import HEAD_POINTS, FaceSettings, trunk_px
from formcheck.pose.backend import PersonPose, PoseBackend
from formcheck.pose.paint import is_remnant, paint_out, region_of
from formcheck.pose.track import Track
from formcheck.video.frame import Frame
from formcheck.video.source import open_source

__all__ = ["HeadLooks", "look_for_heads"]

FloatArray = npt.NDArray[np.float64]

LOOKS_PER_S: Final = 2.5
"""Pictures that are searched; from one to the next a walking person comes 0.6 m far."""
_PART: Final = 2 / 3  # side of the squares that are searched, of the picture's shorter side
_STEP: Final = 5 / 6  # from one square to the next, of their side: they overlap by a head
_MOST_PERSONS: Final = 3  # in the picture, and in each square


@dataclass(frozen=True, slots=True, eq=False)
class HeadLooks:
    """Heads that were found in some pictures of a clip.

    Parameters
    ----------
    time_s : ndarray, shape (K,)
        When each was seen, rising; several heads may share a time.
    centre_px : ndarray, shape (K, 2)
        Pixels of the upright frame, y down.
    radius_px : ndarray, shape (K,)
        Of a disc that holds the head.
    speed_px_s : ndarray, shape (K,)
        How far it may move in a second.
    interval_s : float
        Time from one search to the next.
    """

    time_s: FloatArray
    centre_px: FloatArray
    radius_px: FloatArray
    speed_px_s: FloatArray
    interval_s: float

    def near(self, time_s: float, around_s: float) -> Iterator[tuple[FloatArray, float]]:
        """Iterate over the discs, centre and radius, that may hold a head at a time.

        Every head that was found at most ``around_s`` before or after counts: the search may miss
        one. A disc grows by what its head can move until the next search.
        """
        first = int(np.searchsorted(self.time_s, time_s - around_s))
        last = int(np.searchsorted(self.time_s, time_s + around_s, side="right"))
        for i in range(first, last):
            away_s = min(abs(float(self.time_s[i]) - time_s), self.interval_s / 2)
            yield self.centre_px[i], float(self.radius_px[i] + self.speed_px_s[i] * away_s)


def look_for_heads(
    video: str | os.PathLike[str],
    track: Track,
    settings: FaceSettings | None = None,
    progress: Callable[[int], None] | None = None,
    searcher: Callable[[], AbstractContextManager[PoseBackend]] | None = None,
) -> HeadLooks:
    """Return the heads of the people in a clip whom the track does not follow.

    The pose model that ships with formcheck is run on single pictures, whoever is known being
    painted out before the next search: on the whole picture and on overlapping squares of it,
    since it sees 224 pixels whatever it is given. It finds a person by the body: one smaller
    than about a fifth of the picture's shorter side, or a face alone (in a mirror, on a poster),
    may be missed.

    Parameters
    ----------
    video : path
        The clip.
    track : Track
        What was seen in it.
    settings : FaceSettings, optional
    progress : callable, optional
        Called with the number of each frame passed.
    searcher : callable, optional
        Gives another backend than MediaPipe, not yet opened.

    Raises
    ------
    VideoError
        The clip cannot be read.
    ModelError
        The pose model is missing or damaged.
    """
    settings = settings or FaceSettings()
    found: list[tuple[float, FloatArray, float, float]] = []
    interval_s = 1 / LOOKS_PER_S
    next_s = -np.inf
    with open_source(video) as source, (searcher or _mediapipe)() as backend:
        for frame in source:
            if frame.time_s >= next_s:
                next_s = frame.time_s + interval_s - 1e-6
                if frame.index >= len(track):
                    break  # the file grew meanwhile: what was not analysed is not shown
                for person in _others(frame, track, backend, settings):
                    found.append((frame.time_s, *_head(person, settings)))
            if progress is not None:
                progress(frame.index)
    times, centres, radii, speeds = zip(*found, strict=True) if found else ((), (), (), ())
    return HeadLooks(
        time_s=np.array(times, dtype=np.float64),
        centre_px=np.array(centres, dtype=np.float64).reshape(-1, 2),
        radius_px=np.array(radii, dtype=np.float64),
        speed_px_s=np.array(speeds, dtype=np.float64),
        interval_s=interval_s,
    )


def _others(
    frame: Frame, track: Track, backend: PoseBackend, settings: FaceSettings
) -> Iterator[PersonPose]:
    """Iterate over other people found in a picture and in its squares."""
    height, width = frame.image.shape[:2]
    i = frame.index
    followed = PersonPose(track.landmarks_px[i], track.visibility[i], track.world_m[i])
    image, region = frame.image, None
    if np.isfinite(followed.landmarks_px).all():
        region = region_of([followed], (height, width))
        image = paint_out(image, region)
    side = round(_PART * min(height, width))
    parts = [(0, 0, height, width)]
    parts += [(y, x, side, side) for y in _starts(height, side) for x in _starts(width, side)]
    for y, x, tall, wide in parts:
        part = np.ascontiguousarray(image[y : y + tall, x : x + wide])
        corner = np.array([x, y], dtype=np.float64)
        for person in backend.detect(Frame(i, frame.time_s, part)):
            whole = replace(person, landmarks_px=person.landmarks_px + corner, mask=None)
            remnant = region is not None and is_remnant(whole, region, (height, width))
            if not remnant and whole.visibility[HEAD_POINTS].max() >= settings.seen:
                yield whole


def _starts(length: int, side: int) -> list[int]:
    """Return where squares begin along a side of the picture, the last one at its end."""
    count = 1 + math.ceil((length - side) / (_STEP * side))
    return [round(start) for start in np.linspace(0, length - side, count)]


def _head(person: PersonPose, settings: FaceSettings) -> tuple[FloatArray, float, float]:
    """Return middle and radius of a head, and how far it may move in a second, in pixels."""
    head = person.landmarks_px[HEAD_POINTS]
    trunk = float(trunk_px(person.landmarks_px[None])[0])
    centre = head.mean(axis=0)
    reach = float(np.linalg.norm(head - centre, axis=1).max())
    radius = max(settings.radius * trunk, settings.spread * reach)
    return centre, radius, settings.speed * trunk


def _mediapipe() -> AbstractContextManager[PoseBackend]:
    from formcheck.pose.mediapipe import MediaPipeBackend

    return MediaPipeBackend(
        max_persons=_MOST_PERSONS,
        image_mode=True,
        turn_reversed=False,
    )
