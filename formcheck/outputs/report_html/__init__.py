"""``report.html``: one file that opens without a network, beside its video."""

from formcheck.outputs.report_html.page import render_report

__all__ = ["render_report"]
