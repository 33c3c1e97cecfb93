"""Pelvic tilt and lordosis over a clip: signs, changes since rest, and gaps."""

import numpy as np
import pytest

from formcheck.kinematics.angles import measure
from tests.spines import with_spine
from tests.stick import Stick, leg_raises, mirrored, track

MADE = track(leg_raises(95.0, 95.0), Stick())


def swell(made, size_deg, base_deg=0.0):
    """Return a lordosis that grows while the legs are up."""
    hip = measure(made).hip_flexion_deg
    return base_deg + size_deg * np.clip(np.nan_to_num(hip) / 60.0, 0.0, 1.0)


@pytest.mark.parametrize("flip", [False, True])
def test_an_arch_is_positive_and_so_is_the_anterior_tilt(flip):
    made = mirrored(MADE) if flip else MADE
    spine = measure(with_spine(made, swell(made, 15.0), tilt_share=0.8)).spine
    assert np.nanmax(spine.lordosis_change_deg) == pytest.approx(15.0, abs=0.5)
    assert np.nanmax(spine.pelvic_tilt_change_deg) == pytest.approx(12.0, abs=0.5)


def test_changes_are_since_rest_and_the_lordosis_is_not():
    spine = measure(with_spine(MADE, swell(MADE, -20.0, base_deg=9.0))).spine
    assert spine.rest_lordosis_deg == pytest.approx(9.0, abs=0.3)
    assert np.nanmin(spine.lordosis_change_deg) == pytest.approx(-20.0, abs=0.5)
    assert np.nanmin(spine.lordosis_deg) == pytest.approx(-11.0, abs=0.5)


def test_hanging_the_tilt_is_against_the_thorax():
    made = track(leg_raises(95.0), Stick(posture="hanging"))
    lordosis = np.full(len(made), 10.0)
    spined = with_spine(made, lordosis, tilt_share=0.3)
    hip, shoulder = (
        spined.landmarks_px[:, list(pair)].mean(axis=1) for pair in ((23, 24), (11, 12))
    )
    caudal = (hip - shoulder) / np.hypot(*(hip - shoulder).T)[:, None]
    face = spined.landmarks_px[:, 0] - spined.landmarks_px[:, [7, 8]].mean(axis=1)
    clockwise = np.stack([-caudal[:, 1], caudal[:, 0]], axis=1)
    dorsal = -np.sign(np.sum(clockwise * face, axis=1))[:, None] * clockwise
    for i, angle in enumerate((-7.0, 3.0)):
        turn = np.radians(angle)
        spined.axes[:, i] = np.cos(turn) * caudal + np.sin(turn) * dorsal
    spine = measure(spined).spine
    assert np.nanmedian(spine.pelvic_tilt_deg) == pytest.approx(10.0, abs=0.2)


def test_a_crop_with_head_and_feet_changed_over_tells_no_direction():
    made = with_spine(MADE, swell(MADE, 15.0))
    clean = measure(made).spine.pelvic_tilt_change_deg
    made.axes[:3] = -made.axes[:3]  # the pose model's first frames
    tilt = measure(made).spine.pelvic_tilt_change_deg
    assert np.isnan(tilt[:2]).all()
    assert np.abs(tilt[3:] - clean[3:]).max() < 0.5


def test_a_lifted_thorax_still_tells_directions():
    made = with_spine(MADE, np.full(len(MADE), 40.0), tilt_share=0.0)
    assert np.isfinite(measure(made).spine.pelvic_tilt_deg).all()


@pytest.mark.parametrize("told", ["axes", "lordosis", "points"])
def test_the_tilt_takes_from_each_of_its_three_readings(told):
    made = with_spine(MADE, swell(MADE, 0.0))
    arched = with_spine(MADE, swell(MADE, 10.0))
    if told == "axes":
        made.axes[:, 1] = arched.axes[:, 1]
    elif told == "lordosis":
        made.spine[:, 1] = arched.spine[:, 1]
    else:
        made.lumbar_px[:] = arched.lumbar_px
    shares = {"axes": (0.55, 0.75), "lordosis": (0.15, 0.25), "points": (0.15, 0.25)}
    low, high = (10.0 * share for share in shares[told])
    assert low < np.nanmax(measure(made).spine.pelvic_tilt_change_deg) < high


def test_every_second_frame_is_enough():
    made = with_spine(MADE, swell(MADE, 15.0))
    for name in ("axes", "spine", "in_range", "lumbar_px", "lumbar_visible", "spine_sigma"):
        getattr(made, name)[1::2] = np.nan
    spine = measure(made).spine
    assert np.isfinite(spine.lordosis_deg).mean() > 0.95
    assert np.nanmax(spine.lordosis_change_deg) == pytest.approx(15.0, abs=0.6)


def test_frames_of_an_unknown_kind_are_not_measured():
    made = with_spine(MADE, swell(MADE, 15.0))
    made.in_range[40:80] = 0.1
    assert np.isnan(measure(made).spine.lordosis_deg[45:75]).all()


def test_without_the_network_there_is_no_spine():
    assert measure(MADE).spine is None
