"""What ``formcheck live`` asks for: sound, language, and whether it counts down."""

from __future__ import annotations

import pytest

from formcheck.cli import run
from formcheck.commands import live
from formcheck.commands.live import LiveOptions
from formcheck.video.source import is_camera, is_file


@pytest.fixture
def asked(monkeypatch):
    """Collect the options instead of opening a camera."""
    options: list[LiveOptions] = []
    monkeypatch.setattr(live, "run_live", lambda o: options.append(o) or 0)
    return options


@pytest.mark.parametrize(
    ("arguments", "mode"),
    [
        ([], "voice"),
        (["--source", "rtsp://phone/1"], "voice"),
        (["--source", "clip.mp4"], "silent"),
        (["--source", "clip.mp4", "--voice"], "voice"),
        (["--tones"], "tones"),
        (["--silent"], "silent"),
    ],
)
def test_sound(asked, arguments, mode):
    assert run(["live", *arguments]) == 0
    assert asked[0].sound_mode == mode


def test_two_kinds_of_sound_are_wrong_usage(asked, capfd):
    assert run(["live", "--voice", "--silent"]) == 2
    assert "--voice and --silent exclude each other" in capfd.readouterr().err
    assert asked == []


def test_language(asked):
    assert run(["live", "--lang", "de"]) == 0
    assert asked[0].language == "de"


def test_an_unknown_language_is_wrong_usage(capfd):
    assert run(["live", "--source", "any.mp4", "--headless", "--lang", "xx"]) == 2
    error = capfd.readouterr().err
    assert error.startswith("formcheck: the coach does not speak `xx`")
    assert len(error.strip().splitlines()) == 1


def test_only_a_camera_counts_down(tmp_path, monkeypatch):
    sources = (0, "1", "rtsp://phone/1", "clip.mp4")
    assert [is_camera(source) for source in sources] == [True, True, False, False]
    assert [is_file(source) for source in sources] == [False, False, False, True]
    # A file may have a number for a name.
    monkeypatch.chdir(tmp_path)
    (tmp_path / "1").touch()
    assert (is_camera("1"), is_file("1")) == (False, True)
