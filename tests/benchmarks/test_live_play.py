"""What was played is kept with the code that played it; no process outlives its clip."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from benchmarks import live_play
from benchmarks.live_play import Played, code_sha256, kept, play_all
from tests.coach.snapshots import rep
from tests.media import marked_frames, write_clip


def test_what_was_played_is_kept_for_the_same_code_only(tmp_path, monkeypatch):
    path = tmp_path / "clip.file.json"
    assert kept(path) is None
    played = Played((rep(1, under_90="flag"), rep(2, 10.0)), 2, 300, 5, code_sha256())
    path.write_text(played.to_json(), encoding="utf-8")
    assert kept(path) == played
    monkeypatch.setattr(live_play, "code_sha256", lambda: "another one")
    assert kept(path) is None
    path.write_text("{", encoding="utf-8")
    assert kept(path) is None


def _clips(folder: Path) -> list[Path]:
    return [write_clip(folder / f"{name}.mp4", marked_frames(10)) for name in "ab"]


def test_a_clip_that_cannot_be_played_is_an_error_and_leaves_no_process(tmp_path, capfd):
    (tmp_path / "none.mp4").write_bytes(b"no video")
    before = set(multiprocessing.active_children())
    with pytest.raises(RuntimeError, match="none, file: its process ended without a result"):
        list(play_all([tmp_path / "none.mp4"], "file", tmp_path / "kept", "full"))
    assert set(multiprocessing.active_children()) == before
    assert list((tmp_path / "kept").iterdir()) == []
    capfd.readouterr()  # the traceback of the process


@pytest.mark.slow
@pytest.mark.parametrize("way", ["file", "stream"])
def test_each_clip_is_played_in_a_process_that_ends(way, tmp_path):
    clips = _clips(tmp_path)
    before = set(multiprocessing.active_children())
    found = dict(play_all(clips, way, tmp_path / "kept", "full"))
    assert found.keys() == set(clips)
    for clip, played in found.items():
        assert played.reps == ()
        assert 1 <= played.frames <= 10
        assert kept(tmp_path / "kept" / f"{clip.stem}.{way}.json") == played
    assert set(multiprocessing.active_children()) == before
