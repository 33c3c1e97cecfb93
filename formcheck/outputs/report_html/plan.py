"""Which curves the report draws, and from which columns of ``frames.csv``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from formcheck.checks.arch import ArchSettings
from formcheck.outputs.tables import Cell

__all__ = ["COLUMNS", "CurvePlan", "curve_plans"]

COLUMNS: Final = (
    "time_s",
    "hip_flexion_deg",
    "hip_flexion_sigma_deg",
    "pelvic_tilt_change_deg",
    "pelvic_tilt_sigma_deg",
    "lordosis_deg",
    "lordosis_change_deg",
    "lordosis_sigma_deg",
    "knee_flexion_deg",
)
"""All that the curves are drawn from."""


@dataclass(frozen=True, slots=True)
class CurvePlan:
    """One curve.

    Parameters
    ----------
    name : str
        Short, for the page's script and style.
    title, hint : str
        What it is, and how to read its sign.
    column : str
        Of the values, degrees.
    sigma : str
        Column of the standard errors; empty where none is known.
    least : tuple of float
        The range that is shown at least.
    limit : float or None
        What the checks hold the curve against.
    checks : frozenset of str
        Checks whose faults are marked here; those that no curve names are marked in the first.
    """

    name: str
    title: str
    hint: str
    column: str
    sigma: str
    least: tuple[float, float]
    limit: float | None = None
    checks: frozenset[str] = frozenset()


_HIP: Final = CurvePlan(
    name="hip",
    title="Hip flexion",
    hint="legs down: 0\u00b0",
    column="hip_flexion_deg",
    sigma="hip_flexion_sigma_deg",
    least=(-5.0, 105.0),
    limit=90.0,
)
_PELVIS: Final = CurvePlan(
    name="pelvis",
    title="Pelvic tilt since rest",
    hint="anterior: up",
    column="pelvic_tilt_change_deg",
    sigma="pelvic_tilt_sigma_deg",
    least=(-15.0, 15.0),
)
_KNEE: Final = CurvePlan(
    name="knee",
    title="Knee flexion",
    hint="straight: 0\u00b0",
    column="knee_flexion_deg",
    sigma="",
    least=(-5.0, 35.0),
    checks=frozenset({"knee_bend"}),
)


def curve_plans(columns: Mapping[str, Sequence[Cell]], arch: ArchSettings) -> tuple[CurvePlan, ...]:
    """Return the curves from the top down: hip, pelvis, low back, knee.

    The low back is shown since rest; where there was none, against a flat back.
    """
    changes, absolutes = columns["lordosis_change_deg"], columns["lordosis_deg"]
    since_rest = _seen(changes) or not _seen(absolutes)
    back = CurvePlan(
        name="back",
        title="Low back since rest" if since_rest else "Low back against a flat one",
        hint="arched: up",
        column="lordosis_change_deg" if since_rest else "lordosis_deg",
        sigma="lordosis_sigma_deg",
        least=(-15.0, 20.0),
        limit=arch.shown_change_deg if since_rest else arch.shown_absolute_deg,
        checks=frozenset({"back_arch", "lowering_arch"}),
    )
    return (_HIP, _PELVIS, back, _KNEE)


def _seen(column: Sequence[Cell]) -> bool:
    return any(value is not None for value in column)
