"""What looks at the pictures of a live set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from formcheck.lumbar.reader import LumbarReader
from formcheck.pose.backend import PoseBackend

__all__ = ["EYES", "Eyes", "open_eyes"]

EYES: Final = "formcheck.web.eyes:open_eyes"
"""How settings name :func:`open_eyes`; another backend is named the same way."""


@dataclass(frozen=True, slots=True)
class Eyes:
    """A pose backend, and what reads the low back, if anything does."""

    backend: PoseBackend
    lumbar: LumbarReader | None


@contextmanager
def open_eyes(model: str) -> Iterator[Eyes]:
    """Open MediaPipe with this model, and the lumbar network.

    Parameters
    ----------
    model : str
        A name, or ``auto``: *full*, and *lite* where that is too slow.

    Raises
    ------
    ModelError
        One of them is missing or damaged.
    """
    from formcheck.pose.auto_model import AutoModelBackend
    from formcheck.pose.mediapipe import MediaPipeBackend

    made = AutoModelBackend() if model == "auto" else MediaPipeBackend(model)
    with made as backend:
        yield Eyes(backend, LumbarReader())
