"""What goes wrong while the doctor looks is a finding, and nothing hangs or ends the command."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from formcheck.doctor.apart import LookError, look_apart
from formcheck.doctor.examine import LOOKS, Look, examine
from formcheck.doctor.finding import Finding

HERE = "tests.doctor.looks"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Children find the looks of this folder, as they do from a clone."""
    monkeypatch.chdir(ROOT)


@pytest.mark.usefixtures("at_the_root")
def test_a_look_apart_tells_what_it_found_whatever_native_code_prints():
    assert look_apart(f"{HERE}:noisy", 60) == [Finding("devices", "noisy", "ok", "went well")]


@pytest.mark.usefixtures("at_the_root")
@pytest.mark.parametrize(
    ("look", "limit_s", "words"),
    [("crashing", 60, "SIGKILL"), ("raising", 60, "driver is odd"), ("hanging", 1.5, "no answer")],
)
def test_a_look_that_crashes_fails_or_hangs_is_told(look, limit_s, words):
    began = time.monotonic()
    with pytest.raises(LookError, match=words):
        look_apart(f"{HERE}:{look}", limit_s)
    assert time.monotonic() - began < 25


def test_what_cannot_even_be_imported_is_broken_and_the_rest_is_looked_at():
    looks = [
        Look("models", "gone", "formcheck.no_such_room:look", "broken"),
        Look("software", "formcheck", "formcheck.doctor.software:machine", "broken"),
    ]
    found = list(examine(looks))
    assert (found[0].state, found[0].name) == ("broken", "gone")
    assert "no_such_room" in found[0].detail
    assert found[0].remedy
    assert {finding.name for finding in found[1:]} == {"formcheck", "Python", "system"}


def test_an_error_of_ours_keeps_its_remedy(monkeypatch):
    from formcheck.errors import ModelError

    def damaged() -> None:
        raise ModelError("the list of models is damaged", "manifest.json", "reinstall formcheck")

    monkeypatch.setattr("formcheck.pose.models.verify_bundles", damaged)
    look = next(look for look in LOOKS if look.name == "pose models")
    assert list(examine([look])) == [
        Finding(
            "models",
            "pose models",
            "broken",
            "the list of models is damaged (manifest.json)",
            "reinstall formcheck",
        )
    ]


def test_the_home_folder_is_not_told(monkeypatch, tmp_path):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(
        "formcheck.pose.models.cache_folder", lambda: tmp_path / "somewhere" / "models"
    )
    look = next(look for look in LOOKS if look.name == "places")
    cache = next(found for found in examine([look]) if found.name == "fetched models")
    assert cache.detail == "~/somewhere/models, nothing there yet"


def test_every_look_names_a_function_that_is_there():
    from importlib import import_module

    for look in LOOKS:
        module, function = look.function.split(":")
        assert callable(getattr(import_module(module), function))
    assert len({look.name for look in LOOKS}) == len(LOOKS)
