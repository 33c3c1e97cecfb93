"""The camera's place as it was estimated, against the truth: size and sign of yaw and pitch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.accuracy_tables import number
from benchmarks.agreement import agreement
from benchmarks.comparison import Compared
from benchmarks.markdown import table

__all__ = ["sign_share", "view_table"]

CLEAR_DEG = 8.0
"""A true angle beyond this has a sign that should be found."""


def sign_share(true_deg: Sequence[float], found_deg: Sequence[float]) -> tuple[int, int]:
    """Return how many of the clear true angles were found with the right sign, and their number.

    >>> sign_share([10.0, -20.0, 3.0, 15.0], [4.0, -9.0, -8.0, -1.0])
    (2, 3)
    """
    true, found = np.asarray(true_deg, float), np.asarray(found_deg, float)
    clear = np.isfinite(found) & (np.abs(true) > CLEAR_DEG)
    return int(np.sum(np.sign(true[clear]) == np.sign(found[clear]))), int(np.sum(clear))


def _camera_deg(at_hips_deg: tuple[float, float], hanging: bool) -> tuple[float, float]:
    """Return the camera's yaw and pitch of the body's, as reports tell them.

    >>> _camera_deg((0.0, -10.0), hanging=True)
    (10.0, 0.0)
    """
    yaw, pitch = at_hips_deg
    return (-pitch, yaw) if hanging else (yaw, pitch)


def view_table(clips: Sequence[Compared]) -> list[str]:
    """Return the errors of yaw and pitch, lying and hanging apart; all views, all groups."""
    rows = []
    for words, hanging in (("lying", False), ("hanging", True)):
        some = [
            c for c in clips if c.reps and c.conditions.exercise.startswith("hanging") is hanging
        ]
        for place, name in enumerate(("yaw", "pitch")):
            true = [_camera_deg(c.conditions.at_hips_deg, hanging)[place] for c in some]
            found = [getattr(c.seen, f"{name}_deg") for c in some]
            errors = agreement([np.array([f - t]) for t, f in zip(true, found, strict=True)])
            if not errors.n:
                continue
            right, clear = sign_share(true, found)
            rows.append(
                (
                    f"{words}, {name}",
                    errors.n,
                    f"{errors.bias:+.1f}",
                    number(errors.sd),
                    f"{errors.mae:.1f}",
                    f"{right} of {clear}",
                )
            )
    columns = ("angle [deg]", "clips", "bias", "SD", "MAE", f"right sign beyond {CLEAR_DEG:g}")
    return table(columns, rows)
