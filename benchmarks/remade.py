"""The clips of a part made anew in another form, each with the truth that belongs to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["remade"]

Truth = dict[str, Any]


def remade(folder: Path, ending: str, make: Callable[[Path, Path, Truth], Truth]) -> Path:
    """Write what is missing of a part's clips in another form; return their folder, beside its own.

    Parameters
    ----------
    folder : Path
        Of the part: clips, and ``NAME.truth.json`` beside each.
    ending : str
        What the name of the new folder ends with.
    make : callable
        Takes a clip, where to write the other one, and the truth; returns that one's truth.
    """
    target = folder.with_name(f"{folder.name}_{ending}")
    target.mkdir(exist_ok=True)
    for truth in sorted(folder.glob("*.truth.json")):
        there = target / truth.name
        if there.exists():
            continue
        content = json.loads(truth.read_text(encoding="utf-8"))
        name = truth.name.replace(".truth.json", ".mp4")
        partial = target / f".{name}"
        text = json.dumps(make(folder / name, partial, content))
        partial.replace(target / name)
        hidden = target / f".{truth.name}"
        hidden.write_text(text, encoding="utf-8")
        hidden.replace(there)  # last: with it the clip is complete
    return target
