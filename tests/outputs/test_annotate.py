"""What is written of a clip: blurred where asked for, and inside the page where asked for."""

from __future__ import annotations

import re
import threading
from base64 import b64decode
from pathlib import Path

import cv2
import numpy as np
import pytest

from formcheck.api import Report, analyze
from formcheck.errors import OutputError, VideoError
from formcheck.outputs.heads import head_discs
from formcheck.outputs.stills import key_moments
from formcheck.report import Analysis
from formcheck.video.source import open_source
from tests import stick
from tests.fake_backend import FakeBackend
from tests.media import write_clip


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Return the report of a clip whose every picture is a fine checkerboard."""
    figure = stick.Stick(size=(480, 270), px_per_m=110.0, name="board.mp4")
    motion, duration_s = stick.leg_raises(80.0)
    track = stick.track(motion, figure, fps=15, duration_s=duration_s)
    board = (np.indices((270, 480)).sum(axis=0) // 3 % 2 * 255).astype(np.uint8)
    picture = np.repeat(board[..., None], 3, axis=2)
    # Two pictures in turn: one that never changes counts as a frozen recording.
    frames = [picture if i % 2 else picture // 2 + 60 for i in range(len(track))]
    clip = write_clip(tmp_path_factory.mktemp("clip") / "board.mp4", frames, fps=15)
    return analyze(clip, backend=FakeBackend(track))


def _detail(path: Path, report: Report) -> list[float]:
    """Return for every frame how fine the picture is where the face is: 0 = even."""
    centres = np.rint(head_discs(report.track).centre_px[:, 0]).astype(int)
    found = []
    with open_source(path) as source:
        for frame in source:
            x, y = centres[frame.index]
            part = frame.image[y - 12 : y + 12, x - 12 : x + 12].astype(float)
            found.append(float(np.abs(np.diff(part, axis=1)).mean()))
    return found


def test_the_face_is_blurred_in_every_frame_and_only_if_asked(
    report: Report, tmp_path: Path
) -> None:
    plain = report.save(tmp_path / "plain", html=False)
    blurred = report.save(tmp_path / "blurred", html=False, blur_face=True)
    sharp = _detail(plain / "annotated.mp4", report)
    soft = _detail(blurred / "annotated.mp4", report)
    assert len(sharp) == len(soft) == len(report.track)
    assert min(sharp) > 15
    assert max(soft) < 8


@pytest.mark.parametrize("video", [True, False])
def test_the_pictures_of_the_page_are_blurred_too(
    report: Report, tmp_path: Path, video: bool
) -> None:
    discs = head_discs(report.track)
    moments = key_moments(Analysis(report.data, report.track, report.kinematics, report.reps))
    for blur_face in (False, True):
        folder = report.save(tmp_path / str(blur_face), video=video, blur_face=blur_face)
        kinds = {"frames.csv", "report.html", "report.json", "track.npz"}
        kinds |= {"annotated.mp4"} if video else set()
        assert {path.name for path in folder.iterdir()} == kinds
        page = (folder / "report.html").read_text(encoding="utf-8")
        assert 'id="video-content"' not in page
        stills = re.findall(r'src="data:image/jpeg;base64,([^"]+)"', page)
        assert len(stills) == len(moments) >= 2
        for content, moment in zip(stills, moments, strict=True):
            image = cv2.imdecode(np.frombuffer(b64decode(content), np.uint8), cv2.IMREAD_COLOR)
            x, y = np.rint(discs.centre_px[moment.frame, 0]).astype(int)
            part = image[y - 12 : y + 12, x - 12 : x + 12].astype(float)
            fine = float(np.abs(np.diff(part, axis=1)).mean())
            assert fine < 8 if blur_face else fine > 15


def test_an_embedded_video_is_the_one_beside_the_page(report: Report, tmp_path: Path) -> None:
    folder = report.save(tmp_path / "one", embed_video=True)
    page = (folder / "report.html").read_text(encoding="utf-8")
    found = re.search(r'id="video-content">([A-Za-z0-9+/=]+)</script>', page)
    assert found is not None
    assert b64decode(found[1]) == (folder / "annotated.mp4").read_bytes()
    assert '<video id="video" controls' in page, "nothing beside the page is asked for"
    assert "annotated.mp4" not in page


def test_nothing_is_left_where_the_video_or_a_file_beside_it_fails(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Report(
        Analysis(report.data, report.track, report.kinematics, report.reps), tmp_path / "x"
    )
    with pytest.raises(VideoError, match="x"):
        gone.save(tmp_path / "out" / "board")

    def full(path: Path, analysis: Analysis) -> None:
        raise OutputError("the table of frames cannot be written", str(path), "free some room")

    monkeypatch.setattr("formcheck.outputs.write.write_frames_csv", full)
    with pytest.raises(OutputError, match="table of frames"):
        report.save(tmp_path / "out" / "board")
    assert not (tmp_path / "out").exists()
    assert "formcheck-beside" not in {thread.name for thread in threading.enumerate()}
