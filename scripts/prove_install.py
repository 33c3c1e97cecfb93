"""Prove the ways to install formcheck, each from nothing, and that it then needs no network.

    python scripts/prove_install.py [--output benchmarks/install.md] [--only pip,uv,pipx,clone]
                                    [--pythons PYTHON...]

Builds sdist and wheel (the wheel from the sdist), looks into both, installs the wheel into empty
environments, and analyses a sample clip in each with the network cut off (``unshare -n``, Linux),
an empty home folder and no environment variables. ``clone`` runs ``make demo`` in a bare clone.
Every step has a time limit; the first that fails ends the script with exit code 1.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.wheel_contents import faults_of_sdist, faults_of_wheel, tracked_files  # noqa: E402

CLIP = ROOT / "sample_videos" / "loft_under_90.mp4"
RESULTS = {"report.json", "frames.csv", "track.npz", "annotated.mp4", "report.html"}
WAYS = ("pip", "uv", "pipx", "clone")
INSTALL_S = 1800.0
ANALYSE_S = 900.0


class StepError(Exception):
    """A step went wrong; the message tells which, and how."""


@dataclass(frozen=True)
class Proof:
    """One way to install that was proven."""

    way: str
    python: str
    installed_mb: float
    reps: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Prove all ways that were asked for; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pythons", nargs="*", help="interpreters; else all supported ones here")
    parser.add_argument("--only", default=",".join(WAYS), help="ways, separated by commas")
    parser.add_argument("--output", type=Path, help="page to write")
    given = parser.parse_args(arguments)
    ways = given.only.split(",")
    if unknown := set(ways) - set(WAYS):
        parser.error(f"no such way: {', '.join(sorted(unknown))}; choose from {', '.join(WAYS)}")
    pythons = given.pythons or supported_pythons()
    try:
        with tempfile.TemporaryDirectory(prefix="formcheck_install_") as folder:
            page = prove(Path(folder), pythons, ways)
    except (StepError, OSError, subprocess.SubprocessError) as error:
        print(f"prove_install: {error}", file=sys.stderr)
        return 1
    print(page)
    if given.output is not None:
        given.output.write_text(page, encoding="utf-8", newline="\n")
    return 0


def supported_pythons() -> list[str]:
    """Return the interpreters from 3.11 on that lie in the path or were built by pyenv."""
    folders = [Path(name) for name in os.environ.get("PATH", "").split(os.pathsep) if name]
    folders += sorted(Path.home().glob(".pyenv/versions/*/bin"))
    found: dict[str, str] = {}
    for minor in range(11, 20):
        for folder in folders:
            path = folder / f"python3.{minor}"
            if path.is_file() and "shims" not in folder.parts:
                found.setdefault(f"3.{minor}", str(path))
    return list(found.values()) or [sys.executable]


def prove(folder: Path, pythons: Sequence[str], ways: Sequence[str]) -> str:
    """Return the page of what was proven.

    Raises
    ------
    StepError
        Something was not as it must be.
    """
    _require_a_cut_network()
    tools = _venv(folder / "tools", pythons[0])
    _step("tools", [tools, "-m", "pip", "install", "-q", "build", "uv", "pipx"], INSTALL_S)
    wheel, sdist = _build(tools, folder / "dist")
    proofs: list[Proof] = []
    if "pip" in ways:
        proofs += [_by_pip(folder / f"pip{index}", p, wheel) for index, p in enumerate(pythons)]
    if "uv" in ways:
        proofs.append(_by_uv(folder / "uv", tools, pythons[-1], wheel))
    if "pipx" in ways:
        proofs.append(_by_pipx(folder / "pipx", tools, pythons[0], wheel))
    if "clone" in ways:
        proofs.append(_by_clone(folder / "clone", pythons[0]))
    return page(wheel, sdist, proofs)


def _build(python: str, folder: Path) -> tuple[Path, Path]:
    """Build sdist, and the wheel from it; look into both."""
    from formcheck._version import __version__

    _step("build", [python, "-m", "build", "-o", str(folder), str(ROOT)], INSTALL_S)
    (wheel,), (sdist,) = list(folder.glob("*.whl")), list(folder.glob("*.tar.gz"))
    expected = tracked_files(ROOT, "formcheck")
    faults = [f"wheel: {fault}" for fault in faults_of_wheel(wheel, expected, __version__)]
    faults += [f"sdist: {fault}" for fault in faults_of_sdist(sdist, __version__)]
    if faults:
        raise StepError("; ".join(faults))
    return wheel, sdist


def _by_pip(folder: Path, python: str, wheel: Path) -> Proof:
    bare = _venv(folder, python)
    _step(f"pip with {python}", [bare, "-m", "pip", "install", "-q", str(wheel)], INSTALL_S)
    _step("pip check", [bare, "-m", "pip", "check"], 120)
    return _used("`pip install` into a bare venv", Path(bare).with_name("formcheck"), folder)


def _by_uv(folder: Path, tools: str, python: str, wheel: Path) -> Proof:
    places = {"UV_TOOL_DIR": str(folder / "tools"), "UV_TOOL_BIN_DIR": str(folder / "bin")}
    uv = str(Path(tools).with_name("uv"))
    command = [uv, "tool", "install", "-q", "--python", python, str(wheel)]
    _step("uv tool install", command, INSTALL_S, places)
    return _used("`uv tool install`", folder / "bin" / "formcheck", folder)


def _by_pipx(folder: Path, tools: str, python: str, wheel: Path) -> Proof:
    places = {
        "PIPX_HOME": str(folder / "home"),
        "PIPX_BIN_DIR": str(folder / "bin"),
        "PIPX_MAN_DIR": str(folder / "man"),
    }
    command = [tools, "-m", "pipx", "install", "-q", "--python", python, str(wheel)]
    _step("pipx install", command, INSTALL_S, places)
    return _used("`pipx install`", folder / "bin" / "formcheck", folder)


def _by_clone(folder: Path, python: str) -> Proof:
    """Run ``make demo`` in a bare clone: it installs everything itself."""
    _step("git clone", ["git", "clone", "-q", str(ROOT), str(folder)], 300)
    home = folder.with_name("home_of_clone")
    home.mkdir()
    command = ["make", "-s", "demo", f"PYTHON={python}"]
    _step("make demo", command, INSTALL_S + ANALYSE_S, {"HOME": str(home)}, cwd=folder)
    reps = _reps_of(folder / "formcheck_out" / "lying_under_90")
    return Proof("`make demo` in a bare clone", _version_of(python), _size_mb(folder), reps)


def _used(way: str, program: Path, folder: Path) -> Proof:
    """Run doctor and analyze of an installed program without network, home and variables."""
    home = folder / "empty_home"
    home.mkdir(parents=True)
    doctor = _alone([str(program), "doctor", "--json"], home, 300)
    told = json.loads(doctor)
    if not told["sound"]:
        raise StepError(f"{way}: formcheck doctor: {doctor}")
    python = next(f["detail"] for f in told["findings"] if f["name"] == "Python").split(",")[0]
    _alone([str(program), "analyze", str(CLIP), "-o", str(home / "out")], home, ANALYSE_S)
    reps = _reps_of(home / "out" / CLIP.stem)
    true = len(json.loads(CLIP.with_suffix(".truth.json").read_text(encoding="utf-8"))["reps"])
    if reps != true:
        raise StepError(f"{way}: expected {true} repetitions, got {reps}")
    left = [path.relative_to(home) for path in home.rglob("*") if path.is_file()]
    left = sorted(path for path in left if path.parts[0] != "out")
    if left:
        raise StepError(f"{way}: left behind in the home folder: {', '.join(map(str, left[:5]))}")
    return Proof(way, python, _size_mb(folder), reps)


def _reps_of(folder: Path) -> int:
    """Return how many repetitions a result tells, all of its files being there."""
    missing = RESULTS - {path.name for path in folder.iterdir() if path.stat().st_size}
    if missing:
        raise StepError(f"missing in {folder.name}: {', '.join(sorted(missing))}")
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return int(report["summary"]["reps"])


def _alone(command: Sequence[str], home: Path, limit_s: float) -> str:
    """Run with the network cut, an empty home, no variables; return what it said."""
    cut = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]
    bare = {"HOME": str(home), "PATH": "/usr/bin:/bin", "TMPDIR": str(home.parent)}
    return _run([*cut, *command], limit_s, bare, home)


def _require_a_cut_network() -> None:
    """Make sure that a process with its network cut has no interface but its own loopback."""
    if not sys.platform.startswith("linux") or shutil.which("unshare") is None:
        raise StepError("the network can be cut on Linux only, with `unshare` of util-linux")
    seen = _alone(["cat", "/proc/net/dev"], Path(tempfile.gettempdir()), 60)
    interfaces = {line.split(":")[0].strip() for line in seen.splitlines() if ":" in line}
    if interfaces != {"lo"}:
        raise StepError(f"the network is not cut: {', '.join(sorted(interfaces))}")


def _venv(folder: Path, python: str) -> str:
    """Make an empty environment and return its Python."""
    _step(f"venv of {python}", [python, "-m", "venv", str(folder)], 300)
    return str(folder / "bin" / "python")


def _step(
    name: str,
    command: Sequence[str],
    limit_s: float,
    more: dict[str, str] | None = None,
    cwd: Path | None = None,
) -> None:
    began = time.monotonic()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    _run(command, limit_s, environment | (more or {}), cwd)
    print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def _run(
    command: Sequence[str], limit_s: float, environment: dict[str, str], cwd: Path | None
) -> str:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=limit_s,
        env=environment,
        cwd=cwd,
        check=False,
    )
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-20:])
        raise StepError(f"`{' '.join(command)}` ended with {done.returncode}:\n{said}")
    return done.stdout


def _version_of(python: str) -> str:
    ask = "import platform as p; print(p.python_implementation(), p.python_version())"
    return _run([python, "-c", ask], 60, dict(os.environ), None).strip()


def _size_mb(folder: Path) -> float:
    return sum(p.lstat().st_size for p in folder.rglob("*") if not p.is_symlink()) / 1e6


def _mb(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:.1f}"


def page(wheel: Path, sdist: Path, proofs: Iterable[Proof]) -> str:
    """Return the text of the page."""
    lines = [
        "# Ways to install",
        "",
        f"`make prove-install`, {datetime.now(UTC):%Y-%m-%d}, {platform.machine()}.",
        "",
        "Each way from nothing. Then `formcheck doctor` and `formcheck analyze` ran with the",
        "network cut off, an empty home folder and no environment variables, left nothing behind",
        f"there, and counted `{CLIP.name}` right. (`make demo` keeps the network: it installs,",
        "then analyses.)",
        "",
        "| way | Python | all installed [MB] | repetitions |",
        "|:--|--:|--:|--:|",
        *(f"| {p.way} | {p.python} | {p.installed_mb:.0f} | {p.reps} |" for p in proofs),
        "",
        f"Wheel {_mb(wheel)} MB, sdist {_mb(sdist)} MB, both with the pose model and the lumbar",
        "network; the wheel was built from the sdist. Inside the wheel every file of the package,",
        "`py.typed`, the console script, licence and notice.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
