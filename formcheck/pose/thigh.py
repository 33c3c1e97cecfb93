"""The direction of the thighs from the person mask.

It does not need the hip landmark, the weakest of the 33: perpendicular profiles are laid across the
thigh between 25 and 75 % of hip to knee, the middle of the silhouette is found on each, and a
straight line is fitted through the middles.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarks import Landmark

__all__ = ["ThighSettings", "thigh_directions"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]
MaskArray = npt.NDArray[np.float32]

_HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
_KNEES = [Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]
_SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]


@dataclass(frozen=True, slots=True)
class ThighSettings:
    """How a thigh's silhouette is read; lengths in trunk lengths.

    Parameters
    ----------
    stations : int
        Profiles across each thigh.
    start, stop : float
        Where they lie, as shares of hip to knee: nearer the ends trunk and shank join in.
    half_width : float
        Reach of a profile to either side: a thigh is 0.3 wide, the hip landmark errs by 0.1.
    samples : int
        Points on a profile, an odd number; 49 over 0.7 are finer than the mask's own pixels (0.02).
    level : float
        Mask value at the outline.
    offset : float
        The silhouette must begin within this distance of the line between the landmarks.
    min_width, max_width : float
        What is narrower is a slip of the mask, what is wider two spread legs or thigh and trunk.
    apart_deg : float
        Legs whose landmarks differ by less are read as one: the middle of both.
    clear : float
        Where legs differ by more, a profile counts only if the other thigh's line is so far away;
        nearer, both make one outline.
    skew : float
        Where the line turns out further than this (as a tangent) from the landmarks' it is sought
        again; below, profiles askew by it move the middles of a tapered thigh by 0.1 degree only.
    min_stations : int
        Fewer valid profiles give NaN.
    """

    stations: int = 9
    start: float = 0.25
    stop: float = 0.75
    half_width: float = 0.35
    samples: int = 49
    level: float = 0.5
    offset: float = 0.12
    min_width: float = 0.06
    max_width: float = 0.6
    apart_deg: float = 12.0
    clear: float = 0.32
    skew: float = 0.1
    min_stations: int = 5


def thigh_directions(
    pose: PersonPose, settings: ThighSettings | None = None
) -> tuple[FloatArray, float]:
    """Return the direction of each thigh's silhouette, and how crooked its mid-line is.

    Parameters
    ----------
    pose : PersonPose
        With a mask; without one everything is NaN.
    settings : ThighSettings, optional
        See there.

    Returns
    -------
    directions : ndarray, shape (2, 2)
        Unit vectors (x, y) from hip to knee, left and right thigh, image axes (y down); NaN where
        the thigh's outline is not bounded by background on both sides.
    spread : float
        Standard deviation of the middles about the line, trunk lengths; the larger of both thighs.
    """
    settings = settings or ThighSettings()
    points = pose.landmarks_px
    hips, knees = points[_HIPS], points[_KNEES]
    trunk_px = float(np.hypot(*(hips.mean(axis=0) - points[_SHOULDERS].mean(axis=0))))
    lengths = np.hypot(*(knees - hips).T)
    nothing = np.full((2, 2), np.nan)
    if pose.mask is None or not (trunk_px > 0 and np.all(lengths > 0)):
        return nothing, np.nan
    origins, directions = hips, (knees - hips) / lengths[:, None]
    spreads = np.full(2, np.nan)
    joined = _joined(hips, knees, trunk_px, settings)
    for _ in range(2):
        middles = _middles(pose.mask, (origins, directions, lengths), trunk_px, settings)
        offsets, slopes, spreads = _fit_lines(np.where(joined, np.nan, middles), settings)
        normals = np.stack([-directions[:, 1], directions[:, 0]], axis=1)
        origins = origins + (offsets * trunk_px)[:, None] * normals
        directions = directions + (slopes * trunk_px / lengths)[:, None] * normals
        directions = directions / np.hypot(*directions.T)[:, None]
        if not (np.abs(slopes) * trunk_px > settings.skew * lengths).any():
            break  # otherwise once more, with profiles across the line that was found
    return directions, float(np.fmax(*spreads))


def _joined(
    hips: FloatArray, knees: FloatArray, trunk_px: float, settings: ThighSettings
) -> BoolArray:
    """Return at which stations two spread legs make one outline, shape (2, stations)."""
    stations = _layout(settings)[0]
    axes = knees - hips
    units = axes / np.hypot(*axes.T)[:, None]
    apart = np.degrees(np.arccos(np.clip(units[0] @ units[1], -1.0, 1.0)))
    if not apart > settings.apart_deg:
        return np.zeros((2, len(stations)), np.bool_)
    feet = hips[:, None] + stations[:, None] * axes[:, None] - hips[::-1][:, None]
    across = feet[..., 0] * units[::-1][:, None, 1] - feet[..., 1] * units[::-1][:, None, 0]
    along = (feet * units[::-1][:, None]).sum(axis=-1)
    away = np.where(along > 0, np.abs(across), np.hypot(feet[..., 0], feet[..., 1]))
    return np.asarray(away < settings.clear * trunk_px)


def _middles(
    mask: MaskArray,
    thighs: tuple[FloatArray, FloatArray, FloatArray],
    trunk_px: float,
    settings: ThighSettings,
) -> FloatArray:
    """Return stations and middles of the silhouette on the profiles, shape (2, stations, 2).

    The thighs are given by hips (2, 2), unit vectors (2, 2) and lengths (2,), in pixels.
    Stations in shares of hip to knee, middles in trunk lengths along (-y, x) of the direction.
    """
    origins, directions, lengths = thighs
    stations, across, _, _ = _layout(settings)
    normals = np.stack([-directions[:, 1], directions[:, 0]], axis=1)
    feet = origins[:, None] + (stations[:, None] * lengths[:, None, None]) * directions[:, None]
    where = feet[:, :, None] + (trunk_px * across)[:, None] * normals[:, None, None]
    flat = np.nan_to_num(where, nan=-1e4).astype(np.float32).reshape(-1, settings.samples, 2)
    # Beyond the picture is unknown: as if the person went on there, so that no outline is found.
    values = cv2.remap(
        mask,
        flat[..., 0],
        flat[..., 1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=1.0,
    )
    return _run_middles(np.asarray(values, dtype=np.float64), across, settings).reshape(
        len(origins), -1
    )


def _run_middles(values: FloatArray, across: FloatArray, settings: ThighSettings) -> FloatArray:
    """Return the middle of the run of mask around each profile's centre; NaN if not bounded.

    The outline is interpolated to the fraction of a sample: the mask's soft edge carries it.
    """
    count = len(across)
    index = np.arange(count)
    inside = values >= settings.level
    seed = np.where(inside, np.abs(across), np.inf).argmin(axis=1)[:, None]
    before = np.where(~inside & (index < seed), index, -1).max(axis=1)
    after = np.where(~inside & (index > seed), index, count).min(axis=1)
    rows = np.arange(len(values))
    found = inside[rows, seed[:, 0]] & (np.abs(across[seed[:, 0]]) <= settings.offset)
    found &= (before >= 0) & (after < count)
    low, high = np.clip(before, 0, count - 2), np.clip(after, 1, count - 1)
    left = low + _crossing(values[rows, low], values[rows, low + 1], settings.level)
    right = high - _crossing(values[rows, high], values[rows, high - 1], settings.level)
    step = across[1] - across[0]
    width = (right - left) * step
    found &= (width >= settings.min_width) & (width <= settings.max_width)
    return np.where(found, across[0] + (left + right) / 2 * step, np.nan)


def _crossing(outside: FloatArray, inside: FloatArray, level: float) -> FloatArray:
    """Return where between two samples the level is crossed, in [0, 1] from the outer one."""
    rise = np.where(inside > outside, inside - outside, np.nan)
    return np.asarray((level - outside) / rise, dtype=np.float64)


def _fit_lines(
    middles: FloatArray, settings: ThighSettings
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return offset, slope and spread of a robust straight line per thigh, each shape (2,).

    Theil-Sen: the median of the slopes of all pairs bears a few wrong profiles.
    """
    stations, _, first, second = _layout(settings)
    rise = middles[:, second] - middles[:, first]
    slopes = _median(rise / (stations[second] - stations[first]))
    bare = middles - slopes[:, None] * stations
    offsets = _median(bare)
    count = np.isfinite(middles).sum(axis=1)
    squares = np.nan_to_num(bare - offsets[:, None]) ** 2
    spreads = np.sqrt(squares.sum(axis=1) / np.maximum(count, 1))
    unknown = np.where(count >= settings.min_stations, 0.0, np.nan)
    return offsets + unknown, slopes + unknown, spreads + unknown


def _median(values: FloatArray) -> FloatArray:
    """Return the median of each row's known values (NumPy's takes twenty times as long)."""
    ordered = np.sort(values, axis=1)  # NaN last
    count = np.isfinite(values).sum(axis=1)
    rows = np.arange(len(values))
    return np.asarray((ordered[rows, (count - 1) // 2] + ordered[rows, count // 2]) / 2)


@cache
def _layout(settings: ThighSettings) -> tuple[FloatArray, FloatArray, IntArray, IntArray]:
    """Return the stations, the offsets of a profile, and all pairs of stations."""
    stations = np.linspace(settings.start, settings.stop, settings.stations)
    across = np.linspace(-settings.half_width, settings.half_width, settings.samples)
    return (stations, across, *np.triu_indices(settings.stations, 1))
