"""The exercises: one file each, found by its name.

A module of this package that defines a subclass of :class:`~formcheck.exercises.base.Exercise` is
an exercise; the class's ``name`` is the module's.
"""

from __future__ import annotations

from functools import cache

from formcheck.discovery import classes_in, named
from formcheck.exercises.base import Evidence, Exercise

__all__ = ["Evidence", "Exercise", "all_exercises", "get_exercise", "recognise"]


@cache
def all_exercises() -> tuple[Exercise, ...]:
    """Return all exercises, by name."""
    return tuple(kind() for kind in classes_in(__name__, __path__, Exercise))


def get_exercise(name: str) -> Exercise:
    """Return the exercise of a name.

    Raises
    ------
    UsageError
        There is none of this name.
    """
    known = {exercise.name: exercise for exercise in all_exercises()}
    return named(name, known, "no exercise", "exercise", also="auto")


def recognise(evidence: Evidence) -> Exercise | None:
    """Return the exercise that fits the evidence best; None = unknown."""
    scores = [(exercise.match(evidence), exercise) for exercise in all_exercises()]
    best = max(scores, key=lambda scored: scored[0], default=None)
    return best[1] if best is not None and best[0] > 0 else None
