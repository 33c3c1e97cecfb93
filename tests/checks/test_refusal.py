from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.checks import build_checks
from formcheck.checks.base import Scene
from formcheck.checks.refusal import refuse_stretch
from formcheck.checks.settings import RefusalSettings
from formcheck.checks.under_90 import Under90
from formcheck.kinematics.signals import View
from tests.checks.scenes import Move, changed, scene

LIMITS = RefusalSettings()


def _codes(made: Scene) -> dict[str, str]:
    """Return the reason code of every check on the first repetition; empty where it judged."""
    rep = made.reps[0]
    return {
        check.name: check.judge(rep, made).reason_code
        for check in build_checks().of_rep
        if not check.name.endswith("_arch")
    }


def _view(yaw: float, pitch: float, rectified: bool = False) -> View:
    return View(yaw, pitch, 8.0, 5.0, rectified=rectified)


def _where(made: Scene, above_deg: float) -> np.ndarray:
    return made.kinematics.hip_flexion_deg > above_deg


GOOD = scene(Move())


def test_nothing_speaks_against_a_good_clip():
    assert set(_codes(GOOD).values()) == {""}


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (changed(GOOD, view=_view(36, 0)), "out_of_plane"),
        (changed(GOOD, view=_view(0, 36)), "out_of_plane"),
        (changed(GOOD, view=_view(-28, 28, True)), "out_of_plane"),
        (changed(GOOD, view=_view(np.nan, 0)), "view_not_known"),
        (changed(GOOD, trunk_length_px=59.0), "too_small"),
        (changed(GOOD, trunk_length_px=np.nan), "too_small"),
        (changed(GOOD, posture="unknown"), "unknown_exercise"),
        (replace(GOOD, exercise="unknown"), "unknown_exercise"),
        (changed(GOOD, near_visibility=np.full(len(GOOD.kinematics), 0.49)), "hidden"),
        (changed(GOOD, near_visibility=np.full(len(GOOD.kinematics), np.nan)), "hidden"),
    ],
)
def test_refuses_every_verdict(made, code):
    assert set(_codes(made).values()) == {code}


@pytest.mark.parametrize(
    "made",
    [
        changed(GOOD, view=_view(30, 0)),
        changed(GOOD, trunk_length_px=LIMITS.min_trunk_px + 1),
        changed(GOOD, near_visibility=np.full(len(GOOD.kinematics), 0.51)),
        replace(GOOD, duplicate_share=0.09),
    ],
)
def test_does_not_refuse_just_inside_the_limits(made):
    assert set(_codes(made).values()) == {""}


@pytest.mark.parametrize(
    ("others_s", "code"),
    [
        ((), ""),
        ((0.0,), ""),  # a plant may be taken for a person once
        ((0.0, 1.0), "another_person"),  # somebody who walks by is looked at every second
        ((-5.0, -4.0, 4.0), "another_person"),  # not found at every look, yet there in between
        ((-4.0, 4.0), ""),  # never found twice running: what was taken for a person
        ((-7.0, 7.0), ""),  # gone in between
        ((0.0, 0.3, 0.6, 0.9), ""),  # looks that close count once
        ((0.0, 2.0, 20.0, 30.0), "another_person"),
        ((-30.0, 20.0, 21.0), ""),  # not at the time of the repetition
    ],
)
def test_somebody_else_in_the_picture_during_a_repetition(others_s, code):
    """Times from the repetition's peak."""
    others = tuple(GOOD.reps[0].peak_s + time for time in others_s)
    assert set(_codes(replace(GOOD, others_s=others)).values()) == {code}


@pytest.mark.parametrize("share", [0.15, 0.25])
def test_hidden_counts_its_share_of_the_repetition(share):
    rep = GOOD.reps[0]
    visibility = GOOD.kinematics.near_visibility.copy()
    visibility[rep.start : rep.start + round(share * (rep.stop - rep.start))] = 0.1
    codes = set(_codes(changed(GOOD, near_visibility=visibility)).values())
    assert codes == ({"hidden"} if share > 0.2 else {""})


def _stretched(made: Scene, ratio: float) -> Scene:
    """Return the scene with legs that look so many times as long above 60 degrees."""
    lengths = np.where(_where(made, 60.0), 200.0 * ratio, 200.0)
    return changed(made, leg_lengths_px=np.stack([lengths, lengths], axis=1))


@pytest.mark.parametrize("ratio", [0.76, 0.9, 1.0, 1.1, 1.3])
def test_a_leg_that_keeps_its_length_is_judged(ratio):
    assert set(_codes(_stretched(GOOD, ratio)).values()) == {""}


@pytest.mark.parametrize("ratio", [0.4, 0.7, 1.4, 1.7])
def test_a_leg_that_changes_its_length_is_not_seen_from_the_side(ratio):
    assert set(_codes(_stretched(GOOD, ratio)).values()) == {"leg_length_changes"}


def test_without_a_rest_or_where_it_was_not_seen_a_legs_length_is_no_objection():
    unseen = changed(GOOD, leg_lengths_px=np.full((len(GOOD.kinematics), 2), np.nan))
    assert refuse_stretch(GOOD.reps[0], unseen, LIMITS) is None
    restless = changed(_stretched(GOOD, 2.0), rest=None)
    assert refuse_stretch(GOOD.reps[0], restless, LIMITS) is None
    assert refuse_stretch(GOOD.reps[0], GOOD, LIMITS) is None


@pytest.mark.parametrize(("raised", "code"), [("left", "leg_length_changes"), ("right", "")])
def test_of_one_raised_leg_its_own_length_counts(raised, code):
    made = scene(Move(leg=raised))
    lengths = np.full((len(made.kinematics), 2), 200.0)
    lengths[made.reps[0].frames, 0] = 320.0
    refused = refuse_stretch(made.reps[0], changed(made, leg_lengths_px=lengths), LIMITS)
    assert (refused.code if refused else "") == code


def test_gaps_far_from_the_peak_refuse_beyond_a_fifth():
    angle = GOOD.kinematics.hip_flexion_deg.copy()
    angle[(angle > 5) & (angle < 50)] = np.nan
    assert set(_codes(changed(GOOD, hip_flexion_deg=angle)).values()) == {"gaps"}


def test_skew_refuses_only_the_90_degree_test():
    skewed = _codes(changed(GOOD, view=_view(25, 20)))
    assert skewed.pop("under_90") == "oblique_from_above"
    assert set(skewed.values()) == {""}
    assert _codes(changed(GOOD, view=_view(25, 20, rectified=True)))["under_90"] == ""
    assert _codes(changed(GOOD, view=_view(25, 0)))["under_90"] == ""


@pytest.mark.parametrize(
    ("fps", "refused"),
    [
        (30.0, set()),
        (19.0, {"leg_drop", "swing"}),
        (9.0, {"leg_drop", "swing", "tempo"}),
        (np.nan, {"leg_drop", "swing", "tempo"}),
    ],
)
def test_frame_rate_refuses_what_needs_it(fps, refused):
    codes = _codes(replace(GOOD, fps_mean=fps))
    assert {name for name, code in codes.items() if code == "frame_rate_too_low"} == refused


def test_bounce_needs_more_frames_than_the_rest_of_swing():
    made = replace(scene(Move(), Move()), fps_mean=21.0)
    swing = next(check for check in build_checks().of_rep if check.name == "swing")
    assert swing.judge(made.reps[0], made).verdict == "pass"
    assert swing.judge(made.reps[1], made).reason_code == "bounce_not_measured"


def test_duplicated_frames_refuse_times_and_speeds():
    codes = _codes(replace(GOOD, duplicate_share=0.11))
    refused = {name for name, code in codes.items() if code == "duplicated_frames"}
    assert refused == {"leg_drop", "swing", "tempo"}


def test_leg_at_the_border_near_the_peak():
    made = scene(Move(peak=88))
    cut = changed(made, at_border=_where(made, 80))
    result = Under90().judge(cut.reps[0], cut)
    assert (result.verdict, result.reason_code) == ("cant_tell", "leg_out_of_picture")


def test_leg_at_the_border_far_from_the_peak_does_no_harm():
    made = scene(Move(peak=70))
    low = changed(made, at_border=~_where(made, 40))
    assert Under90().judge(low.reps[0], low).verdict == "flag"


def test_leg_lost_near_the_peak():
    made = scene(Move(peak=75, hold_s=0.1))
    angle = np.where(_where(made, 68), np.nan, made.kinematics.hip_flexion_deg)
    rep = replace(made.reps[0], peak_deg=68.0)
    lost = changed(made, hip_flexion_deg=angle)
    result = Under90().judge(rep, lost)
    assert (result.verdict, result.reason_code) == ("cant_tell", "leg_out_of_picture")


def test_leg_that_left_the_picture_well_past_90_passes():
    made = scene(Move(peak=115))
    cut = changed(made, at_border=_where(made, 104))
    result = Under90().judge(cut.reps[0], cut)
    assert result.verdict == "pass"
    assert result.details["last_seen_only"]
    assert 100 < result.value <= 104


def test_leg_that_left_the_picture_at_92_cannot_be_told():
    made = scene(Move(peak=115))
    cut = changed(made, at_border=_where(made, 92))
    result = Under90().judge(cut.reps[0], cut)
    assert (result.verdict, result.reason_code) == ("cant_tell", "leg_out_of_picture")


def test_leg_that_left_the_picture_hides_its_knee_and_still_passes():
    made = scene(Move(peak=115, hold_s=3.0))
    away = _where(made, 104)
    cut = changed(
        made,
        at_border=away,
        near_visibility=np.where(away, 0.1, 0.9),
        hip_flexion_deg=np.where(away, np.nan, made.kinematics.hip_flexion_deg),
    )
    rep = replace(cut.reps[0], peak_deg=104.0)
    assert Under90().judge(rep, cut).verdict == "pass"


def test_every_refusal_tells_what_to_do():
    for made in (
        changed(GOOD, view=_view(60, 0)),
        changed(GOOD, trunk_length_px=10.0),
        replace(GOOD, fps_mean=5.0, duplicate_share=0.5),
    ):
        for check in build_checks().of_rep:
            result = check.judge(made.reps[0], made)
            if result.verdict == "cant_tell":
                assert result.reason
                assert result.remedy
