"""Things that look like a person: plants, coats, a ball beside a chair."""

from __future__ import annotations

from typing import Final

from formcheck.pose.backend import PersonPose
from formcheck.pose.follow import body_of
from formcheck.pose.reversal import certainty

__all__ = ["is_thing"]

_LEAST_CERTAIN: Final = -5.4
"""A plant beside a ball had -6.5 to -5.6 in seven looks of three rendered clips; people who cross,
stand, or hang on a poster -5.1 to -3.8 in twelve. Nothing else was found in eight further clips."""


def is_thing(pose: PersonPose) -> bool:
    """Return whether something upright, found beside the subject, only looks like a person.

    The network draws a small, crumpled metric body into what is none
    (:func:`~formcheck.pose.reversal.certainty`). Whoever lies or hangs is never left out: it may be
    the one who exercises.

    Parameters
    ----------
    pose : PersonPose
        What was found.
    """
    body = body_of(pose)
    return body is not None and body.posture == "other" and certainty(pose) < _LEAST_CERTAIN
