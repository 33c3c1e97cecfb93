"""A repetition's peak as a drawing: trunk, raised leg, and the perpendicular to reach."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

__all__ = ["Gauge", "gauge"]

_LEG, _ARC, _TRUNK = 78.0, 90.0, 62.0
_MOST_DEG: Final = 150.0


@dataclass(frozen=True, slots=True)
class Gauge:
    """Places in the drawing, as SVG takes them.

    Parameters
    ----------
    box : str
        The view box.
    arc : str
        The way of the foot, from legs down to well past 90 degrees.
    right : str
        The line at 90 degrees.
    band : str
        The sector of one standard error about the peak; empty if unknown.
    leg, trunk : str
        Lines from the hip; no leg if the peak is not known.
    hip, head, label : tuple of float
        Points: the hip, the middle of the head, the words at 90 degrees.
    """

    box: str
    arc: str
    right: str
    band: str
    leg: str
    trunk: str
    hip: tuple[float, float]
    head: tuple[float, float]
    label: tuple[float, float]


def gauge(peak_deg: float | None, sigma_deg: float | None, *, hanging: bool = False) -> Gauge:
    """Return the drawing of a peak: lying with the head on the left, or hanging."""
    hip = (70.0, 104.0) if hanging else (108.0, 116.0)

    def point(angle_deg: float, radius: float) -> tuple[float, float]:
        turn = math.radians(angle_deg)
        along, up = radius * math.cos(turn), radius * math.sin(turn)
        x, y = (up, along) if hanging else (along, -up)
        return round(hip[0] + x, 1), round(hip[1] + y, 1)

    def sweep(start_deg: float, stop_deg: float, radius: float) -> str:
        count = max(2, math.ceil((stop_deg - start_deg) / 4) + 1)
        step = (stop_deg - start_deg) / (count - 1)
        return "L".join("{} {}".format(*point(start_deg + i * step, radius)) for i in range(count))

    def ray(angle_deg: float, start: float, stop: float) -> str:
        return "M{} {}L{} {}".format(*point(angle_deg, start), *point(angle_deg, stop))

    leg = band = ""
    if peak_deg is not None:
        shown = min(max(peak_deg, -20.0), _MOST_DEG)
        leg = ray(shown, 0, _LEG)
        if sigma_deg is not None:
            around = sweep(shown - sigma_deg, shown + sigma_deg, _ARC)
            band = "M{} {}L".format(*hip) + around + "Z"
    return Gauge(
        box="0 0 200 212" if hanging else "0 0 212 134",
        arc="M" + sweep(0, 125, _ARC),
        right=ray(90, 22, _ARC + 8),
        band=band,
        leg=leg,
        trunk=ray(180, 4, _TRUNK),
        hip=hip,
        head=point(180, _TRUNK + 20),
        label=point(90, _ARC + (14 if hanging else 13)),
    )
