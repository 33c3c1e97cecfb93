"""Put results in their place whole or not at all: a hidden folder, then one rename."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from formcheck.errors import OutputError
from formcheck.leftovers import remove_leftovers, work_name

__all__ = ["MARKER", "publish", "write_bytes_atomic", "write_text_atomic"]

MARKER = "report.json"
"""A folder that holds this file is an older result and may be replaced."""


@contextmanager
def publish(directory: Path, name: str, *, marker: str = MARKER) -> Iterator[Path]:
    """Give a new folder to write a result into; it becomes ``directory/name`` at the end.

    The folder lies in a hidden one in ``directory`` (made if missing), on the same file system.
    When the block ends well it replaces an older result of that name whole; when it fails, by
    whatever exception, everything is as before. What killed runs left is removed first.

    Parameters
    ----------
    directory : Path
        Where results are kept.
    name : str
        Name of the result: one part of a path.
    marker : str
        File by which an older result is known; a folder with other things is never replaced.

    Yields
    ------
    Path
        An empty folder called ``name``.

    Raises
    ------
    OutputError
        If the place cannot be written, the disk is full, or the name belongs to something else
        than an older result.
    """
    target = directory / name
    if name in {"", ".", ".."} or Path(name).name != name:
        raise OutputError("cannot be the name of a folder", repr(name), "rename the video")
    with _told_of(target):
        is_new = not directory.exists()
        directory.mkdir(parents=True, exist_ok=True)
        _check_replaceable(target, marker)
        remove_leftovers(directory)
        work = directory / work_name()
        fresh = work / "new" / name
        fresh.mkdir(parents=True)
    try:
        with _told_of(target, work):
            yield fresh
        with _told_of(target):
            _check_replaceable(target, marker)
            _swap(fresh, target, work / "old" / name)
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if is_new:
            with contextlib.suppress(OSError):
                directory.rmdir()  # only if nothing was published: it is empty then


def _check_replaceable(target: Path, marker: str) -> None:
    if not target.exists() and not target.is_symlink():
        return
    where = str(target)
    if not target.is_dir():
        raise OutputError("is a file, not a folder", where, "move it or choose another folder")
    if not (target / marker).exists() and any(target.iterdir()):
        raise OutputError(
            "holds something else than an older result", where, "move it or choose another folder"
        )


def _swap(fresh: Path, target: Path, old: Path) -> None:
    """Move the old result away and the new one in; on failure the old one comes back."""
    old.parent.mkdir()
    try:
        with contextlib.suppress(FileNotFoundError):
            target.rename(old)
        fresh.rename(target)
    except BaseException:
        if not target.exists() and (old.exists() or old.is_symlink()):
            old.rename(target)
        raise
    if old.is_symlink():
        old.unlink()


@contextmanager
def _told_of(target: Path, work: Path | None = None) -> Iterator[None]:
    """Turn a failed write into its sentence; with ``work``, only one in there or a full disk."""
    try:
        yield
    except OSError as error:
        names = [n for n in (error.filename, error.filename2) if isinstance(n, str | os.PathLike)]
        if (
            work is None
            or error.errno in OutputError.DISK_FULL | {errno.EROFS}
            or any(Path(n).is_relative_to(work) for n in names)
        ):
            raise OutputError.of(error, str(target)) from error
        raise


def write_text_atomic(path: Path, text: str) -> None:
    """Write a text file (UTF-8) as :func:`write_bytes_atomic` does."""
    write_bytes_atomic(path, text.encode())


def write_bytes_atomic(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, replacing an older one.

    Parameters
    ----------
    path : Path
        File to write; its folder must exist.
    content : bytes
        Everything in it.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    work = path.with_name(work_name())
    try:
        with _told_of(path):
            with work.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            work.replace(path)
    finally:
        with contextlib.suppress(OSError):
            work.unlink(missing_ok=True)
