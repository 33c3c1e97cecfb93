"""A recording plays up to where it broke off."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import OutputError
from formcheck.video.file import VideoFile
from formcheck.video.recording import RecordingSink

SIZE = (64, 48)


def _picture(level: int, size: tuple[int, int] = SIZE) -> np.ndarray:
    return np.full((size[1], size[0], 3), level, np.uint8)


def _levels(path: Path) -> list[tuple[float, float]]:
    with VideoFile(path) as video:
        return [(frame.time_s, float(frame.image.mean())) for frame in video]


def test_what_is_written_is_there_before_the_file_is_closed(tmp_path):
    path = tmp_path / "video.mp4"
    sink = RecordingSink(path, *SIZE)
    for i in range(90):
        sink.write(_picture(40 + i), i / 30)
    kept = tmp_path / "killed.mp4"
    kept.write_bytes(path.read_bytes())  # what a kill at this moment would leave
    assert _levels(kept)[-1][0] > 89 / 30 - 1.0
    sink.close()
    sink.close()
    read = _levels(path)
    assert [time for time, _ in read] == pytest.approx([i / 30 for i in range(90)], abs=1e-4)
    assert [level for _, level in read] == pytest.approx([40 + i for i in range(90)], abs=3)


def test_uneven_times_and_other_sizes_are_taken(tmp_path):
    path = tmp_path / "video.mp4"
    times = [0.0, 0.031, 0.07, 0.5, 2.25]
    with RecordingSink(path, *SIZE) as sink:
        for i, time in enumerate(times):
            sink.write(_picture(100, (80, 60) if i == 2 else SIZE), time)
    assert [time for time, _ in _levels(path)] == pytest.approx(times, abs=1e-4)


def test_an_error_in_the_block_keeps_what_was_written(tmp_path):
    path = tmp_path / "video.mp4"

    def broken_off() -> None:
        with RecordingSink(path, *SIZE) as sink:
            for i in range(30):
                sink.write(_picture(50), i / 30)
            raise KeyError

    with pytest.raises(KeyError):
        broken_off()
    assert len(_levels(path)) == 30


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path):
    sink = RecordingSink(tmp_path / "no" / "video.mp4", *SIZE)
    with pytest.raises(OutputError, match="cannot be written"):
        sink.write(_picture(1), 0.0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk")
def test_a_full_disk_is_one_sentence_and_the_sink_is_closed(tmp_path):
    path = tmp_path / "video.mp4"
    path.symlink_to("/dev/full")

    def fill() -> None:
        with RecordingSink(path, *SIZE) as sink:
            noise = np.random.default_rng(1).integers(0, 255, (48, 64, 3), dtype=np.uint8)
            for i in range(300):
                sink.write(noise, i / 30)

    with pytest.raises(OutputError, match="the disk is full"):
        fill()


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
@pytest.mark.parametrize(("size", "plays"), [(300, False), (60_000, True)])
def test_no_room_for_a_first_fragment_leaves_no_file(tmp_path, size, plays):
    """In a process of its own, whose files cannot grow beyond a size."""
    path = tmp_path / "video.mp4"
    ended = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(path), str(size)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.stdout.strip() == "the disk is full", ended.stderr
    assert path.exists() == plays
    if plays:
        assert len(_levels(path)) > 7


_LIMITED = """
import resource, sys
from pathlib import Path
import numpy as np
from formcheck.errors import OutputError
from formcheck.video.recording import RecordingSink
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
rng = np.random.default_rng(1)
try:
    with RecordingSink(Path(sys.argv[1]), 64, 48) as sink:
        for i in range(600):
            sink.write(rng.integers(0, 255, (48, 64, 3), dtype=np.uint8), i / 30)
except OutputError as error:
    print(error.what)
"""
