"""What the two checks of the back share: their refusals and verdict (MEASURES 5.2)."""

from __future__ import annotations

import math

from formcheck.checks.base import CheckResult, RepCheck, Scene, three_way
from formcheck.checks.low_back import LowBack, low_back
from formcheck.checks.measured import Measured, Words, json_ready, rep_result
from formcheck.checks.motion import frame_time, median, unseen_share
from formcheck.checks.refusal import (
    SIDE_ON,
    Judge,
    Refusal,
    refuse_clip,
    refuse_company,
    refuse_disturbed,
    refuse_frames,
    refuse_gaps,
)
from formcheck.checks.settings import ArchSettings
from formcheck.kinematics.signals import Kinematics
from formcheck.lumbar.kind import Guard
from formcheck.repetition import Repetition

__all__ = ["WAIST_REMEDY", "ArchSettings", "judge_arch", "refuse_back", "rest_arched"]

WAIST_REMEDY = "fold your arms on your chest, so that your waist is seen from the side"
_UNLIKE: dict[Guard, Refusal] = {
    "network": Refusal(
        "unlike_training",
        "the low back does not look like anything that formcheck has learnt",
        "be alone in the picture, on your back or hanging, side-on, in even light",
    ),
    "posture": Refusal(
        "unlike_training",
        "you neither lie nor hang by your hands",
        "lie on your back or hang from a bar",
    ),
    "chest": Refusal("unlike_training", "you lie on your front", "turn round and lie on your back"),
    "view": Refusal("unlike_training", "the camera sees you from the front or the feet", SIDE_ON),
    "company": Refusal(
        "unlike_training",
        "somebody else was in the picture for most of the time",
        "film one person at a time, with nobody walking by",
    ),
}
"""What each guard of a known kind has to say, and how to mend it."""
_COVERED = Refusal(
    "unlike_training",
    "something seems to lie before your low back, or it looks like nothing formcheck has learnt",
    "clear the view of your waist from the side",
)
_DARK = Refusal(
    "too_dark_for_back",
    "the picture is too dark to see the low back",
    "switch on a light in front of you, not behind you",
)
_WHEN = {
    "lift_off": "as the legs left the floor",
    "raise": "on the way up",
    "top": "at the top",
    "lower": "on the way down",
    None: "",
}


def judge_arch(
    check: RepCheck, rep: Repetition, scene: Scene, frames: slice, words: tuple[str, str]
) -> CheckResult:
    """Return the verdict on the back in some frames of a repetition.

    Flagged when the change since rest is beyond its limit, or the lordosis itself is, so that a
    rest that was arched already does not hide an arched repetition. Passed only by the change,
    and never where the lordosis is firmly beyond its own limit.

    Parameters
    ----------
    words : tuple of str
        Reason code, and what the back did, for people.
    """
    settings: ArchSettings = check.settings
    back = low_back(rep, scene, settings.change_deg, settings.min_s, frames)
    refusal = refuse_back(check, rep, scene, back, settings)
    if refusal is not None or back is None:
        return (refusal or _unread()).rep_result(check.severity, details=_details(back, scene))
    hidden = back.waist_seen < settings.min_waist_seen
    change = _change(settings, back, scene, words, hidden=hidden)
    absolute = _absolute(settings, back, scene, words, hidden=hidden)
    decisive = absolute if absolute.verdict == "flag" and change.verdict != "flag" else change
    return rep_result(check.severity, decisive, _details(back, scene))


def refuse_back(
    check: Judge, rep: Repetition, scene: Scene, back: LowBack | None, settings: ArchSettings
) -> Refusal | None:
    """Return what speaks against any word about the back in a repetition."""
    spine, kinematics = scene.kinematics.spine, scene.kinematics
    refusal = (
        refuse_clip(check, scene)
        or refuse_frames(rep, check.refusal)
        or refuse_company(rep, scene, check.refusal)
        or refuse_disturbed(rep, scene, check.refusal)
    )
    if refusal is not None:
        return refusal
    if spine is None or back is None:
        return _unread()
    if not kinematics.trunk_length_px >= settings.min_trunk_px:
        return Refusal(
            "too_small_for_back",
            f"the trunk is only {kinematics.trunk_length_px:.0f} pixels long",
            "come closer to the camera or film with more pixels",
        )
    if not kinematics.view.out_of_plane_deg <= settings.max_out_of_plane_deg:
        return Refusal(
            "too_oblique_for_back",
            f"the camera stands {kinematics.view.out_of_plane_deg:.0f}° off side-on",
            SIDE_ON,
        )
    brightness = math.nan if scene.brightness is None else median(scene.brightness[rep.frames])
    return _refuse_sight(back, brightness, settings) or refuse_gaps(
        spine.lordosis_deg[rep.frames], check.refusal, "low back"
    )


def _refuse_sight(back: LowBack, brightness: float, settings: ArchSettings) -> Refusal | None:
    """Return what speaks against what the network saw; an unknown brightness does not."""
    if not back.in_range >= settings.min_in_range:
        return _UNLIKE[back.guard]
    if not back.likeness >= settings.min_likeness:
        return _COVERED
    return _DARK if brightness < settings.min_brightness else None


def rest_arched(kinematics: Kinematics, settings: ArchSettings | None = None) -> bool | None:
    """Return whether the back was arched at rest already; None when it can't be told."""
    spine, numbers = kinematics.spine, settings or ArchSettings()
    if spine is None or not kinematics.trunk_length_px >= numbers.min_trunk_px:
        return None
    uncertainty_deg = numbers.k * numbers.absolute_sigma_deg
    verdict = three_way(spine.rest_lordosis_deg, numbers.absolute_deg, uncertainty_deg, "above")
    return None if verdict == "cant_tell" else verdict == "flag"


def _unread() -> Refusal:
    return Refusal(
        "lumbar_not_read",
        "the low back was not read when this was recorded",
        "analyse the video itself, not a track of an older version",
    )


def _change(
    settings: ArchSettings, back: LowBack, scene: Scene, words: tuple[str, str], *, hidden: bool
) -> Measured:
    value = back.lordosis_change_deg - settings.bias_deg
    sigma = settings.hidden_sigma_deg if hidden else settings.sigma_deg
    code, did = words
    near = Words(
        "near_limit",
        f"the low back changed by {value:.0f}°: about {settings.change_deg:g}°, too close to call",
        "press the low back into the floor",
    )
    if hidden:
        near = Words("waist_hidden", "your arm hides your lower back", WAIST_REMEDY)
    return Measured(
        value=value,
        limit=settings.change_deg,
        uncertainty=settings.k * sigma,
        bad_when="above",
        unit="deg",
        at_s=frame_time(scene.kinematics, back.frame),
        flagged=Words(code, f"{did} by {value:.0f}° {_WHEN[back.phase]}.", _remedy(scene)),
        near=near,
        unknown=Words(
            "no_rest",
            "there was no still moment with the legs down to compare the back with",
            "keep still with the legs down for two seconds before the first repetition",
        ),
    )


def _absolute(
    settings: ArchSettings, back: LowBack, scene: Scene, words: tuple[str, str], *, hidden: bool
) -> Measured:
    value = back.lordosis_deg - settings.bias_deg
    wider = settings.hidden_sigma_deg / settings.sigma_deg if hidden and settings.sigma_deg else 1.0
    code, did = words
    reason = f"{did}: {value:.0f}° against a flat back {_WHEN[back.phase]}."
    return Measured(
        value=value,
        limit=settings.absolute_deg,
        uncertainty=settings.k * settings.absolute_sigma_deg * wider,
        bad_when="above",
        unit="deg",
        at_s=frame_time(scene.kinematics, back.frame),
        flagged=Words(code, reason, _remedy(scene)),
        near=Words(
            "near_limit",
            f"the low back is arched by {value:.0f}° against a flat one: about "
            f"{settings.absolute_deg:g}°, too close to call",
            _remedy(scene),
        ),
    )


def _remedy(scene: Scene) -> str:
    if scene.kinematics.posture == "hanging":
        return "tuck the pelvis before the legs rise, and stop before the back gives way"
    return "press the low back into the floor, and stop the legs where it starts to lift"


def _details(back: LowBack | None, scene: Scene) -> dict[str, object]:
    if back is None or scene.kinematics.spine is None:
        return {}
    details = json_ready(
        {
            "phase": back.phase,
            "lordosis_deg": back.lordosis_deg,
            "rest_lordosis_deg": scene.kinematics.spine.rest_lordosis_deg,
            "pelvic_share": back.pelvic_share,
            "onset_up_deg": back.onset_up_deg,
            "onset_down_deg": back.onset_down_deg,
            "waist_seen": back.waist_seen,
            "in_range": back.in_range,
            "unread_share": unseen_share(scene.kinematics.spine.lordosis_deg),
        }
    )
    return {key: value for key, value in details.items() if value is not None or key == "phase"}
