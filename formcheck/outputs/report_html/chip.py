"""A verdict as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from formcheck.checks.base import CheckResult
from formcheck.outputs import texts
from formcheck.report import RepItem

__all__ = ["SYMBOLS", "CardChip", "Kind", "card_chip", "card_chips"]

Kind = Literal["flag", "advice", "cant_tell", "pass"]

SYMBOLS: Final[dict[Kind, str]] = {
    "flag": "\u2715",
    "advice": "!",
    "cant_tell": "?",
    "pass": "\u2713",
}
_ORDER: Final[tuple[Kind, ...]] = ("flag", "advice", "cant_tell", "pass")


@dataclass(frozen=True, slots=True)
class CardChip:
    """A verdict in words: what it is of, what it says, its value and limit, and what to do."""

    name: str
    kind: Kind
    text: str
    word: str
    value: str
    numbers: str
    reason: str
    remedy: str
    at_s: float | None

    @property
    def symbol(self) -> str:
        """The mark that says the same as the colour."""
        return SYMBOLS[self.kind]


def card_chip(name: str, result: CheckResult) -> CardChip:
    """Return a verdict of a check as the page shows it."""
    advice = result.severity == "advice" and result.verdict == "flag"
    word = "advice" if advice else texts.VERDICT_WORDS[result.verdict]
    return CardChip(
        name=name,
        kind="advice" if advice else result.verdict,
        text=texts.result_words(name, result.verdict),
        word="too close to call" if result.near_limit else word,
        value=texts.result_value(result),
        numbers=texts.result_numbers(result),
        reason=texts.sentence(result.reason),
        remedy=texts.sentence(result.remedy),
        at_s=result.at_s,
    )


def card_chips(rep: RepItem) -> tuple[CardChip, ...]:
    """Return the verdicts of a repetition, the gravest first."""
    chips = [card_chip(name, result) for name, result in rep.applicable.items()]
    return tuple(sorted(chips, key=lambda c: _ORDER.index(c.kind)))
