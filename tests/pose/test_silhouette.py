from __future__ import annotations

import numpy as np
import pytest

from formcheck.pose.backend import PersonPose
from formcheck.pose.background import small_picture
from formcheck.pose.landmarks import Landmark
from formcheck.pose.silhouette import SilhouetteReader, contour_features
from formcheck.pose.thigh import thigh_directions
from formcheck.pose.track import CONTOUR_FEATURES

TRUNK = 150.0
HIP = np.array([330.0, 240.0])
SIZE = (420, 640)
Y, X = np.mgrid[: SIZE[0], : SIZE[1]].astype(np.float64)


def capsule(start: np.ndarray, stop: np.ndarray, radius: float, soft: float = 1.5) -> np.ndarray:
    """A limb with round ends and a soft edge, in [0, 1]."""
    axis = stop - start
    along = ((X - start[0]) * axis[0] + (Y - start[1]) * axis[1]) / (axis @ axis)
    along = np.clip(along, 0, 1)
    distance = np.hypot(X - start[0] - along * axis[0], Y - start[1] - along * axis[1])
    return 1 / (1 + np.exp(np.clip((distance - radius) / soft, -50, 50)))


def figure(
    angles_deg: tuple[float, float], *, off: float = 0.0, radius: float = 0.14, trunk: bool = True
) -> PersonPose:
    """Lying, head to the left, thighs so far above the floor, the hip landmarks off by `off`."""
    mask = capsule(HIP - [TRUNK, 0], HIP, 0.17 * TRUNK) if trunk else np.zeros(SIZE)
    points = np.zeros((33, 2))
    points[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]] = HIP - [TRUNK, 0]
    for angle, side in zip(np.radians(angles_deg), ("LEFT", "RIGHT"), strict=True):
        down = np.array([np.cos(angle), -np.sin(angle)])
        mask = np.maximum(mask, capsule(HIP, HIP + 1.6 * TRUNK * down, radius * TRUNK))
        points[Landmark[f"{side}_HIP"]] = HIP + off * TRUNK * np.array([-down[1], down[0]])
        points[Landmark[f"{side}_KNEE"]] = HIP + 0.8 * TRUNK * down
    return PersonPose(points, np.ones(33), np.zeros((33, 3)), mask.astype(np.float32))


def angles_of(directions: np.ndarray) -> np.ndarray:
    return np.degrees(np.arctan2(-directions[:, 1], directions[:, 0]))


@pytest.mark.parametrize("angle", [0, 25, 45, 60, 80, 90])
@pytest.mark.parametrize("off", [0.0, 0.08, -0.08])
def test_drawn_thigh_gives_its_direction(angle: float, off: float) -> None:
    directions, spread = thigh_directions(figure((angle, angle), off=off))
    assert angles_of(directions) == pytest.approx([angle, angle], abs=0.5)
    assert np.hypot(*directions.T) == pytest.approx([1, 1])
    assert 0 <= spread < 0.01


def test_each_leg_has_its_own() -> None:
    directions, _ = thigh_directions(figure((75, 0)))
    assert angles_of(directions) == pytest.approx([75, 0], abs=0.5)


def test_spread_legs_that_make_one_outline_are_not_told() -> None:
    assert np.isnan(thigh_directions(figure((60, 35)))[0]).all()


def test_legs_a_little_apart_are_right_on_average() -> None:
    directions, _ = thigh_directions(figure((60, 52)))
    assert angles_of(directions).mean() == pytest.approx(56, abs=0.7)


def test_mirrored_picture_gives_mirrored_directions() -> None:
    pose = figure((55, 55))
    mask = np.ascontiguousarray(pose.mask[:, ::-1])
    points = pose.landmarks_px * (-1, 1) + np.array([SIZE[1] - 1, 0])
    mirrored, _ = thigh_directions(PersonPose(points, pose.visibility, pose.world_m, mask))
    assert mirrored == pytest.approx(thigh_directions(pose)[0] * (-1, 1), abs=1e-3)


def test_thigh_that_merges_with_something_wide_is_not_told() -> None:
    pose = figure((40, 40))
    pose.mask[200:] = 1.0  # a mat that belongs to the mask
    directions, spread = thigh_directions(pose)
    assert np.isnan(directions).all()
    assert np.isnan(spread)


def test_thigh_that_leaves_the_picture_is_not_told() -> None:
    pose = figure((0, 0))
    points = pose.landmarks_px + np.array([0, SIZE[0] - 1 - HIP[1]])
    mask = np.roll(pose.mask, round(SIZE[0] - 1 - HIP[1]), axis=0)
    directions, _ = thigh_directions(PersonPose(points, pose.visibility, pose.world_m, mask))
    assert np.isnan(directions).all()


def test_a_few_wrong_profiles_do_not_bend_the_line() -> None:
    pose = figure((0, 0))
    x = int(HIP[0] + 0.5 * 0.8 * TRUNK)
    pose.mask[int(HIP[1] - 0.25 * TRUNK) : int(HIP[1]), x - 8 : x + 8] = 1.0  # a hand on the thigh
    directions, spread = thigh_directions(pose)
    assert angles_of(directions) == pytest.approx([0, 0], abs=1.5)
    assert spread > 0.01


def test_nothing_seen_gives_nan() -> None:
    pose = figure((0, 0))
    without = PersonPose(pose.landmarks_px, pose.visibility, pose.world_m)
    assert np.isnan(thigh_directions(without)[0]).all()
    empty = PersonPose(pose.landmarks_px, pose.visibility, pose.world_m, np.zeros(SIZE, np.float32))
    assert np.isnan(thigh_directions(empty)[0]).all()
    unseen = PersonPose(np.full((33, 2), np.nan), pose.visibility, pose.world_m, pose.mask)
    assert np.isnan(thigh_directions(unseen)[0]).all()


def test_row_of_features_is_in_the_promised_order() -> None:
    pose = figure((0, 60))
    image = np.full((*SIZE, 3), 51, np.uint8)
    picture = small_picture(image, pose)
    row = dict(zip(CONTOUR_FEATURES, contour_features(pose, picture, None, 2), strict=True))
    assert row["left_thigh_x"] == pytest.approx(1, abs=0.01)
    assert row["left_thigh_y"] == pytest.approx(0, abs=0.01)
    assert row["right_thigh_x"] == pytest.approx(0.5, abs=0.01)
    assert row["brightness"] == pytest.approx(0.2, abs=1e-3)
    assert np.isnan(row["background_shift_px"])
    assert row["persons"] == 2


def test_reader_without_a_person_still_sees_the_picture() -> None:
    reader = SilhouetteReader()
    noise = np.random.default_rng(0).integers(0, 255, (6, 8, 3)).astype(np.uint8)
    image = np.kron(noise, np.ones((70, 80, 1), np.uint8))
    first = reader.read(image, None, 0)
    second = reader.read(image, None, 0)
    assert np.isnan(first[:5]).all()
    assert np.isnan(first[6])
    assert second[6] == pytest.approx(0, abs=1e-3)
    assert np.isnan(first[8])
    assert second[8] == 0
    assert reader.read(image // 2, None, 0)[8] > 0.1
    assert second[7] == 0
