"""Find, verify and fetch the pose bundles.

A bundle is used only if its SHA-256 is that of ``models/manifest.json``. It is looked for, in this
order, in the folder named by the environment variable ``FORMCHECK_MODELS``, inside the installed
package, in the repository's ``models/`` (editable install), and in the user's cache, where
:func:`pull_bundle` puts it.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from formcheck.errors import ModelError, UsageError
from formcheck.pose.download import Progress, fetch
from formcheck.pose.manifest import BUNDLED_FOLDERS, BundleEntry, load_manifest

__all__ = [
    "MODELS_VARIABLE",
    "BundleState",
    "BundleStatus",
    "ModelName",
    "cache_folder",
    "download_package",
    "find_bundle",
    "list_bundles",
    "pull_bundle",
    "verify_bundles",
]

ModelName = Literal["lite", "full", "heavy"]
BundleState = Literal["installed", "missing", "damaged"]

MODELS_VARIABLE: Final = "FORMCHECK_MODELS"
"""Environment variable: a folder that is searched for bundles before all others."""

_verified: dict[tuple[str, int, int], str] = {}  # (path, mtime, size) -> sha256, once per process


@dataclass(frozen=True, slots=True)
class BundleStatus:
    """Whether and where a bundle is installed; `path` is None if it is missing."""

    entry: BundleEntry
    state: BundleState
    path: Path | None


def find_bundle(name: str) -> Path:
    """Return the path of an installed, verified bundle.

    Parameters
    ----------
    name : str
        ``lite``, ``full`` or ``heavy``.

    Returns
    -------
    Path
        The first sound copy in the search order.

    Raises
    ------
    ModelError
        No copy is installed, or only damaged ones.
    UsageError
        There is no model of this name.
    """
    status = _status(_entry_named(name))
    if status.state == "installed" and status.path is not None:
        return status.path
    pull = f"`formcheck models pull {name}`"
    if status.state == "damaged":
        remedy = f"reinstall formcheck or run {pull}" if status.entry.shipped else f"run {pull}"
        raise ModelError(
            f"pose model '{name}' is damaged, its checksum differs", str(status.path), remedy
        )
    raise ModelError(f"pose model '{name}' is not installed", status.entry.file, f"run {pull}")


def list_bundles() -> list[BundleStatus]:
    """Return the state of every bundle of the manifest."""
    return [_status(entry) for entry in load_manifest()]


def verify_bundles() -> list[BundleStatus]:
    """Return the state of every bundle, reading each file again."""
    _verified.clear()
    return list_bundles()


def cache_folder() -> Path:
    """Return the user's folder for fetched bundles; it need not exist."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("formcheck", appauthor=False)) / "models"


def pull_bundle(
    name: str, progress: Progress | None = None, *, package: Path | None = None
) -> Path:
    """Fetch a bundle into the user's cache and return its path; a sound one is left as it is.

    The vendor's address is used only where the manifest pins its checksum; otherwise, or if it
    fails, the registry package is fetched and the bundle built from it. Nothing unverified is kept.

    Parameters
    ----------
    name : str
        ``lite``, ``full`` or ``heavy``.
    progress : callable, optional
        Called with the bytes done and the bytes in all (0 if unknown).
    package : Path, optional
        The registry package, if it was downloaded by hand; then no network is needed.

    Returns
    -------
    Path
        The verified bundle.

    Raises
    ------
    ModelError
        It could not be fetched, differs from the pinned checksum, or cannot be written.
    UsageError
        There is no model of this name.
    """
    entry = _entry_named(name)
    status = _status(entry)
    if status.state == "installed" and status.path is not None:
        return status.path
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if package is None and entry.official_sha256 is not None:
            try:
                return fetch(
                    entry.official_url, entry.official_sha256, folder / entry.file, progress
                )
            except ModelError:
                pass  # the registry has the same models
        return _build_into(entry, folder, progress, package)
    except OSError as error:
        what = f"pose model '{name}' cannot be stored, {error.strerror or error}"
        raise ModelError(what, str(folder), "make room or give the folder write access") from error


def download_package(folder: Path, progress: Progress | None = None) -> Path:
    """Return the registry package in `folder`, fetched if it is not there yet.

    Raises
    ------
    ModelError
        It could not be fetched, or its checksum differs.
    """
    entry = load_manifest()[0]
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"mediapipe-pose-{entry.version}.tgz"
    if target.is_file() and _sha256(target) == entry.source_sha256:
        return target
    return fetch(entry.source_url, entry.source_sha256, target, progress)


def _build_into(
    entry: BundleEntry, folder: Path, progress: Progress | None, package: Path | None
) -> Path:
    """Build the bundle from the registry package, check it, and put it in place by one rename."""
    from formcheck.pose.bundle import build_from_package

    fetched = None
    if package is None:
        package = fetched = download_package(folder, progress)
    try:
        data = build_from_package(package, entry.name)
    finally:
        if fetched is not None:
            fetched.unlink(missing_ok=True)  # 41 MB that nobody needs again
    if len(data) != entry.size or hashlib.sha256(data).hexdigest() != entry.sha256:
        what = f"pose model '{entry.name}' could not be rebuilt, its checksum differs"
        raise ModelError(what, entry.file, "report this with the output of `formcheck doctor`")
    target = folder / entry.file
    partial = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        partial.write_bytes(data)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return target


def _entry_named(name: str) -> BundleEntry:
    for entry in load_manifest():
        if entry.name == name:
            return entry
    remedy = f"choose one of {', '.join(get_args(ModelName))}"
    raise UsageError(f"there is no pose model '{name}'", "", remedy)


def _status(entry: BundleEntry) -> BundleStatus:
    """Return the first sound copy of a bundle, or else a damaged one."""
    sums = {entry.sha256, entry.official_sha256}
    damaged = None
    for folder in _search_folders():
        path = folder / entry.file
        if not path.is_file():
            continue
        if _sha256(path) in sums:
            return BundleStatus(entry, "installed", path)
        damaged = damaged or path
    return BundleStatus(entry, "damaged" if damaged else "missing", damaged)


def _search_folders() -> list[Path]:
    extra = os.environ.get(MODELS_VARIABLE)
    return [*([Path(extra)] if extra else []), *BUNDLED_FOLDERS, cache_folder()]


def _sha256(path: Path) -> str | None:
    """Return a file's checksum, from memory if it has not changed; None if it cannot be read."""
    try:
        state = path.stat()
        key = (str(path), state.st_mtime_ns, state.st_size)
        if key not in _verified:
            with path.open("rb") as stream:
                _verified[key] = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
    return _verified[key]
