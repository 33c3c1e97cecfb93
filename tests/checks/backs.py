"""Scenes with a low back of known shape."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from formcheck.kinematics.signals import Spine

__all__ = ["backed"]


def backed(made, change_deg, rest_deg=0.0, waist_seen=0.9, in_range=0.99, kind=None):
    """Return the scene with a spine whose lordosis grows by ``change_deg`` (a curve) since rest."""
    k = made.kinematics
    n = len(k)
    change = np.broadcast_to(np.asarray(change_deg, float), n).copy()
    change[: k.rest.stop if k.rest else 0] = 0.0
    sigma = np.full(n, 3.0)
    spine = Spine(
        lordosis_deg=change + rest_deg,
        lordosis_change_deg=change if k.rest else np.full(n, np.nan),
        lordosis_sigma_deg=sigma,
        pelvic_tilt_deg=change + rest_deg,
        pelvic_tilt_change_deg=change,
        pelvic_tilt_sigma_deg=sigma,
        clearance=np.full(n, 0.05),
        waist_seen=np.full(n, waist_seen),
        in_range=np.full(n, in_range),
        rest_lordosis_deg=rest_deg if k.rest else np.nan,
        kind=kind,
    )
    return replace(made, kinematics=replace(k, spine=spine))
