"""The examples run as they stand: quick ones on tracks, and (slow) all on clips."""

from __future__ import annotations

import io
import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from formcheck.pose.replay import save_track
from tests import stick

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
# As tests/outputs/exporters/test_foreign.py tells: movement lives in an environment of its own.
READERS = Path(os.environ.get("FORMCHECK_READERS", ROOT / ".cache" / "readers" / "bin" / "python"))


@pytest.fixture
def track(tmp_path: Path) -> Path:
    """Return a saved track of two repetitions: one far under 90 degrees, one far above."""
    made = stick.track(stick.leg_raises(60.0, 110.0), stick.Stick(name="two.mp4"))
    save_track(tmp_path / "two.npz", made)
    return tmp_path / "two.npz"


def _run(monkeypatch: pytest.MonkeyPatch, name: str, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", [name, *arguments])
    runpy.run_path(str(EXAMPLES / name), run_name="__main__")


def test_a_clip_in_python(track, monkeypatch, capsys):
    _run(monkeypatch, "analyse_clip.py", str(track))
    told = capsys.readouterr().out
    assert "two.mp4: lying_leg_raise" in told
    peaks = [int(peak) for peak in re.findall(r"rep \d at [\d.]+ s: (\d+) \+- \d+ deg", told)]
    assert peaks == pytest.approx([60, 110], abs=4)
    assert told.count("  under_90:") == 1
    assert "frames" in told.splitlines()[-1]


def test_many_clips_to_one_table(track, monkeypatch, capsys, tmp_path):
    table = tmp_path / "reps.csv"
    gone = str(tmp_path / "gone.mp4")
    with pytest.raises(SystemExit) as ended:
        _run(monkeypatch, "batch_to_dataframe.py", str(track), gone, "--csv", str(table))
    assert ended.value.code == 0
    said = capsys.readouterr()
    assert "left out: no such file" in said.err
    head, *rows = table.read_text().splitlines()
    assert len(rows) == 2
    column = head.split(",").index("under_90")
    assert [row.split(",")[column] for row in rows] == ["flag", "pass"]
    with pytest.raises(SystemExit) as ended:
        _run(monkeypatch, "batch_to_dataframe.py", gone)
    assert ended.value.code == 1


def _rep(index: int, *, revised: bool = False, **verdicts: str) -> dict[str, object]:
    checks = {
        name: {"verdict": verdict, "severity": "advice" if name == "tempo" else "fault"}
        for name, verdict in verdicts.items()
    }
    rep = {"index": index, "peak_hip_flexion_deg": 64.2, "checks": checks}
    return {"event": "rep", "time_s": 3.0 * index, "revised": revised, "rep": rep}


def test_events_from_a_pipe(monkeypatch, capsys):
    events = [
        {"event": "setup", "time_s": 0.0, "setup": None, "coach": None},
        _rep(1, under_90="flag", swing="cant_tell", tempo="flag"),
        {"event": "cue", "time_s": 3.1, "text": "Higher."},
        _rep(2, under_90="pass", swing="flag"),
        _rep(2, revised=True, under_90="pass", swing="pass"),
        {"event": "set_end", "time_s": 9.0, "reps": 2, "final": None},
    ]
    lines = "".join(json.dumps(event) + "\n" for event in events)
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    _run(monkeypatch, "live_events.py")
    told = capsys.readouterr().out
    assert "rep 1: 64 deg, under_90\n" in told
    assert "coach: Higher." in told
    assert "rep 2 (again): 64 deg, clean" in told
    assert "2 reps, 1 of them clean" in told


def test_the_check_of_its_own_package_is_the_one_that_contributing_builds():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    source = (EXAMPLES / "custom_check" / "formcheck_head_lift" / "head_lift.py").read_text()
    assert f"```python\n{source}```" in text


def test_every_example_is_in_the_table_and_the_notebook_is_kept_without_output():
    table = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| \[([\w./]+)\]", table, re.MULTILINE))
    there = {path.name + "/" * path.is_dir() for path in EXAMPLES.iterdir()} - {"README.md"}
    assert named == {name for name in there if "pycache" not in name}
    notebook = nbformat.read(EXAMPLES / "first_look.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert all(not cell.get("outputs") for cell in notebook.cells)


@pytest.mark.slow
def test_the_notebook(samples: Path, monkeypatch):
    from nbclient import NotebookClient

    monkeypatch.setenv("FORMCHECK_CLIP", str(samples / "loft_under_90.mp4"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = nbformat.read(EXAMPLES / "first_look.ipynb", as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": EXAMPLES}}).execute()
    results = [
        output["data"]["text/plain"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output["output_type"] == "execute_result"
    ]
    assert results[0] == "('lying_leg_raise', 3)"
    assert "flag" in results[1]
    assert results[-1] == "['pass', 'cant_tell', 'cant_tell']" or "flag" not in results[-1]


@pytest.mark.slow
def test_live_events_through_a_real_pipe(samples: Path):
    clip = samples / "loft_under_90.mp4"
    live = [sys.executable, "-m", "formcheck", "live", "--source", str(clip), "--headless"]
    live += ["--silent", "--no-pace", "--events", "-"]
    reader = [sys.executable, str(EXAMPLES / "live_events.py")]
    with subprocess.Popen(live, stdout=subprocess.PIPE, cwd=ROOT) as writer:
        try:
            done = subprocess.run(
                reader, stdin=writer.stdout, capture_output=True, text=True, timeout=300, check=True
            )
            assert writer.wait(timeout=60) == 0
        finally:
            writer.kill()
    assert "set over: 3 reps" in done.stdout
    assert done.stdout.count("under_90") >= 3


@pytest.mark.slow
def test_a_package_with_a_check_is_found_when_it_is_installed(samples: Path, tmp_path: Path, track):
    """Installed into a folder of its own, and into nothing else."""
    target = tmp_path / "site"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--target", str(target), str(EXAMPLES / "custom_check")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    analyse = [sys.executable, "-m", "formcheck", "analyze", str(track), "--json", "--no-report"]
    done = subprocess.run(
        [*analyse, "-o", str(tmp_path / "out"), "--set", "head_lift.limit_deg=15"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(target), str(ROOT)])},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    checks = json.loads(done.stdout)["reps"][0]["checks"]
    assert checks["head_lift"]["limit"] == 15.0
    assert checks["head_lift"]["severity"] == "advice"


@pytest.mark.slow
def test_an_export_opens_in_movement(track, tmp_path):
    if not READERS.is_file():
        pytest.skip(f"there is no {READERS}")
    from formcheck.cli import run

    assert run(["export", str(track), "--to", "movement", "-o", str(tmp_path / "two.nc")]) == 0
    done = subprocess.run(
        [str(READERS), str(EXAMPLES / "open_in_movement.py"), str(tmp_path / "two.nc")],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    assert "'keypoint': " in done.stdout
    speeds = [int(speed) for speed in re.findall(r"_ankle: (\d+) px/s", done.stdout)]
    assert len(speeds) == 2
    assert all(50 < speed < 2000 for speed in speeds)
