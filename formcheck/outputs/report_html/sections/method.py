"""How it is measured, with which versions, what a camera cannot see, and what this is not."""

from __future__ import annotations

from formcheck.outputs.report_html.section import Section

__all__ = ["Method"]


class Method(Section):
    """Method, limits, versions and the medical disclaimer: text alone."""

    name = "method"
    rank = 80
