"""The repetitions as cards: peak against 90, low back, tempo, what to change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from formcheck.outputs import texts
from formcheck.outputs.hud import rep_verdict
from formcheck.outputs.report_html.chip import SYMBOLS, CardChip, card_chips
from formcheck.outputs.report_html.gauge import Gauge, gauge
from formcheck.outputs.report_html.section import Page, Section
from formcheck.report import RepItem

__all__ = ["Reps"]


@dataclass(frozen=True, slots=True)
class _Card:
    """A repetition as the page shows it."""

    item: RepItem
    mood: str
    symbol: str
    height: str
    gauge: Gauge
    back: CardChip | None
    onset: str
    tempo: tuple[tuple[str, float, float], ...]
    change: tuple[CardChip, ...]
    unsure: tuple[CardChip, ...]
    passed: int


class Reps(Section):
    """One card per repetition."""

    name = "reps"
    rank = 20

    def values(self, page: Page) -> Mapping[str, Any]:
        """Return the cards; none is told too."""
        hanging = page.analysis.kinematics.posture == "hanging"
        return {"cards": [_card(rep, hanging) for rep in page.data.reps], "hanging": hanging}


def _card(rep: RepItem, hanging: bool) -> _Card:
    chips = card_chips(rep)
    mood = rep_verdict(rep)
    of = {chip.name: chip for chip in chips}
    return _Card(
        item=rep,
        mood=mood,
        symbol=SYMBOLS[mood],
        height=of["under_90"].kind if "under_90" in of else "cant_tell",
        gauge=gauge(rep.peak_hip_flexion_deg, rep.peak_hip_flexion_sigma_deg, hanging=hanging),
        back=of.get("back_arch"),
        onset=_onset(rep),
        tempo=_tempo(rep),
        change=_of_kind(chips, "flag", "advice"),
        unsure=_of_kind(chips, "cant_tell"),
        passed=len(_of_kind(chips, "pass")),
    )


def _of_kind(chips: Sequence[CardChip], *kinds: str) -> tuple[CardChip, ...]:
    return tuple(chip for chip in chips if chip.kind in kinds)


def _onset(rep: RepItem) -> str:
    """Return where the arch begins, in words."""
    ways = ((rep.arch_onset_up_deg, "on the way up"), (rep.arch_onset_down_deg, "on the way down"))
    known = [f"{texts.number(angle, 'deg')} {way}" for angle, way in ways if angle is not None]
    return f"arches from {' and '.join(known)}" if known else ""


def _tempo(rep: RepItem) -> tuple[tuple[str, float, float], ...]:
    """Return the phases with their seconds and their share in percent."""
    phases = (("raise", rep.raise_s), ("top", rep.top_s), ("lower", rep.lower_s))
    whole = sum(seconds for _, seconds in phases)
    return tuple((name, s, round(100 * s / whole, 1) if whole else 0.0) for name, s in phases)
