"""What is said of the set as a whole, and what was not counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formcheck.outputs import texts
from formcheck.outputs.report_html.chip import card_chip
from formcheck.outputs.report_html.section import Page, Section

__all__ = ["WholeSet"]


class WholeSet(Section):
    """Checks of the set, and movements that are no repetitions."""

    name = "whole_set"
    rank = 50

    def values(self, page: Page) -> Mapping[str, Any] | None:
        """Return the verdicts on the set; nothing where there are none."""
        data = page.data
        if not data.set_checks and not data.not_counted:
            return None
        return {
            "chips": [
                card_chip(n, result) for n, result in data.set_checks.items() if result.applies
            ],
            "not_counted": [
                (item, texts.sentence(_why(item.reason_code))) for item in data.not_counted
            ],
        }


def _why(code: str) -> str:
    return texts.NOT_COUNTED_WORDS.get(code, code.replace("_", " "))
