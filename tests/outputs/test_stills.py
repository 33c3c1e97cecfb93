"""Key frames are the frames that the report speaks of."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from formcheck.checks.base import CheckResult
from formcheck.outputs.stills import LONGEST_SIDE_PX, Album, key_moments, take_stills
from formcheck.report import Analysis
from tests.media import write_clip
from tests.outputs.sample import FPS, sample_analysis


def _with_arch(analysis: Analysis, verdict: str) -> Analysis:
    """Return the analysis with a low back whose largest change is in the second repetition."""
    reps = []
    for rep, value in zip(analysis.data.reps, (4.0, 16.0, 9.0), strict=True):
        result = CheckResult("fault", verdict, value=value, limit=7.5, uncertainty=2.0)
        result = replace(result, at_s=rep.start_s + 0.4)
        reps.append(rep.model_copy(update={"checks": rep.checks | {"back_arch": result}}))
    return replace(analysis, data=analysis.data.model_copy(update={"reps": tuple(reps)}))


def test_rest_highest_and_lowest_peak_in_the_order_of_time() -> None:
    analysis = sample_analysis()
    moments = key_moments(analysis)
    assert [m.name for m in moments] == ["rest", "peak", "lowest_peak"]
    rest, high, low = moments
    assert rest.frame == 15
    assert (high.frame, low.frame) == (analysis.reps[0].peak, analysis.reps[1].peak)
    assert high.words == "Rep 1: hip flexion 98° ± 4°."
    assert all(m.time_s == analysis.track.time_s[m.frame] for m in moments)


@pytest.mark.parametrize(
    ("verdict", "title"), [("flag", "Worst arch"), ("pass", "Low back, largest change")]
)
def test_the_worst_arch_is_that_of_the_check(verdict: str, title: str) -> None:
    analysis = _with_arch(sample_analysis(), verdict)
    arch = next(m for m in key_moments(analysis) if m.name == "arch")
    assert arch.title == title
    assert arch.time_s == pytest.approx(analysis.data.reps[1].start_s + 0.4, abs=0.5 / FPS)
    assert arch.words == "Rep 2: low back 16° ± 2°, limit 7.5°."


def test_nothing_seen_has_no_moments() -> None:
    analysis = sample_analysis(seen=False, seconds=0.0)
    assert key_moments(analysis) == ()
    assert Album(analysis).last_frame == -1
    assert take_stills("no such file", analysis) == ()


def test_the_album_keeps_the_right_pictures_and_shrinks_large_ones() -> None:
    analysis = sample_analysis(size=(1920, 1080))
    album = Album(analysis)
    for frame in range(len(analysis.track)):
        if album.wants(frame):
            album.keep(np.full((1080, 1920, 3), (frame % 200, 60, 20), np.uint8), frame)
    assert [s.moment.name for s in album.stills] == ["rest", "peak", "lowest_peak"]
    for still in album.stills:
        assert (still.width, still.height) == (LONGEST_SIDE_PX, LONGEST_SIDE_PX * 9 // 16)
        image = cv2.imdecode(np.frombuffer(still.jpeg, np.uint8), cv2.IMREAD_COLOR)
        assert image.shape == (still.height, still.width, 3)
        wanted = [still.moment.frame % 200, 60, 20]
        assert image[5, 5, ::-1].tolist() == pytest.approx(wanted, abs=3)


def test_who_waits_for_an_album_gets_it_with_its_last_picture() -> None:
    analysis = sample_analysis()
    album = Album(analysis)
    height, width = analysis.data.source.height, analysis.data.source.width
    picture = np.zeros((height, width, 3), np.uint8)
    frames = sorted({moment.frame for moment in key_moments(analysis)})
    with ThreadPoolExecutor(2) as waiting:
        whole = waiting.submit(album.wait)
        closed = waiting.submit(album.wait, to_the_end=True)
        for frame in frames:
            assert not whole.done()
            album.keep(picture, frame)
        assert [still.moment for still in whole.result(10)] == list(key_moments(analysis))
        assert not closed.done()
        album.close()
        assert closed.result(10) == whole.result()


def test_nobody_waits_for_an_album_that_gets_no_more_pictures() -> None:
    album = Album(sample_analysis())
    album.close()
    assert album.wait() == album.wait(to_the_end=True) == ()
    assert Album(sample_analysis(seen=False, seconds=0.0)).wait() == ()


def test_stills_are_taken_from_the_clip(tmp_path: Path) -> None:
    analysis = sample_analysis(size=(320, 180))
    frames = [np.full((180, 320, 3), i // 2, np.uint8) for i in range(len(analysis.track))]
    clip = write_clip(tmp_path / "clip.mp4", frames, fps=25)
    stills = take_stills(clip, analysis)
    assert [s.moment.name for s in stills] == ["rest", "peak", "lowest_peak"]
    for still in stills:
        image = cv2.imdecode(np.frombuffer(still.jpeg, np.uint8), cv2.IMREAD_COLOR)
        corner = image[90:140, :12].mean()  # nothing is painted there
        assert corner == pytest.approx(still.moment.frame // 2, abs=4)
