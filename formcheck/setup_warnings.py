"""What about the filming makes the answers weaker, and how to mend it (MEASURES section 6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from formcheck.checks.arch import WAIST_REMEDY, ArchSettings, rest_arched
from formcheck.checks.settings import RefusalSettings
from formcheck.company import company_spans
from formcheck.disturbance import disturbances
from formcheck.kinematics.geometry import known_median
from formcheck.kinematics.signals import Kinematics
from formcheck.kinematics.view import ViewSettings
from formcheck.pose.track import Track
from formcheck.repetition import Repetition
from formcheck.report import SetupWarning

__all__ = ["WarningSettings", "setup_warnings"]


@dataclass(frozen=True, slots=True)
class WarningSettings:
    """When to warn.

    Parameters
    ----------
    off_side_deg : float
        Out-of-plane view from which the angles are widened (MEASURES section 6).
    small_px : float
        Trunk length below which everything is poor, pixels (MEASURES section 6).
    dark : float
        Mean brightness of the picture in [0, 1] below which it is too dark [design].
    dark_share : float
        Share of the frames that may be: a light that went off for one repetition counts [design].
    shift_share : float
        Median background motion per frame, as a share of the picture's height: 0.5 px at 1080p.
    low_fps : float
        Frame rate below which speeds cannot be judged (MEASURES section 6).
    found_share : float
        Share of frames with the person below which she was often lost [design].
    drift_deg : float
        Rest at the end may differ from the rest at the start by this (MEASURES 4.5).
    unsure_deg, unsure_share : float
        Two estimators of the hip angle that differ by more, in more of the frames of the
        repetitions, make it unsure (MEASURES 4.2).
    """

    off_side_deg: float = ViewSettings().warn_deg
    small_px: float = RefusalSettings().min_trunk_px
    dark: float = 0.12
    dark_share: float = 0.1
    shift_share: float = 0.5 / 1080
    low_fps: float = 20.0
    found_share: float = 0.8
    drift_deg: float = RefusalSettings().max_drift_deg
    unsure_deg: float = 12.0
    unsure_share: float = 0.2


def setup_warnings(
    track: Track,
    kinematics: Kinematics,
    reps: tuple[Repetition, ...],
    others_s: Sequence[float] = (),
    arch: ArchSettings | None = None,
    settings: WarningSettings | None = None,
) -> tuple[SetupWarning, ...]:
    """Return the warnings of a clip, the gravest first.

    Parameters
    ----------
    track : Track
    kinematics : Kinematics
        Of the track.
    reps : tuple of Repetition
    others_s : sequence of float
        When somebody else was seen, from :func:`formcheck.company.sightings_s`.
    arch : ArchSettings, optional
        By which the back is judged; the defaults if left out.
    settings : WarningSettings, optional
    """
    clip = _Clip(
        track, kinematics, reps, others_s, arch or ArchSettings(), settings or WarningSettings()
    )
    found = [warn(clip) for warn in _WARNINGS]
    return tuple(warning for warning in found if warning is not None)


@dataclass(frozen=True, slots=True)
class _Clip:
    """All that a warning may look at."""

    track: Track
    kinematics: Kinematics
    reps: tuple[Repetition, ...]
    others_s: Sequence[float]
    arch: ArchSettings
    settings: WarningSettings


def _posture(clip: _Clip) -> SetupWarning | None:
    k = clip.kinematics
    if k.posture == "unknown" and k.pose_found.any():
        return SetupWarning(
            code="not_lying_or_hanging",
            message="the person neither lies nor hangs, as far as the camera shows",
            remedy="film a set of lying or hanging leg raises from the side",
        )
    if k.chest_up is False:
        return SetupWarning(
            code="lying_prone",
            message="the person seems to lie on the belly",
            remedy="lie on your back; if you do, let the camera see your face and feet",
        )
    return None


def _rest_arched(clip: _Clip) -> SetupWarning | None:
    if not rest_arched(clip.kinematics, clip.arch):
        return None
    return SetupWarning(
        code="rest_arched",
        message="the low back is arched already at rest",
        remedy="press the low back into the floor before the first repetition",
    )


def _waist_hidden(clip: _Clip) -> SetupWarning | None:
    spine, reps = clip.kinematics.spine, clip.reps
    if spine is None or not reps:
        return None
    seen = np.concatenate([spine.waist_seen[rep.frames] for rep in reps])
    if not known_median(seen) < clip.arch.min_waist_seen:
        return None
    return SetupWarning(
        code="waist_hidden", message="your arm hides your lower back", remedy=WAIST_REMEDY
    )


def _off_side(clip: _Clip) -> SetupWarning | None:
    k = clip.kinematics
    if not k.view.out_of_plane_deg > clip.settings.off_side_deg:
        return None
    return SetupWarning(
        code="not_side_on",
        message=f"the camera stands about {k.view.out_of_plane_deg:.0f} degrees off side-on",
        remedy="put the camera side-on, level, at hip height",
    )


def _legs_leave(clip: _Clip) -> SetupWarning | None:
    cut = sum(bool(clip.kinematics.at_border[rep.frames].any()) for rep in clip.reps)
    if not cut:
        return None
    return SetupWarning(
        code="legs_leave_frame",
        message=f"the legs leave the picture in {cut} of {len(clip.reps)} reps",
        remedy="step back, or tilt the camera up: a metre of room above the hips",
    )


def _small(clip: _Clip) -> SetupWarning | None:
    k = clip.kinematics
    if not k.trunk_length_px < clip.settings.small_px:
        return None
    return SetupWarning(
        code="too_far",
        message=f"the trunk is only {k.trunk_length_px:.0f} pixels long",
        remedy="bring the camera nearer, or film at a higher resolution",
    )


def _dark(clip: _Clip) -> SetupWarning | None:
    brightness = clip.track.feature("brightness")
    known = brightness[np.isfinite(brightness)]
    share = float(np.mean(known < clip.settings.dark)) if len(known) else 0.0
    if share < clip.settings.dark_share:
        return None
    part = "" if share > 0.5 else f" for {100 * share:.0f} % of the time"
    return SetupWarning(
        code="too_dark",
        message=f"the picture is very dark{part}",
        remedy="switch on a light in front of you, not behind you",
    )


def _camera_moves(clip: _Clip) -> SetupWarning | None:
    shift = known_median(clip.track.feature("background_shift_px"))
    if not shift > clip.settings.shift_share * clip.track.source.height:
        return None
    return SetupWarning(
        code="camera_moves",
        message="the camera moves",
        remedy="stand the camera on something firm",
    )


def _disturbed(clip: _Clip) -> SetupWarning | None:
    spans = disturbances(clip.track)
    if not spans:
        return None
    return SetupWarning(
        code="view_disturbed",
        message=f"the whole picture moved at {spans[0][0]:.0f} s: the camera was knocked or "
        "zoomed, or somebody passed close to it",
        remedy="stand the camera on something firm, where nobody passes",
    )


def _no_rest(clip: _Clip) -> SetupWarning | None:
    k = clip.kinematics
    if k.posture == "unknown":
        return None
    if k.rest is None:
        return SetupWarning(
            code="no_rest",
            message="there is no still second with the legs down",
            remedy="hold still with the legs down for two seconds before the first rep",
        )
    if not k.rest.straight:
        return SetupWarning(
            code="rest_not_straight",
            message="the knees are bent at rest, so it cannot serve as the zero",
            remedy="begin with straight legs on the floor for two seconds",
        )
    if k.rest.drift_deg is not None and abs(k.rest.drift_deg) > clip.settings.drift_deg:
        return SetupWarning(
            code="rest_moved",
            message=f"the legs-down position moved by {abs(k.rest.drift_deg):.0f} degrees",
            remedy="keep the trunk and the camera where they are during the set",
        )
    return None


def _low_fps(clip: _Clip) -> SetupWarning | None:
    fps = clip.track.source.fps_mean
    if fps is None or fps >= clip.settings.low_fps:
        return None
    return SetupWarning(
        code="low_fps",
        message=f"the clip has only {fps:.1f} frames a second",
        remedy="film at 30 frames a second or more; more light often helps",
    )


def _lost(clip: _Clip) -> SetupWarning | None:
    k = clip.kinematics
    share = float(np.mean(k.pose_found)) if len(k) else 0.0
    if share >= clip.settings.found_share:
        return None
    return SetupWarning(
        code="person_often_lost",
        message=f"the person was found in {100 * share:.0f} % of the frames only",
        remedy="keep the whole body in the picture, in good light, in front of a plain background",
    )


def _several(clip: _Clip) -> SetupWarning | None:
    if not company_spans(clip.others_s):
        return None
    return SetupWarning(
        code="several_persons",
        message="more than one person is in the picture",
        remedy="film one person at a time",
    )


def _hands(clip: _Clip) -> SetupWarning | None:
    if not clip.kinematics.hands_under_hips:
        return None
    return SetupWarning(
        code="hands_under_hips",
        message="the hands lie under the hips, which tilts the pelvis and hides it",
        remedy="fold the arms on the chest or stretch them overhead",
    )


def _unsure(clip: _Clip) -> SetupWarning | None:
    s = clip.settings
    per_rep = [clip.kinematics.estimator_spread_deg[rep.frames] for rep in clip.reps]
    spread = np.concatenate(per_rep or [np.empty(0)])
    spread = spread[np.isfinite(spread)]
    if not len(spread) or np.mean(np.abs(spread) > s.unsure_deg) <= s.unsure_share:
        return None
    return SetupWarning(
        code="landmarks_unsure",
        message="two ways of measuring the hip angle disagree by more than "
        f"{s.unsure_deg:.0f} degrees",
        remedy="wear fitted clothes that contrast with the mat, and film square from the side",
    )


_WARNINGS: tuple[Callable[[_Clip], SetupWarning | None], ...] = (
    _posture,
    _off_side,
    _small,
    _lost,
    _legs_leave,
    _several,
    _no_rest,
    _hands,
    _rest_arched,
    _waist_hidden,
    _unsure,
    _dark,
    _camera_moves,
    _disturbed,
    _low_fps,
)
