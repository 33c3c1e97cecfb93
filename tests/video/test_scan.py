"""Packets tell when frames are shown; a file read from its midst gives the same frames."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import VideoError
from formcheck.video.file import VideoFile
from formcheck.video.scan import scan_times
from tests.media import has_encoder, marked_frames, write_clip

CODECS = {
    "mp4": {"codec": "libx264", "options": {"g": "12"}},
    "b_frames": {"codec": "libx264", "options": {"g": "24", "bf": "3", "preset": "medium"}},
    "mkv": {"codec": "libx264", "options": {"g": "12"}},
    "webm": {"codec": "libvpx-vp9", "options": {"g": "12", "deadline": "realtime"}},
}


@pytest.fixture(params=CODECS)
def clip(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    how = CODECS[request.param]
    if not has_encoder(str(how["codec"])):
        pytest.skip(f"no {how['codec']}")
    suffix = request.param if request.param in ("mkv", "webm") else "mp4"
    return write_clip(tmp_path / f"clip.{suffix}", marked_frames(70), fps=25, **how)


def test_packets_foretell_every_frame(clip: Path):
    raw_s = scan_times(clip)
    assert raw_s is not None
    with VideoFile(clip) as source:
        assert [frame.time_s for frame in source] == (raw_s - raw_s[0]).tolist()


@pytest.mark.parametrize("first", [1, 11, 12, 13, 30, 69])
def test_a_file_read_from_its_midst_gives_the_same_frames(clip: Path, first: int):
    raw_s = scan_times(clip)
    assert raw_s is not None
    with VideoFile(clip) as source:
        whole = [(f.index, f.time_s, f.image) for f in source]
        info, warnings = source.info, source.warnings
    with VideoFile(clip) as source:
        assert source.seek(float(raw_s[first]), first)
        rest = [(f.index, f.time_s, f.image) for f in source]
        assert source.is_sound
        source.account_for([time_s for _, time_s, _ in whole], 0)
        assert source.info == info
        assert source.warnings == warnings
    assert [row[:2] for row in rest] == [row[:2] for row in whole[first:]]
    assert all(np.array_equal(a[2], b[2]) for a, b in zip(rest, whole[first:], strict=True))


def test_a_time_at_which_nothing_is_shown_cannot_be_sought(clip: Path):
    raw_s = scan_times(clip)
    assert raw_s is not None
    with VideoFile(clip) as source:
        assert not source.seek(float(raw_s[30]) + 0.01, 30)
    with VideoFile(clip) as source:
        assert not source.seek(float(raw_s[-1]) + 5.0, 99)


def test_what_does_not_tell_its_times_is_not_foretold(tmp_path: Path):
    clip = write_clip(tmp_path / "clip.avi", marked_frames(20), fps=25, codec="mpeg4")
    assert scan_times(clip) is None


def test_a_missing_file_gets_its_sentence(tmp_path: Path):
    with pytest.raises(VideoError, match="no such file"):
        scan_times(tmp_path / "gone.mp4")
