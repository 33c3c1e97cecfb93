"""When a set is over: the person got up, or left."""

from __future__ import annotations

import math
from dataclasses import dataclass

from formcheck.pose.follow import body_of
from formcheck.session import Snapshot

__all__ = ["SetEnd", "SetEndSettings"]


@dataclass(frozen=True, slots=True)
class SetEndSettings:
    """How long it takes until a set counts as over; both [design].

    Parameters
    ----------
    upright_s : float
        Neither lying nor hanging for so long.
    gone_s : float
        Not seen for so long: longer, since a landmark network may lose somebody who lies there.
    """

    upright_s: float = 3.0
    gone_s: float = 15.0


class SetEnd:
    """Watches a set with at least one repetition; a person on the mat cannot press keys."""

    def __init__(self, settings: SetEndSettings | None = None) -> None:
        self._settings = settings or SetEndSettings()
        self._down_s = math.nan
        self._seen_s = math.nan

    def step(self, snapshot: Snapshot) -> bool:
        """Return whether the set is over with this frame."""
        now_s = snapshot.time_s
        if math.isnan(self._down_s):
            self._down_s = self._seen_s = now_s
        body = body_of(snapshot.pose) if snapshot.pose is not None else None
        if body is not None:
            self._seen_s = now_s
        if not snapshot.got_up and (body is None or body.posture != "other"):
            self._down_s = now_s
        if not snapshot.counting or snapshot.reps == 0 or snapshot.phase != "low":
            return False
        s = self._settings
        return now_s - self._down_s >= s.upright_s or now_s - self._seen_s >= s.gone_s
