"""Pictures of what must not be judged: how the bodies are placed."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from studio.lumbar import odd
from studio.lumbar.scenes import POSES

LYING = np.array([[0.0, 0.5, 0.1], [0.1, 0.0, 0.0], [0.1, 0.0, 0.2], [0.0, -0.4, 0.8]])
"""Head, back, belly and raised feet of somebody who lies with the head towards +y."""


def test_who_is_turned_over_lies_on_the_front_and_on_the_floor():
    over = odd.PLACED["prone"](LYING)
    assert over[:, 2].min() == pytest.approx(0.0)
    assert over[2, 2] < over[1, 2]
    assert over[:, 1] == pytest.approx(LYING[:, 1])


def test_who_sits_has_the_head_up_and_the_feet_in_front():
    up = odd.PLACED["seated"](LYING)
    assert up[:, 2].argmax() == 0
    assert up[:, 2].min() == pytest.approx(0.0)
    assert up[3, 1] < up[1, 1]


@pytest.mark.parametrize("support", ["mat", "bench", "bar"])
def test_every_scene_becomes_one_on_the_mat(support):
    numbers = (odd.FIRST + n for n in range(60))
    scene = next(
        s for s in (odd.scene_of("check", n) for n in numbers) if s.posture.support == support
    )
    lying = odd._lying(scene)
    assert lying.posture.support == "mat"
    assert lying.room.bench_top_m is None
    assert lying.room.bar_height_m is None
    assert lying.posture.arms.position != "bar"


def test_a_known_picture_is_one_moment_of_its_scene_the_same_every_time(monkeypatch):
    shots = [SimpleNamespace(picture=np.full((2, 2, 3), i, np.uint8)) for i in range(POSES)]
    asked = []

    def shoot(scene):
        asked.append(scene.name)
        return iter(shots)

    monkeypatch.setattr(odd, "shoot", shoot)
    chosen = [odd.picture_of(odd.KNOWN, "check", n)[0, 0, 0] for n in range(12)]
    assert chosen == [odd.picture_of(odd.KNOWN, "check", n)[0, 0, 0] for n in range(12)]
    assert len(set(chosen)) > 3
    assert asked[3] == odd.scene_of("check", odd.FIRST + 3).name
