"""Which of the people in the picture is the one who exercises."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from formcheck.pose.backend import PersonPose
from formcheck.pose.landmarks import Landmark

__all__ = ["Body", "FollowSettings", "Posture", "SubjectFollower", "body_of"]

FloatArray = npt.NDArray[np.float64]
Posture = Literal["lying", "hanging", "other"]

_LEG_BONES: Final = (
    (Landmark.LEFT_HIP, Landmark.LEFT_KNEE),
    (Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE),
    (Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE),
    (Landmark.RIGHT_KNEE, Landmark.RIGHT_ANKLE),
)


@dataclass(frozen=True, slots=True)
class FollowSettings:
    """When a body counts as lying or hanging, and when it is still the same one.

    Lengths are in trunk lengths (mid shoulder to mid hip) of the subject, so that nothing depends
    on the picture's size. All numbers are design choices, tried on one real clip with a second
    person put into it and on drawn people; none is from literature.

    Parameters
    ----------
    lying_deg : float
        Largest angle of a lying trunk to the horizontal. 45 is wider than the 30 of the exercise
        rules: landmarks of lying bodies err by 10 degrees, the camera may be tilted, and leaving
        out the subject is worse than watching a body that the exercise rules then refuse.
    hanging_deg : float
        Largest angle of a hanging trunk to the vertical; 30 as in the exercise rules.
    still_s, still_shift : float
        The subject is settled, i.e. nobody else can take over, once it has lain or hung for
        `still_s` seconds with its trunk centre within `still_shift`.
    settle_s : float
        ... or for this long at all: somebody who swings is never still.
    larger : float
        Before that, a body of the same posture takes over if it is so many times larger; 1.25 keeps
        two like people from alternating.
    step, speed, reach : float
        The trunk centre may lie `step` + `speed` * (seconds since last seen) from the last place,
        at most `reach`. A trunk on the floor hardly moves, one that swings from a bar reaches
        1.5/s; 0.35 covers the landmarks' own jumps.
    turn_deg, turn_speed_dps, max_turn_deg : float
        Likewise for the trunk's direction: a fast sit-up turns at 150 degrees/s; 60 in all keeps an
        upright passer-by (90) apart from a lying body whatever the gap.
    size_ratio : float
        Trunk lengths may differ by this factor: 1.6 covers foreshortening, not another depth.
    forget_s : float
        After this gap the place is no longer asked for, only posture and trunk length: the camera
        or the mat may have moved between sets.
    gap_s : float
        A body that was out of sight for longer before it settled begins anew: a plant that is taken
        for a person now and then does not settle.
    """

    lying_deg: float = 45.0
    hanging_deg: float = 30.0
    still_s: float = 1.0
    still_shift: float = 0.15
    settle_s: float = 3.0
    larger: float = 1.25
    step: float = 0.35
    speed: float = 1.5
    reach: float = 1.5
    turn_deg: float = 40.0
    turn_speed_dps: float = 150.0
    max_turn_deg: float = 60.0
    size_ratio: float = 1.6
    forget_s: float = 3.0
    gap_s: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """Place, size and posture of one person in one frame.

    Parameters
    ----------
    centre : ndarray, shape (2,)
        Middle of the trunk, pixels, y down.
    trunk_px : float
        Mid shoulder to mid hip, pixels.
    direction_deg : float
        Direction from shoulders to hips in the image, degrees in (-180, 180].
    size_px : float
        Trunk and mean leg together, pixels: it changes little with the posture.
    posture : {"lying", "hanging", "other"}
        Of the trunk, legs free.
    wrists_above : bool
        Whether both wrists are above the shoulders.
    """

    centre: FloatArray
    trunk_px: float
    direction_deg: float
    size_px: float
    posture: Posture
    wrists_above: bool


def body_of(pose: PersonPose, settings: FollowSettings | None = None) -> Body | None:
    """Return place, size and posture of a person, or None if the trunk was not seen.

    Parameters
    ----------
    pose : PersonPose
        Landmarks in pixels of the upright frame.
    settings : FollowSettings, optional
        What counts as lying or hanging.
    """
    settings = settings or FollowSettings()
    points = pose.landmarks_px
    shoulders = points[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=0)
    hips = points[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0)
    trunk = hips - shoulders
    length = float(np.hypot(*trunk))
    if not length > 0:  # NaN too
        return None
    bones = np.array([points[b] - points[a] for a, b in _LEG_BONES])
    legs = np.hypot(bones[:, 0], bones[:, 1])
    wrists_above = bool(
        (points[[Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST], 1] < shoulders[1]).all()
    )
    tilt = math.degrees(math.atan2(abs(trunk[1]), abs(trunk[0])))
    posture: Posture = "other"
    if tilt <= settings.lying_deg:
        posture = "lying"
    elif tilt >= 90 - settings.hanging_deg and trunk[1] > 0 and wrists_above:
        posture = "hanging"
    return Body(
        centre=(shoulders + hips) / 2,
        trunk_px=length,
        direction_deg=math.degrees(math.atan2(trunk[1], trunk[0])),
        size_px=length + float(np.nansum(legs)) / 2,
        posture=posture,
        wrists_above=wrists_above,
    )


class SubjectFollower:
    """Chooses the subject frame by frame: the largest lying or hanging body, followed from then on.

    Until the subject is settled (see :class:`FollowSettings`), a lying or hanging body takes over
    from an upright one, and a clearly larger one from a smaller. Afterwards only the same body is
    accepted: near its last place, of like direction and size. Frames in which only somebody else
    was found give None, a gap, never the wrong person. If nobody ever lies or hangs, the largest
    is followed.

    Parameters
    ----------
    settings : FollowSettings, optional
        The limits.
    """

    def __init__(self, settings: FollowSettings | None = None) -> None:
        self.settings = settings or FollowSettings()
        self._last: Body | None = None
        self._last_s = -math.inf
        self._trunk_px = math.nan
        self._since_s = math.inf
        self._still_since_s = math.inf
        self._still_centre: FloatArray = np.full(2, np.nan)
        self._settled = False
        self._hangs = False  # then the hands stay on the bar, however the trunk leans

    @property
    def settled(self) -> bool:
        """Whether the subject is fixed, so that nobody else can take over."""
        return self._settled

    def select(self, people: Sequence[PersonPose], time_s: float) -> PersonPose | None:
        """Return the subject among the people of this frame, or None if it is not among them.

        Parameters
        ----------
        people : sequence of PersonPose
            In any order.
        time_s : float
            Presentation time; rising from call to call.

        Returns
        -------
        PersonPose or None
            One of `people`, the very object.
        """
        seen = [(person, body_of(person, self.settings)) for person in people]
        candidates = [(person, body) for person, body in seen if body is not None]
        chosen = self._same(candidates, time_s)
        if not self._settled:
            chosen = self._better(candidates, chosen, time_s)
        elif chosen is None and time_s - self._last_s > self.settings.forget_s:
            chosen = self._again(candidates)
        if chosen is None:
            return None
        person, body = chosen
        self._remember(body, time_s)
        return person

    def _same(
        self, candidates: Sequence[tuple[PersonPose, Body]], time_s: float
    ) -> tuple[PersonPose, Body] | None:
        """Return the candidate that continues the subject best, if one may be it."""
        costs = [self._distance(body, time_s) for _, body in candidates]
        best = int(np.argmin(costs)) if costs else -1
        return candidates[best] if costs and costs[best] < math.inf else None

    def _distance(self, body: Body, time_s: float) -> float:
        """Return how far a body is from being the subject; inf if it cannot be."""
        last, limits = self._last, self.settings
        if last is None:
            return math.inf
        gap_s = time_s - self._last_s
        shift = float(np.hypot(*(body.centre - last.centre))) / self._trunk_px
        turn = abs((body.direction_deg - last.direction_deg + 180) % 360 - 180)
        growth = abs(math.log(body.trunk_px / self._trunk_px))
        if (
            shift > min(limits.reach, limits.step + limits.speed * gap_s)
            or turn > min(limits.max_turn_deg, limits.turn_deg + limits.turn_speed_dps * gap_s)
            or growth > math.log(limits.size_ratio)
            or (self._settled and self._hangs and not body.wrists_above)
        ):
            return math.inf
        return shift + turn / 90 + growth

    def _better(
        self,
        candidates: Sequence[tuple[PersonPose, Body]],
        chosen: tuple[PersonPose, Body] | None,
        time_s: float,
    ) -> tuple[PersonPose, Body] | None:
        """Return whoever takes over while the subject is not settled, or else `chosen`."""
        if not candidates:
            return None
        best = max(candidates, key=lambda item: (_fits(item[1]), item[1].size_px))
        if chosen is None:
            lost_recently = time_s - self._last_s <= self.settings.forget_s
            fitted = self._last is not None and _fits(self._last)
            return None if lost_recently and fitted and not _fits(best[1]) else best
        rank, best_rank = _fits(chosen[1]), _fits(best[1])
        larger = best[1].size_px > self.settings.larger * chosen[1].size_px
        return best if best_rank > rank or (best_rank == rank and larger) else chosen

    def _again(
        self, candidates: Sequence[tuple[PersonPose, Body]]
    ) -> tuple[PersonPose, Body] | None:
        """Return a body of the subject's kind after a long gap, wherever it is."""
        alike = [
            item
            for item in candidates
            if _fits(item[1])
            and abs(math.log(item[1].trunk_px / self._trunk_px))
            <= math.log(self.settings.size_ratio)
        ]
        return max(alike, key=lambda item: item[1].size_px, default=None)

    def _remember(self, body: Body, time_s: float) -> None:
        """Take this body as the subject's latest state, and settle if it is time."""
        known = self._last is not None and self._distance(body, time_s) < math.inf
        if time_s - self._last_s > self.settings.gap_s:
            # Something that is a body now and then, such as a plant, must not settle meanwhile.
            self._since_s = self._still_since_s = math.inf
        # One wrong length must not spoil the measure: a slow mean, started anew for a new subject.
        self._trunk_px = 0.9 * self._trunk_px + 0.1 * body.trunk_px if known else body.trunk_px
        if not (known and self._settled):
            self._hangs = body.posture == "hanging"
        if not known or not _fits(body) or math.isinf(self._since_s):
            self._since_s = time_s if _fits(body) else math.inf
            self._still_since_s = self._since_s
            self._still_centre = body.centre
        shift = float(np.hypot(*(body.centre - self._still_centre))) / self._trunk_px
        if shift > self.settings.still_shift:
            self._still_since_s, self._still_centre = time_s, body.centre
        self._settled = (
            self._settled
            or time_s - self._still_since_s >= self.settings.still_s
            or time_s - self._since_s >= self.settings.settle_s
        )
        self._last, self._last_s = body, time_s


def _fits(body: Body) -> bool:
    """Return whether the body lies or hangs."""
    return body.posture != "other"
