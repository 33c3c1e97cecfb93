"""The page's API: recordings, results and history, and whose they are."""

from __future__ import annotations

import json
import re
import time
from importlib import resources
from pathlib import Path
from typing import get_args

import pytest

from formcheck.errors import OutputError
from formcheck.report import ReportData
from formcheck.web import jobs
from formcheck.web.answers import Stage
from formcheck.web.owners import Owners
from formcheck.web.shelf import JobRecord, Shelf
from tests.media import marked_frames, write_clip
from tests.web import stepwise
from tests.web.client import bring, client, over
from tests.web.made import finished

TOKENS = ("first-token", "second-token")
FIRST, SECOND = ({"authorization": f"Bearer {token}"} for token in TOKENS)
GUEST = str(Owners(TOKENS).of(TOKENS[1]))


def test_a_result_is_shown_and_can_be_taken(tmp_path: Path) -> None:
    job_id = finished(tmp_path, "host", 60.0, 100.0)
    with client(tmp_path) as asked:
        (job,) = asked.get("/api/jobs").json()
        assert job["job_id"] == job_id
        assert job["result"]["reps"] == 2
        assert job["result"]["flagged_reps"] == 1
        assert job["result"]["mood"] == "flag"
        assert job["result"]["sentence"].startswith("1 of 2 repetitions shows a fault")
        report = asked.get(f"/api/jobs/{job_id}/report.json")
        assert ReportData.model_validate(report.json()).summary.reps == 2
        page = asked.get(f"/api/jobs/{job_id}/report.html")
        assert page.headers["content-security-policy"].startswith("sandbox allow-scripts")
        assert "allow-same-origin" not in page.headers["content-security-policy"]
        assert page.headers["content-disposition"].startswith("inline")
        saved = asked.get(f"/api/jobs/{job_id}/report.html", params={"download": True})
        assert saved.headers["content-disposition"].startswith("attachment")
        assert asked.get(f"/api/jobs/{job_id}/annotated.mp4").status_code == 404
        assert asked.get(f"/api/jobs/{job_id}/frames.csv").text.startswith("frame,time_s")


def test_jobs_stay_over_a_restart_until_they_are_deleted(tmp_path: Path) -> None:
    job_id = finished(tmp_path)
    with client(tmp_path) as asked:
        assert asked.get(f"/api/jobs/{job_id}").status_code == 200
    with client(tmp_path) as asked:
        assert asked.delete(f"/api/jobs/{job_id}").status_code == 204
        assert asked.get(f"/api/jobs/{job_id}").status_code == 404
        assert asked.delete(f"/api/jobs/{job_id}").status_code == 404
    assert not list((tmp_path / "people" / "host" / "jobs").iterdir())
    with client(tmp_path) as asked:
        assert asked.get("/api/jobs").json() == []


def test_recordings_wait_in_line_and_can_be_cancelled(tmp_path: Path) -> None:
    write_clip(tmp_path / "clip.mp4", marked_frames(300), fps=30)
    content = (tmp_path / "clip.mp4").read_bytes()
    with client(tmp_path / "data") as asked:
        first, second = bring(asked, content), bring(asked, content)
        assert asked.get(f"/api/jobs/{second['job_id']}").json()["ahead"] == 1
        for job in (second, first):
            assert asked.post(f"/api/jobs/{job['job_id']}/cancel").json()["state"] == "cancelled"
        assert over(asked, first)["state"] == "cancelled"
        assert asked.get(f"/api/jobs/{first['job_id']}/report.html").status_code == 404
    assert not list(tmp_path.rglob("recording"))


def test_each_stage_of_a_job_with_faces_blurred_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_TASK", stepwise.TASK)
    content = stepwise.clip(tmp_path / "clip.mp4")
    told: dict[str, float] = {}
    with client(tmp_path / "data") as asked:
        asked.post("/api/jobs", params={"blur_face": True}, content=content)
        for _ in range(600):
            answer = asked.get("/api/jobs")
            assert answer.status_code == 200
            (job,) = answer.json()
            if job["state"] not in ("waiting", "running"):
                break
            if job["progress"] is not None:
                told.setdefault(job["progress"]["stage"], job["progress"]["share"])
                stepwise.go_on(tmp_path, job["progress"]["stage"])
            time.sleep(0.1)
    assert job["state"] == "done", job["failure"]
    assert list(told) in (["starting", "faces", "annotate"], ["faces", "annotate"])
    assert 0.5 < told["faces"] < told["annotate"] < 1.0


def test_the_page_has_words_for_every_stage() -> None:
    script = resources.files("formcheck.web").joinpath("static", "check.js").read_text("utf-8")
    for stage in get_args(Stage):
        assert re.search(rf'\b{stage}: "[A-Z]', script), stage


def test_an_end_that_cannot_be_written_is_told_and_the_next_job_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_for: set[str] = set()
    record = Shelf.record

    def write(shelf: Shelf, job: JobRecord) -> None:
        if job.job_id in full_for:
            raise OutputError("the disk is full", str(tmp_path), "make room")
        record(shelf, job)

    monkeypatch.setattr(Shelf, "record", write)
    with client(tmp_path) as asked:
        ended, cancelled, third = (bring(asked, b"no video") for _ in range(3))
        full_for |= {ended["job_id"], cancelled["job_id"]}
        answer = asked.post(f"/api/jobs/{cancelled['job_id']}/cancel")
        assert answer.status_code == 200
        for job in (over(asked, ended), answer.json()):
            assert job["state"] == "failed"
            assert job["failure"] == {"what": "the disk is full", "remedy": "make room"}
        assert "not a video" in over(asked, third)["failure"]["what"]
    full_for.clear()
    with client(tmp_path) as asked:
        assert "not a video" in over(asked, ended)["failure"]["what"], "it waited again"


def test_a_recording_that_was_not_finished_waits_again_after_a_restart(tmp_path: Path) -> None:
    write_clip(tmp_path / "clip.mp4", marked_frames(30), fps=30)
    with client(tmp_path / "data") as asked:
        job = bring(asked, (tmp_path / "clip.mp4").read_bytes())
    assert list(tmp_path.rglob("recording")), "the server ended before it was looked at"
    with client(tmp_path / "data") as asked:
        job = over(asked, job)
        assert job["state"] == "failed"
        assert "no person" in job["failure"]["what"]
        assert str(tmp_path) not in json.dumps(job)


def test_a_half_brought_recording_is_gone_after_a_kill(tmp_path: Path) -> None:
    left = tmp_path / "people" / "host" / "jobs" / ("a" * 32)
    left.mkdir(parents=True)
    (left / "recording").write_bytes(b"half")
    with client(tmp_path) as asked:
        assert asked.get("/api/jobs").json() == []
    assert not left.exists()


def test_a_live_recording_that_was_cut_off_is_analysed_after_the_restart(tmp_path: Path) -> None:
    folder = tmp_path / "people" / "host" / "jobs" / ("b" * 32)
    video = folder / "live" / "2026-11-22_18-30-00" / "video.mp4"
    video.parent.mkdir(parents=True)
    write_clip(video, marked_frames(30), fps=30)
    record = {"job_id": "b" * 32, "kind": "live", "name": "Live", "created_utc": "2026-11-22"}
    (folder / "job.json").write_text(json.dumps(record))
    with client(tmp_path) as asked:
        (job,) = asked.get("/api/jobs").json()
        assert job["state"] in ("waiting", "running")
        assert "no person" in over(asked, job)["failure"]["what"]


def test_what_one_token_brought_another_never_sees(tmp_path: Path) -> None:
    job_id = finished(tmp_path, "host")
    other = finished(tmp_path, GUEST)
    with client(tmp_path, tokens=TOKENS) as asked:
        assert [job["job_id"] for job in asked.get("/api/jobs", headers=FIRST).json()] == [job_id]
        assert [job["job_id"] for job in asked.get("/api/jobs", headers=SECOND).json()] == [other]
        for method, path in (
            ("GET", f"/api/jobs/{job_id}"),
            ("GET", f"/api/jobs/{job_id}/report.html"),
            ("GET", f"/api/jobs/{job_id}/report.json"),
            ("POST", f"/api/jobs/{job_id}/cancel"),
            ("DELETE", f"/api/jobs/{job_id}"),
        ):
            assert asked.request(method, path, headers=SECOND).status_code == 404, (method, path)
        keep = {"job_id": job_id}
        assert asked.post("/api/history", json=keep, headers=SECOND).status_code == 404
        assert asked.post("/api/history", json=keep, headers=FIRST).status_code == 201
        assert asked.get("/api/history", headers=SECOND).json()["sets"] == []
        exported = asked.get("/api/history/export", headers=SECOND).text
        assert len(exported.splitlines()) == 1, "the head of the table alone"
        assert asked.delete("/api/history/sets/1", headers=SECOND).status_code == 404
        assert len(asked.get("/api/history", headers=FIRST).json()["sets"]) == 1


def test_sets_are_kept_shown_and_forgotten(tmp_path: Path) -> None:
    jobs = [finished(tmp_path, "host", *peaks) for peaks in ((60.0,), (80.0, 70.0), (100.0,))]
    with client(tmp_path) as asked:
        assert asked.get("/api/history").json() == {"people": [], "sets": [], "series": []}
        for job_id, person in zip(jobs, ("Ann", "Ann", "Ben"), strict=True):
            kept = asked.post("/api/history", json={"job_id": job_id, "person": person, "pain": 2})
            assert kept.json()["new"] is True
        again = asked.post("/api/history", json={"job_id": jobs[0]})
        assert again.json() == {"set_id": 1, "new": False}
        found = asked.get("/api/history").json()
        assert found["people"] == ["Ann", "Ben"]
        assert [entry["reps"] for entry in found["sets"]] == [1, 2, 1]
        assert len(found["series"]) == 2
        ann = asked.get("/api/history", params={"person": "Ann"}).json()
        (series,) = ann["series"]
        peaks = {measure["field"]: measure["values"] for measure in series["measures"]}
        assert peaks["peak_hip_flexion_deg"] == pytest.approx([60, 75], abs=3)
        assert peaks["pain"] == [2, 2]
        assert "Ann" in asked.get("/api/history/export").text
        assert asked.delete("/api/history/sets/3").status_code == 204
        assert asked.delete("/api/history/sets/3").status_code == 404
        gone = asked.request("DELETE", "/api/history/people", params={"person": "Ann"})
        assert gone.json() == {"deleted": 2}
        assert asked.get("/api/history").json()["sets"] == []
        assert asked.get("/api/history/export", params={"format": "json"}).json()["sets"] == []


def test_a_damaged_history_is_told_without_its_place(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite3").write_bytes(b"no database" * 1000)
    with client(tmp_path) as asked:
        answer = asked.get("/api/history")
        assert answer.status_code == 422
        assert answer.json()["what"]
        assert str(tmp_path) not in answer.text
    assert (tmp_path / "history.sqlite3").read_bytes().startswith(b"no database")


def test_the_description_names_every_address_and_no_page_loads_scripts(tmp_path: Path) -> None:
    with client(tmp_path) as asked:
        paths = asked.get("/api/openapi.json").json()["paths"]
        assert {"/api/jobs", "/api/jobs/{job_id}/{file}", "/api/history", "/api/live"} <= set(paths)
        assert asked.get("/docs").status_code == 404
        assert asked.get("/redoc").status_code == 404
        assert asked.get("/api/live").status_code == 426
        messages = asked.get("/api/live/messages").json()
        assert set(messages) == {"start", "answer"}
