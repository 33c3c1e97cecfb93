"""The exercises: one file each, found by its name.

A module of this package that defines a subclass of :class:`~formcheck.exercises.base.Exercise` is
an exercise; the class's ``name`` is the module's.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
from functools import cache

from formcheck.errors import UsageError
from formcheck.exercises.base import Evidence, Exercise

__all__ = ["Evidence", "Exercise", "all_exercises", "get_exercise", "recognise"]


@cache
def all_exercises() -> tuple[Exercise, ...]:
    """Return all exercises, by name."""
    found: list[Exercise] = []
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for value in vars(module).values():
            if _is_exercise(value) and value.__module__ == module.__name__:
                if value.name != info.name:
                    raise TypeError(f"expected exercise {info.name!r}, got {value.name!r}")
                found.append(value())
    return tuple(found)


def _is_exercise(value: object) -> bool:
    return inspect.isclass(value) and Exercise in value.__mro__[1:]


def get_exercise(name: str) -> Exercise:
    """Return the exercise of a name.

    Raises
    ------
    UsageError
        There is none of this name.
    """
    known = {exercise.name: exercise for exercise in all_exercises()}
    if name in known:
        return known[name]
    close = difflib.get_close_matches(name, known, n=1)
    remedy = f"did you mean `{close[0]}`?" if close else f"there are auto, {', '.join(known)}"
    raise UsageError(f"no exercise is called `{name}`", "exercise", remedy)


def recognise(evidence: Evidence) -> Exercise | None:
    """Return the exercise that fits the evidence best; None = unknown."""
    scores = [(exercise.match(evidence), exercise) for exercise in all_exercises()]
    best = max(scores, key=lambda scored: scored[0], default=None)
    return best[1] if best is not None and best[0] > 0 else None
