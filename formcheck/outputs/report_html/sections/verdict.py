"""The verdict in a sentence, and what to change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formcheck.outputs import texts
from formcheck.outputs.hud import rep_verdict, set_verdict
from formcheck.outputs.report_html.chip import SYMBOLS
from formcheck.outputs.report_html.section import Page, Section

__all__ = ["Verdict"]


class Verdict(Section):
    """Heads the page."""

    name = "verdict"
    rank = 10

    def values(self, page: Page) -> Mapping[str, Any]:
        """Return sentence, beads and advice."""
        data = page.data
        mood = set_verdict(data)
        return {
            "mood": mood,
            "sentence": texts.verdict_sentence(data),
            "exercise": texts.exercise_title(data.setup.exercise),
            "beads": [
                (rep.index, kind, SYMBOLS[kind], rep.start_s)
                for rep in data.reps
                for kind in [rep_verdict(rep)]
            ],
        }
