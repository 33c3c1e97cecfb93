"""Where heads may be in each frame of a clip: what has to be covered to hide a face."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track

__all__ = ["HEAD_POINTS", "FaceSettings", "HeadDiscs", "head_discs", "trunk_px"]

FloatArray = npt.NDArray[np.float64]

HEAD_POINTS = slice(Landmark.NOSE, Landmark.MOUTH_RIGHT + 1)
"""The landmarks of the head."""
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
    lasting_s : float
        A head that was followed for so long is a head; for less, it may be an error of the
        network and is covered only while it was seen.
    around_s : float
        Places so shortly before and after are blurred as well: single frames may be wrong.
    cells : float
        Cells of the blur per radius; about two across a face leave nothing to recognise.
    """

    seen: float = 0.5
    radius: float = 0.42
    spread: float = 1.8
    speed: float = 3.0
    lasting_s: float = 1.0
    around_s: float = 0.5
    cells: float = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class HeadDiscs:
    """Discs that hold the heads, one per frame for each of C heads.

    Parameters
    ----------
    centre_px : ndarray, shape (N, C, 2)
        Pixels of the upright frame, y down.
    radius_px : ndarray, shape (N, C)
        NaN where this head needs no disc. Infinite when no head was ever seen: then the whole
        picture is meant.
    """

    centre_px: FloatArray
    radius_px: FloatArray


def head_discs(track: Track, settings: FaceSettings | None = None) -> HeadDiscs:
    """Return where heads may be in each frame.

    A place that a head cannot have reached in the time since belongs to another head: the track
    went over to another person, or the network erred. Each head that was followed for
    ``lasting_s`` is accounted for in every frame: where it was not seen, by a disc about the last
    known place, or the next known one if that is nearer in time, which grows as far as it can
    have moved since (or may still have to move).
    """
    settings = settings or FaceSettings()
    head = track.landmarks_px[:, HEAD_POINTS]
    sure = np.nan_to_num(track.visibility[:, HEAD_POINTS])
    visible = np.isfinite(head).all(axis=(1, 2)) & (sure.max(axis=1, initial=0.0) >= settings.seen)
    seen = np.flatnonzero(visible)
    if not seen.size:
        return HeadDiscs(np.zeros((len(track), 1, 2)), np.full((len(track), 1), np.inf))
    trunk = _usual_trunk_px(track)
    centre = np.full((len(track), 2), np.nan)
    radius = np.full(len(track), np.nan)
    centre[seen] = head[seen].mean(axis=1)
    reach = np.linalg.norm(head[seen] - centre[seen, None], axis=2).max(axis=1)
    radius[seen] = np.maximum(settings.radius * trunk[seen], settings.spread * reach)
    chains = _chains(track.time_s, centre, radius, settings.speed * trunk, seen)
    longest = max(chains, key=len)
    times, lasting_s = track.time_s, settings.lasting_s
    lasting = [c for c in chains if times[c[-1]] - times[c[0]] >= lasting_s or c is longest]
    discs = []
    for chain in lasting:
        known = np.array(chain)
        nearest = known[_nearest(times, times[known])]
        away_s = np.abs(times - times[nearest])
        discs.append((centre[nearest], radius[nearest] + settings.speed * trunk * away_s))
    # A frame shows one head: all that did not last share one further column.
    brief = np.setdiff1d(seen, np.concatenate(lasting))
    if brief.size:
        only = np.full(len(track), np.nan)
        only[brief] = radius[brief]
        discs.append((np.nan_to_num(centre), only))
    places, radii = zip(*discs, strict=True)
    return HeadDiscs(np.stack(places, axis=1), np.stack(radii, axis=1))


def _chains(
    time_s: FloatArray,
    centre: FloatArray,
    radius: FloatArray,
    speed_px_s: FloatArray,
    seen: npt.NDArray[np.intp],
) -> list[list[int]]:
    """Return the frames of each head: a place joins the nearest head that can have come there."""
    chains: list[list[int]] = []
    for i in seen.tolist():
        best, best_px = None, np.inf
        for chain in chains:
            last = chain[-1]
            off_px = float(np.hypot(*(centre[i] - centre[last])))
            within = radius[last] + speed_px_s[last] * (time_s[i] - time_s[last])
            if off_px <= within and off_px < best_px:
                best, best_px = chain, off_px
        if best is None:
            chains.append([i])
        else:
            best.append(i)
    return chains


def trunk_px(points: FloatArray) -> FloatArray:
    """Return the distance of mid shoulder to mid hip, shape (N,), of landmarks (N, 33, 2)."""
    across = points[:, _SHOULDERS].mean(axis=1) - points[:, _HIPS].mean(axis=1)
    return np.asarray(np.linalg.norm(across, axis=1), dtype=np.float64)


def _usual_trunk_px(track: Track) -> FloatArray:
    """Return the trunk's length, shape (N,): as seen, but not below the median of the clip."""
    length = trunk_px(track.landmarks_px)
    known = length[np.isfinite(length)]
    # Without a trunk anywhere the picture itself is the only measure there is.
    usual = float(np.median(known)) if known.size else float(max(track.source.height, 1))
    return np.asarray(np.fmax(length, usual), dtype=np.float64)


def _nearest(time_s: FloatArray, known_s: FloatArray) -> npt.NDArray[np.intp]:
    """Return for each time the number of the nearest known one; both rise."""
    after = np.clip(np.searchsorted(known_s, time_s), 0, len(known_s) - 1)
    before = np.maximum(after - 1, 0)
    return np.where(time_s - known_s[before] <= known_s[after] - time_s, before, after)
