"""The window's keys and picture, without a screen."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from formcheck.coach.banner import Banner
from formcheck.coach.window import LiveHud, Window
from formcheck.outputs.hud import HudState
from tests.coach.snapshots import rep, snapshot

PICTURE = np.full((720, 1280, 3), 90, np.uint8)


def _state() -> HudState:
    return LiveHud().state(snapshot(1.0))


@pytest.fixture
def keyboard(monkeypatch):
    """Stand in for OpenCV's window; the value of `key` is pressed next."""
    state = {"key": -1, "visible": 1.0, "shown": []}
    monkeypatch.setattr(cv2, "resizeWindow", lambda *_: None)
    monkeypatch.setattr(cv2, "imshow", lambda _, image: state["shown"].append(image))
    monkeypatch.setattr(cv2, "waitKey", lambda _: state["key"])
    monkeypatch.setattr(cv2, "getWindowProperty", lambda *_: state["visible"])
    return state


@pytest.mark.parametrize(
    ("pressed", "key"),
    [
        (-1, None),
        (ord("x"), None),
        (ord(" "), "pause"),
        (ord("p"), "pause"),
        (ord("r"), "restart"),
        (ord("m"), "mute"),
        (ord("q"), "quit"),
        (27, "quit"),
        (0x100000 | ord("q"), "quit"),  # some toolkits add modifiers
    ],
)
def test_keys(keyboard, pressed, key):
    keyboard["key"] = pressed
    assert Window().show(PICTURE, _state(), Banner()) == key


def test_a_closed_window_quits(keyboard):
    keyboard["visible"] = 0.0
    assert Window().show(PICTURE, _state(), Banner()) == "quit"


def test_the_body_is_mirrored_and_the_words_are_not(keyboard):
    banner = Banner("Higher.", "fault", 2)
    Window().show(PICTURE, _state(), banner)
    Window(mirror=True).show(PICTURE, _state(), banner)
    plain, mirrored = keyboard["shown"]
    assert plain.shape == mirrored.shape
    assert (plain[720:] == mirrored[720:]).all()
    # The head lies left, the feet right; in the mirror the other way round.
    body = slice(560, 640)
    assert (plain[body] != mirrored[body]).any()


def test_the_window_gets_blue_first_and_in_one_piece(keyboard):
    red = np.zeros((720, 1280, 3), np.uint8)
    red[:, :, 0] = 200
    Window().show(red, None, Banner())
    (shown,) = keyboard["shown"]
    assert (shown[:720] == (0, 0, 200)).all()
    # OpenCV copies a reversed view pixel by pixel, which costs more than all the painting.
    assert shown.flags["C_CONTIGUOUS"]


def test_without_a_snapshot_the_picture_is_shown_alone(keyboard):
    Window().show(PICTURE, None, Banner("Paused.", "setup"))
    assert (keyboard["shown"][0][:720] == 90).all()


def test_polling_takes_keys_and_shows_nothing(keyboard):
    keyboard["key"] = ord("m")
    assert Window().poll() == "mute"
    assert keyboard["shown"] == []


def test_the_last_repetition_stays_until_the_next():
    hud = LiveHud()
    assert hud.state(snapshot(5.0, rep(1, under_90="flag"))).chips_title == "Rep 1"
    later = hud.state(snapshot(5.1, reps=1))
    assert (later.chips_title, later.rep) == ("Rep 1", 1)
    assert [chip.verdict for chip in later.chips] == ["flag"]
