"""Reading some times a second tells what reading every frame tells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.kinematics.angles import measure
from formcheck.lumbar.bridge import READINGS_HZ, ReadingPace, bridged
from formcheck.pose.track import LUMBAR_ARRAYS, Track
from tests.spines import with_spine
from tests.stick import Stick, leg_raises, track


def arched(fps: float = 30.0) -> Track:
    """Return a set whose low back arches by 15 degrees and back, twice, read in every frame."""
    motion, duration_s = leg_raises(80.0)
    whole = track(motion, Stick(), fps=fps, duration_s=duration_s)
    wave = 15.0 * np.sin(np.pi * whole.time_s / duration_s * 2) ** 2
    return with_spine(whole, wave, tilt_share=0.6)


def read_at(whole: Track, hz: float) -> Track:
    """Return the track as a reader at that pace leaves it."""
    pace = ReadingPace(hz)
    kept = np.array([pace.is_due(t) for t in whole.time_s.tolist()])
    arrays = {
        name: np.where(kept.reshape(-1, *(1,) * len(shape)), getattr(whole, name), np.nan)
        for name, shape in LUMBAR_ARRAYS.items()
    }
    return replace(whole, **arrays)


@pytest.mark.parametrize(("fps", "least", "most"), [(24, 8, 10), (30, 10, 10), (60, 9, 11)])
def test_it_reads_so_often_whatever_the_frame_rate(fps: float, least: int, most: int):
    pace = ReadingPace(10.0)
    due = [pace.is_due(i / fps) for i in range(20 * fps)]
    assert due[0]
    per_s = np.reshape(due, (20, fps)).sum(axis=1)
    assert per_s.min() >= least
    assert per_s.max() <= most


def test_a_slow_clip_is_read_in_every_frame():
    pace = ReadingPace(10.0)
    assert all(pace.is_due(i / 9.0) for i in range(50))


def test_who_joins_in_the_midst_reads_the_same_frames():
    times_s = (np.arange(300) / 29.97).tolist()
    whole, later = ReadingPace(), ReadingPace()
    due = [whole.is_due(t) for t in times_s]
    joined = [later.is_due(t) for t in times_s[101:]]
    assert joined[1:] == due[102:]


def test_the_pace_must_be_positive():
    with pytest.raises(ValueError, match="expected a positive rate"):
        ReadingPace(0.0)


@pytest.mark.parametrize("fps", [25.0, 30.0, 59.94])
def test_the_curves_are_those_of_reading_every_frame(fps: float):
    whole = arched(fps)
    few = read_at(whole, READINGS_HZ)
    assert np.isfinite(few.in_range).mean() < 0.45
    mine, every = (measure(t).spine for t in (bridged(few), whole))
    assert mine is not None
    assert every is not None
    for name in ("lordosis_deg", "pelvic_tilt_deg", "waist_seen"):
        now, then = getattr(mine, name), getattr(every, name)
        np.testing.assert_array_equal(np.isfinite(now), np.isfinite(then))
        assert np.nanmax(np.abs(now - then)) < 0.3, name


def test_readings_stay_as_they_are_and_directions_stay_unit_vectors():
    few = read_at(arched(), READINGS_HZ)
    there = np.isfinite(few.in_range)
    full = bridged(few)
    for name in LUMBAR_ARRAYS:
        np.testing.assert_array_equal(getattr(full, name)[there], getattr(few, name)[there])
    np.testing.assert_allclose(np.linalg.norm(full.axes, axis=-1), 1.0)


def test_nothing_is_told_where_nobody_was_seen_or_far_from_a_reading():
    few = read_at(arched(), READINGS_HZ)
    landmarks = few.landmarks_px.copy()
    landmarks[40:50] = np.nan
    in_range = few.in_range.copy()
    in_range[40:50] = in_range[80:100] = np.nan
    full = bridged(replace(few, landmarks_px=landmarks, in_range=in_range))
    assert np.isnan(full.in_range[40:50]).all()
    assert np.isnan(full.in_range[90:95]).all()
    assert np.isfinite(full.in_range[:40]).all()
    last = np.flatnonzero(np.isfinite(in_range[:80]))[-1]
    assert full.in_range[last + 1] == in_range[last]


def test_a_track_that_was_never_read_stays_so():
    motion, duration_s = leg_raises(80.0)
    plain = track(motion, Stick(), fps=25, duration_s=duration_s)
    assert bridged(plain) is plain
