"""``formcheck compare``: two results side by side."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from formcheck.outputs.compare import compare_reports
from formcheck.outputs.compare_html import render_comparison_page
from formcheck.outputs.compare_terminal import render_comparison
from formcheck.outputs.publish import write_text_atomic
from formcheck.outputs.results import read_result

__all__ = ["run_compare"]


def run_compare(a: Path, b: Path, *, as_json: bool = False, html: Path | None = None) -> int:
    """Compare two result folders or report.json files; return 0.

    Raises
    ------
    InputError
        One of them cannot be read.
    OutputError
        The page cannot be written.
    """
    found = compare_reports(read_result(a), read_result(b))
    if html is not None:
        write_text_atomic(html, render_comparison_page(found))
    if as_json:
        print(found.model_dump_json(by_alias=True))  # noqa: T201
        return 0
    console = Console()
    plain = not console.encoding.lower().startswith("utf")
    console.print(render_comparison(found, ascii_only=plain))
    if html is not None:
        console.print(f"Wrote {html}", markup=False, highlight=False, soft_wrap=True)
    return 0
