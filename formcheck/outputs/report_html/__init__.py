"""``report.html``: one file that opens without a network, beside its video."""

from formcheck.outputs.report_html.page import prepare_report, render_report

__all__ = ["prepare_report", "render_report"]
