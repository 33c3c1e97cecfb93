"""The jobs of everybody: they wait in one line, and one after the other is analysed."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from formcheck.errors import FormcheckError, OutputError
from formcheck.outputs.results import read_result
from formcheck.web.answers import Failure, JobAnswer, Progress, Stage
from formcheck.web.channel import ChannelClosedError
from formcheck.web.limits import Limits
from formcheck.web.process import Confined
from formcheck.web.refused import RefusedError
from formcheck.web.shelf import JobRecord, Shelf
from formcheck.web.telling import told_report

__all__ = ["Jobs"]

_Shares = dict[Stage, tuple[float, float]]
_SHARES: Final[_Shares] = {"pose": (0.0, 0.7), "annotate": (0.7, 1.0)}
"""Which part of a job a stage is, about: from, to."""
_BLURRED: Final[_Shares] = {"pose": (0.0, 0.58), "faces": (0.58, 0.75), "annotate": (0.75, 1.0)}
"""The same where faces are blurred; looking for them is 28 % of looking (benchmarks/report.md)."""
_TASK: Final = "formcheck.web.recording:analyse_recording"


@dataclass(slots=True)
class _Job:
    record: JobRecord
    shelf: Shelf
    running: bool = False
    process: Confined | None = None
    started_s: float = 0.0
    step: dict[str, Any] = field(default_factory=dict)
    dropped: bool = False


class Jobs:
    """Keeps the jobs of every owner and runs them.

    Parameters
    ----------
    folder : Path
        One folder in it for each owner.
    limits : Limits
    """

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder, self._limits = folder, limits
        self._jobs: dict[str, dict[str, _Job]] = {}
        self._line: asyncio.Queue[_Job] = asyncio.Queue()
        self._runner: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Jobs:
        """Find the jobs of earlier; those that were not done wait again."""
        for folder in sorted(self._folder.iterdir()) if self._folder.is_dir() else ():
            shelf = self.shelf(folder.name)
            for record in shelf.records():
                if record.state == "waiting" and not shelf.adopt_live(record.job_id):
                    shelf.remove(record.job_id)
                    continue
                job = self._own(folder.name)[record.job_id] = _Job(record, shelf)
                if record.state == "waiting":
                    self._line.put_nowait(job)
        self._runner = asyncio.create_task(self._run_on())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop; what was running waits for the next start."""
        if self._runner is not None:
            self._runner.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._runner

    def shelf(self, owner: str) -> Shelf:
        """Return where the files of an owner lie."""
        return Shelf(self._folder / owner / "jobs")

    def check_room(self, owner: str) -> None:
        """Refuse one more job where too many wait.

        Raises
        ------
        RefusedError
            There are.
        """
        waiting = sum(job.record.state == "waiting" for job in self._own(owner).values())
        if waiting >= self._limits.waiting:
            raise RefusedError(429, "too many recordings wait already", "let some finish first")

    def add(self, owner: str, record: JobRecord) -> JobAnswer:
        """Take a job whose recording lies on the owner's shelf."""
        shelf = self.shelf(owner)
        shelf.record(record)
        job = self._own(owner)[record.job_id] = _Job(record, shelf)
        if record.state == "waiting":
            self._line.put_nowait(job)
        return self._told(job)

    def all(self, owner: str) -> list[JobAnswer]:
        """Return the owner's jobs, the newest first."""
        return [self._told(job) for job in reversed(self._own(owner).values())]

    def get(self, owner: str, job_id: str) -> JobAnswer:
        """Return one of the owner's jobs.

        Raises
        ------
        RefusedError
            This owner has none of this name, whoever else may.
        """
        return self._told(self._find(owner, job_id))

    async def cancel(self, owner: str, job_id: str) -> JobAnswer:
        """Stop a job; one that is over stays as it is."""
        job = self._find(owner, job_id)
        if job.record.state == "waiting":
            self._finish(job, "cancelled")
            if job.process is not None:
                await job.process.end()
        return self._told(job)

    async def delete(self, owner: str, job_id: str) -> None:
        """Forget a job with everything of it."""
        await self.cancel(owner, job_id)
        job = self._own(owner).pop(job_id)
        job.dropped = True
        job.shelf.remove(job_id)

    def _own(self, owner: str) -> dict[str, _Job]:
        return self._jobs.setdefault(owner, {})

    def _find(self, owner: str, job_id: str) -> _Job:
        job = self._own(owner).get(job_id)
        if job is None:
            raise RefusedError(404, "there is no such recording", "it may have been deleted")
        return job

    async def _run_on(self) -> None:
        while True:
            job = await self._line.get()
            if job.record.state == "waiting":
                await self._run(job)

    async def _run(self, job: _Job) -> None:
        job.running, job.started_s = True, time.monotonic()
        record, shelf = job.record, job.shelf
        order = {
            "recording": str(shelf.recording(record.job_id)),
            "result": str(shelf.result(record.job_id)),
            **record.model_dump(include={"name", "exercise", "model", "blur_face"}),
            "duration_s": self._limits.duration_s,
            "frames": self._limits.frames,
            "pixels": self._limits.pixels,
            "nice": 5,  # a live set goes first
        }
        try:
            job.process = await Confined.start(_TASK, order, self._limits)
            async with asyncio.timeout(self._limits.job_s):
                answer = await self._follow(job, job.process)
        except TimeoutError:
            minutes = f"{self._limits.job_s / 60:.0f} minutes"
            answer = _failure(f"it took longer than {minutes}", "cut out the set and try again")
        except (ChannelClosedError, OSError):
            answer = _failure(
                "it cannot be decoded, or needs more memory or time than is allowed",
                "play it to see whether it is whole, or record it in Full HD",
            )
        finally:
            job.running = False
            if job.process is not None:
                await job.process.end()
                job.process = None
        if job.record.state == "waiting":
            self._close(job, answer)

    async def _follow(self, job: _Job, process: Confined) -> dict[str, Any]:
        while True:
            answer = await process.receive(self._limits.job_s)
            if answer.get("type") != "progress":
                return answer
            job.step = answer

    def _close(self, job: _Job, answer: dict[str, Any]) -> None:
        if answer.get("type") != "done":
            what, remedy = str(answer.get("what", "")), str(answer.get("remedy", ""))
            self._finish(job, "failed", failure=Failure(what=what, remedy=remedy))
            return
        folder = job.shelf.result(job.record.job_id)
        try:
            data = read_result(folder)
        except FormcheckError as error:
            failure = Failure(what=error.what, remedy=error.remedy)
            self._finish(job, "failed", failure=failure)
            return
        has_video = (folder / "annotated.mp4").is_file()
        self._finish(job, "done", result=told_report(data, has_video=has_video))

    def _finish(self, job: _Job, state: str, **more: Any) -> None:
        """End a job; where that cannot be written it failed, and after a restart it waits again."""
        job.record = job.record.model_copy(update={"state": state, **more})
        if job.dropped:
            return
        try:
            job.shelf.record(job.record)
        except OutputError as error:
            failure = Failure(what=error.what, remedy=error.remedy)
            told = {"state": "failed", "failure": failure, "result": None}
            job.record = job.record.model_copy(update=told)
            return
        job.shelf.drop_recording(job.record.job_id)

    def _told(self, job: _Job) -> JobAnswer:
        record = job.record
        answer = JobAnswer(
            **record.model_dump(include={"job_id", "kind", "name", "created_utc", "state"}),
            failure=record.failure,
            result=record.result,
        )
        if record.state != "waiting":
            return answer
        if job.running:
            return answer.model_copy(update={"state": "running", "progress": _progress(job)})
        return answer.model_copy(update={"ahead": self._ahead(job)})

    def _ahead(self, job: _Job) -> int:
        """Return how many jobs, whosever, come first."""
        everybody = [other for own in self._jobs.values() for other in own.values()]
        order = sorted(
            (other for other in everybody if other.record.state == "waiting"),
            key=lambda other: (not other.running, other.record.created_utc),
        )
        return order.index(job)


def _failure(what: str, remedy: str) -> dict[str, Any]:
    return {"type": "failed", "what": what, "remedy": remedy}


def _progress(job: _Job) -> Progress:
    if not job.step:
        return Progress(stage="starting", done=0, total=None, share=0.0, left_s=None)
    stage, done, total = job.step["stage"], int(job.step["done"]), job.step["total"]
    start, stop = (_BLURRED if job.record.blur_face else _SHARES)[stage]
    share = start + (stop - start) * min(1.0, done / total) if total else start
    passed_s = time.monotonic() - job.started_s
    left_s = passed_s * (1.0 - share) / share if share > 0.05 else None
    return Progress(stage=stage, done=done, total=total, share=share, left_s=left_s)
