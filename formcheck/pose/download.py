"""Fetch one file from the web, kept only if its checksum is the pinned one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from formcheck.errors import ModelError

__all__ = ["Progress", "fetch"]

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all (0 while unknown)."""

_TIMEOUT_S: Final = 20.0  # without an answer; a slow download may take longer


class _Bar:
    """What pooch expects of a progress bar, passed on to a plain function."""

    def __init__(self, progress: Progress) -> None:
        self.total = 0
        self._done = 0
        self._progress = progress

    def update(self, count: int) -> None:
        """Add `count` bytes."""
        self._done += count
        # pooch counts whole chunks, so that the last one may overshoot
        total = int(self.total or 0)
        self._progress(min(self._done, total) if total else self._done, total)

    def reset(self) -> None:
        """Start again (pooch does so at the end, to set the bar to all of it)."""
        self._done = 0

    def close(self) -> None:
        """Do nothing; the caller owns its bar."""


def fetch(url: str, sha256: str, target: Path, progress: Progress | None = None) -> Path:
    """Download a file to `target` and return it.

    It is written under a temporary name and renamed once its checksum is right.

    Parameters
    ----------
    url : str
        Where it lies.
    sha256 : str
        Its pinned checksum.
    target : Path
        Where it shall lie; an older file of another checksum is replaced. Its folder must exist.
    progress : callable, optional
        Told of the bytes that have come.

    Returns
    -------
    Path
        `target`.

    Raises
    ------
    ModelError
        The address cannot be reached, or what came differs from the pinned checksum.
    OSError
        `target` cannot be written.
    """
    import pooch  # type: ignore[import-untyped]
    import requests

    bar = _Bar(progress) if progress is not None else False
    downloader = pooch.HTTPDownloader(progressbar=bar, timeout=_TIMEOUT_S)
    try:
        with _quiet(pooch.get_logger()):
            pooch.retrieve(
                url, f"sha256:{sha256}", target.name, target.parent, downloader=downloader
            )
    except requests.RequestException as error:
        what = f"the model cannot be downloaded, {_reason(error)}"
        remedy = "check the network and try again, or name the downloaded file with --package"
        raise ModelError(what, url, remedy) from error
    except ValueError as error:  # pooch: hash mismatch
        what = "the downloaded model is not the pinned one, its checksum differs"
        raise ModelError(what, url, "try again; if it persists, report this") from error
    return target


def _reason(error: Exception) -> str:
    """Return a few words for a failure of the network; its own text runs over lines."""
    import requests

    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"the server answered {error.response.status_code}"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return type(error).__name__


@contextmanager
def _quiet(logger: logging.Logger) -> Iterator[None]:
    """Keep pooch's own messages off stderr meanwhile."""
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
