"""The words that reports, tables and the overlay share, in one place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from formcheck.checks import check_types
from formcheck.checks.base import CheckResult, Verdict
from formcheck.checks.settings import RefusalSettings
from formcheck.exercises import all_exercises
from formcheck.report import ReportData

__all__ = [
    "CANNOT_SEE",
    "DISCLAIMER",
    "LEG_WORDS",
    "METHOD",
    "NOT_COUNTED_WORDS",
    "PHASE_WORDS",
    "RED_FLAGS",
    "VERDICT_WORDS",
    "CheckWords",
    "check_words",
    "exercise_title",
    "number",
    "plural",
    "result_numbers",
    "result_value",
    "result_words",
    "sentence",
    "verdict_sentence",
    "with_error",
]

DISCLAIMER: Final = (
    "Not a medical device; estimates from video can be wrong. Stop with pain. "
    "Persistent or severe back pain, hip disease or arthritis: see a professional."
)
RED_FLAGS: Final = (
    "Leg pain, numbness or weakness, numbness in the saddle area, a change of bladder or bowel "
    "control, or pain after an accident: get urgent care."
)
CANNOT_SEE: Final = (
    "The camera sees one side of a body from the outside. It measures angles, not muscles: it "
    "cannot say which muscle works, how hard, or whether a back is safe.",
    "Ten degrees of arch in the low back is only 4 to 7 mm of curve. An arm, loose clothes, a "
    "towel or a soft mat over the waist can hide it.",
    f"Turned more than {RefusalSettings().max_out_of_plane_deg:g} degrees away from a square side "
    "view, or with legs out of the picture, no angle can be told.",
    "The far leg is partly hidden behind the near one; left and right are compared only where "
    "both are seen.",
    "No source was found that a repetition under 90 degrees causes back pain; the report states "
    "what was seen and not what it does to you.",
)
METHOD: Final = (
    "Hip flexion is the angle of the thigh against the trunk: 0\u00b0 with the legs in line with "
    "the trunk, 90\u00b0 with the thigh perpendicular to it. It is the mean of both legs when they "
    "move together, else that of the raised leg.",
    "The band around the curve, and \u00b1 behind an angle, are one standard error. A verdict is "
    "given only when value and limit differ by more than the uncertainty of its check; otherwise "
    "it reads can\u2019t tell.",
    "Times are seconds from the first frame. A gap in the curve means: not seen.",
)
VERDICT_WORDS: Final[dict[Verdict, str]] = {
    "flag": "flag",
    "pass": "pass",
    "cant_tell": "can\u2019t tell",
}
PHASE_WORDS: Final = {"raise": "Raise", "top": "Top", "lower": "Lower"}
LEG_WORDS: Final = {"both": "both", "left": "left", "right": "right"}
NOT_COUNTED_WORDS: Final = {
    "aborted": "broken off before it was a repetition",
    "too_small": "too small: the legs moved less than 25 degrees",
    "too_short": "too short: less than half a second",
    "feet_not_raised": "the feet did not leave their support far enough",
    "trunk_moved": "the trunk moved with the legs, as in a sit-up or a bridge",
    "not_lying_or_hanging": "the body was neither lying nor hanging",
    "lying_prone": "the person lay on the belly",
    "not_seen": "not seen well enough",
    "another_person": "one leg each may be of two people, who lay beside each other",
    "view_disturbed": "it began and ended while the whole picture moved",
}


@dataclass(frozen=True, slots=True)
class CheckWords:
    """What a check is called, and what it says when it flags or passes; a few words each."""

    title: str
    flag: str
    passed: str


def check_words(name: str) -> CheckWords:
    """Return the words of a check, as its class gives them; an unknown one is called by its name.

    >>> check_words("grip_slip").flag
    'Grip slip'
    """
    plain = name.replace("_", " ").capitalize()
    for check in check_types():
        if check.name == name:
            title = check.title
            return CheckWords(title, check.flag_words or title, check.pass_words or f"{title} ok")
    return CheckWords(plain, plain, f"{plain} ok")


def result_words(name: str, verdict: Verdict) -> str:
    """Return the short words for a verdict of a check.

    >>> result_words("under_90", "flag"), result_words("under_90", "cant_tell")
    ('Under 90°', 'Leg height')
    """
    words = check_words(name)
    return {"flag": words.flag, "pass": words.passed, "cant_tell": words.title}[verdict]


def exercise_title(name: str) -> str:
    """Return the exercise's name for people.

    >>> exercise_title("lying_leg_raise"), exercise_title("unknown")
    ('Lying leg raise', 'Unknown')
    """
    titles = {exercise.name: exercise.title for exercise in all_exercises()}
    return titles.get(name, name.replace("_", " ").capitalize())


def plural(count: int, noun: str) -> str:
    """Return number and noun.

    >>> plural(1, "repetition"), plural(2, "repetition")
    ('1 repetition', '2 repetitions')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def number(value: float | None, unit: str = "", digits: int = 0) -> str:
    """Return a number with its unit, or a dash when it is not known; a share in percent.

    >>> number(74.4, "deg"), number(None, "deg"), number(1.26, "s", 1), number(0.21, "share", 2)
    ('74°', '–', '1.3 s', '21 %')
    """
    if value is None or not math.isfinite(value):
        return "\u2013"
    if unit == "share":  # two digits of a share are none of a percentage
        return number(100 * value, "%", max(0, digits - 2))
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    if unit in ("", "ratio"):
        return text
    return f"{text} {unit}".replace(" deg", "\u00b0")


def with_error(value: float | None, sigma: float | None, unit: str = "deg", digits: int = 0) -> str:
    """Return a value and its standard error, where that is known.

    >>> with_error(74.2, 3.9), with_error(None, None)
    ('74° ± 4°', '–')
    """
    text = number(value, unit, digits)
    if value is None or sigma is None:
        return text
    return f"{text} \u00b1 {number(sigma, unit, digits)}"


def sentence(text: str) -> str:
    """Return words as a sentence: a capital first, a full stop last; nothing stays nothing.

    >>> sentence("stand the camera on something firm")
    'Stand the camera on something firm.'
    """
    if not text:
        return ""
    whole = text[0].upper() + text[1:]
    return whole if whole.endswith((".", "!", "?")) else f"{whole}."


def result_value(result: CheckResult) -> str:
    """Return value and uncertainty of a result in words; nothing where nothing was measured.

    >>> result_value(CheckResult("fault", "flag", value=74, limit=90, uncertainty=5))
    '74° ± 5°'
    """
    if result.value is None:
        return ""
    digits = 0 if result.unit.startswith("deg") else 2
    return with_error(result.value, result.uncertainty, result.unit, digits)


def result_numbers(result: CheckResult) -> str:
    """Return value, uncertainty and limit of a result in words.

    >>> result_numbers(CheckResult("fault", "flag", value=74, limit=7.5, uncertainty=5))
    '74° ± 5°, limit 7.5°'
    """
    text = result_value(result)
    if text and result.limit is not None:
        in_degrees = result.unit.startswith("deg")
        digits = 2 if not in_degrees else 0 if float(result.limit).is_integer() else 1
        text += f", limit {number(result.limit, result.unit, digits)}"
    return text


def verdict_sentence(data: ReportData) -> str:
    """Return the one sentence that sums up the set."""
    reps = data.summary.reps
    if reps == 0:
        return "No repetition was counted."
    counted = plural(reps, "repetition")
    if data.summary.flagged_reps:
        faults = [
            f"{check_words(name).flag.lower()} in {count.flag}"
            for name, count in data.summary.checks.items()
            if count.flag and _is_fault(data, name)
        ]
        shown = "shows" if data.summary.flagged_reps == 1 else "show"
        listed = f": {', '.join(faults)}" if faults else ""
        return f"{data.summary.flagged_reps} of {counted} {shown} a fault{listed}."
    fault_verdicts = [
        check.verdict
        for rep in data.reps
        for check in rep.checks.values()
        if check.severity == "fault"
    ]
    if fault_verdicts and all(verdict == "cant_tell" for verdict in fault_verdicts):
        return f"{counted} counted, but no form verdict can be given: see why below."
    if "cant_tell" in fault_verdicts:
        unsure = plural(fault_verdicts.count("cant_tell"), "verdict")
        return f"{counted}: no fault seen, but {unsure} can\u2019t be told."
    return f"{counted}: no fault seen."


def _is_fault(data: ReportData, name: str) -> bool:
    results = [rep.checks[name] for rep in data.reps if name in rep.checks]
    return any(result.severity == "fault" for result in results)
