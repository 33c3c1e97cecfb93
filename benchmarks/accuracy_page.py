"""The accuracy page: bars first, then every number behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.accuracy_bars import outcomes
from benchmarks.accuracy_results import Results
from benchmarks.accuracy_tables import (
    agreement_table,
    bin_table,
    breakdown_tables,
    coverage_table,
    share,
    worst_table,
)
from benchmarks.bars import Outcome, bar_table
from benchmarks.conditions import MAIN_PITCH_DEG, MAIN_YAW_DEG
from benchmarks.footage import ClipResult, StillResult, failures, footage_tables
from benchmarks.markdown import heading
from benchmarks.verdict_tables import (
    check_table,
    count_table,
    oblique_table,
    reason_table,
    under_90_table,
    wrong_lines,
)
from benchmarks.view import view_table

__all__ = ["Footage", "accuracy_page"]


@dataclass(frozen=True, slots=True)
class Footage:
    """What was measured in the real footage."""

    clips: Sequence[ClipResult]
    stills: Sequence[StillResult]


def accuracy_page(
    results: Results, footage: Footage | None, command: str, where: str, stale: int = 0
) -> list[str]:
    """Return the lines of the page.

    Parameters
    ----------
    results : Results
    footage : Footage or None
        None = the footage is not there.
    command, where : str
        How the page came to be, and of which clips.
    stale : int
        Tracks that were made by other pose code.
    """
    return [
        *heading("Accuracy on rendered clips with exact truth", command),
        *_introduction(results, where, stale),
        "## Bars",
        "",
        *_bars(outcomes(results)),
        *_angles(results),
        *_judgements(results),
        *_oblique(results),
        *_footage(footage),
    ]


def _introduction(results: Results, where: str, stale: int) -> list[str]:
    negatives = results.counts.negatives
    others = len(results.clips) - len(results.main) - negatives
    lines = [
        f"{len(results.clips)} clips in {where}. Errors are measured minus true. The main set,",
        "of which everything is told but what says otherwise, are the",
        f"{len(results.main)} clips with repetitions that are filmed within",
        f"{MAIN_YAW_DEG:g} degrees of yaw and {MAIN_PITCH_DEG:g} of pitch; {others} are filmed",
        "more obliquely or show somebody else who walks by (group `passer_by`),",
        f"{negatives} show no repetition at all. *Plain* is what most hobby checkers do with the",
        "very same landmarks: unsigned shoulder-hip-knee angle of the near side, no rest, up",
        "beyond 90 and down below 35; it is given the true repetitions to read its peaks in, and",
        "compared on the frames and repetitions that formcheck measured.",
        "",
    ]
    if stale:
        lines += [
            f"**{stale} tracks were made by other pose code than today's**; `--fresh` renews them.",
            "",
        ]
    return lines


def _bars(found: Sequence[Outcome]) -> list[str]:
    open_bars = [outcome for outcome in found if outcome.verdict != "held"]
    verdict = "All bars are held."
    if open_bars:
        missed = sum(outcome.verdict == "missed" for outcome in open_bars)
        verdict = (
            f"**{missed} of {len(found)} missed, {len(open_bars) - missed} not measured.** "
            "What is not measured is not held."
        )
    return [verdict, "", *bar_table(found)]


def _angles(results: Results) -> list[str]:
    return [
        "## Angles and times",
        "",
        f"Of the frames with a truth {share(results.measured_share)} were measured; only those",
        "count. Frames of a clip share most of their error, so the spread of the clips' own",
        "biases stands beside that of all errors.",
        "",
        *agreement_table(results),
        "### Hip flexion over frames by true flexion",
        "",
        *bin_table("true flexion [deg]", results.hip_by_flexion, results.plain_by_flexion),
        "### Peaks by true peak",
        "",
        *bin_table("true peak [deg]", results.peak_by_flexion),
        "### Hip flexion over frames by camera",
        "",
        *bin_table("yaw [deg]", results.hip_by_yaw),
        *bin_table("pitch [deg]", results.hip_by_pitch),
        "### By condition",
        "",
        "Bias, SD and MAE are of the hip flexion over frames.",
        "",
        *breakdown_tables(results.breakdowns),
        "### Worst clips",
        "",
        *worst_table(results.main),
        "## Is the stated uncertainty true?",
        "",
        "How often value -+ 1.645 sigma contains the truth; 90 % would be perfect.",
        "",
        *coverage_table(results),
    ]


def _judgements(results: Results) -> list[str]:
    return [
        "## Counting",
        "",
        *count_table(results),
        "## Verdicts",
        "",
        "Precision, recall and F1 are of firm verdicts; in the *strict* columns a fault on which",
        "there is none counts as missed, too. `low_hold` is scored by events that overlap.",
        "",
        *check_table(results.checks),
        *reason_table(results.checks),
        *under_90_table(results.under_90, results.plain_under_90),
        "### Wrong verdicts",
        "",
        *wrong_lines(results.checks),
    ]


def _oblique(results: Results) -> list[str]:
    return [
        "## Filmed obliquely",
        "",
        "All clips with repetitions. Verdicts are pairs of repetition and check; refused are those",
        "that are not firm (can't tell, or the repetition was not found). *View* is the angle off",
        "side-on as it was estimated, against that at the hips.",
        "",
        *oblique_table("degrees off side-on", results.bands),
        *oblique_table("group", results.groups),
        "### The camera's place",
        "",
        "Estimated minus true, all clips with repetitions, as the hips are seen: a camera that has",
        "the raised legs in its picture looks down on hips on the floor by some degrees more than",
        "its line of sight. Yaw is positive when the feet are farther away than the head, pitch",
        "when more of the chest is seen than of the back.",
        "",
        *view_table(results.clips),
    ]


def _footage(footage: Footage | None) -> list[str]:
    lines = ["## Footage that was not rendered", ""]
    if footage is None:
        return [*lines, "Not there (`FORMCHECK_FOOTAGE` names its folder).", ""]
    failed = failures(footage.clips, footage.stills)
    told = [f"- {item}" for item in failed] or ["Everything agrees with the labels."]
    return [*lines, *told, "", *footage_tables(footage.clips, footage.stills)]
