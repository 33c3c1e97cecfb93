"""Python, the operating system, and the packages that formcheck stands on."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, entry_points, metadata, requires, version
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import formcheck
from formcheck.doctor.finding import Finding

__all__ = ["EXTRAS", "extras", "machine", "opencv_wheels", "packages", "plugins"]

EXTRAS: Final = {
    "web": "the page (`formcheck serve`)",
    "voice": "spoken cues and tones (`formcheck live`)",
    "cluster": "`formcheck batch --cluster`",
    "pandas": "`report.frames.to_pandas()`",
    "export": "`formcheck export --to parquet`",
}
"""Extras that a user may want, and what they are for."""

_OPENCV: Final = "opencv-contrib-python"
_OTHER_OPENCVS: Final = (
    "opencv-python",
    "opencv-python-headless",
    "opencv-contrib-python-headless",
)


def machine() -> Iterator[Finding]:
    """Tell of formcheck itself, Python and the operating system."""
    home = Path(formcheck.__file__).parent
    yield Finding("software", "formcheck", "ok", f"{formcheck.__version__} in {home}")
    wanted = SpecifierSet(metadata("formcheck")["Requires-Python"])
    here = platform.python_version()
    bits = "64 bit" if sys.maxsize > 2**32 else "32 bit"
    detail = f"{platform.python_implementation()} {here}, {bits}, {sys.executable}"
    if wanted.contains(here, prereleases=True):
        yield Finding("software", "Python", "ok", detail)
    else:
        yield Finding("software", "Python", "broken", detail, f"install Python {wanted}")
    system = f"{platform.platform()}, {os.cpu_count()} cores"
    yield Finding("software", "system", "ok", system)


def packages() -> Iterator[Finding]:
    """Tell of each package that formcheck needs whether it is there, and new enough."""
    for requirement in _requirements():
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield _package(requirement)


def _package(requirement: Requirement) -> Finding:
    """Return how one required package is."""
    remedy = f'pip install "{requirement.name}{requirement.specifier}"'
    found = _version(requirement.name)
    if found is None:
        return Finding("software", requirement.name, "broken", "is not installed", remedy)
    if not requirement.specifier.contains(found, prereleases=True):
        detail = f"{found}, but formcheck needs {requirement.specifier}"
        return Finding("software", requirement.name, "broken", detail, remedy)
    return Finding("software", requirement.name, "ok", found)


def opencv_wheels() -> Iterator[Finding]:
    """Tell whether other OpenCV wheels write into the folder of ours, and if so other versions."""
    found = {
        name: there for name in (_OPENCV, *_OTHER_OPENCVS) if (there := _version(name)) is not None
    }
    loaded = _loaded_opencv()
    detail = f"{', '.join(f'{name} {there}' for name, there in found.items())}; loaded is {loaded}"
    if len({_release(there) for there in (*found.values(), loaded)}) == 1:
        yield Finding("software", "OpenCV wheels", "ok", detail)
        return
    others = " ".join(name for name in found if name != _OPENCV)
    again = f"pip install --force-reinstall --no-deps {_OPENCV}"
    remedy = f"pip uninstall -y {others} && {again}" if others else again
    detail += ": they overwrite each other's files"
    yield Finding("software", "OpenCV wheels", "doubtful", detail, remedy)


def _loaded_opencv() -> str:
    import cv2

    return str(cv2.__version__)


def _release(text: str) -> tuple[str, ...]:
    """Return the first three numbers: a wheel's fourth is not OpenCV's.

    >>> _release("5.0.0.93") == _release("5.0.0")
    True
    """
    return tuple(text.split("-", maxsplit=1)[0].split(".")[:3])


def extras() -> Iterator[Finding]:
    """Tell of each extra that a user may want whether all of it is there."""
    for extra, purpose in EXTRAS.items():
        needed = [
            requirement.name
            for requirement in _requirements()
            if requirement.marker is not None
            and not requirement.marker.evaluate({"extra": ""})
            and requirement.marker.evaluate({"extra": extra})
        ]
        missing = [name for name in needed if _version(name) is None]
        if missing:
            remedy = f'for {purpose}: pip install "formcheck[{extra}]"'
            detail = f"{', '.join(missing)} not installed"
            yield Finding("extras", extra, "absent", detail, remedy)
        else:
            there = ", ".join(f"{name} {_version(name)}" for name in needed)
            yield Finding("extras", extra, "ok", there)


def plugins() -> Iterator[Finding]:
    """Tell of the checks that other packages bring; one that is broken stops everything."""
    from formcheck.checks import ENTRY_POINTS, check_types

    check_types()
    for entry in sorted(entry_points(group=ENTRY_POINTS)):
        package = f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.module
        yield Finding("extras", f"check {entry.name}", "ok", package)


def _requirements() -> list[Requirement]:
    return [Requirement(line) for line in requires("formcheck") or ()]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
