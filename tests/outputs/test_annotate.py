"""What is written of a clip: blurred where asked for, and inside the page where asked for."""

from __future__ import annotations

import re
import shutil
import subprocess
from base64 import b64decode
from pathlib import Path

import numpy as np
import pytest
from plotly.offline import get_plotlyjs

from formcheck.api import Report, analyze
from formcheck.outputs.heads import head_discs
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


def test_no_other_file_of_a_result_holds_a_picture(report: Report, tmp_path: Path) -> None:
    folder = report.save(tmp_path / "all", blur_face=True)
    kinds = {path.name for path in folder.iterdir()}
    assert kinds == {"annotated.mp4", "frames.csv", "report.html", "report.json", "track.npz"}
    page = (folder / "report.html").read_text(encoding="utf-8").replace(get_plotlyjs(), "")
    assert "data:image" not in page
    assert 'id="video-content"' not in page


def test_an_embedded_video_is_the_one_beside_the_page(report: Report, tmp_path: Path) -> None:
    folder = report.save(tmp_path / "one", embed_video=True)
    page = (folder / "report.html").read_text(encoding="utf-8")
    found = re.search(r'id="video-content">([A-Za-z0-9+/=]+)</script>', page)
    assert found is not None
    assert b64decode(found[1]) == (folder / "annotated.mp4").read_bytes()
    assert '<video id="video" controls' in page, "nothing beside the page is asked for"
    assert "annotated.mp4" not in page


@pytest.mark.slow
def test_a_browser_plays_the_embedded_video(report: Report, tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no chromium")
    folder = report.save(tmp_path / "one", embed_video=True)
    (folder / "annotated.mp4").unlink()
    page = folder / "report.html"
    probe = (
        '<script>document.getElementById("video").addEventListener("loadedmetadata", (event) => {'
        "document.documentElement.dataset.seconds = event.target.duration; });</script></body>"
    )
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", probe), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    options += ["--enable-logging=stderr", "--virtual-time-budget=8000", "--dump-dom"]
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    done = subprocess.run(
        [browser, *options, profile, page.as_uri()],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []
    seconds = re.search(r'data-seconds="([\d.]+)"', done.stdout)
    assert seconds is not None
    assert float(seconds[1]) == pytest.approx(report.data.source.duration_s, abs=0.2)
