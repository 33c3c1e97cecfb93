"""What the fuzzing begins with: a sound track, ways to damage bytes and JSON, and the count."""

from __future__ import annotations

import json
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import numpy as np
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from formcheck.analysis import analyse
from formcheck.pose.landmarks import LANDMARK_COUNT, Landmark
from formcheck.pose.track import Track
from formcheck.report import Analysis
from formcheck.video.frame import SourceInfo

__all__ = [
    "SEED",
    "Target",
    "Tried",
    "damaged",
    "json_values",
    "lying",
    "lying_analysis",
    "with_lie",
]

SEED: Final = 20261130


@dataclass(frozen=True, slots=True)
class Target:
    """Something that reads what strangers give it.

    Parameters
    ----------
    name : str
    inputs : strategy
    read : callable
        Takes an input; raises only what is no documented end.
    """

    name: str
    inputs: st.SearchStrategy[Any]
    read: Callable[[Any], None]


@dataclass(slots=True)
class Tried:
    """What came of a target.

    Parameters
    ----------
    target : str
    inputs : int
        How many were tried.
    spent_s : float
        On the clock.
    crashes : list of str
        How each different one ended.
    """

    target: str
    inputs: int = 0
    spent_s: float = 0.0
    crashes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, target: Target, budget: int, start: int = SEED) -> Tried:
        """Return what comes of so many inputs, made from a seed: the same every time."""
        tried = cls(target.name)

        @seed(start)
        @settings(
            max_examples=budget,
            database=None,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )
        @given(target.inputs)
        def reads(content: Any) -> None:
            tried.inputs += 1
            with warnings.catch_warnings(action="error"):  # they would be told on stderr
                target.read(content)

        began_s = time.monotonic()
        try:
            reads()
        except Exception:
            tried.crashes.append(traceback.format_exc(limit=-6))
        tried.spent_s = time.monotonic() - began_s
        return tried


@cache
def lying() -> Track:
    """Return a figure of sticks that lies on its back and raises its legs twice."""
    count, fps = 160, 20.0
    time_s = np.arange(count) / fps
    angle = np.radians(np.clip(95.0 * np.sin(2 * np.pi * (time_s - 1.0) / 3.0), 0.0, None))
    angle[time_s < 1.0] = 0.0
    points = np.full((count, LANDMARK_COUNT, 2), np.nan)
    hip, trunk = np.array([420.0, 380.0]), 170.0
    leg = np.stack([np.cos(angle), -np.sin(angle)], axis=1) * trunk
    for side, shift in (("LEFT", 0.0), ("RIGHT", 6.0)):
        near = hip + np.array((0.0, shift))
        places = {
            "SHOULDER": near + np.array((-trunk, 0.0)),
            "HIP": near,
            "KNEE": near + 0.8 * leg,
            "ANKLE": near + 1.6 * leg,
            "EAR": near + np.array((-1.3 * trunk, 0.0)),
            "ELBOW": near + np.array((-0.5 * trunk, 20.0)),
            "WRIST": near + np.array((0.0, 24.0)),
            "HEEL": near + 1.68 * leg,
            "FOOT_INDEX": near + 1.7 * leg + np.array((0.0, -20.0)),
        }
        for part, where in places.items():
            points[:, Landmark[f"{side}_{part}"]] = where
    points[:, Landmark.NOSE] = hip + np.array((-1.3 * trunk, -20.0))
    visibility = np.where(np.isfinite(points[..., 0]), 0.95, np.nan)
    world = np.full((count, LANDMARK_COUNT, 3), np.nan)
    source = SourceInfo("made.mp4", 960, 540, frames=count, duration_s=count / fps, fps_mean=fps)
    return Track(source, time_s, points, visibility, world)


@cache
def lying_analysis() -> Analysis:
    """Return what is found in :func:`lying`."""
    return analyse(lying())


def damaged(content: bytes) -> st.SearchStrategy[bytes]:
    """Return a strategy of the same bytes with some written over, cut off, doubled or put in."""
    edit = st.tuples(
        st.sampled_from(["set", "cut", "double", "insert", "zero"]),
        st.floats(0, 1, allow_nan=False),
        st.binary(min_size=1, max_size=8),
    )
    return st.lists(edit, min_size=1, max_size=8).map(lambda edits: _edited(content, edits))


def _edited(content: bytes, edits: list[tuple[str, float, bytes]]) -> bytes:
    for how, share, new in edits:
        place = int(share * len(content))
        stop = place + 50 * new[0]
        content = {
            "set": content[:place] + new + content[place + len(new) :],
            "cut": content[:place],
            "double": content[:stop] + content[place:],
            "insert": content[:place] + new + content[place:],
            "zero": content[:place] + bytes(len(content[place:stop])) + content[stop:],
        }[how]
    return content


def json_values() -> st.SearchStrategy[Any]:
    """Return a strategy of whatever JSON can hold, and what it should not."""
    leaf = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.sampled_from([10**400, -1, 2**63, 0]),
        st.floats(),
        st.text(max_size=20),
        st.sampled_from(["", "\0", "NaN", "flag", "formcheck.report/1", "\ud800", "<script>"]),
    )
    return st.recursive(
        leaf,
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
        ),
        max_leaves=8,
    )


def with_lie(content: Any, places: list[float], value: Any) -> Any:
    """Return a copy of JSON in which something, found by walking down, is replaced by a value."""
    copied = json.loads(json.dumps(content))
    node, parent, key = copied, None, None
    for share in places:
        keys: list[Any] = []
        if isinstance(node, dict):
            keys = list(node)
        elif isinstance(node, list):
            keys = list(range(len(node)))
        if not keys:
            break
        parent, key = node, keys[min(len(keys) - 1, int(share * len(keys)))]
        node = parent[key]
    if parent is None:
        return value
    parent[key] = value
    return copied
