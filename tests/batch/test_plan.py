from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.batch.job import ClipOptions, Job
from formcheck.batch.plan import plan
from formcheck.errors import UsageError

OPTIONS = ClipOptions()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    root = tmp_path / "archive"
    for name in ("a.mp4", "mon/a.MOV", "mon/b.mp4", "tue/b.mp4", "tue/notes.txt", ".hidden/c.mp4"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    old = root / "out" / "a"
    old.mkdir(parents=True)
    (old / "report.json").write_text("{}")
    (old / "annotated.mp4").write_text("an earlier result")
    return root


def _names(jobs: list[Job]) -> list[str]:
    return [Path(job.folder).name for job in jobs]


def test_a_folder_is_looked_through_and_old_results_are_passed_over(archive: Path, tmp_path: Path):
    jobs = plan([str(archive)], tmp_path / "out", OPTIONS)
    assert _names(jobs) == ["a", "mon__a", "mon__b", "tue__b"]
    assert all(Path(job.video).is_absolute() and job.size_bytes for job in jobs)
    assert {Path(job.folder).parent for job in jobs} == {tmp_path / "out"}


def test_patterns_and_files(archive: Path, tmp_path: Path):
    pattern = str(archive / "**" / "b.mp4")
    assert _names(plan([pattern], tmp_path, OPTIONS)) == ["mon__b", "tue__b"]
    both = [str(archive / "a.mp4"), str(archive / "a.mp4"), str(archive / "mon" / "b.mp4")]
    assert _names(plan(both, tmp_path, OPTIONS)) == ["a", "b"]


def test_clips_of_one_name_are_told_apart(tmp_path: Path):
    for name in ("a.mp4", "a.mov"):
        (tmp_path / name).touch()
    assert _names(plan([str(tmp_path)], tmp_path / "o", OPTIONS)) == ["a.mov", "a.mp4"]


def test_a_named_file_is_a_job_even_if_it_is_missing(tmp_path: Path):
    (job,) = plan([str(tmp_path / "gone.mp4")], tmp_path, OPTIONS)
    assert job.size_bytes == 0


def test_an_address_is_refused_without_its_password(tmp_path: Path):
    with pytest.raises(UsageError, match="is an address") as refused:
        plan(["rtsp://me:secret@phone/1.mp4"], tmp_path, OPTIONS)
    assert "secret" not in str(refused.value)


def test_nothing_is_wrong_usage(tmp_path: Path):
    with pytest.raises(UsageError, match="no video was found"):
        plan([str(tmp_path)], tmp_path, OPTIONS)


def test_a_job_travels_as_a_line():
    job = Job("/a.mp4", "/out/a", 3, 4, ClipOptions(settings={"under_90": {"limit_deg": 80.0}}))
    assert Job.from_json(job.to_json()) == job
    assert job.options.fingerprint != ClipOptions().fingerprint
