"""Clips filmed too far from the side: how many verdicts are refused, and how many are wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.agreement import Agreement, agreement
from benchmarks.check_scores import NOT_FOR_THIS, REP_CHECKS
from benchmarks.comparison import Compared
from benchmarks.conditions import out_of_plane_deg
from benchmarks.scoring import UNDER_90

__all__ = ["BANDS", "Oblique", "oblique_bands", "oblique_groups"]

FloatArray = npt.NDArray[np.float64]

BANDS: Mapping[str, tuple[float, float]] = {
    "under 20": (0.0, 20.0),
    "20 to 35": (20.0, 35.0),
    "35 to 45": (35.0, 45.0),
    "45 or more": (45.0, 181.0),
}
"""Degrees off side-on, half open."""


@dataclass(frozen=True, slots=True)
class Oblique:
    """Verdicts on repetitions (of the checks that are scored) of clips with a common view.

    Parameters
    ----------
    clips, exact : int
        Clips, and those counted exactly.
    reps, found : int
        True repetitions, and those that were found.
    verdicts, refused, wrong : int
        Pairs of repetition and check with a truth; those without a firm verdict (can't tell, or
        not found), and those with a wrong one.
    under_90, under_90_refused, under_90_wrong : int
        Of these the ones of ``under_90``.
    hip : Agreement
        Of the hip flexion over frames.
    off : Agreement
        Of the angle off side-on, one value for each clip.
    """

    clips: int
    exact: int
    reps: int
    found: int
    verdicts: int
    refused: int
    wrong: int
    under_90: int
    under_90_refused: int
    under_90_wrong: int
    hip: Agreement
    off: Agreement

    @property
    def refused_share(self) -> float:
        """Share of verdicts that are not firm; NaN without any."""
        return self.refused / self.verdicts if self.verdicts else float("nan")

    @property
    def wrong_share(self) -> float:
        """Share of verdicts that are wrong; NaN without any."""
        return self.wrong / self.verdicts if self.verdicts else float("nan")

    @property
    def under_90_wrong_share(self) -> float:
        """Share of wrong verdicts of ``under_90``; NaN without any."""
        return self.under_90_wrong / self.under_90 if self.under_90 else float("nan")


def oblique_bands(clips: Sequence[Compared]) -> dict[str, Oblique]:
    """Return the clips with repetitions by their true angle off side-on."""
    return {
        name: _oblique(
            [clip for clip in clips if _shows(clip) and low <= clip.conditions.off_deg < high]
        )
        for name, (low, high) in BANDS.items()
    }


def oblique_groups(clips: Sequence[Compared]) -> dict[str, Oblique]:
    """Return the clips with repetitions by their group."""
    names = sorted({clip.conditions.group for clip in clips if _shows(clip)})
    return {
        name: _oblique([c for c in clips if _shows(c) and c.conditions.group == name])
        for name in names
    }


def _shows(clip: Compared) -> bool:
    return not clip.conditions.is_negative


def _off_error_deg(clip: Compared) -> FloatArray:
    found = out_of_plane_deg(clip.seen.yaw_deg, clip.seen.pitch_deg)
    return np.array([found - out_of_plane_deg(*clip.conditions.at_hips_deg)])


def _oblique(clips: Sequence[Compared]) -> Oblique:
    given: list[tuple[str, str, bool]] = []
    for clip in clips:
        for rep in clip.reps:
            for check in REP_CHECKS:
                found = rep.found.checks.get(check) if rep.found else None
                if check not in rep.truth.checks or (found and found.reason_code == NOT_FOR_THIS):
                    continue
                given.append((check, rep.verdict(check), rep.is_wrong(check)))
    main = [item for item in given if item[0] == UNDER_90]
    return Oblique(
        clips=len(clips),
        exact=sum(clip.count_is_exact for clip in clips),
        reps=sum(len(clip.reps) for clip in clips),
        found=sum(rep.found is not None for clip in clips for rep in clip.reps),
        verdicts=len(given),
        refused=sum(verdict in ("cant_tell", "missing") for _, verdict, _ in given),
        wrong=sum(wrong for *_, wrong in given),
        under_90=len(main),
        under_90_refused=sum(verdict in ("cant_tell", "missing") for _, verdict, _ in main),
        under_90_wrong=sum(wrong for *_, wrong in main),
        hip=agreement([clip.frames.hip_deg for clip in clips]),
        off=agreement([_off_error_deg(clip) for clip in clips]),
    )
