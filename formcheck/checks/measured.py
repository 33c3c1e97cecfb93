"""A measured number held against a limit, and how several of them make one verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from formcheck.checks.base import CheckResult, SetResult, Severity, Verdict, three_way

__all__ = [
    "NOT_MEASURED",
    "Measured",
    "Words",
    "all_of",
    "any_of",
    "json_ready",
    "or_none",
    "rep_result",
    "set_result",
]


@dataclass(frozen=True, slots=True)
class Words:
    """A reason in three forms.

    Parameters
    ----------
    code : str
        For programs, snake_case.
    reason : str
        For people.
    remedy : str
        What to do.
    """

    code: str
    reason: str
    remedy: str


NOT_MEASURED = Words(
    "not_measured",
    "the movement was not seen well enough to measure this",
    "keep the whole body in the picture and film side-on",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One number against one limit.

    Parameters
    ----------
    value, limit, uncertainty : float
        In ``unit``; the uncertainty is k x sigma. NaN = not known.
    bad_when : {"below", "above"}
        On which side of the limit the fault lies.
    unit : str
    at_s : float
        Time of the frame that shows it; NaN = none.
    flagged : Words
        What to say when it is flagged.
    near : Words
        What to say when value and limit are too close.
    unknown : Words
        What to say when it was not measured.
    """

    value: float
    limit: float
    uncertainty: float
    bad_when: Literal["below", "above"]
    unit: str
    at_s: float
    flagged: Words
    near: Words
    unknown: Words = NOT_MEASURED

    @property
    def known(self) -> bool:
        """Whether value and uncertainty are numbers."""
        return math.isfinite(self.value) and math.isfinite(self.uncertainty)

    @property
    def verdict(self) -> Verdict:
        """Flag, pass or can't tell."""
        return three_way(self.value, self.limit, self.uncertainty, self.bad_when)

    @property
    def badness(self) -> float:
        """Excess over the limit in uncertainties; bad is positive, NaN = not known."""
        if not self.known:
            return math.nan
        excess = self.value - self.limit if self.bad_when == "above" else self.limit - self.value
        if self.uncertainty > 0:
            return excess / self.uncertainty
        return math.copysign(math.inf, excess) if excess else -math.inf


def any_of(items: Sequence[Measured]) -> Measured:
    """Return the item that decides when any of them is enough to flag.

    A firm flag decides; else an unknown one, since it might have flagged; else the one too close to
    call; else the first, so that what passes is always told by the same number.
    """
    if all(item.verdict == "pass" for item in items):
        return items[0]
    flagged = [item for item in items if item.verdict == "flag"]
    unknown = [item for item in items if not item.known]
    return max(flagged or unknown or items, key=lambda item: _order(item.badness))


def all_of(items: Sequence[Measured]) -> Measured:
    """Return the item that decides when all of them are needed to flag.

    A firm pass decides; else an unknown one, since it might have passed; else the first when all
    are flagged, else the mildest.
    """
    passed = [item for item in items if item.verdict == "pass"]
    unknown = [item for item in items if not item.known]
    if not passed and not unknown and all(item.verdict == "flag" for item in items):
        return items[0]
    return min(passed or unknown or items, key=lambda item: _order(item.badness))


def _order(badness: float) -> float:
    return 0.0 if math.isnan(badness) else badness


def json_ready(value: Any, digits: int = 3) -> Any:
    """Return the value with floats rounded, NaN and infinity as None, arrays' scalars as Python's.

    Examples
    --------
    >>> json_ready({"a_deg": float("nan"), "b_deg": 1.23456, "kind": "dropped"})
    {'a_deg': None, 'b_deg': 1.235, 'kind': 'dropped'}
    """
    if isinstance(value, Mapping):
        return {str(key): json_ready(item, digits) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_ready(item, digits) for item in value]
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, int):
        return int(value)
    number = float(value)
    return round(number, digits) if math.isfinite(number) else None


def _fields(severity: Severity, measured: Measured, details: Mapping[str, Any]) -> dict[str, Any]:
    verdict = measured.verdict
    near = verdict == "cant_tell" and measured.known
    words = {"flag": measured.flagged, "pass": Words("", "", "")}.get(
        verdict, measured.near if near else measured.unknown
    )
    return {
        "severity": severity,
        "verdict": verdict,
        "value": or_none(measured.value),
        "limit": or_none(measured.limit),
        "uncertainty": or_none(measured.uncertainty),
        "unit": measured.unit,
        "near_limit": near,
        "at_s": or_none(measured.at_s),
        "reason_code": words.code,
        "reason": words.reason,
        "remedy": words.remedy,
        "details": json_ready(details),
    }


def or_none(value: float) -> float | None:
    """Return the number, None where it is not known."""
    return float(value) if math.isfinite(value) else None


def rep_result(
    severity: Severity, measured: Measured, details: Mapping[str, Any] | None = None
) -> CheckResult:
    """Return the result of a repetition check from the number that decides."""
    return CheckResult(**_fields(severity, measured, details or {}))


def set_result(
    severity: Severity, measured: Measured, details: Mapping[str, Any] | None = None, **more: Any
) -> SetResult:
    """Return the result of a set check from the number that decides; ``more`` holds its events."""
    return SetResult(**_fields(severity, measured, details or {}), **more)
