"""What every check is: settings, a verdict in three ways, and the scene that it looks at."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import numpy as np

from formcheck.checks.settings import ArchSettings, CheckSettings, RefusalSettings
from formcheck.kinematics.signals import FloatArray, Kinematics
from formcheck.repetition import Repetition

__all__ = [
    "CheckResult",
    "CheckSettings",
    "Event",
    "RepCheck",
    "Scene",
    "SetCheck",
    "SetResult",
    "Severity",
    "Verdict",
    "cant_tell",
    "three_way",
]

Severity = Literal["fault", "advice"]
Verdict = Literal["flag", "pass", "cant_tell"]


NOT_APPLICABLE = frozenset({"not_for_this_exercise", "one_leg_rep"})
"""Reason codes of a check that has nothing to look at, as opposed to one that cannot see it."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check says of one repetition (or of the set).

    Parameters
    ----------
    severity : {"fault", "advice"}
        Faults count for ``--strict``; advice does not.
    verdict : {"flag", "pass", "cant_tell"}
        What it says.
    value : float or None
        What was measured, in ``unit``.
    limit : float or None
        What it is held against.
    uncertainty : float or None
        k x sigma of the value: a verdict is given only beyond it.
    unit : str
        ``deg``, ``s``, ``deg/s``, ``ratio`` ...
    near_limit : bool
        True when it can't be told only because value and limit are too close.
    at_s : float or None
        Where in the clip it shows.
    reason_code : str
        Why it was flagged or can't be told, for programs; empty on pass.
    reason : str
        The same in words for a person.
    remedy : str
        What to do.
    details : dict
        Further numbers of this check, JSON-ready.
    """

    severity: Severity
    verdict: Verdict
    value: float | None = None
    limit: float | None = None
    uncertainty: float | None = None
    unit: str = "deg"
    near_limit: bool = False
    at_s: float | None = None
    reason_code: str = ""
    reason: str = ""
    remedy: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def applies(self) -> bool:
        """False when the check has nothing to say of this exercise or repetition at all."""
        return self.reason_code not in NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Event:
    """A stretch of time.

    Parameters
    ----------
    start_s, stop_s : float
        Seconds from the first frame, half open.
    """

    start_s: float
    stop_s: float


@dataclass(frozen=True, slots=True)
class SetResult(CheckResult):
    """What one check says of the set, with the stretches of time where it shows."""

    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a check may look at.

    Parameters
    ----------
    kinematics : Kinematics
        Angles over all frames of the clip.
    reps : tuple of Repetition
        All repetitions of the set.
    exercise : str
        Name of the exercise, ``unknown`` if none fits.
    fps_mean : float
        Mean frame rate.
    duplicate_share : float
        Share of frames that repeat the one before.
    alternating : bool
        Whether the legs work one at a time.
    others_s : tuple of float
        Times at which somebody else was seen in the picture; the backend looks now and then.
    disturbed_s : tuple of tuple of float
        From when to when the whole picture moved.
    brightness : ndarray, shape (N,), optional
        Mean brightness of each picture in [0, 1]; NaN = not known.
    arch : ArchSettings
        By which the back is judged, for checks that are not of the back alone.
    """

    kinematics: Kinematics
    reps: tuple[Repetition, ...]
    exercise: str
    fps_mean: float
    duplicate_share: float = 0.0
    alternating: bool = False
    others_s: tuple[float, ...] = ()
    disturbed_s: tuple[tuple[float, float], ...] = ()
    brightness: FloatArray | None = None
    arch: ArchSettings = field(default_factory=ArchSettings)


def three_way(
    value: float, limit: float, uncertainty: float, bad_when: Literal["below", "above"]
) -> Verdict:
    """Return ``flag`` or ``pass`` only when value and limit differ by more than the uncertainty.

    Examples
    --------
    >>> three_way(74.0, 90.0, 6.0, "below")
    'flag'
    >>> three_way(88.0, 90.0, 6.0, "below")
    'cant_tell'
    """
    if not np.isfinite([value, limit, uncertainty]).all():
        return "cant_tell"
    excess = value - limit if bad_when == "above" else limit - value
    if excess > uncertainty:
        return "flag"
    if excess < -uncertainty or (excess == 0 and uncertainty == 0):
        return "pass"
    return "cant_tell"


def cant_tell(
    severity: Severity, reason_code: str, reason: str, remedy: str, **known: Any
) -> CheckResult:
    """Return a result that says why it can't be told and how to mend it."""
    return CheckResult(
        severity=severity,
        verdict="cant_tell",
        reason_code=reason_code,
        reason=reason,
        remedy=remedy,
        **known,
    )


class _Check(ABC):
    """What repetition checks and set checks share.

    Class attributes: ``name`` (as in reports), ``severity``, ``title`` (what it looks at, in a few
    words), ``flag_words`` and ``pass_words`` (what is said then; from the title if left out),
    ``postures`` (where it applies), ``rank`` (its place in tables, smaller first, then by name),
    ``Settings`` (its numbers).

    Parameters
    ----------
    settings : CheckSettings or None
        An instance of the class's ``Settings``; None takes the defaults.
    refusal : RefusalSettings or None
        The limits of the shared refusals; None takes the defaults.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    flag_words: ClassVar[str] = ""
    pass_words: ClassVar[str] = ""
    severity: ClassVar[Severity]
    postures: ClassVar[frozenset[str]] = frozenset({"lying", "hanging"})
    rank: ClassVar[int] = 100
    Settings: ClassVar[type[CheckSettings]] = CheckSettings

    def __init__(
        self, settings: CheckSettings | None = None, refusal: RefusalSettings | None = None
    ) -> None:
        self.settings: Any = settings if settings is not None else self.Settings()
        self.refusal = refusal if refusal is not None else RefusalSettings()


class RepCheck(_Check):
    """A check of every single repetition. Subclass it in a file of its own; it is found by name."""

    @abstractmethod
    def judge(self, rep: Repetition, scene: Scene) -> CheckResult:
        """Return the verdict on one repetition."""


class SetCheck(_Check):
    """A check of the set as a whole."""

    @abstractmethod
    def judge(self, scene: Scene) -> SetResult:
        """Return the verdict on the set."""
