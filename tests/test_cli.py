"""The command line: exit codes, one sentence per error, nothing half-written."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from formcheck.cli import run
from formcheck.pose.replay import save_track
from tests import stick
from tests.media import marked_frames, write_clip, write_wav

ENVIRONMENT = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200"}


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "formcheck", *arguments]


def _truncated(tmp_path: Path) -> Path:
    """Return a clip whose index is gone with its end: nothing of it can be decoded."""
    whole = write_clip(tmp_path / "whole.mp4", marked_frames(30))
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[:200])
    return cut


def _text(tmp_path: Path) -> Path:
    path = tmp_path / "notes.mp4"
    path.write_text("no video at all\n" * 50)
    return path


def _empty(tmp_path: Path) -> Path:
    path = tmp_path / "empty.mp4"
    path.touch()
    return path


def _one_pixel(tmp_path: Path) -> Path:
    # No encoder of H.264 makes one pixel; a GIF does.
    frames = [np.full((1, 1, 3), value, np.uint8) for value in (0, 255, 0)]
    return write_clip(tmp_path / "dot.gif", frames, codec="gif", pix_fmt="rgb8", fps=10)


def _picture(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "photo.png", marked_frames(1), codec="png", pix_fmt="rgb24")


def _nobody(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "room.mp4", marked_frames(45, 160, 120))


def _missing(tmp_path: Path) -> Path:
    return tmp_path / "nowhere.mp4"


def _directory(tmp_path: Path) -> Path:
    path = tmp_path / "clips.mp4"
    path.mkdir()
    return path


def _sound(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "song.wav")


def _bad_track(tmp_path: Path) -> Path:
    path = tmp_path / "track.npz"
    path.write_bytes(b"PK\x03\x04 no archive")
    return path


BAD_INPUTS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing": (_missing, "no such file"),
    "directory": (_directory, "folder"),
    "empty": (_empty, "empty"),
    "text": (_text, "not a video"),
    "audio_only": (_sound, "only sound"),
    "picture": (_picture, "picture"),
    "one_pixel": (_one_pixel, "pixel"),
    "truncated_to_nothing": (_truncated, ""),
    "nobody": (_nobody, "no person"),
    "bad_track": (_bad_track, "damaged"),
}


@pytest.mark.parametrize("kind", BAD_INPUTS)
def test_bad_input_gets_one_sentence(
    kind: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    make, words = BAD_INPUTS[kind]
    clip = make(tmp_path)
    out = tmp_path / "out"
    assert run(["analyze", str(clip), "-o", str(out)]) == 1
    captured = capfd.readouterr()
    lines = captured.err.strip().splitlines()
    assert len(lines) == 1, captured.err
    assert lines[0].startswith("formcheck: ")
    assert words in lines[0]
    assert clip.name in lines[0]
    assert captured.out == ""
    assert not out.exists() or list(out.iterdir()) == []


def test_other_clips_are_tried_after_a_bad_one(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], track: Path
) -> None:
    out = tmp_path / "out"
    assert run(["analyze", str(tmp_path / "gone.mp4"), str(track), "-o", str(out)]) == 1
    assert (out / "six_low" / "report.json").is_file()
    assert "gone.mp4" in capfd.readouterr().err


def test_strict_and_json(track: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    arguments = ["analyze", str(track), "-o", str(tmp_path / "out"), "--json"]
    assert run(arguments) == 0
    lines = capfd.readouterr().out.splitlines()
    assert len(lines) == 1
    report = json.loads(lines[0])
    assert report["summary"]["reps"] == 6
    assert report["summary"]["flagged_reps"] > 0
    assert run([*arguments, "--strict"]) == 3


def test_settings_change_the_verdict(
    track: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "own.toml"
    config.write_text("[under_90]\nlimit_deg = 50\n")
    base = ["analyze", str(track), "-o", str(tmp_path / "out"), "--json"]

    def verdicts(*more: str) -> set[str]:
        assert run([*base, *more]) == 0
        reps = json.loads(capfd.readouterr().out)["reps"]
        return {rep["checks"]["under_90"]["verdict"] for rep in reps}

    assert verdicts("--config", str(config)) == {"pass"}
    assert verdicts("--config", str(config), "--set", "under_90.limit_deg=140") == {"flag"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["analyze"], "videos"),
        (["analyze", "a.mp4", "--nope"], "--nope"),
        (["analyze", "a.mp4", "--set", "under_91.limit_deg=3"], "did you mean `under_90`"),
        (["analyze", "a.mp4", "--set", "under_90.limit=3"], "did you mean `limit_deg`"),
        (["analyze", "a.mp4", "--set", "under_90.limit_deg=high"], "high"),
        (["analyze", "a.mp4", "--set", "under_90"], "CHECK.FIELD=VALUE"),
        (["analyze", "a.mp4", "--config", "none.toml"], "none.toml"),
        (["analyze", "a.mp4", "-e", "lying_leg_rise"], "did you mean `lying_leg_raise`"),
        (["analyze", "a.mp4", "--model", "ful"], "ful"),
        (["analyze", "x/a.mp4", "y/a.mp4"], "overwrite"),
        (["live", "--camera", "0", "--source", "a.mp4", "--headless"], "name one"),
        (["models", "pull", "giant"], "giant"),
        (["nonsense"], "nonsense"),
    ],
)
def test_wrong_usage_is_2(
    arguments: list[str], words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    captured = capfd.readouterr()
    assert words in captured.err
    assert len(captured.err.strip().splitlines()) == 1


def test_output_that_cannot_be_written(
    track: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert run(["analyze", str(track), "-o", str(blocked)]) == 1
    assert len(capfd.readouterr().err.strip().splitlines()) == 1
    assert blocked.read_text() == "in the way"


def test_full_disk_leaves_nothing(
    track: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(np, "savez_compressed", full)
    out = tmp_path / "out"
    assert run(["analyze", str(track), "-o", str(out)]) == 1
    assert "the disk is full" in capfd.readouterr().err
    assert not out.exists() or list(out.iterdir()) == []


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("can't start new thread"),
        ValueError("std::bad_alloc"),
        SystemError("error return without exception set"),
        ImportError("libx.so: failed to map segment from shared object"),
    ],
)
def test_too_little_memory_is_one_sentence_and_leaves_nothing(
    error: Exception,
    track: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def short(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(np, "savez_compressed", short)
    out = tmp_path / "out"
    assert run(["analyze", str(track), "-o", str(out)]) == 1
    (line,) = capfd.readouterr().err.strip().splitlines()
    assert line.startswith("formcheck: there is not enough memory (this computer): close")
    assert not out.exists() or list(out.iterdir()) == []


def test_damaged_model_is_one_sentence(
    samples: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    from formcheck.pose import models

    monkeypatch.setattr(models, "_search_folders", lambda: [tmp_path])
    (tmp_path / "pose_landmarker_full.task").write_bytes(b"damaged")
    clip = str(samples / "lying_swing.mp4")
    assert run(["analyze", clip, "-o", str(tmp_path / "out")]) == 1
    error = capfd.readouterr().err
    assert "damaged" in error
    assert len(error.strip().splitlines()) == 1


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_interrupt_leaves_no_partial_file(
    how: signal.Signals, samples: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    process = subprocess.Popen(
        _command("analyze", str(samples / "lying_full.mp4"), "-o", str(out)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        # A shell's background job ignores Ctrl-C, and so would what it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    time.sleep(4.0)
    process.send_signal(how)
    try:
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130
    assert errors.decode().strip().splitlines() == ["formcheck: interrupted; finished clips stay"]
    assert not out.exists() or list(out.iterdir()) == []


def test_help_is_light() -> None:
    code = (
        "import sys; from formcheck.cli import run; run(['--help']); "
        "heavy = {'mediapipe', 'cv2', 'scipy', 'av', 'numpy'} & set(sys.modules); "
        "sys.exit(bool(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


def test_version_is_that_of_the_changelog() -> None:
    import formcheck

    text = (Path(__file__).parent.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = [line for line in text.splitlines() if line.startswith("## [")]
    assert f"## [{formcheck.__version__}]" in headings[0]


@pytest.fixture(scope="module")
def track(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the saved track of a set of six raises that stop at 60 degrees."""
    made = stick.track(stick.leg_raises(*[60.0] * 6), stick.Stick(name="six_low.mp4"))
    path = tmp_path_factory.mktemp("track") / "track.npz"
    save_track(path, made)
    return path
