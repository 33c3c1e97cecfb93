"""Whole clips on film; needs the studio extra (and a minute on its first run)."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("anny")
pytest.importorskip("moderngl")

from studio import film as studio_film
from studio.body import Phenotype
from studio.camera import Camera
from studio.film import Clip, Companion, film
from studio.lens import Sensor
from studio.motion import Rep, Script
from studio.sheet import sheet, upright_pictures
from studio.timing import Timing
from studio.walk import Walk

pytestmark = pytest.mark.slow

PERSON = Phenotype()
KICK = Script("lying_leg_raise", (Rep(90.0, raise_s=0.4, top_s=0.05, lower_s=0.4),), rest_s=0.2)
CAMERA = Camera(target_m=(0.0, -0.52, 0.5), view_height_m=1.7, width=240, height=136)
CLIP = Clip("kick", "a kick", KICK, PERSON, camera=CAMERA, crf=12)
ACROSS = Companion(PERSON, Walk(((-0.9, -2.0), (-0.9, 1.0)), speed_m_per_s=1.2))


def shot(clip, folder):
    """Pictures (N, H, W, 3) and times of a filmed clip, and its truth."""
    count = film(clip, folder)
    truth = json.loads((folder / f"{clip.name}.truth.json").read_text(encoding="utf-8"))
    times, pictures = zip(*upright_pictures(folder / f"{clip.name}.mp4"), strict=True)
    np.testing.assert_allclose(times, truth["series"]["time_s"], atol=2e-5)
    assert len(times) == count == truth["frames"]
    assert pictures[0].shape == (truth["height"], truth["width"], 3)
    return np.array(pictures), np.array(times), truth


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return shot(CLIP, tmp_path_factory.mktemp("plain"))


def test_the_truth_says_what_the_clip_is_made_of(plain):
    _, times, truth = plain
    assert truth["clip"] == "kick"
    assert truth["video"] == "kick.mp4"
    assert truth["sensor"]["noise"] == 0.0
    assert truth["timing"]["kind"] == "constant"
    assert truth["script"]["reps"][0]["peak_deg"] == 90.0
    assert truth["companions"] == []
    assert len(truth["reps"]) == 1
    np.testing.assert_allclose(np.diff(times), 1 / 30, atol=2e-5)


def test_the_legs_are_where_the_truth_says(plain):
    """Between rest and peak the picture changes along the raised legs, and not above the head."""
    pictures, _, truth = plain
    top = int(np.argmax(truth["series"]["hip_flexion_deg"]))
    changed = np.abs(pictures[top].astype(int) - pictures[0]).max(axis=2) > 40
    knee, ankle = (
        np.array(truth["series"]["joints_px"][f"{j}_left"][top]) for j in ("knee", "ankle")
    )
    for share in (0.0, 0.25, 0.5):
        x, y = np.round(knee + share * (ankle - knee)).astype(int)
        assert changed[y - 1 : y + 2, x - 1 : x + 2].all(), share
    x, y = np.round(truth["series"]["joints_px"]["head"][top]).astype(int)
    assert not changed[: y - 20, x - 10 : x + 10].any()


def test_only_the_two_files_are_left_and_they_are_the_same_again(tmp_path):
    film(CLIP, tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kick.mp4", "kick.truth.json"]
    first = [p.read_bytes() for p in sorted(tmp_path.iterdir())]
    film(CLIP, tmp_path)
    assert [p.read_bytes() for p in sorted(tmp_path.iterdir())] == first


def test_a_failure_leaves_nothing(tmp_path, monkeypatch):
    def fail(*_, **__):
        raise OSError("no room left")

    monkeypatch.setattr(studio_film, "write_truth", fail)
    with pytest.raises(OSError, match="no room left"):
        film(replace(CLIP, script=None, idle_s=0.1), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_variable_times_show_the_legs_of_their_moment(plain, tmp_path):
    clip = replace(CLIP, timing=Timing("variable", jitter=0.2, dropped=0.1, seed=2))
    pictures, times, truth = shot(clip, tmp_path)
    usual, usual_times, usual_truth = plain
    assert np.ptp(np.diff(times)) > 0.01
    hip, usual_hip = (t["series"]["hip_flexion_deg"] for t in (truth, usual_truth))
    np.testing.assert_allclose(hip, np.interp(times, usual_times, usual_hip), atol=1.5)
    gaps = np.abs(times[:, None] - usual_times)
    for number, nearest in enumerate(gaps.argmin(axis=1)):
        if gaps[number, nearest] < 5e-4:
            off = np.abs(pictures[number].astype(int) - usual[nearest])
            assert off.mean() < 3.0


@pytest.mark.parametrize("rotation_deg", [90, 270])
def test_a_turned_portrait_stands_upright(tmp_path, rotation_deg):
    upright = replace(CAMERA, width=136, height=240, view_height_m=3.6)
    clip = replace(CLIP, script=None, idle_s=0.1, camera=upright)
    straight, _, _ = shot(clip, tmp_path)
    turned, _, truth = shot(replace(clip, name="turned", rotation_deg=rotation_deg), tmp_path)
    assert truth["rotation_deg"] == rotation_deg
    assert np.abs(turned.astype(int) - straight).mean() < 3.0


def test_an_open_shutter_smears_what_moves_and_nothing_else(plain, tmp_path):
    sharp, _, truth = plain
    smeared, _, _ = shot(replace(CLIP, sensor=Sensor(shutter=0.9)), tmp_path)
    hip = np.array(truth["series"]["hip_flexion_deg"])
    off = np.abs(smeared.astype(int) - sharp).mean(axis=(1, 2, 3))
    fast = int(np.argmax(np.gradient(hip)))
    assert off[1] < 0.5
    assert off[fast] > off[1] + 0.5
    x, y = np.round(truth["series"]["joints_px"]["ankle_left"][fast]).astype(int)
    shoe = (fast, slice(y - 14, y + 14), slice(x - 14, x + 14))
    sharpest = [np.abs(np.diff(p[shoe].astype(int), axis=1)).max() for p in (sharp, smeared)]
    assert sharpest[1] < 0.8 * sharpest[0]


def test_somebody_passes_behind_and_the_truth_stays(plain, tmp_path):
    pictures, _, truth = shot(replace(CLIP, companions=(ACROSS,)), tmp_path)
    alone, _, alone_truth = plain
    assert truth["series"]["joints_px"] == alone_truth["series"]["joints_px"]
    assert truth["reps"] == alone_truth["reps"]
    assert len(truth["companions"]) == 1
    assert (np.abs(pictures.astype(int) - alone).max(axis=3) > 40).mean(axis=(1, 2)).max() > 0.01


def test_nobody_exercises(tmp_path):
    clip = replace(CLIP, script=None, idle_s=0.5, idle_fps=20.0)
    empty, times, truth = shot(clip, tmp_path)
    assert truth["reps"] == []
    assert truth["body"] is None
    np.testing.assert_allclose(times, np.arange(11) / 20.0, atol=2e-5)
    assert np.abs(empty.astype(int) - empty[0]).max() < 12
    walked, _, truth = shot(replace(clip, name="walked", companions=(ACROSS,)), tmp_path)
    assert truth["reps"] == []
    assert (np.abs(walked[-1].astype(int) - empty[-1]).max(axis=2) > 40).mean() > 0.01


def test_a_sheet_of_any_clip_can_be_made(tmp_path, monkeypatch):
    monkeypatch.setattr("studio.sheet.CACHE_DIR", tmp_path)
    for clip in (CLIP, replace(CLIP, name="empty", script=None, idle_s=0.5)):
        film(clip, tmp_path)
        assert sheet(tmp_path / f"{clip.name}.mp4", count=4, first_s=0.1).stat().st_size > 1000
