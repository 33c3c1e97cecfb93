"""What must lie in the wheel and in the sdist, and what must not."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

__all__ = ["faults_of_sdist", "faults_of_wheel", "tracked_files"]

ENTRY_POINT = "formcheck = formcheck.cli:main"
MODELS = "formcheck/_models"
FOREIGN = {"tests", "studio", "benchmarks", "scripts", "docs", "sample_videos", "examples"}
MOST_WHEEL_MB = 20.0


def tracked_files(root: Path, folder: str) -> set[str]:
    """Return the files under a folder of the repository that git knows."""
    done = subprocess.run(
        ["git", "ls-files", "-z", folder], cwd=root, capture_output=True, check=True, timeout=60
    )
    return {name for name in done.stdout.decode().split("\0") if name}


def faults_of_wheel(wheel: Path, expected: set[str], version: str) -> list[str]:
    """Return what is wrong with a wheel, one sentence each; empty if it is whole.

    Parameters
    ----------
    wheel : Path
    expected : set of str
        Files of the package that must be inside, such as ``formcheck/api.py``.
    version : str
        That its metadata must state.
    """
    faults = []
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        faults += [f"{name} is missing" for name in sorted(expected - names)]
        for needed in ("formcheck/py.typed", f"{MODELS}/manifest.json"):
            if needed not in names:
                faults.append(f"{needed} is missing")
        rooms = {PurePosixPath(name).parts[0] for name in names}
        faults += [f"{room}/ does not belong there" for room in sorted(rooms & FOREIGN)]
        faults += _faults_of_models(archive, names)
        about = f"formcheck-{version}.dist-info"
        if f"{about}/METADATA" not in names:
            return [*faults, f"its metadata is not that of version {version}"]
        if ENTRY_POINT not in archive.read(f"{about}/entry_points.txt").decode():
            faults.append("the console script is missing")
        for text in ("LICENSE", "NOTICE"):
            if f"{about}/licenses/{text}" not in names:
                faults.append(f"{text} is missing")
    if wheel.stat().st_size > MOST_WHEEL_MB * 1e6:
        faults.append(f"it is larger than {MOST_WHEEL_MB:g} MB")
    return faults


def _faults_of_models(archive: zipfile.ZipFile, names: set[str]) -> list[str]:
    """Return what is wrong with the models: each that ships, with the manifest's checksum."""
    if f"{MODELS}/manifest.json" not in names:
        return []
    manifest = json.loads(archive.read(f"{MODELS}/manifest.json"))
    shipped = [*(entry for entry in manifest["pose"] if entry["shipped"]), manifest["lumbar"]]
    faults = []
    for entry in shipped:
        name = f"{MODELS}/{entry['file']}"
        if name not in names:
            faults.append(f"{name} is missing")
        elif hashlib.sha256(archive.read(name)).hexdigest() != entry["sha256"]:
            faults.append(f"{name} has another checksum than the manifest says")
    return faults


def faults_of_sdist(sdist: Path, version: str) -> list[str]:
    """Return what is wrong with an sdist: whoever builds from it needs sources and models."""
    top = f"formcheck-{version}"
    needed = ("pyproject.toml", "LICENSE", "NOTICE", "formcheck/api.py", "models/manifest.json")
    with tarfile.open(sdist) as archive:
        names = set(archive.getnames())
    return [f"{name} is missing" for name in needed if f"{top}/{name}" not in names]
