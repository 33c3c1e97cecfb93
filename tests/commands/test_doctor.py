"""``formcheck doctor`` as a user sees it."""

from __future__ import annotations

import json

import pytest

from formcheck import __version__
from formcheck.cli import run
from formcheck.commands import doctor
from formcheck.doctor.finding import Finding

SOUND = [
    Finding("software", "formcheck", "ok", "0.1.0"),
    Finding("devices", "camera", "absent", "camera 0 cannot be opened", "plug it in"),
    Finding("video", "read", "doubtful", "cannot be read: av1", "pip install av"),
]
BROKEN = Finding("models", "pose model [full]", "broken", "checksum wrong", "reinstall formcheck")


def _finds(monkeypatch: pytest.MonkeyPatch, *findings: Finding) -> None:
    monkeypatch.setattr(doctor, "examine", lambda: iter(findings))


@pytest.mark.parametrize(("more", "code"), [((), 0), ((BROKEN,), 1)])
def test_only_what_is_broken_fails_and_every_remedy_is_shown(monkeypatch, capsys, more, code):
    _finds(monkeypatch, *SOUND, *more)
    assert run(["doctor"]) == code
    told = capsys.readouterr().out
    for finding in (*SOUND, *more):
        assert f"{finding.name}: {finding.detail}" in told
        assert finding.remedy in told
    assert ("Broken: pose model [full]." in told) == bool(more)
    assert ("Sound" in told) != bool(more)


def test_json_is_one_object_and_nothing_else(monkeypatch, capsys):
    _finds(monkeypatch, *SOUND, BROKEN)
    assert run(["doctor", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "formcheck.doctor/1"
    assert told["formcheck_version"] == __version__
    assert told["sound"] is False
    assert told["findings"][-1] == {
        "topic": "models",
        "name": "pose model [full]",
        "state": "broken",
        "detail": "checksum wrong",
        "remedy": "reinstall formcheck",
    }


def test_this_installation_is_sound(capsys):
    """The whole of it, as it is: MediaPipe starts, the networks run, a video is written."""
    assert run(["doctor", "--json"]) == 0
    states = {
        found["name"]: found["state"] for found in json.loads(capsys.readouterr().out)["findings"]
    }
    for name in ("pose model full", "pose model runs", "lumbar network", "written with", "read"):
        assert states[name] == "ok"
    assert "broken" not in states.values()
