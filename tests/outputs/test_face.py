"""The face is covered wherever it may be, and what is covered cannot be recognised."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from formcheck.outputs.face import FaceBlur
from formcheck.outputs.heads import FaceSettings, HeadDiscs
from formcheck.outputs.heads import head_discs as all_discs
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from tests import stick

HEAD = slice(Landmark.NOSE, Landmark.MOUTH_RIGHT + 1)
SETTINGS = FaceSettings()


def head_discs(track: Track) -> HeadDiscs:
    """Return the discs of the only head there is, without that axis."""
    discs = all_discs(track)
    assert discs.radius_px.shape == (len(track), 1)
    return HeadDiscs(discs.centre_px[:, 0], discs.radius_px[:, 0])


def _track(fps: float = 30.0) -> Track:
    return stick.track(stick.still(), time_s=np.arange(90) / fps)


def _moved(track: Track, by_px: npt.NDArray[np.float64]) -> Track:
    return replace(track, landmarks_px=track.landmarks_px + by_px[:, None, :])


def _unseen(track: Track, frames: slice) -> Track:
    landmarks = np.array(track.landmarks_px)
    landmarks[frames] = np.nan
    return replace(track, landmarks_px=landmarks)


def _trunk_px(track: Track) -> float:
    shoulders = track.landmarks_px[0, [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]]
    hips = track.landmarks_px[0, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]]
    return float(np.linalg.norm(shoulders.mean(axis=0) - hips.mean(axis=0)))


def _picture(track: Track, seed: int = 0) -> npt.NDArray[np.uint8]:
    shape = (track.source.height, track.source.width, 3)
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def test_every_head_landmark_lies_well_inside() -> None:
    track = _track()
    discs = head_discs(track)
    away = np.linalg.norm(track.landmarks_px[:, HEAD] - discs.centre_px[:, None], axis=2)
    assert (away * SETTINGS.spread <= discs.radius_px[:, None] + 1e-9).all()
    assert (discs.radius_px >= SETTINGS.radius * _trunk_px(track) - 1e-9).all()


def test_in_a_gap_the_disc_holds_every_way_the_head_can_have_gone() -> None:
    """The head wanders at a walking pace and back while nobody is found."""
    track = _track()
    speed = 0.95 * SETTINGS.speed * _trunk_px(track)
    away = speed * np.clip(np.minimum(track.time_s - 1.0, 2.0 - track.time_s), 0, None)
    wandered = _moved(track, np.stack([away, -0.3 * away], axis=1) / np.hypot(1, 0.3))
    gap = slice(31, 60)
    discs = head_discs(_unseen(wandered, gap))
    head = wandered.landmarks_px[gap, HEAD].mean(axis=1)
    off = np.linalg.norm(head - discs.centre_px[gap], axis=1)
    face = SETTINGS.radius * _trunk_px(track)
    assert (off + face <= discs.radius_px[gap] + 1e-6).all()
    assert off.max() > face, "it would have been missed without growing"


def test_the_disc_is_largest_in_the_middle_of_a_gap() -> None:
    track = _track()
    whole, gapped = head_discs(track), head_discs(_unseen(track, slice(30, 61)))
    seen = np.r_[0:30, 61:90]
    np.testing.assert_allclose(gapped.radius_px[seen], whole.radius_px[seen])
    grown = gapped.radius_px[30:61]
    np.testing.assert_allclose(grown, grown[::-1])
    assert grown.argmax() == 15


def test_before_the_first_and_after_the_last_sight_the_disc_grows() -> None:
    discs = head_discs(_unseen(_unseen(_track(), slice(0, 30)), slice(60, 90)))
    assert (np.diff(discs.radius_px[:30]) < 0).all()
    assert (np.diff(discs.radius_px[60:]) > 0).all()


def test_a_head_that_was_hardly_visible_was_not_seen() -> None:
    track = _track()
    visibility = np.array(track.visibility)
    visibility[40:50, HEAD] = 0.2
    discs = head_discs(replace(track, visibility=visibility))
    assert discs.radius_px[45] > discs.radius_px[39]


def test_never_seen_means_the_whole_picture() -> None:
    track = _unseen(_track(), slice(None))
    assert np.isinf(head_discs(track).radius_px).all()
    picture = _picture(track)
    blurred = FaceBlur(track).apply(picture, 0)
    assert blurred.std() < 0.2 * picture.std()


def test_only_the_disc_changes_and_nothing_fine_is_left_in_it() -> None:
    track = _track()
    picture = _picture(track)
    before = picture.copy()
    blurred = FaceBlur(track).apply(picture, 10)
    np.testing.assert_array_equal(picture, before)
    changed = (blurred != picture).any(axis=2)
    discs = head_discs(track)
    rows, columns = np.nonzero(changed)
    places = np.stack([columns, rows], axis=1)
    off = np.linalg.norm(places - discs.centre_px[10], axis=1)
    assert off.max() <= 1.06 * discs.radius_px[10] + 2
    assert changed.sum() > 0.9 * np.pi * discs.radius_px[10] ** 2
    # Noise of 74 grey levels becomes even; a face has no finer cells than half a radius.
    x, y = np.rint(discs.centre_px[10]).astype(int)
    reach = int(discs.radius_px[10] / 2)
    inside = blurred[y - reach : y + reach, x - reach : x + reach].astype(float)
    assert inside.std() < 8
    assert np.abs(np.diff(inside, axis=1)).max() <= 4


def test_a_wrong_place_in_some_frames_does_not_uncover_the_face() -> None:
    """For 0.8 seconds the head is taken to be where the feet are."""
    track = _track()
    landmarks = np.array(track.landmarks_px)
    landmarks[40:65, HEAD] = landmarks[40:65, [Landmark.LEFT_FOOT_INDEX]]
    true = np.rint(head_discs(track).centre_px[45]).astype(int)
    blur = FaceBlur(replace(track, landmarks_px=landmarks))
    picture = _picture(track)
    for i in range(40, 65):
        blurred = blur.apply(picture, i)
        around = (slice(true[1] - 15, true[1] + 15), slice(true[0] - 15, true[0] + 15))
        assert (blurred[around] != picture[around]).any(axis=2).mean() > 0.95


def test_a_track_that_went_over_to_another_person_covers_both_all_along() -> None:
    """For one second and a half it follows a helper, then the one who lies there."""
    track = _track()
    landmarks = np.array(track.landmarks_px)
    landmarks[:45] += (500.0, -300.0)
    discs = all_discs(replace(track, landmarks_px=landmarks))
    assert discs.radius_px.shape == (90, 2)
    assert np.isfinite(discs.radius_px).all()
    face = SETTINGS.radius * _trunk_px(track)
    heads = (landmarks[0, HEAD].mean(axis=0), landmarks[89, HEAD].mean(axis=0))
    for i in range(90):
        for head in heads:
            off = np.linalg.norm(discs.centre_px[i] - head, axis=1)
            assert (off + face <= discs.radius_px[i] + 1e-6).any()


def test_an_error_of_some_frames_is_no_further_person() -> None:
    track = _track()
    landmarks = np.array(track.landmarks_px)
    landmarks[40:50] += (500.0, -300.0)
    discs = all_discs(replace(track, landmarks_px=landmarks))
    assert np.isfinite(discs.radius_px[:, 0]).all()
    assert np.isfinite(discs.radius_px[:, 1]).sum() == 10
    assert discs.radius_px[45, 0] > discs.radius_px[39, 0], "the true head may have moved"
    assert discs.radius_px[55, 0] == pytest.approx(discs.radius_px[39, 0])


def test_after_long_out_of_sight_the_whole_picture_is_blurred() -> None:
    time_s = np.arange(300) / 30
    track = _unseen(stick.track(stick.still(), time_s=time_s), slice(30, 300))
    picture = _picture(track)
    blurred = FaceBlur(track).apply(picture, 299)
    assert (blurred != picture).any(axis=2).mean() > 0.99
    assert blurred.std() < 0.1 * picture.std()


@pytest.mark.parametrize("corner", [(-400.0, -300.0), (3000.0, 2000.0)])
def test_a_head_outside_of_the_picture_leaves_it_alone(corner: tuple[float, float]) -> None:
    track = _track()
    away = _moved(track, np.tile(np.array(corner) - track.landmarks_px[0, 0], (len(track), 1)))
    picture = _picture(track)
    np.testing.assert_array_equal(FaceBlur(away).apply(picture, 5), picture)
