"""Key moments as pictures."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from formcheck.outputs.report_html.section import Page, Section

__all__ = ["KeyFrames"]


class KeyFrames(Section):
    """Rest, peaks and the worst arch."""

    name = "key_frames"
    rank = 40

    def values(self, page: Page) -> Mapping[str, Any] | None:
        """Return the pictures; nothing where the video was not at hand."""
        if not page.stills:
            return None
        return {"stills": [(still, b64encode(still.jpeg).decode()) for still in page.stills]}
