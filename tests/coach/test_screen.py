"""A screen that answers, and one that does not."""

from __future__ import annotations

import socket

import pytest

from formcheck.coach import screen
from formcheck.coach.screen import has_screen


@pytest.fixture
def server(tmp_path, monkeypatch):
    """Answer as screen 7."""
    monkeypatch.setattr(screen, "_SOCKETS", str(tmp_path / "X"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(str(tmp_path / "X7"))
        door.listen(1)
        yield


@pytest.mark.parametrize(
    ("environment", "there"),
    [
        ({"DISPLAY": ":7"}, True),
        ({"DISPLAY": "unix:7.0"}, True),
        ({"DISPLAY": ":8"}, False),
        ({"DISPLAY": "127.0.0.1:99999"}, False),
        ({"DISPLAY": "something/else"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ""}, False),
        ({}, False),
    ],
)
def test_a_screen_must_answer(server, monkeypatch, environment, there):
    monkeypatch.setattr(screen.sys, "platform", "linux")
    assert has_screen(environment) == there


def test_other_systems_have_one(monkeypatch):
    monkeypatch.setattr(screen.sys, "platform", "darwin")
    assert has_screen({})
