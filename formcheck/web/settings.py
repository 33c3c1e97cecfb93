"""What the server was started with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from formcheck.web.eyes import EYES
from formcheck.web.limits import Limits

__all__ = ["DEFAULT_PORT", "WebSettings", "default_folder"]

DEFAULT_PORT: Final = 8765


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Where things lie, and who may come in.

    Parameters
    ----------
    folder : Path
        Of recordings, results and tokens.
    history : callable
        Returns the database of the host's history; asked for at each use.
    host : str
        Address that is listened on.
    tokens : tuple of str
        Empty: nobody is asked; else the first is the host's.
    recorder : str
        ``module:class`` of what records a live set, as ``formcheck live --record`` does.
    eyes : str
        ``module:function`` of what looks at a live set, see :mod:`formcheck.web.eyes`.
    limits : Limits
    """

    folder: Path
    history: Callable[[], Path]
    host: str = "127.0.0.1"
    tokens: tuple[str, ...] = ()
    recorder: str = ""
    eyes: str = EYES
    limits: Limits = field(default_factory=Limits)


def default_folder() -> Path:
    """Return where the page keeps what it is given unless ``--data`` names another place."""
    import platformdirs

    return Path(platformdirs.user_data_dir("formcheck", appauthor=False)) / "page"
