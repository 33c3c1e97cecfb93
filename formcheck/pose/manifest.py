"""The list of models, ``models/manifest.json``: origins and checksums."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from formcheck.errors import ModelError

__all__ = [
    "BUNDLED_FOLDERS",
    "BundleEntry",
    "LumbarEntry",
    "bundled_file",
    "load_lumbar_entry",
    "load_manifest",
]

T = TypeVar("T")

_PACKAGE_ROOT = Path(__file__).resolve().parents[1]
_SCHEMA: Final = "formcheck.models/1"

BUNDLED_FOLDERS: Final = (_PACKAGE_ROOT / "_models", _PACKAGE_ROOT.parent / "models")
"""Where models come with formcheck: inside the wheel, or the repository (editable install)."""


@dataclass(frozen=True, slots=True)
class BundleEntry:
    """One bundle as the manifest describes it.

    Parameters
    ----------
    name : str
        ``lite``, ``full`` or ``heavy``.
    file : str
        File name of the bundle.
    version, licence, author : str
        Of the published models.
    size : int
        Bytes of the bundle that :mod:`formcheck.pose.bundle` builds.
    sha256 : str
        Its checksum, 64 hexadecimal digits.
    shipped : bool
        Whether it comes with formcheck.
    source_url, source_sha256 : str
        The registry package that it is built from.
    official_url : str
        The vendor's own bundle.
    official_sha256 : str or None
        Its checksum; None while nobody has pinned it, and then it is never fetched.
    """

    name: str
    file: str
    version: str
    licence: str
    author: str
    size: int
    sha256: str
    shipped: bool
    source_url: str
    source_sha256: str
    official_url: str
    official_sha256: str | None


@dataclass(frozen=True, slots=True)
class LumbarEntry:
    """The lumbar network as the manifest describes it.

    Parameters
    ----------
    file, version, licence : str
    size : int
        Bytes.
    sha256 : str
        Its checksum, 64 hexadecimal digits.
    """

    file: str
    version: str
    licence: str
    size: int
    sha256: str


def load_manifest() -> tuple[BundleEntry, ...]:
    """Return the pose bundles of the manifest, in its order.

    Raises
    ------
    ModelError
        The manifest is missing or damaged, i.e. the installation is.
    """
    return _read(lambda content: tuple(_entry(item) for item in content["pose"]))


def load_lumbar_entry() -> LumbarEntry:
    """Return the lumbar network of the manifest.

    Raises
    ------
    ModelError
        The manifest is missing or damaged, i.e. the installation is.
    """
    return _read(lambda content: _lumbar_entry(content["lumbar"]))


def bundled_file(name: str) -> Path | None:
    """Return a file that comes with formcheck, None if it is not there."""
    paths = [folder / name for folder in BUNDLED_FOLDERS]
    return next((path for path in paths if path.is_file()), None)


def _read(take: Callable[[dict[str, Any]], T]) -> T:
    path = bundled_file("manifest.json")
    if path is None:
        where = str(BUNDLED_FOLDERS[0] / "manifest.json")
        raise ModelError("the list of models is missing", where, "reinstall formcheck")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["schema"] != _SCHEMA:
            raise ValueError(f"expected schema {_SCHEMA}, got {content['schema']}")
        return take(content)
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = "the list of models is damaged"
        raise ModelError(what, str(path), "reinstall formcheck") from error


def _lumbar_entry(item: dict[str, Any]) -> LumbarEntry:
    texts = {key: str(item[key]) for key in ("file", "version", "licence", "sha256")}
    return LumbarEntry(**texts, size=int(item["size"]))


def _entry(item: dict[str, Any]) -> BundleEntry:
    return BundleEntry(
        **{
            key: str(item[key])
            for key in ("name", "file", "version", "licence", "author", "sha256")
        },
        size=int(item["size"]),
        shipped=bool(item["shipped"]),
        source_url=item["source"]["url"],
        source_sha256=item["source"]["sha256"],
        official_url=item["official"]["url"],
        official_sha256=item["official"]["sha256"],
    )
