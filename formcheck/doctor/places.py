"""Where things are kept on this machine, and whether they could be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from formcheck.doctor.finding import Finding

__all__ = ["places"]


def places() -> Iterator[Finding]:
    """Tell where the history, the page's results and fetched models lie."""
    from formcheck.history.database import default_path
    from formcheck.pose.models import MODELS_VARIABLE, cache_folder
    from formcheck.web.settings import default_folder

    yield _place("history", default_path())
    yield _place("page", default_folder())
    yield _place("fetched models", cache_folder())
    named = os.environ.get(MODELS_VARIABLE)
    if named and not Path(named).is_dir():
        detail, remedy = f"{MODELS_VARIABLE}={named} is no folder", f"unset {MODELS_VARIABLE}"
        yield Finding("places", "models first in", "doubtful", detail, remedy)
    elif named:
        yield Finding("places", "models first in", "ok", named)


def _place(name: str, path: Path) -> Finding:
    """Return where something is or will be kept."""
    there = next(folder for folder in (path, *path.parents) if folder.exists())
    if not os.access(there, os.W_OK):
        detail = f"{path}: no permission to write in {there}"
        return Finding("places", name, "doubtful", detail, "give yourself write access")
    return Finding("places", name, "ok", f"{path}{'' if there == path else ', nothing there yet'}")
