from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pytest

from formcheck.pose.backend import PersonPose
from formcheck.pose.follow import SubjectFollower, body_of
from tests.pose.people import person

FPS = 30


def lying(x: float = 300, y: float = 400, **options: float) -> PersonPose:
    return person(x, y, head_deg=180, legs_deg=0, **options)


def standing(x: float, y: float = 350, **options: float) -> PersonPose:
    return person(x, y, head_deg=90, legs_deg=-90, **options)


def hanging(x: float = 300, y: float = 300, **options: float) -> PersonPose:
    return person(x, y, head_deg=90, legs_deg=-90, arms_up=True, **options)


def follow(
    frames: Iterable[Sequence[PersonPose]], follower: SubjectFollower | None = None, start: int = 0
) -> tuple[list[int | None], SubjectFollower]:
    """Return the chosen one's number in each frame."""
    follower = follower or SubjectFollower()
    chosen = []
    for i, people in enumerate(frames, start):
        one = follower.select(people, i / FPS)
        chosen.append(next((n for n, p in enumerate(people) if p is one), None))
    return chosen, follower


@pytest.mark.parametrize(
    ("pose", "posture"),
    [
        (person(0, 0, head_deg=180), "lying"),
        (person(0, 0, head_deg=0, legs_deg=180), "lying"),
        (person(0, 0, head_deg=145), "lying"),
        (person(0, 0, head_deg=120), "other"),
        (person(0, 0, head_deg=90, legs_deg=-90), "other"),
        (person(0, 0, head_deg=90, legs_deg=0, arms_up=True), "hanging"),
        (person(0, 0, head_deg=-90, legs_deg=90, arms_up=True), "other"),  # hand stand
    ],
)
def test_posture(pose: PersonPose, posture: str) -> None:
    body = body_of(pose)
    assert body is not None
    assert body.posture == posture
    assert body.trunk_px == pytest.approx(100)
    assert body.size_px == pytest.approx(260)


def test_unseen_trunk_is_no_body() -> None:
    pose = lying()
    pose.landmarks_px[:] = np.nan
    assert body_of(pose) is None
    assert SubjectFollower().select([pose], 0.0) is None


def test_nobody() -> None:
    assert SubjectFollower().select([], 0.0) is None


def test_lying_body_beats_a_larger_standing_one() -> None:
    chosen, follower = follow([[standing(700, trunk=180), lying()]] * 60)
    assert chosen == [1] * 60
    assert follower.settled


def test_larger_of_two_lying_ones_is_chosen_and_kept() -> None:
    before = [[lying(300, 300), lying(800, 500, trunk=150)]] * 45
    # Once settled, even a much larger one does not take over.
    after = [[lying(300, 300, trunk=400), lying(800, 500, trunk=150)]] * 45
    chosen, _ = follow(before + after)
    assert chosen == [1] * 90


def test_who_lies_down_later_takes_over_from_a_bystander() -> None:
    chosen, _ = follow(
        [[standing(700, trunk=180)]] * 60 + [[standing(700, trunk=180), lying()]] * 9
    )
    assert chosen == [0] * 60 + [1] * 9


def test_one_who_lies_down_is_followed_all_the_way() -> None:
    down = [[person(300, 400, head_deg=90 + 90 * i / 45, legs_deg=0)] for i in range(46)]
    chosen, follower = follow([*down, *[[lying()]] * 40])
    assert chosen == [0] * 86
    assert follower.settled


def test_repetitions_do_not_disturb() -> None:
    frames = [[person(300, 400, legs_deg=50 - 50 * np.cos(i / 10))] for i in range(150)]
    assert follow(frames)[0] == [0] * 150


def test_walk_through_never_gives_the_passer_by() -> None:
    frames = []
    for i in range(120):
        passer = standing(1000 - 10 * i, 400)
        # While they overlap, only the passer-by is found.
        frames.append([passer] if 60 <= i < 75 else [passer, lying()])
    chosen, _ = follow([[lying()]] * 40 + [list(reversed(f)) for f in frames])
    assert chosen[:40] == [0] * 40
    assert chosen[40:100] == [0] * 60
    assert chosen[100:115] == [None] * 15
    assert chosen[115:] == [0] * 45


def test_track_that_swaps_to_the_bystander_is_a_gap() -> None:
    chosen, _ = follow([[lying()]] * 40 + [[standing(420, 380)]] * 200 + [[lying(310)]] * 10)
    assert chosen == [0] * 40 + [None] * 200 + [0] * 10


def test_lost_and_found_near_by() -> None:
    chosen, _ = follow([[lying()]] * 40 + [[]] * 30 + [[lying(330)]] * 10)
    assert chosen == [0] * 40 + [None] * 30 + [0] * 10


def test_what_is_a_body_now_and_then_does_not_settle() -> None:
    plant = hanging(500, 200, trunk=80)
    frames: list[list[PersonPose]] = [[plant]] * 20 + [[]] * 50 + [[plant]] * 2
    _, follower = follow(frames)
    assert not follower.settled
    chosen, follower = follow([[lying()]] * 40 + [[plant, lying()]] * 10, follower, len(frames))
    assert chosen == [0] * 40 + [1] * 10
    assert follower.settled


def test_far_away_is_somebody_else_until_three_seconds_have_passed() -> None:
    chosen, _ = follow([[lying()]] * 40 + [[lying(900)]] * 120)
    assert chosen[40 : 40 + 89] == [None] * 89
    assert chosen[40 + 95 :] == [0] * 25


def test_after_a_long_gap_the_size_must_still_fit() -> None:
    chosen, _ = follow([[lying()]] * 40 + [[]] * 120 + [[lying(900, trunk=200)]] * 30)
    assert chosen[160:] == [None] * 30


def test_hanging_subject_may_lean_back_but_keeps_the_hands_up() -> None:
    lean = [[person(300, 300, head_deg=90 + i, legs_deg=0, arms_up=True)] for i in range(45)]
    chosen, follower = follow([[hanging()]] * 40 + lean + lean[::-1])
    assert chosen == [0] * 130
    # Somebody stands where the subject hung: not the subject.
    assert follow([[standing(310, 300)]] * 30, follower, 130)[0] == [None] * 30


def test_nobody_lies_or_hangs_the_largest_is_followed() -> None:
    frames = [[standing(200), standing(700, trunk=150)]] * 60
    chosen, follower = follow(frames)
    assert chosen == [1] * 60
    assert not follower.settled


def test_who_swings_settles_too() -> None:
    frames = [[hanging(300 + 40 * np.sin(i / 8))] for i in range(120)]
    chosen, follower = follow(frames)
    assert chosen == [0] * 120
    assert follower.settled


@pytest.mark.parametrize("scale", [0.2, 5.0])
@pytest.mark.parametrize("mirror", [1, -1])
def test_choice_does_not_depend_on_scale_or_side(scale: float, mirror: int) -> None:
    def changed(pose: PersonPose) -> PersonPose:
        points = pose.landmarks_px * (mirror * scale, scale)
        return PersonPose(points, pose.visibility, pose.world_m)

    frames = [[standing(1000 - 10 * i), lying()][i % 40 > 35 :] for i in range(120)]
    assert follow(frames)[0] == follow([[changed(p) for p in f] for f in frames])[0]


def test_same_input_same_choice() -> None:
    frames = [[standing(1000 - 10 * i), lying()] for i in range(60)]
    assert follow(frames)[0] == follow(frames)[0]
