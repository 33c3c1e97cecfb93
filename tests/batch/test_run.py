"""The command, on saved tracks: results, journal, tables and page; a batch goes on after a kill."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet
import pytest

from formcheck.batch.journal import JOURNAL, last_entries
from formcheck.cli import run
from formcheck.pose.replay import save_track
from tests import stick
from tests.left import dead_work_name


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    for name, peak_deg in (("high", 100.0), ("low", 60.0)):
        motion, duration_s = stick.leg_raises(peak_deg)
        track = stick.track(motion, stick.Stick(), fps=15, duration_s=duration_s)
        save_track(folder / f"{name}.npz", track)
    (folder / "broken.npz").write_text("no track")
    return folder


@pytest.fixture(scope="module")
def result(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("batch") / "out"
    assert run(["batch", str(archive / "*.npz"), "-o", str(out), "--workers", "2"]) == 1
    return out


def test_every_clip_has_its_result_and_its_line(result: Path):
    status = {Path(v).stem: e.status for v, e in last_entries(result).items()}
    assert status == {"high": "done", "low": "done", "broken": "failed"}
    for name in ("high", "low"):
        assert (result / name / "report.html").is_file()
    assert not (result / "broken").exists()


def test_the_table_holds_what_the_reports_say(result: Path):
    with (result / "cohort.csv").open(newline="") as file:
        rows = {row["clip"]: row for row in csv.DictReader(file)}
    assert set(rows) == {"high", "low", "broken"}
    for name in ("high", "low"):
        data = json.loads((result / name / "report.json").read_text())
        assert rows[name]["exercise"] == data["setup"]["exercise"] == "lying_leg_raise"
        assert int(rows[name]["reps"]) == len(data["reps"]) > 0
        peaks = [rep["peak_hip_flexion_deg"] for rep in data["reps"]]
        found = float(rows[name]["mean_peak_hip_flexion_deg"])
        assert found == pytest.approx(sum(peaks) / len(peaks))
        count = data["summary"]["checks"]["under_90"]
        assert [int(rows[name][f"under_90_{v}"]) for v in ("flag", "pass", "cant_tell")] == [
            count["flag"],
            count["pass"],
            count["cant_tell"],
        ]
    assert int(rows["low"]["under_90_flag"]) > 0
    assert rows["broken"]["reps"] == ""
    assert "damaged" in rows["broken"]["error"]
    table = pyarrow.parquet.read_table(result / "cohort.parquet").to_pylist()
    assert [row["reps"] for row in table] == [
        int(row["reps"]) if row["reps"] else None for row in rows.values()
    ]
    with (result / "cohort_reps.csv").open(newline="") as file:
        reps = list(csv.DictReader(file))
    assert len(reps) == sum(int(rows[name]["reps"]) for name in ("high", "low"))
    assert {rep["under_90"] for rep in reps if rep["clip"] == "low"} == {"flag"}


def test_the_page_leads_to_every_report_and_tells_what_failed(result: Path):
    page = (result / "overview.html").read_text(encoding="utf-8")
    assert 'href="high/report.html"' in page
    assert 'href="low/report.html"' in page
    assert "2 of 3" in page
    assert "the track is damaged" in page


def test_what_is_done_is_not_done_again(archive: Path, result: Path, tmp_path: Path):
    out = tmp_path / "out"
    assert run(["batch", str(archive / "*.npz"), "-o", str(out)]) == 1
    first = (out / "high" / "report.json").stat().st_mtime_ns
    with (out / JOURNAL).open("a") as file:
        file.write('{"video": "cut sho')
    left = out / dead_work_name()
    left.write_text("half a table of a killed run")
    assert run(["batch", str(archive / "*.npz"), "-o", str(out), "--resume"]) == 1
    assert (out / "high" / "report.json").stat().st_mtime_ns == first
    assert not left.exists()
    lines = [line for line in (out / JOURNAL).read_text().splitlines() if line.endswith("}")]
    done = [Path(json.loads(line)["video"]).stem for line in lines]
    assert sorted(done) == ["broken", "broken", "high", "low"], "only what failed is tried again"
    # Another option is another result.
    again = ["--set", "under_90.limit_deg=50", "--resume"]
    assert run(["batch", str(archive / "low.npz"), "-o", str(out), *again]) == 0
    found = json.loads((out / "low" / "report.json").read_text())
    assert found["summary"]["checks"]["under_90"]["flag"] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_batch_goes_on_where_it_was(archive: Path, tmp_path: Path):
    many = tmp_path / "many"
    many.mkdir()
    for i in range(8):
        (many / f"clip{i}.npz").write_bytes((archive / "high.npz").read_bytes())
    out = tmp_path / "out"
    command = [sys.executable, "-m", "formcheck", "batch", str(many / "*.npz"), "-o", str(out)]
    running = subprocess.Popen([*command, "--workers", "1"], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(last_entries(out)) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
    before = {v: e.ended_utc for v, e in last_entries(out).items()}
    assert 2 <= len(before) < 8
    assert not (out / "overview.html").exists()
    assert run([*command[3:], "--resume"]) == 0
    lines = [json.loads(line) for line in (out / JOURNAL).read_text().splitlines()]
    assert len(lines) == len({line["video"] for line in lines}) == 8, "nothing lost, nothing twice"
    # What the killed clip left half written is hidden, and goes with the next run there.
    folders = {p.name for p in out.iterdir() if p.is_dir() and not p.name.startswith(".")}
    assert folders == {f"clip{i}" for i in range(8)}
    with (out / "cohort.csv").open(newline="") as file:
        assert [row["status"] for row in csv.DictReader(file)] == ["done"] * 8


def test_wrong_usage_is_told_at_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    assert run(["batch", str(tmp_path), "-o", str(tmp_path / "out")]) == 2
    assert run(["batch", "a.mp4", "--set", "nonsense.limit=3"]) == 2
    assert run(["batch", "a.mp4", "--workers", "2", "--cluster", "tcp://x:1"]) == 2
    assert not (tmp_path / "out").exists()
    told = capfd.readouterr().err.strip().splitlines()
    assert len(told) == 3
    assert all(line.startswith("formcheck: ") for line in told)
