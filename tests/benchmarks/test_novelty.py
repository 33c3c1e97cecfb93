"""Does formcheck know what it must not judge: the page of it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from benchmarks.novelty import KINDS, every_second, main, page
from formcheck.lumbar.kind import GUARDS, Kind


def kind(guard: str, *likelihoods: float) -> Kind:
    """Return frames to which one guard objects so much."""
    said = np.full((len(likelihoods), len(GUARDS)), 0.999)
    said[:, GUARDS.index(guard)] = likelihoods  # type: ignore[arg-type]
    return Kind(said)


def test_a_kind_that_is_told_apart_holds_the_bar_and_one_that_is_not_misses_it():
    known = kind("network", *np.linspace(0.8, 1.0, 40))
    apart = {name: kind("network", 0.01, 0.1) for name in KINDS}
    text = "\n".join(page(apart, dict.fromkeys(KINDS, 3), known, "others"))
    assert "| 1.000 | held |" in text
    assert "| prone | 3 | 2 | 1.000 | 1.000 | 100 % | network |" in text
    mixed = apart | {"seated": kind("posture", 0.99, 0.98, 0.97)}
    assert "**missed**" in "\n".join(page(mixed, dict.fromkeys(KINDS, 3), known, "others"))


def test_what_another_guard_sees_is_told_beside_what_the_network_misses():
    known = kind("network", 0.97, 0.98, 0.99)
    odd = {"seated": kind("posture", 0.01, 0.02, 0.03)}
    text = "\n".join(page(odd, {"seated": 4}, known, "others"))
    assert "| seated | 4 | 3 | 0.000 | 1.000 | 100 % | posture |" in text
    assert "| prone | 0 | 0 | nan | nan | - | - |" in text
    assert "Of 3 frames of a known kind 0.0 % are refused" in text


def test_a_clip_gives_a_frame_a_second_where_the_network_told():
    time_s = np.arange(0.0, 3.0, 0.1)
    said = np.full((len(time_s), len(GUARDS)), 0.95)
    said[time_s >= 1.5] = np.nan
    clips = [SimpleNamespace(time_s=time_s, kind=Kind(said)), SimpleNamespace(kind=None)]
    assert every_second(clips).likelihood.tolist() == [0.95, 0.95]
    assert every_second([]).guards.shape == (0, len(GUARDS))


def test_without_pictures_it_says_what_to_draw(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("benchmarks.novelty.CACHE", tmp_path)
    assert main([]) == 1
    assert "studio.lumbar.odd check" in capsys.readouterr().err
