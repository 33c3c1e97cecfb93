from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.ahead import ahead
from formcheck.outputs.hud import AnalysisHud, HudCurve, HudSpan, HudState
from formcheck.outputs.overlay import HudPainter, OverlayPainter
from formcheck.outputs.overlay_body import hip_arc, turn
from formcheck.outputs.overlay_style import YELLOW, Image, Typesetter
from formcheck.pose.landmarks import Side, side_landmark
from tests.outputs.sample import sample_analysis

SIDES: tuple[Side, Side] = ("right", "left")


def _grey(width: int, height: int) -> Image:
    return np.full((height, width, 3), 120, np.uint8)


def _frame_at(degrees: float, side: Side = "right") -> int:
    """Return a frame of the first raise at about this hip flexion."""
    analysis = sample_analysis(side)
    first = analysis.reps[0]
    angles = analysis.kinematics.hip_flexion_deg[first.start : first.top_start]
    return first.start + int(np.abs(angles - degrees).argmin())


@pytest.mark.parametrize("size", [(960, 540), (540, 960), (1920, 1080), (161, 283)])
def test_paints_a_copy_of_the_same_size(size: tuple[int, int]) -> None:
    image = _grey(*size)
    before = image.copy()
    painted = OverlayPainter(sample_analysis(size=size), size).paint(image, 150)
    assert painted.shape == image.shape
    assert painted.dtype == np.uint8
    assert np.array_equal(image, before)
    assert not np.array_equal(painted, before)


@pytest.mark.parametrize(
    "size", [(64, 64), (64, 48), (120, 3840), (160, 90), (240, 320), (3840, 2160), (2160, 3840)]
)
def test_any_size_and_nothing_seen(size: tuple[int, int]) -> None:
    for seen in (True, False):
        painter = OverlayPainter(sample_analysis(size=size, seen=seen), size)
        for index in (0, 22, 150, 399):
            assert painter.paint(_grey(*size), index).shape == (size[1], size[0], 3)


def test_read_only_and_cut_out_pictures_are_accepted() -> None:
    wide = np.full((540, 1200, 3), 120, np.uint8)
    cut = wide[:, 100:1060]
    cut.setflags(write=False)
    painted = OverlayPainter(sample_analysis(), (960, 540)).paint(cut, 100)
    assert painted.flags["C_CONTIGUOUS"]
    assert (wide == 120).all()


def test_body_and_panels_painted_by_a_thread_each_are_the_whole_overlay() -> None:
    analysis, size = sample_analysis(), (960, 540)
    frames = range(80, 200, 4)
    expected = [OverlayPainter(analysis, size).paint(_grey(*size), i) for i in frames]
    painter = OverlayPainter(analysis, size)
    with ahead((i, painter.paint_body(_grey(*size), i)) for i in frames) as bodies:
        found = [painter.paint_panels(painted, i) for i, painted in bodies]
    assert all(np.array_equal(a, b) for a, b in zip(found, expected, strict=True))
    assert not np.array_equal(painter.paint_body(_grey(*size), 100), found[5])


def test_a_wrong_size_or_frame_is_refused() -> None:
    painter = OverlayPainter(sample_analysis(), (960, 540))
    with pytest.raises(ValueError, match=r"expected \(540, 960, 3\)"):
        painter.paint(_grey(540, 960), 0)
    with pytest.raises(IndexError, match=r"expected a frame in \[0, 400\)"):
        painter.paint(_grey(960, 540), 400)


def test_turn_is_counter_clockwise_on_the_screen() -> None:
    right = np.array([1.0, 0.0])
    assert np.allclose(turn(right, 90), [0, -1])
    assert np.allclose(turn(right, np.array([0.0, 180.0])), [[1, 0], [-1, 0]])


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("degrees", [5, 45, 88])
def test_arc_follows_flexion_on_either_side(side: Side, degrees: float) -> None:
    index = _frame_at(degrees, side)
    analysis = sample_analysis(side)
    arc = hip_arc(AnalysisHud(analysis).state(index))
    assert arc is not None
    assert arc.sign == (1 if side == "right" else -1)
    tilt = np.degrees(np.arctan2(0.02, 1.0))
    expected = analysis.kinematics.hip_flexion_deg[index] + tilt
    assert arc.angle_deg == pytest.approx(expected, abs=0.01)
    thigh = analysis.track.landmarks_px[index, side_landmark(side, "knee")] - arc.hip
    assert np.allclose(arc.direction(arc.angle_deg) * arc.thigh_px, thigh)
    assert arc.direction(90.0)[1] < -0.99, "the 90 degree mark points up on a lying body"


@pytest.mark.parametrize("side", SIDES)
def test_arc_is_painted_between_trunk_line_and_thigh(side: Side) -> None:
    analysis = sample_analysis(side)
    index = _frame_at(60, side)
    painted = OverlayPainter(analysis, (960, 540)).paint(_grey(960, 540), index)
    arc = hip_arc(AnalysisHud(analysis).state(index))
    assert arc is not None
    radius = 0.42 * min(arc.thigh_px, arc.trunk_px)

    def colour(flexion: float) -> np.ndarray:
        x, y = np.rint(arc.hip + radius * arc.direction(flexion)).astype(int)
        return painted[y, x].astype(int)

    assert np.abs(colour(28) - YELLOW).max() < 12
    assert np.abs(colour(45) - YELLOW).max() < 12
    assert np.abs(colour(-25) - YELLOW).max() > 60, "not on the side of extension"
    assert np.abs(colour(75) - YELLOW).max() > 60, "not beyond the thigh"


def test_extension_and_past_the_head_are_not_folded() -> None:
    state = AnalysisHud(sample_analysis()).state(10)
    for degrees in (-40.0, 150.0, 200.0, 290.0):
        points = state.landmarks_px.copy()
        hip, shoulder = points[side_landmark("right", "hip")], points[12]
        trunk = (hip - shoulder) / np.hypot(*(hip - shoulder))
        points[side_landmark("right", "knee")] = hip + 100 * turn(trunk, degrees)
        arc = hip_arc(replace(state, landmarks_px=points))
        assert arc is not None
        assert arc.angle_deg == pytest.approx(degrees)


def test_one_leg_alone_gets_the_arc() -> None:
    state = AnalysisHud(sample_analysis("right")).state(_frame_at(60))
    for leg in SIDES:
        arc = hip_arc(replace(state, leg=leg))
        assert arc is not None
        assert np.array_equal(arc.hip, state.landmarks_px[side_landmark(leg, "hip")])


def test_without_a_number_no_arc_is_painted() -> None:
    analysis = sample_analysis()
    index = _frame_at(60)
    state = replace(AnalysisHud(analysis).state(index), curve=None, warning="")
    painter = HudPainter((960, 540))

    def yellow(one: HudState) -> int:
        close = np.abs(painter.paint(_grey(960, 540), one).astype(int) - YELLOW).max(axis=2) < 12
        return int(close.sum())

    assert yellow(state) > 100
    assert yellow(replace(state, hip_flexion_deg=float("nan"))) == 0


def test_state_of_a_recording() -> None:
    analysis = sample_analysis()
    hud = AnalysisHud(analysis)
    first, second = analysis.reps[0], analysis.reps[1]
    before = hud.state(0)
    assert (before.rep, before.rep_total, before.phase, before.chips) == (0, 3, None, ())
    running = hud.state(second.top_start)
    assert (running.rep, running.phase, running.chips_title) == (2, "top", "Rep 1")
    assert [hud.state(i).phase for i in (first.start, first.stop - 1)] == ["raise", "lower"]
    between = hud.state(second.stop)
    assert (between.rep, between.phase, between.chips_title) == (2, None, "Rep 2")
    assert between.chips[0].text == "Under 90°"
    assert between.chips[0].verdict == "flag"
    assert between.chips[1].severity == "advice"
    assert between.warning == "25 frames a second are few for judging speed."
    assert between.curve is running.curve, "drawn once"
    assert [span.verdict for span in between.curve.spans] == ["cant_tell", "flag", "cant_tell"]
    assert not hud.state(22).pose_found


def test_landmarks_scale_with_the_picture() -> None:
    analysis = sample_analysis(size=(960, 540))
    small = AnalysisHud(analysis, scale=0.5).state(100).landmarks_px
    assert np.allclose(small * 2, analysis.track.landmarks_px[100], equal_nan=True)
    OverlayPainter(analysis, (480, 270)).paint(_grey(480, 270), 100)


def test_live_curve_and_no_total() -> None:
    painter = HudPainter((640, 360))
    state = AnalysisHud(sample_analysis(size=(640, 360))).state(120)
    for second in range(3):
        time_s = np.linspace(second, second + 10, 300)
        value = 50 * np.sin(time_s) + 40
        value[100:110] = np.nan
        spans = (
            HudSpan(second - 2.0, second + 3.0, 1, "flag"),
            HudSpan(second + 8.0, 30.0, 2, None),
        )
        curve = HudCurve(time_s, value, second, second + 10.0, spans)
        live = replace(state, rep_total=None, curve=curve, time_s=second + 10.0, rep=12)
        painted = painter.paint(_grey(640, 360), live)
        assert painted.shape == (360, 640, 3)
    empty = HudCurve(np.empty(0), np.empty(0), 0.0, 10.0)
    painter.paint(_grey(640, 360), HudState(time_s=0.0, curve=empty))


def test_state_checks_its_shapes() -> None:
    with pytest.raises(ValueError, match=r"landmarks_px: expected \(33, 2\), got \(17, 2\)"):
        HudState(time_s=0.0, landmarks_px=np.zeros((17, 2)))


def test_landmarks_far_outside_the_picture_do_no_harm() -> None:
    state = AnalysisHud(sample_analysis()).state(150)
    for factor in (1e3, 1e7, -1e7):
        painted = HudPainter((960, 540)).paint(
            _grey(960, 540), replace(state, landmarks_px=state.landmarks_px * factor)
        )
        assert painted.shape == (540, 960, 3)
        assert (painted != _grey(960, 540)).any()


def test_text_is_cut_and_wrapped_to_its_room() -> None:
    type_ = Typesetter()
    text = "Put the camera level and square to the body, at the height of the hips."
    room = 200
    assert type_.width(type_.fit(text, 20, 500, room), 20, 500) <= room
    lines = type_.wrap(text, 20, 500, room, 3)
    assert len(lines) == 3
    assert all(type_.width(line, 20, 500) <= room for line in lines)
    assert lines[-1].endswith("…")
    assert type_.wrap("short", 20, 500, room, 3) == ["short"]
