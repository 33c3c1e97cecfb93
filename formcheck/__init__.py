"""formcheck watches leg raises on video and tells the truth about their form.

The public door. Nothing heavy is imported until it is used.

Examples
--------
>>> import formcheck
>>> report = formcheck.analyze("clip.mp4")  # doctest: +SKIP
>>> report.data.summary.reps  # doctest: +SKIP
5
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from formcheck._version import __version__
from formcheck.errors import FormcheckError

if TYPE_CHECKING:
    from formcheck.api import Report, analyze, analyze_track
    from formcheck.pose.replay import load_track, save_track
    from formcheck.pose.track import Track
    from formcheck.session import Session, Snapshot
    from formcheck.video.frame import Frame
    from formcheck.video.source import open_source

__all__ = [
    "FormcheckError",
    "Frame",
    "Report",
    "Session",
    "Snapshot",
    "Track",
    "__version__",
    "analyze",
    "analyze_track",
    "load_track",
    "open_source",
    "save_track",
]

_HOMES = {
    "Frame": "formcheck.video.frame",
    "Report": "formcheck.api",
    "Session": "formcheck.session",
    "Snapshot": "formcheck.session",
    "Track": "formcheck.pose.track",
    "analyze": "formcheck.api",
    "analyze_track": "formcheck.api",
    "load_track": "formcheck.pose.replay",
    "open_source": "formcheck.video.source",
    "save_track": "formcheck.pose.replay",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
