"""Each look tells sound things from missing, odd and broken ones."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from formcheck.doctor import devices, parts, places, software
from formcheck.errors import CameraError, SoundError


def _only(findings):
    (found,) = findings
    return found


def test_required_packages_are_all_told_and_sound_here():
    found = {finding.name: finding for finding in software.packages()}
    assert {"mediapipe", "opencv-contrib-python", "av", "numpy", "typer"} <= set(found)
    assert {finding.state for finding in found.values()} == {"ok"}
    assert not set(found) & {"fastapi", "torch", "pytest"}, "extras are not required"


def test_a_missing_and_an_old_package_are_broken_with_the_command(monkeypatch):
    have = {"av": None, "numpy": "1.26.4"}
    monkeypatch.setattr(software, "_version", lambda name: have.get(name, "999"))
    monkeypatch.setattr(
        software, "requires", lambda _: ["av>=17", "numpy>=2.0", "rich>=13", "torch; extra == 'x'"]
    )
    found = {finding.name: finding for finding in software.packages()}
    assert {name: finding.state for name, finding in found.items()} == {
        "av": "broken",
        "numpy": "broken",
        "rich": "ok",
    }
    assert found["av"].remedy == 'pip install "av>=17"'
    assert found["numpy"].detail == "1.26.4, but formcheck needs >=2.0"


@pytest.mark.parametrize(
    ("wheels", "loaded", "state"),
    [
        ({"opencv-contrib-python": "5.1.0.95"}, "5.1.0", "ok"),
        ({"opencv-contrib-python": "5.0.0.93", "opencv-python": "5.0.0.93"}, "5.0.0", "ok"),
        ({"opencv-contrib-python": "5.1.0.95", "opencv-python": "5.0.0.93"}, "5.1.0", "doubtful"),
        ({"opencv-contrib-python": "5.1.0.95"}, "4.13.0", "doubtful"),
    ],
)
def test_opencv_wheels_that_differ_are_doubtful(monkeypatch, wheels, loaded, state):
    monkeypatch.setattr(software, "_version", wheels.get)
    monkeypatch.setattr(software, "_loaded_opencv", lambda: loaded)
    found = _only(software.opencv_wheels())
    assert found.state == state
    assert ("pip install --force-reinstall" in found.remedy) == (state == "doubtful")
    assert ("uninstall -y opencv-python " in found.remedy) == (
        state == "doubtful" and len(wheels) > 1
    )


def test_an_extra_lacks_what_is_missing_of_it(monkeypatch):
    monkeypatch.setattr(software, "_version", lambda name: None if name == "uvicorn" else "1.0")
    found = {finding.name: finding for finding in software.extras()}
    assert set(found) == set(software.EXTRAS)
    assert found["web"].state == "absent"
    assert found["web"].detail == "uvicorn not installed"
    assert 'pip install "formcheck[web]"' in found["web"].remedy
    assert found["pandas"].state == "ok"


def test_the_extras_told_are_those_of_the_package():
    from importlib.metadata import metadata

    offered = set(metadata("formcheck").get_all("Provides-Extra") or ())
    assert set(software.EXTRAS) <= offered


def test_a_damaged_default_model_is_broken_and_one_not_fetched_is_absent(monkeypatch, tmp_path):
    from formcheck.pose import models

    (tmp_path / "pose_landmarker_full.task").write_bytes(b"no model")
    monkeypatch.setattr(models, "BUNDLED_FOLDERS", (tmp_path,))
    monkeypatch.setattr(models, "cache_folder", lambda: tmp_path / "nowhere")
    monkeypatch.delenv(models.MODELS_VARIABLE, raising=False)
    found = {finding.name: finding for finding in parts.pose_bundles()}
    assert found["pose model full"].state == "broken"
    assert "reinstall" in found["pose model full"].remedy
    assert found["pose model lite"].state == "absent"
    assert "models pull lite" in found["pose model lite"].remedy


def test_the_shipped_models_are_sound_and_the_low_back_is_read():
    full = next(f for f in parts.pose_bundles() if f.name == "pose model full")
    assert full.state == "ok"
    network = _only(parts.lumbar_network())
    assert (network.state, network.remedy) == ("ok", "")
    assert "runs" in network.detail


@pytest.mark.parametrize(("people", "state"), [(0, "ok"), (1, "broken")])
def test_people_in_a_black_picture_are_broken_with_a_remedy(monkeypatch, people, state):
    class Seer:
        def __init__(self, model):
            assert model == "full"

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def detect(self, frame):
            assert not frame.image.any()
            return ["somebody"] * people

    monkeypatch.setattr("formcheck.pose.mediapipe.MediaPipeBackend", Seer)
    found = _only(parts.pose_start())
    assert found.state == state
    assert f"finds {people} people" in found.detail
    assert bool(found.remedy) == bool(people)


def test_a_trial_video_is_written_and_read_back():
    written, read = parts.video_coding()
    assert (written.state, read.state) == ("ok", "ok")
    assert "3 of 3" in written.detail
    assert "h264" in read.detail


def test_what_no_browser_shows_and_what_cannot_be_read_is_doubtful(monkeypatch):
    from formcheck.video import codecs, sink

    monkeypatch.setattr(sink, "ENCODERS", [each for each in sink.ENCODERS if each[0] == "mpeg4"])
    monkeypatch.setattr(codecs, "missing_decoders", lambda: ("hevc",))
    written, read = parts.video_coding()
    assert (written.state, read.state) == ("doubtful", "doubtful")
    assert "mpeg4" in written.detail
    assert "no browser" in written.detail
    assert "hevc" in read.detail
    monkeypatch.setattr(sink, "ENCODERS", ())
    written, read = parts.video_coding()
    assert (written.state, read.state) == ("broken", "doubtful")
    assert "no video encoder" in written.detail
    assert "PyAV" in written.remedy


def test_the_encoder_told_is_the_one_that_opens_not_the_first_that_is_known(monkeypatch):
    from formcheck.video import sink

    first, *others = sink.ENCODERS
    refusing = (first[0], first[1], {"preset": "no such preset"})
    monkeypatch.setattr(sink, "ENCODERS", (refusing, *others))
    written = next(parts.video_coding())
    assert written.detail.split(",")[0] in {name for name, *_ in others}


def test_a_trial_video_that_has_no_room_says_so(monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr("formcheck.video.sink.add_stream", full)
    written, read = parts.video_coding()
    assert (written.state, read.state) == ("broken", "ok")
    assert written.detail == "the disk is full"
    assert "PyAV" not in written.remedy


def test_a_missing_camera_is_absent_with_its_remedy(monkeypatch):
    def none_there(number: int) -> None:
        raise CameraError("cannot be opened", f"camera {number}", "plug it in")

    monkeypatch.setattr("formcheck.video.camera.CameraSource", none_there)
    found = _only(devices.camera())
    assert (found.state, found.detail, found.remedy) == (
        "absent",
        "camera 0 cannot be opened",
        "plug it in",
    )


@pytest.mark.parametrize("look", [devices.speech, devices.tones])
def test_missing_sound_is_absent_with_its_remedy(monkeypatch, look):
    def silent(mode: str, voice: str) -> None:
        raise SoundError("there is no sound", f"--{mode}", f"install {voice}")

    monkeypatch.setattr("formcheck.coach.sound.open_player", silent)
    found = _only(look())
    assert (found.state, found.detail, found.remedy) == (
        "absent",
        "there is no sound",
        "install en",
    )


@pytest.mark.parametrize(
    ("there", "claimed", "state", "remedy"),
    [
        (True, True, "ok", ""),
        (False, True, "absent", "serve"),
        (True, False, "doubtful", "libx11-xcb1"),
    ],
)
def test_the_screen(monkeypatch, there, claimed, state, remedy):
    monkeypatch.setattr("formcheck.coach.screen.has_screen", lambda: there)
    monkeypatch.setattr("formcheck.coach.x11.claim_events", lambda: claimed)
    found = _only(devices.screen())
    assert found.state == state
    assert remedy in found.remedy
    assert bool(found.remedy) == bool(remedy)


def test_a_place_that_cannot_be_written_and_a_folder_of_models_that_is_gone(monkeypatch, tmp_path):
    history = tmp_path / "locked" / "history.sqlite3"
    monkeypatch.setattr("formcheck.history.database.default_path", lambda: history)
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) != tmp_path)
    monkeypatch.setenv("FORMCHECK_MODELS", str(tmp_path / "gone"))
    found = {finding.name: finding for finding in places.places()}
    assert found["history"].state == "doubtful"
    assert str(tmp_path) in found["history"].detail
    assert found["models first in"].state == "doubtful"
    monkeypatch.setenv("FORMCHECK_MODELS", str(tmp_path))
    assert {f.name: f.state for f in places.places()}["models first in"] == "ok"
