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


_LEAST_SIZE: Final = 0.35
"""A plant and a ball that were taken for somebody lying had trunks of 0.25 to 0.32 of the subject's
in eleven looks of two rendered clips. Whoever is so far away disturbs nobody."""


def is_thing(pose: PersonPose, subject: PersonPose) -> bool:
    """Return whether something found beside the subject only looks like a person.

    The network draws a small, crumpled metric body into what is none
    (:func:`~formcheck.pose.reversal.certainty`). Whoever lies or hangs is never left out for that:
    it may be the one who exercises. But not one whose trunk is far smaller than the subject's.

    Parameters
    ----------
    pose : PersonPose
        What was found.
    subject : PersonPose
        Who is followed.
    """
    body, followed = body_of(pose), body_of(subject)
    if body is None:
        return False
    if body.posture == "other":
        return certainty(pose) < _LEAST_CERTAIN
    return followed is not None and body.trunk_px < _LEAST_SIZE * followed.trunk_px
