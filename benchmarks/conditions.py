"""Under which conditions a clip was rendered, as its truth file tells."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.view_at_hips import view_at_hips_deg

__all__ = ["MAIN_PITCH_DEG", "MAIN_YAW_DEG", "Conditions", "out_of_plane_deg"]

MAIN_YAW_DEG = 20.0
MAIN_PITCH_DEG = 15.0
"""Filmed as the manual asks for: the main set lies within these."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a clip is filmed under; ``""`` and NaN = the truth does not tell.

    Parameters
    ----------
    group : str
        Which part of the set the clip belongs to (``main``, ``off_45``, ``negative`` ...).
    exercise, side, arms, clothes : str
        As in the truth.
    yaw_deg, pitch_deg : float
        Of the camera.
    at_hips_deg : tuple of float
        Yaw and pitch under which it sees the hips.
    fps : float
        Frames a second.
    width, height : int
        Pixels.
    reps : int
        True repetitions.
    """

    group: str
    exercise: str
    side: str
    arms: str
    clothes: str
    yaw_deg: float
    pitch_deg: float
    fps: float
    width: int
    height: int
    reps: int
    at_hips_deg: tuple[float, float] = (math.nan, math.nan)

    @classmethod
    def of(cls, truth: Mapping[str, Any]) -> Conditions:
        """Return the conditions of the content of a truth file."""
        camera = truth.get("camera") or {}
        reps = len(truth["reps"])
        return cls(
            group=_text(_told(truth, "group")) or ("main" if reps else "negative"),
            exercise=_text(truth.get("exercise")) or "none",
            side=_text(truth.get("side")),
            arms=_arms(truth),
            clothes=_clothes(truth),
            yaw_deg=_number(camera.get("yaw_deg")),
            pitch_deg=_number(camera.get("pitch_deg")),
            fps=_number(truth.get("fps")),
            width=int(truth.get("width") or 0),
            height=int(truth.get("height") or 0),
            reps=reps,
            at_hips_deg=view_at_hips_deg(truth),
        )

    @property
    def is_negative(self) -> bool:
        """Whether there is nothing to count in the clip."""
        return self.group.startswith("negative") or self.reps == 0

    @property
    def has_passer_by(self) -> bool:
        """Whether somebody else walks through the picture."""
        return self.group == "passer_by"

    @property
    def is_main(self) -> bool:
        """Whether the clip is filmed as it should be, and shows one person's repetitions."""
        return (
            not self.is_negative
            and not self.has_passer_by
            and abs(self.yaw_deg) <= MAIN_YAW_DEG
            and abs(self.pitch_deg) <= MAIN_PITCH_DEG
        )

    @property
    def off_deg(self) -> float:
        """Angle between the line of sight and the normal of the sagittal plane."""
        return out_of_plane_deg(self.yaw_deg, self.pitch_deg)


def out_of_plane_deg(yaw_deg: float, pitch_deg: float) -> float:
    """Return how far off side-on a camera looks, in degrees; NaN if an angle is NaN.

    Examples
    --------
    >>> out_of_plane_deg(45.0, 0.0)
    45.0
    >>> out_of_plane_deg(0.0, -20.0)
    20.0
    """
    cosine = math.cos(math.radians(yaw_deg)) * math.cos(math.radians(pitch_deg))
    if math.isnan(cosine):
        return math.nan
    return round(math.degrees(math.acos(max(-1.0, min(1.0, cosine)))), 6)


def _told(truth: Mapping[str, Any], name: str) -> Any:
    """Return what the notes on the clip say: at the top of the file, or in a part of their own."""
    about = truth.get("about")
    if name not in truth and isinstance(about, Mapping):
        return about.get(name)
    return truth.get(name)


def _arms(truth: Mapping[str, Any]) -> str:
    arms = _told(truth, "arms")
    if arms is None:
        posture = _told(truth, "posture")
        arms = posture.get("arms") if isinstance(posture, Mapping) else None
    return _kind(arms)


def _clothes(truth: Mapping[str, Any]) -> str:
    clothes = _told(truth, "clothes")
    look = _told(truth, "look")
    if clothes is None and isinstance(look, Mapping):
        clothes = look.get("shirt_kind", look.get("shirt"))
    return _kind(clothes)


def _kind(value: Any) -> str:
    """Return the name of a thing that is named, or described with its name."""
    if isinstance(value, Mapping):
        value = next((value[key] for key in ("kind", "position") if key in value), None)
    return _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else math.nan
