"""The drawn spine: through its points, in the colour of what is known, and only when it is."""

import numpy as np
import pytest

from formcheck.checks.arch import ArchSettings
from formcheck.kinematics.angles import measure
from formcheck.outputs.hud import HudState
from formcheck.outputs.hud_spine import HudSpine, SpineFrames
from formcheck.outputs.overlay import HudPainter
from formcheck.outputs.overlay_spine import DORSAL, spine_curve
from formcheck.outputs.overlay_style import GREEN, GREY, VERMILLION
from formcheck.pose.landmarks import LUMBAR_POINTS
from formcheck.report import Analysis
from tests.outputs.sample import sample_analysis
from tests.spines import with_spine
from tests.stick import Stick, leg_raises, track

SIZE = (640, 360)


def points():
    """Return a back that runs from left to right, hollow in the middle, and a pelvis."""
    place = {"ASIS": (380, 180), "HJC": (400, 215), "navel": (300, 170), "floor_L3": (290, 245)}
    for i, name in enumerate(("T8", "T12", "L1", "L3", "L5S1", "PSIS", "sacrum")):
        place[name] = (180 + 35 * i, 235 - 14 * np.sin(np.pi * i / 6))
    return np.array([place[name] for name in LUMBAR_POINTS], dtype=float)


def spine(**changes):
    given = {"change_deg": 2.0, "arched": False, "seen": True}
    return HudSpine(points_px=points(), sigma_px=np.full(11, 3.0), **(given | changes))


def painted(state_spine):
    landmarks = np.full((33, 2), 20.0)
    state = HudState(time_s=0.0, landmarks_px=landmarks, spine=state_spine)
    return HudPainter(SIZE).paint(np.full((360, 640, 3), 90, np.uint8), state)


def share_of(image, colour):
    return np.mean(np.abs(image.astype(int) - np.array(colour)).max(axis=2) < 12)


@pytest.mark.parametrize(
    ("changes", "colour"),
    [({}, GREEN), ({"arched": True}, VERMILLION), ({"arched": True, "seen": False}, GREY)],
)
def test_the_colour_says_what_is_known(changes, colour):
    plain, image = painted(None), painted(spine(**changes))
    assert share_of(image, colour) > share_of(plain, colour) + 0.001
    others = {GREEN, VERMILLION} - {colour}
    for other in others:
        assert share_of(image, other) <= share_of(plain, other) + 1e-4


def test_the_curve_runs_through_its_points_in_order():
    curve, sigma = spine_curve(points(), np.arange(11.0))
    for name in DORSAL:
        gap = np.hypot(*(curve - points()[LUMBAR_POINTS.index(name)]).T)
        assert gap.min() < 6.0, name
    assert np.all(np.diff(curve[:, 0]) >= 0)
    assert sigma[0] == LUMBAR_POINTS.index("T8")


def test_points_that_are_not_known_are_not_drawn():
    lost = points()
    lost[3] = np.nan
    made = HudSpine(lost, np.full(11, 3.0), 2.0, arched=False, seen=True)
    assert np.array_equal(painted(made), painted(None))


def test_frames_of_a_recording():
    made = track(leg_raises(95.0), Stick())
    lordosis = np.where(np.arange(len(made)) < 70, 0.0, 20.0)
    spined = with_spine(made, lordosis)
    spined.in_range[10] = 0.1
    sample = sample_analysis()
    analysis = Analysis(sample.data, spined, measure(spined), ())
    frames = SpineFrames(analysis, scale=2.0)
    assert frames.at(10) is None
    flat, arched = frames.at(30), frames.at(len(made) - 20)
    assert flat is not None
    assert not flat.arched
    assert arched is not None
    assert arched.arched
    assert arched.change_deg == pytest.approx(20.0, abs=1.0)
    assert flat.points_px == pytest.approx(2.0 * spined.lumbar_px[30], abs=2.0)
    assert SpineFrames(sample).at(0) is None


@pytest.mark.parametrize(("change_deg", "arched"), [(12.0, False), (10.0, True)])
def test_the_spine_is_shown_as_arched_where_the_check_as_it_is_set_calls_it_so(change_deg, arched):
    made = track(leg_raises(95.0), Stick())
    spined = with_spine(made, np.where(np.arange(len(made)) < 70, 0.0, 10.0))
    settings = ArchSettings(change_deg=change_deg)
    analysis = Analysis(sample_analysis().data, spined, measure(spined), (), settings)
    shown = SpineFrames(analysis).at(len(made) - 20)
    assert shown is not None
    assert shown.arched == arched
