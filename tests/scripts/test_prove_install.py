"""A wheel that lacks something is told; the real one, built here, lacks nothing."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from formcheck import __version__
from scripts import prove_install
from scripts.wheel_contents import faults_of_sdist, faults_of_wheel, tracked_files

ROOT = Path(__file__).resolve().parents[2]
ABOUT = "formcheck-1.0.dist-info"


def _whole() -> dict[str, bytes]:
    """Return the files of a small sound wheel."""
    sums = {name: hashlib.sha256(name.encode()).hexdigest() for name in ("pose", "spine")}
    manifest = {
        "pose": [
            {"file": "pose", "sha256": sums["pose"], "shipped": True},
            {"file": "heavy", "sha256": "0", "shipped": False},
        ],
        "lumbar": {"file": "spine", "sha256": sums["spine"]},
    }
    return {
        "formcheck/api.py": b"",
        "formcheck/py.typed": b"",
        "formcheck/_models/manifest.json": json.dumps(manifest).encode(),
        "formcheck/_models/pose": b"pose",
        "formcheck/_models/spine": b"spine",
        f"{ABOUT}/METADATA": b"",
        f"{ABOUT}/entry_points.txt": b"[console_scripts]\nformcheck = formcheck.cli:main\n",
        f"{ABOUT}/licenses/LICENSE": b"",
        f"{ABOUT}/licenses/NOTICE": b"",
    }


def _wheel(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_a_whole_wheel_has_no_fault(tmp_path):
    wheel = _wheel(tmp_path / "a.whl", _whole())
    assert faults_of_wheel(wheel, {"formcheck/api.py"}, "1.0") == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("formcheck/api.py", "formcheck/api.py is missing"),
        ("formcheck/py.typed", "formcheck/py.typed is missing"),
        ("formcheck/_models/manifest.json", "manifest.json is missing"),
        ("formcheck/_models/spine", "formcheck/_models/spine is missing"),
        (f"{ABOUT}/licenses/NOTICE", "NOTICE is missing"),
        (f"{ABOUT}/METADATA", "not that of version 1.0"),
    ],
)
def test_what_a_wheel_lacks_is_told(tmp_path, name, words):
    files = _whole()
    del files[name]
    (fault,) = faults_of_wheel(_wheel(tmp_path / "a.whl", files), {"formcheck/api.py"}, "1.0")
    assert words in fault


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"formcheck/_models/pose": b"other"}, "another checksum"),
        ({f"{ABOUT}/entry_points.txt": b""}, "console script"),
        ({"tests/test_cli.py": b""}, "tests/ does not belong"),
    ],
)
def test_what_is_wrong_in_a_wheel_is_told(tmp_path, change, words):
    wheel = _wheel(tmp_path / "a.whl", _whole() | change)
    (fault,) = faults_of_wheel(wheel, {"formcheck/api.py"}, "1.0")
    assert words in fault


def test_a_step_that_fails_or_hangs_ends_the_proof(tmp_path):
    with pytest.raises(prove_install.StepError, match="ended with 3"):
        prove_install._run([sys.executable, "-c", "raise SystemExit(3)"], 60, {}, tmp_path)
    with pytest.raises(subprocess.TimeoutExpired):
        prove_install._run([sys.executable, "-c", "import time; time.sleep(30)"], 0.5, {}, tmp_path)


def test_results_that_are_not_whole_are_no_proof(tmp_path):
    for name in prove_install.RESULTS:
        (tmp_path / name).write_text('{"summary": {"reps": 3}}')
    assert prove_install._reps_of(tmp_path) == 3
    (tmp_path / "annotated.mp4").write_bytes(b"")
    with pytest.raises(prove_install.StepError, match=r"annotated\.mp4"):
        prove_install._reps_of(tmp_path)


@pytest.mark.slow
def test_the_wheel_built_from_here_is_whole(tmp_path):
    """Without a network: the build back end is among the packages of the tests."""
    command = [sys.executable, "-m", "build", "--no-isolation", "-o", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    (wheel,), (sdist,) = list(tmp_path.glob("*.whl")), list(tmp_path.glob("*.tar.gz"))
    assert faults_of_wheel(wheel, tracked_files(ROOT, "formcheck"), __version__) == []
    assert faults_of_sdist(sdist, __version__) == []
