"""Is a frame of the kind that formcheck knows? One likelihood: the least of five guards'.

formcheck judges people who lie on their back or hang from a bar, seen from the side, alone. The
lumbar network's own doubt misses some of what is none of that: to it, who sits with the legs out
looks like who lies with the legs up. Other guards see it at once. Each turns one measurement into
a likelihood by a logistic step, which is a half at its limit:

- ``network``: what the lumbar network says of its crop (:mod:`formcheck.lumbar.network`).
- ``posture``: the trunk lies, or it is upright and the hands are above the shoulders.
- ``chest``: of a trunk that lies, the witnesses of the chest's side do not say that it is down
  (:mod:`formcheck.lumbar.ventral`).
- ``view``: the line from left to right points to the camera, not across the picture.
- ``company``: nobody else was about for most of the seconds around.

The least of them counts, not their product: one clear objection is enough, and guards that have
none must not add up to one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from formcheck.lumbar.ventral import chest_clockwise, middle
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track

__all__ = [
    "GUARDS",
    "Guard",
    "Kind",
    "KindSettings",
    "Step",
    "kind_of",
    "kind_of_track",
    "network_likelihood",
]

FloatArray = npt.NDArray[np.float64]
Guard = Literal["network", "posture", "chest", "view", "company"]

GUARDS: Final[tuple[Guard, ...]] = ("network", "posture", "chest", "view", "company")
"""Columns of :class:`Kind`, in order; of equal likelihoods the first counts."""


@dataclass(frozen=True, slots=True)
class Step:
    """A logistic step: a half at ``limit``; ``scale`` is signed, positive where more is better."""

    limit: float
    scale: float

    def __call__(self, value: FloatArray) -> FloatArray:
        """Return likelihoods; 1 where the value is not known, which is no objection.

        >>> Step(limit=50.0, scale=-4.0)(np.array([50.0, 0.0, np.nan])).round(3).tolist()
        [0.5, 1.0, 1.0]
        """
        power = np.clip((value - self.limit) / self.scale, -30.0, 30.0)
        return np.where(np.isfinite(value), 1.0 / (1.0 + np.exp(-power)), 1.0)


@dataclass(frozen=True, slots=True)
class KindSettings:
    """The steps of the guards, chosen on the sample clips and on 60 pictures that score nowhere.

    Parameters
    ----------
    network : Step
        Of the log odds that the network tells. It learnt from as many pictures that must not be
        judged as of others; here the known kind counts as six times likelier (the exponential of
        1.8), which lets through what it should [design]: of lying people filmed from about the
        side the network gives hardly a frame less than 0.68 (the least likely hundredth in ``fit``
        and ``back_fit``), which becomes 0.93.
    trunk_deg : Step
        Of the trunk's angle to the horizontal, below which it lies. Who lifts the shoulders or
        rolls the hips up stays below 40, who sits is beyond 70: half way, a tenth of it wide.
    hands : Step
        How far the wrists are headward of the shoulders, in trunk lengths: about 1 in a hang,
        0 with the hands at the head.
    chest : Step
        Sum of the witnesses, 3.5 when all say that the chest is up: all but half of a witness
        must say down.
    view_deg : Step
        Of the left-right line's angle to the line of sight, which MediaPipe puts too low: of
        pictures of the training's kind the largest read 56, of plain front views the least 73.
    company : Step
        Share of the time around, ``company_s`` to each side, in which somebody else was about. A
        plant that is taken for a person at one look (in 3 of 81 frames of the sample clips) is
        there for a third of it.
    company_s : float
        Seconds.
    """

    network: Step = Step(limit=-1.8, scale=1.0)
    trunk_deg: Step = Step(limit=55.0, scale=-4.0)
    hands: Step = Step(limit=0.4, scale=0.08)
    chest: Step = Step(limit=-1.0, scale=0.4)
    view_deg: Step = Step(limit=66.0, scale=-3.0)
    company: Step = Step(limit=0.7, scale=-0.1)
    company_s: float = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """Likelihoods of N frames that they are of a known kind.

    Parameters
    ----------
    guards : ndarray, shape (N, 5)
        In the order of ``GUARDS``; NaN where the network told nothing.
    """

    guards: FloatArray

    @property
    def likelihood(self) -> FloatArray:
        """The least of the guards', shape (N,); NaN where the network told nothing."""
        least: FloatArray = self.guards.min(axis=1)
        return least

    def objector(self, frames: slice = slice(None)) -> Guard:
        """Return the guard whose median over some frames is least."""
        part = self.guards[frames]
        part = part[np.isfinite(part).all(axis=1)]
        return GUARDS[int(np.argmin(np.median(part, axis=0)))] if len(part) else "network"


def kind_of(
    landmarks_px: FloatArray,
    visibility: FloatArray,
    world_m: FloatArray,
    in_range: FloatArray,
    company_share: FloatArray,
    settings: KindSettings | None = None,
) -> Kind:
    """Return what each guard says of N frames.

    Parameters
    ----------
    landmarks_px, visibility, world_m : ndarray, shapes (N, 33, 2), (N, 33) and (N, 33, 3)
        As in :class:`~formcheck.pose.track.Track`.
    in_range : ndarray, shape (N,)
        What the network says; NaN = nothing.
    company_share : ndarray, shape (N,)
        Share of the time around in which somebody else was about; NaN = nobody looked.
    """
    settings = settings or KindSettings()
    caudal = middle(landmarks_px, "HIP") - middle(landmarks_px, "SHOULDER")
    trunk_px = np.hypot(caudal[:, 0], caudal[:, 1])
    lies = settings.trunk_deg(np.degrees(np.arctan2(np.abs(caudal[:, 1]), np.abs(caudal[:, 0]))))
    reach = middle(landmarks_px, "SHOULDER") - middle(landmarks_px, "WRIST")
    with np.errstate(invalid="ignore", divide="ignore"):
        headward = np.sum(reach * caudal, axis=1) / trunk_px**2
    # The head is up in a hang: who hangs by the feet is of no known kind.
    hangs = np.where(caudal[:, 1] > 0, settings.hands(headward), 0.0)
    supine = np.where(caudal[:, 0] > 0, -1.0, 1.0)  # clockwise of rightward is down
    chest = settings.chest(supine * chest_clockwise(landmarks_px, visibility, world_m))
    said = np.stack(
        [
            network_likelihood(in_range, settings),
            np.maximum(lies, hangs),
            1.0 - lies * (1.0 - chest),
            settings.view_deg(_across_deg(world_m)),
            settings.company(company_share),
        ],
        axis=1,
    )
    return Kind(np.where(np.isfinite(in_range)[:, None], said, np.nan))


def network_likelihood(in_range: FloatArray, settings: KindSettings | None = None) -> FloatArray:
    """Return what the lumbar network's word (N,), in [0, 1], means where formcheck is used.

    NaN, where it told nothing, becomes 1: no objection.
    """
    settings = settings or KindSettings()
    bounded = np.clip(in_range, 1e-9, 1.0 - 1e-9)
    return settings.network(np.log(bounded / (1.0 - bounded)))


def kind_of_track(track: Track, settings: KindSettings | None = None) -> Kind:
    """Return what each guard says of the frames of a track."""
    settings = settings or KindSettings()
    share = _share_around(track.time_s, track.feature("persons") >= 2, settings.company_s)
    return kind_of(
        track.landmarks_px, track.visibility, track.world_m, track.in_range, share, settings
    )


def _across_deg(world_m: FloatArray) -> FloatArray:
    """Return the angle (N,) between the left-right line and the line of sight, 0 side-on."""
    line = sum(
        world_m[:, Landmark[f"RIGHT_{part}"]] - world_m[:, Landmark[f"LEFT_{part}"]]
        for part in ("SHOULDER", "HIP")
    )
    line = np.asarray(line)
    across, along = np.hypot(line[:, 0], line[:, 1]), np.abs(line[:, 2])
    # A backend without metric points may give zeros: no line, no objection.
    return np.where(across + along > 0, np.degrees(np.arctan2(across, along)), np.nan)


def _share_around(time_s: FloatArray, there: npt.NDArray[np.bool_], reach_s: float) -> FloatArray:
    """Return for each frame the share of the frames within ``reach_s`` for which it is true."""
    count = np.concatenate([[0.0], np.cumsum(there)])
    first = np.searchsorted(time_s, time_s - reach_s)
    last = np.searchsorted(time_s, time_s + reach_s, side="right")
    share: FloatArray = (count[last] - count[first]) / (last - first)
    return share
