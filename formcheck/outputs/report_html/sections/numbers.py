"""All numbers with their uncertainty: a table of the repetitions, and every verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from formcheck.outputs import texts
from formcheck.outputs.report_html.chip import card_chips
from formcheck.outputs.report_html.section import Page, Section
from formcheck.report import RepItem

__all__ = ["Numbers"]

_DEGREES: Final = (
    ("Knee at the peak", "peak_knee_flexion_deg"),
    ("Low back since rest, largest", "lordosis_change_deg"),
    ("Pelvic tilt since rest, largest", "pelvic_tilt_change_deg"),
    ("Pelvis rolled back at the peak", "pelvic_roll_deg"),
    ("Arches from, way up", "arch_onset_up_deg"),
    ("Arches from, way down", "arch_onset_down_deg"),
)
_SECONDS: Final = (
    ("Begins", "start_s"),
    ("Raise", "raise_s"),
    ("Top", "top_s"),
    ("Lower", "lower_s"),
)
_INFO_WORDS: Final = {
    "yes": "yes",
    "no": "no",
    "seen": "seen",
    "not_seen": "not seen",
    "cant_tell": "can\u2019t tell",
}


class Numbers(Section):
    """The numbers of ``report.json``, to one decimal (times: two)."""

    name = "numbers"
    rank = 60

    def values(self, page: Page) -> Mapping[str, Any] | None:
        """Return one row per repetition, and its verdicts."""
        reps = page.data.reps
        if not reps:
            return None
        columns = _columns(reps)
        cells = zip(*(column for _, column in columns), strict=True)
        return {
            "titles": [title for title, _ in columns],
            "rows": list(zip(reps, cells, strict=True)),
            "verdicts": [(rep, card_chips(rep)) for rep in reps],
        }


def _columns(reps: Sequence[RepItem]) -> list[tuple[str, list[str]]]:
    """Return what is known of any repetition: a title and one cell each."""
    peaks = [
        texts.with_error(rep.peak_hip_flexion_deg, rep.peak_hip_flexion_sigma_deg, digits=1)
        for rep in reps
    ]
    columns = [("Peak hip flexion", peaks)]
    for title, name in _DEGREES:
        angles = [getattr(rep, name) for rep in reps]
        if any(angle is not None for angle in angles):
            columns.append((title, [texts.number(angle, "deg", 1) for angle in angles]))
    columns += [
        (title, [texts.number(getattr(rep, name), "s", 2) for rep in reps])
        for title, name in _SECONDS
    ]
    columns.append(("Past 90\u00b0", [_INFO_WORDS[rep.info.past_90] for rep in reps]))
    columns.append(("Pelvis curled", [_INFO_WORDS[rep.info.curl] for rep in reps]))
    return columns
