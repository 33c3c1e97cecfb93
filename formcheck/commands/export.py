"""``formcheck export``: a result in the file formats of other tools."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from formcheck.errors import UsageError
from formcheck.outputs.exporters import all_exporters, get_exporter
from formcheck.outputs.publish import MARKER, write_bytes_atomic
from formcheck.outputs.results import load_result

__all__ = ["list_formats", "run_export"]

RESULT_FILES = frozenset({MARKER, "frames.csv", "track.npz", "annotated.mp4", "report.html"})
"""What ``analyze`` writes: an export never replaces one of them."""


def list_formats() -> int:
    """Print the formats; return 0."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for exporter in all_exporters():
        table.add_row(exporter.name, f"*{exporter.suffix}", Text(exporter.summary))
    Console().print(table)
    return 0


def run_export(path: Path, name: str, output: Path | None) -> int:
    """Write one file; return 0.

    Parameters
    ----------
    path : Path
        A ``track.npz``, a result folder, or the ``report.json`` in one.
    name : str
        Name of the exporter.
    output : Path or None
        The file to write; None: beside the result, named after the clip.

    Raises
    ------
    UsageError
        There is no such format, or ``output`` is a folder or a file of a result.
    InputError
        The result cannot be read.
    OutputError
        The file cannot be written.
    """
    exporter = get_exporter(name)
    if output is not None and output.is_dir():
        raise UsageError("is a folder", str(output), "name a file with -o")
    result = load_result(path)
    if output is None:
        output = result.folder / f"{_stem(result.analysis.data.source.name)}{exporter.suffix}"
    if output.name in RESULT_FILES and (output.parent / MARKER).exists():
        raise UsageError("is a file of a result", str(output), "choose another name with -o")
    content = exporter.render(result.analysis)
    write_bytes_atomic(output, content)
    if result.renewed_from is not None:
        note = f"{path} was made by formcheck {result.renewed_from} and was computed anew"
        Console(stderr=True).print(f"formcheck: {note}", markup=False, soft_wrap=True)
    Console().print(f"Wrote {output}", markup=False, highlight=False, soft_wrap=True)
    return 0


def _stem(clip: str) -> str:
    """Return the clip's name without its ending, fit to name a file."""
    name = Path(clip.replace("\\", "/")).stem
    return "".join(c if c.isprintable() else "_" for c in name).strip(". ")[:150] or "clip"
