"""When nothing may be judged, why, and how to mend it: the shared refusals of MEASURES 6.

Pure functions: each returns a :class:`Refusal`, or None when it has nothing against a verdict.
Limits are :class:`~formcheck.checks.settings.RefusalSettings`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from formcheck.checks.base import CheckResult, Scene, SetResult, Severity, cant_tell
from formcheck.checks.motion import PEAK_WINDOW_S, around, leg_flexion, median, unseen_share
from formcheck.checks.settings import RefusalSettings
from formcheck.company import company_spans
from formcheck.kinematics.signals import FloatArray
from formcheck.repetition import Repetition

__all__ = [
    "Judge",
    "Refusal",
    "refuse_border",
    "refuse_clip",
    "refuse_company",
    "refuse_disturbed",
    "refuse_frames",
    "refuse_gaps",
    "refuse_posture",
    "refuse_rep",
    "refuse_size",
    "refuse_skew",
    "refuse_stretch",
    "refuse_timing",
    "refuse_view",
    "refuse_visibility",
    "refuse_without_reps",
    "refuse_without_rest",
]

SIDE_ON = "put the camera side-on at hip height"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is judged.

    Parameters
    ----------
    code : str
        For programs, snake_case.
    reason, remedy : str
        For people.
    """

    code: str
    reason: str
    remedy: str

    def rep_result(self, severity: Severity, **known: Any) -> CheckResult:
        """Return the refusal as the result of a repetition check."""
        return cant_tell(severity, self.code, self.reason, self.remedy, **known)

    def set_result(self, severity: Severity, **known: Any) -> SetResult:
        """Return the refusal as the result of a set check."""
        return SetResult(
            severity=severity,
            verdict="cant_tell",
            reason_code=self.code,
            reason=self.reason,
            remedy=self.remedy,
            **known,
        )


class Judge(Protocol):
    """The part of a check that decides which refusals apply."""

    @property
    def postures(self) -> frozenset[str]:
        """Where the check applies."""
        ...

    @property
    def refusal(self) -> RefusalSettings:
        """The limits."""
        ...


def refuse_posture(scene: Scene, postures: frozenset[str]) -> Refusal | None:
    """Refuse when the exercise is not known, or is none that the check is made for."""
    posture = scene.kinematics.posture
    if posture == "unknown" or scene.exercise == "unknown":
        return Refusal(
            "unknown_exercise",
            "no known exercise was recognised",
            "lie on the back or hang from a bar, side-on to the camera, or name the exercise",
        )
    if posture not in postures:
        return Refusal(
            "not_for_this_exercise",
            f"this is not judged in {posture} exercises",
            "nothing to mend: it does not apply here",
        )
    return None


def refuse_size(scene: Scene, settings: RefusalSettings) -> Refusal | None:
    """Refuse when the person is too small in the picture."""
    if scene.kinematics.trunk_length_px >= settings.min_trunk_px:
        return None
    return Refusal(
        "too_small",
        "the person is too small in the picture",
        "come nearer, or film in a higher resolution",
    )


def refuse_view(scene: Scene, settings: RefusalSettings) -> Refusal | None:
    """Refuse when the camera looks too far from the side, or its view is not known."""
    angle = scene.kinematics.view.out_of_plane_deg
    if not math.isfinite(angle):
        return Refusal("view_not_known", "the camera's view could not be estimated", SIDE_ON)
    if angle > settings.max_out_of_plane_deg:
        return Refusal("out_of_plane", f"the camera is {angle:.0f}° off the side view", SIDE_ON)
    return None


def refuse_skew(scene: Scene, settings: RefusalSettings) -> Refusal | None:
    """Refuse the 90 degree test when yaw and pitch together bend the right angle (MEASURES 4.1)."""
    view = scene.kinematics.view
    skew = abs(math.tan(math.radians(view.yaw_deg)) * math.sin(math.radians(view.pitch_deg)))
    if view.rectified or skew <= settings.max_skew:
        return None
    return Refusal(
        "oblique_from_above",
        "a camera turned and looking down bends the angle at 90°",
        "level the camera at hip height, square to the body",
    )


def refuse_stretch(rep: Repetition, scene: Scene, settings: RefusalSettings) -> Refusal | None:
    """Refuse a repetition in which the leg changes its length in the picture.

    Legs that lie along an oblique line of sight look short, and raised they look long: the estimate
    of the view, which rests on shoulders and hips, may miss that. Or the landmarks slipped.
    """
    rest, lengths = scene.kinematics.rest, scene.kinematics.leg_lengths_px
    if rest is None or lengths is None:
        return None
    legs = {"both": lengths.mean(axis=1), "left": lengths[:, 0], "right": lengths[:, 1]}[rep.leg]
    top = median(legs[around(scene.kinematics, rep.peak, PEAK_WINDOW_S)])
    ratio = top / median(legs[rest.start : rest.stop])
    if not ratio > 0 or abs(math.log(ratio)) <= math.log(settings.max_leg_stretch):
        return None
    return Refusal(
        "leg_length_changes",
        f"at the top the leg looks {ratio:.1f} times as long as at rest: not seen from the side",
        SIDE_ON,
    )


def refuse_frames(rep: Repetition, settings: RefusalSettings) -> Refusal | None:
    """Refuse a repetition of fewer frames than a peak is made of."""
    if rep.stop - rep.start >= settings.min_frames:
        return None
    return Refusal(
        "too_few_frames",
        "too few frames show this repetition",
        "film with at least 30 frames per second",
    )


def refuse_visibility(rep: Repetition, scene: Scene, settings: RefusalSettings) -> Refusal | None:
    """Refuse when the near shoulder, hip or knee is hidden in too much of the repetition."""
    visibility = scene.kinematics.near_visibility[rep.frames]
    # NaN compares false, so a frame without a person counts as hidden.
    hidden = 1.0 - float(np.mean(visibility >= settings.min_visibility)) if visibility.size else 1.0
    if hidden <= settings.max_unseen_share:
        return None
    return Refusal(
        "hidden",
        f"shoulder, hip or knee were hidden in {100 * hidden:.0f} % of the repetition",
        "clear the view of the near shoulder, hip and knee, and wear fitted clothes",
    )


def refuse_gaps(values: FloatArray, settings: RefusalSettings, what: str = "leg") -> Refusal | None:
    """Refuse when the judged signal is missing in too much of the repetition."""
    share = unseen_share(values)
    if share <= settings.max_unseen_share:
        return None
    return Refusal(
        "gaps",
        f"the {what} could not be followed in {100 * share:.0f} % of the repetition",
        "keep the whole body in the picture, well lit, with nobody in front",
    )


def refuse_company(rep: Repetition, scene: Scene, settings: RefusalSettings) -> Refusal | None:
    """Refuse a repetition during which somebody else was in the picture.

    One who walks by is taken for a leg, and where the two overlap the outline is of both: of
    rendered peaks the error grew from 3 to 9 degrees.
    """
    spans = company_spans(
        scene.others_s, looks=settings.company_looks, gap_s=settings.company_gap_s
    )
    begin, end = rep.start_s - settings.company_s, rep.stop_s + settings.company_s
    if not any(start <= end and begin <= stop for start, stop in spans):
        return None
    return Refusal(
        "another_person",
        "somebody else was in the picture during the repetition",
        "film one person at a time, with nobody walking by",
    )


def refuse_disturbed(rep: Repetition, scene: Scene, settings: RefusalSettings) -> Refusal | None:
    """Refuse a repetition during which the whole picture moved.

    Others, too, if the legs lie elsewhere since: rest and angles do not belong together then. A
    zoom by 1.3 moved them by 15 degrees.
    """
    remedy = "stand the camera on something firm, where nobody passes"
    for start, stop in scene.disturbed_s:
        if start <= rep.stop_s and rep.start_s <= stop:
            reason = "the camera moved, or somebody passed close to it, during the repetition"
            return Refusal("view_disturbed", reason, remedy)
        drift = abs(_drift_deg(rep, scene, start, stop))
        if drift > settings.max_drift_deg:
            reason = f"since the camera moved, the legs lie {drift:.0f}° elsewhere"
            return Refusal("view_disturbed", reason, remedy)
    return None


def _drift_deg(rep: Repetition, scene: Scene, start_s: float, stop_s: float) -> float:
    """Return by how much the legs lie elsewhere since the picture moved, 0 if that is not known.

    Where there was a rest before and one after, both share the zero, so that all angles are off.
    """
    rest = scene.kinematics.rest
    drift = rest.drift_deg if rest is not None and rest.drift_deg is not None else 0.0
    if rep.start_s < stop_s:
        return drift
    low = [other.valley_deg for other in scene.reps if other.stop_s < start_s]
    since = rep.valley_deg - float(np.median(low or [0.0]))
    return max(drift, since, key=abs)


def refuse_without_rest(scene: Scene) -> Refusal | None:
    """Refuse what is a change from rest when there was no rest."""
    if scene.kinematics.rest is not None:
        return None
    return Refusal(
        "no_rest",
        "there was no still moment with the legs down to compare with",
        "keep still with the legs down for two seconds before the first repetition",
    )


def refuse_without_reps(scene: Scene) -> Refusal | None:
    """Refuse to call a set clean in which no repetition was counted: there was none to look at."""
    if scene.reps:
        return None
    return Refusal(
        "no_reps",
        "no repetition was counted, so there is no set to judge",
        "film a whole set from the side; what was not counted, and why, is listed",
    )


def refuse_border(rep: Repetition, scene: Scene, settings: RefusalSettings) -> Refusal | None:
    """Refuse when the leg left the picture, or was lost, near the apparent peak.

    Stretches without an angle take it from a straight line between their neighbours.
    """
    kinematics = scene.kinematics
    angle = leg_flexion(kinematics, rep.leg)[rep.frames]
    seen = np.isfinite(angle)
    if not seen.any():
        return refuse_gaps(angle, settings)
    index = np.arange(len(angle))
    bridged = np.interp(index, index[seen], angle[seen])
    apparent_peak = float(angle[seen].max())
    near_peak = bridged >= apparent_peak - settings.border_band_deg
    if (near_peak & kinematics.at_border[rep.frames]).any():
        reason = "knee or ankle left the picture near the top"
    elif (near_peak & ~seen).any():
        reason = "the leg was lost near the top"
    else:
        return None
    return Refusal(
        "leg_out_of_picture", reason, "leave a metre of room above the hips, or film in landscape"
    )


def refuse_timing(scene: Scene, min_fps: float, settings: RefusalSettings) -> Refusal | None:
    """Refuse times and speeds when frames are too few or many of them repeat."""
    if not scene.fps_mean >= min_fps:
        return Refusal(
            "frame_rate_too_low",
            f"this needs {min_fps:g} frames per second",
            f"film with at least {max(30.0, min_fps):g} frames per second",
        )
    if not scene.duplicate_share <= settings.max_duplicate_share:
        return Refusal(
            "duplicated_frames",
            f"{100 * scene.duplicate_share:.0f} % of the frames repeat the one before",
            "use the camera's original file at a constant frame rate",
        )
    return None


def refuse_clip(check: Judge, scene: Scene) -> Refusal | None:
    """Return what speaks against any verdict of this check on the clip."""
    return (
        refuse_posture(scene, check.postures)
        or refuse_size(scene, check.refusal)
        or refuse_view(scene, check.refusal)
    )


def refuse_rep(check: Judge, rep: Repetition, scene: Scene) -> Refusal | None:
    """Return what speaks against any verdict of this check on the repetition."""
    return (
        refuse_clip(check, scene)
        or refuse_company(rep, scene, check.refusal)
        or refuse_disturbed(rep, scene, check.refusal)
        or refuse_frames(rep, check.refusal)
        or refuse_stretch(rep, scene, check.refusal)
        or refuse_visibility(rep, scene, check.refusal)
        or refuse_gaps(leg_flexion(scene.kinematics, rep.leg)[rep.frames], check.refusal)
    )
