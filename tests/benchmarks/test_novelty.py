"""Does formcheck know what it must not judge: the page of it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from benchmarks.novelty import KINDS, every_second, page


def test_a_kind_that_is_told_apart_holds_the_bar_and_one_that_is_not_misses_it():
    known = list(np.linspace(0.8, 1.0, 40))
    apart = {kind: [0.01, 0.1] for kind in KINDS}
    text = "\n".join(page(apart, dict.fromkeys(KINDS, 3), known))
    assert "| 1.000 | held |" in text
    assert "| prone | 3 | 2 | 1.000 | 100 % |" in text
    mixed = apart | {"seated": [0.99, 0.98, 0.97]}
    assert "**missed**" in "\n".join(page(mixed, dict.fromkeys(KINDS, 3), known))


def test_a_clip_gives_a_frame_a_second():
    time_s = np.arange(0.0, 3.0, 0.1)
    clip = SimpleNamespace(time_s=time_s, in_range=np.where(time_s < 1.5, 0.9, np.nan))
    assert every_second([clip]) == [0.9, 0.9]
