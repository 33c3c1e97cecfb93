from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import tracks
from benchmarks.tracks import TrackKey, cached_track, is_stale, look_at_all
from formcheck.lumbar.crop import TrunkFrame
from formcheck.lumbar.reader import LumbarReader, Seen
from formcheck.pose.track import Track
from formcheck.video.frame import SourceInfo


def _track(frames):
    return Track(
        SourceInfo("a.mp4", 640, 360),
        np.arange(frames) / 30,
        np.ones((frames, 33, 2)),
        np.ones((frames, 33)),
        np.zeros((frames, 33, 3)),
    )


@pytest.fixture
def seen(monkeypatch):
    """Look at clips without any network; return the names of those looked at."""
    names: list[str] = []

    def look_at(video, model, *, lumbar=False):
        names.append(video.name)
        frames = len(video.read_bytes())
        return _track(frames), []

    monkeypatch.setattr(tracks, "look_at", look_at)
    return names


@pytest.fixture
def videos(tmp_path):
    paths = [tmp_path / "a.mp4", tmp_path / "b.mp4"]
    for number, path in enumerate(paths):
        path.write_bytes(b"x" * (5 + number))
    return paths


def test_each_clip_is_looked_at_once(seen, videos, tmp_path):
    folder = tmp_path / "tracks"
    assert list(look_at_all(videos, folder, "full")) == videos
    assert list(look_at_all(videos, folder, "full")) == []
    assert seen == ["a.mp4", "b.mp4"]
    track = cached_track(videos[1], folder, TrackKey.of(videos[1], "full"))
    assert track is not None
    assert len(track) == 6


def test_it_goes_on_where_it_was_stopped(seen, videos, tmp_path):
    run = look_at_all(videos, tmp_path / "tracks", "full")
    next(run)
    run.close()
    assert list(look_at_all(videos, tmp_path / "tracks", "full")) == videos[1:]
    assert seen == ["a.mp4", "b.mp4"]


def test_another_video_or_model_is_looked_at_anew(seen, videos, tmp_path):
    folder = tmp_path / "tracks"
    list(look_at_all(videos, folder, "full"))
    videos[0].write_bytes(b"other")
    assert cached_track(videos[0], folder, TrackKey.of(videos[0], "full")) is None
    assert list(look_at_all(videos, folder, "full")) == videos[:1]
    assert cached_track(videos[1], folder, TrackKey.of(videos[1], "heavy")) is None


def test_other_pose_code_is_told_and_renewed_on_request_only(seen, videos, tmp_path, monkeypatch):
    folder = tmp_path / "tracks"
    list(look_at_all(videos, folder, "full"))
    assert not is_stale(videos[0], folder, TrackKey.of(videos[0], "full"))
    monkeypatch.setattr(tracks, "_pose_code_sha256", lambda: "other")
    assert is_stale(videos[0], folder, TrackKey.of(videos[0], "full"))
    assert list(look_at_all(videos, folder, "full")) == []
    assert list(look_at_all(videos, folder, "full", fresh=True)) == videos
    assert not is_stale(videos[0], folder, TrackKey.of(videos[0], "full"))


@pytest.mark.parametrize("damage", ["key", "track", "no_track"])
def test_what_is_damaged_is_looked_at_anew(seen, videos, tmp_path, damage: str):
    folder = tmp_path / "tracks"
    list(look_at_all(videos, folder, "full"))
    if damage == "key":
        (folder / "a.key.json").write_text("[]", encoding="utf-8")
    elif damage == "track":
        (folder / "a.npz").write_bytes(b"PK")
    else:
        (folder / "a.npz").unlink()
    assert list(look_at_all(videos, folder, "full")) == videos[:1]


def test_the_key_says_what_the_track_was_made_of(seen, videos, tmp_path):
    list(look_at_all(videos, tmp_path / "tracks", "full"))
    key = json.loads((tmp_path / "tracks" / "a.key.json").read_text(encoding="utf-8"))
    assert key["model"] == "full"
    assert key.pop("lumbar_sha256") == ""
    assert {len(key[name]) for name in key if name.endswith("sha256")} == {64}


def test_a_track_without_the_low_back_serves_where_it_is_not_asked_for(seen, videos, tmp_path):
    folder = tmp_path / "tracks"
    list(look_at_all(videos, folder, "full"))
    assert list(look_at_all(videos, folder, "full", lumbar=True)) == videos
    assert list(look_at_all(videos, folder, "full", lumbar=True)) == []
    assert list(look_at_all(videos, folder, "full")) == []


def test_another_lumbar_network_reads_the_kept_crops(videos, tmp_path, monkeypatch):
    frame = TrunkFrame(np.array([[1.0, 0.0, 5.0], [0.0, 1.0, 7.0]]), 100.0)
    crop = np.full((112, 160, 4), 90, np.uint8)
    looks = []

    def look_at(video, model, *, lumbar=False):
        looks.append(video.name)
        return _track(3), [Seen(crop, frame, 0.01), None, Seen(crop, frame, 0.02)]

    monkeypatch.setattr(tracks, "look_at", look_at)
    folder = tmp_path / "tracks"
    list(look_at_all(videos[:1], folder, "full", lumbar=True))
    entry = tracks.load_lumbar_entry()
    monkeypatch.setattr(tracks, "load_lumbar_entry", lambda: replace(entry, sha256="0" * 64))
    assert list(look_at_all(videos[:1], folder, "full", lumbar=True)) == videos[:1]
    assert looks == ["a.mp4"]
    key = TrackKey.of(videos[0], "full", lumbar=True)
    track = cached_track(videos[0], folder, key, math.inf)
    told = LumbarReader().tell(Seen(crop, frame, 0.02))
    np.testing.assert_allclose(track.lumbar_px[2], told.lumbar_px, rtol=1e-5)
    np.testing.assert_allclose(track.sagitta, [0.01, np.nan, 0.02], rtol=1e-5)
    assert np.isnan(track.lumbar_px[1]).all()
    # As formcheck tells it, which reads the first of these three and goes on from there.
    np.testing.assert_allclose(cached_track(videos[0], folder, key).sagitta, 0.01, rtol=1e-5)
