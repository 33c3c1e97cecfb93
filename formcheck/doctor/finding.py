"""One thing that was looked at, and how it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Finding", "State"]

State = Literal["ok", "absent", "doubtful", "broken"]
"""``absent``: an optional thing that is not there. ``doubtful``: it may go wrong. ``broken``: no
clip can be analysed; the only one that makes the command fail."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    topic : str
        Under which it is listed: ``software``, ``models`` ...
    name : str
        What was looked at.
    state : {"ok", "absent", "doubtful", "broken"}
    detail : str
        What was found: a version, a path, what is wrong.
    remedy : str
        What to do about it; empty where nothing needs to be done.
    """

    topic: str
    name: str
    state: State
    detail: str
    remedy: str = ""
