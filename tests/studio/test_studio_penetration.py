"""No limb goes through floor, bench or body: the measure, and the postures of the clips."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from studio.penetration import surrounded

CORNERS = np.array(list(itertools.product((0.0, 1.0), repeat=3)))
FACES = np.array(
    [
        (0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1),
        (2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3),
    ]
)  # fmt: skip
SUPPORT_MM = 4.0
"""Skin below the contact plane; a mat is drawn 8 mm higher still."""
TRUNK_MM = 12.0
"""Skin pressed by hands and forearms that rest on it."""
ARMS = ("sides", "chest", "overhead", "waist", "folded_high")


def test_a_closed_surface_surrounds_what_is_inside():
    inside = np.array([[0.5, 0.5, 0.5], [0.9, 0.1, 0.4]])
    outside = np.array([[1.5, 0.5, 0.5], [-0.2, -0.2, -0.2]])
    np.testing.assert_allclose(surrounded(inside, CORNERS, FACES), 1.0, atol=1e-9)
    np.testing.assert_allclose(surrounded(outside, CORNERS, FACES), 0.0, atol=1e-9)


def test_an_open_surface_still_tells_inside_from_outside():
    open_box = FACES[2:]
    assert surrounded(np.array([[0.6, 0.5, 0.5]]), CORNERS, open_box)[0] > 0.5
    assert abs(surrounded(np.array([[1.6, 0.5, 0.5]]), CORNERS, open_box)[0]) < 0.5


@pytest.fixture(scope="module")
def body():
    pytest.importorskip("anny")
    from studio.body import Phenotype, load_body

    return load_body(Phenotype())


@pytest.fixture(scope="module")
def deepest(body):
    """Return a function: worst penetration by kind over a performed script."""
    from studio.arms import Arms
    from studio.motion import perform
    from studio.penetration import LimbRows, penetration_mm
    from studio.pose import ContactRows, Posture
    from studio.stage import act, ready

    rows, limbs = ContactRows.of(body), LimbRows.of(body)

    def measure(script, support="mat", arms="sides", times=(0.0, 2.7, 3.3, 4.2, 6.0)):
        posture, rest = ready(body, rows, Posture(support=support, arms=Arms(arms)), script)
        motion = perform(script, rest, np.array(times))
        found = [
            penetration_mm(body, limbs, instant.posed, posture)
            for instant in act(body, rows, posture, motion)
        ]
        return {name: max(row[name] for row in found) for name in found[0]}

    return measure


def check(found):
    for name, value in found.items():
        assert value < (SUPPORT_MM if name.endswith("support") else TRUNK_MM), (name, value)


@pytest.mark.slow
@pytest.mark.parametrize("arms", ARMS)
def test_lying_leg_raises(deepest, arms):
    from studio.motion import Rep, Script

    check(deepest(Script("lying_leg_raise", (Rep(110.0, curl_deg=8.0),)), arms=arms))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("support", "arms", "script"),
    [
        ("mat", "sides", {"trunk_lift_deg": 25.0}),
        ("mat", "chest", {"head_lift_deg": 25.0, "trunk_lift_deg": 10.0}),
        ("mat", "chest", {"hold_s": 1.0, "stop_deg": 15.0}),
        ("bench", "sides", {}),
        ("bench", "chest", {"stop_deg": -18.0}),
        ("bar", "bar", {"behind_deg": 18.0}),
    ],
)
def test_other_postures(deepest, support, arms, script):
    from studio.motion import Rep, Script

    exercise = {"mat": "lying", "bench": "bench", "bar": "hanging"}[support]
    rest = -18.0 if support == "bench" else None
    check(
        deepest(
            Script(f"{exercise}_leg_raise", (Rep(105.0, **script),), rest_hip_deg=rest),
            support,
            arms,
        )
    )


@pytest.mark.slow
def test_hook_lying_and_bent_knees(deepest):
    from studio.motion import Rep, Script

    hook = Script("lying_leg_raise", (Rep(105.0),), rest_knee_deg=95.0, knee_bend_deg=60.0)
    check(deepest(hook, arms="chest"))
    bent = Script("lying_leg_raise", (Rep(105.0),), knee_bend_deg=60.0)
    check(deepest(bent, arms="chest", times=(0.0, 2.3, 2.5, 2.7, 3.0, 4.2, 6.9, 7.2)))


@pytest.mark.slow
def test_an_arm_inside_the_trunk_is_found(body):
    from studio.arms import Arms
    from studio.penetration import LimbRows, penetration_mm
    from studio.pose import ContactRows, JointAngles, Posture, pose

    posture = Posture(arms=Arms("chest", slant_deg=25.0))
    posed = pose(body, ContactRows.of(body), JointAngles(), posture)
    assert penetration_mm(body, LimbRows.of(body), posed, posture)["hands_trunk"] > 30.0


@pytest.mark.slow
def test_a_leg_through_the_mat_is_found(body):
    from studio.penetration import LimbRows, penetration_mm
    from studio.pose import ContactRows, JointAngles, Posture, pose

    posed = pose(body, ContactRows.of(body), JointAngles(-10.0, 0.0), Posture())
    found = penetration_mm(body, LimbRows.of(body), posed, Posture())
    assert found["shanks_support"] > 80.0
