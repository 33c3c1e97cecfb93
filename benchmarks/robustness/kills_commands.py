"""The four commands that are killed: how each is started, and what must hold after a kill."""

from __future__ import annotations

import json
import re
import shutil
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.error import URLError
from urllib.request import Request, urlopen

from benchmarks.robustness.kills_checks import (
    half_written,
    history_problems,
    leftovers,
    live_problems,
)
from benchmarks.robustness.kills_process import Forked
from formcheck.batch.journal import last_entries

__all__ = ["COMMANDS", "Analyze", "Batch", "Live", "Serve", "Victim"]

_DONE_S: Final = 600.0


class Victim(Protocol):
    """A command that is started again and again in one folder."""

    def arguments(self, round_: int) -> list[str]:
        """Return the command line of a round."""
        ...

    def begin(self, process: Forked) -> list[str]:
        """Bring it to where its work begins; return what is wrong already."""
        ...

    def at_end(self, process: Forked) -> bool:
        """Return whether its work is done though it may run on."""
        ...

    def after_kill(self, process: Forked) -> list[str]:
        """Return what is wrong after a kill."""
        ...

    def after_run(self, process: Forked) -> list[str]:
        """Return what is wrong after a run that was left alone."""
        ...


@dataclass
class _Base:
    folder: Path
    clip: Path
    """A second or two with a person."""
    known: set[str] = field(default_factory=set)
    """Clips of which the history has told that they are kept."""

    @property
    def out(self) -> Path:
        """Where results go."""
        return self.folder / "out"

    @property
    def database(self) -> Path:
        """The history."""
        return self.folder / "history.sqlite3"

    def begin(self, process: Forked) -> list[str]:  # noqa: ARG002
        """Nothing is to be done first."""
        return []

    def at_end(self, process: Forked) -> bool:  # noqa: ARG002
        """Its end is that of the process."""
        return False

    def _named(self, name: str) -> Path:
        """Return the clip under another name."""
        path = self.folder / "clips" / f"{name}.mp4"
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.hardlink_to(self.clip)
        return path

    def _history(self, process: Forked) -> list[str]:
        told = re.findall(r"^(\S+\.mp4) kept as set", process.stdout + process.stderr, re.M)
        self.known |= set(told)
        return history_problems(self.database, self.known)

    def _said(self, process: Forked) -> list[str]:
        """Return what must not be said, whatever happened."""
        return ["a traceback"] if "Traceback" in process.stderr else []

    def _ended(self, process: Forked) -> list[str]:
        last = process.stderr.strip().splitlines()[-1:]
        return [] if process.code == 0 else [f"the next run ended with {process.code}: {last}"]


class Analyze(_Base):
    """``analyze``: a fresh clip and one that has a result already, in turn."""

    def arguments(self, round_: int) -> list[str]:
        """Return the command line of a round."""
        clip = self._named("again" if round_ % 2 else f"clip{round_:03d}")
        options = ["--model", "full", "--workers", "1", "--save-history", "--db"]
        return ["analyze", str(clip), "-o", str(self.out), *options, str(self.database)]

    def after_kill(self, process: Forked) -> list[str]:
        """Results whole or absent, history intact."""
        return [*half_written(self.out), *self._history(process), *self._said(process)]

    def after_run(self, process: Forked) -> list[str]:
        """... and nothing left over."""
        return [*self._ended(process), *self.after_kill(process), *leftovers(self.out)]


class Live(_Base):
    """``live --record``, of a file without its window."""

    def arguments(self, round_: int) -> list[str]:
        """Return the command line of a round."""
        clip = self._named(f"set{round_:03d}")
        options = ["--headless", "--no-pace", "--model", "full", "--record", str(self.out)]
        events = ["--events", str(self.folder / "events.jsonl")]
        keep = ["--save-history", "--db", str(self.database)]
        return ["live", "--source", str(clip), *options, *events, *keep]

    def after_kill(self, process: Forked) -> list[str]:
        """Return what is wrong: what was recorded until then must play, history intact."""
        runs = sorted(self.out.iterdir()) if self.out.is_dir() else []
        wrong = [problem for run in runs for problem in live_problems(run)]
        for run in runs[:-5]:
            shutil.rmtree(run)  # looked at often enough
        events = (self.folder / "events.jsonl").read_text("utf-8").splitlines()
        for line in events[:-1]:
            json.loads(line)
        return [*wrong, *self._history(process), *self._said(process)]

    def after_run(self, process: Forked) -> list[str]:
        """... and nothing left over."""
        return [*self._ended(process), *self.after_kill(process), *leftovers(self.out)]


class Batch(_Base):
    """``batch --resume`` of three clips; begun anew once all are done."""

    _done: dict[str, str] = {}  # noqa: RUF012  (replaced, never changed)

    def arguments(self, round_: int) -> list[str]:
        """Return the command line of a round."""
        clips = [self._named(name) for name in ("first", "second", "third")]
        if len(self._done) == len(clips):
            shutil.rmtree(self.out)
            self._done = {}
        options = ["--resume", "--workers", "1" if round_ % 2 else "2", "--model", "full"]
        options += ["--give-up", "3000"]  # a busy machine is no fault of the clip
        return ["batch", str(clips[0].parent), "-o", str(self.out), *options]

    def after_kill(self, process: Forked) -> list[str]:
        """Results whole or absent; a clip that the journal tells as done stays so."""
        entries = last_entries(self.out)
        done = {video: e.folder for video, e in entries.items() if e.status == "done"}
        wrong = [f"journal: {Path(v).name} is lost" for v in self._done if v not in done]
        wrong += [
            f"journal: {Path(f).name} is told as done, its result is not there"
            for f in done.values()
            if not Path(f, "report.json").is_file()
        ]
        self._done = done
        wrong += [f"journal: {e.status}, {e.error}" for e in entries.values() if e.status != "done"]
        for name in ("cohort.csv", "reps.csv"):
            path = self.out / name
            if path.exists() and not path.read_bytes().endswith(b"\n"):
                wrong.append(f"{name} is cut short")
        return [*half_written(self.out), *wrong, *self._said(process)]

    def after_run(self, process: Forked) -> list[str]:
        """... and nothing left over."""
        return [*self._ended(process), *self.after_kill(process), *leftovers(self.out)]


class Serve(_Base):
    """``serve`` with a job that runs; what waited goes on with the next server."""

    _address: str = ""
    _job: str = ""
    _done: frozenset[str] = frozenset()

    def arguments(self, round_: int) -> list[str]:  # noqa: ARG002
        """Return the command line of a round."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        self._address = f"http://127.0.0.1:{port}"
        options = ["--data", str(self.folder / "data"), "--db", str(self.database)]
        return ["serve", "--no-open", "--port", str(port), *options]

    def begin(self, process: Forked) -> list[str]:
        """Wait until it answers; all that was done is still there; bring a clip if none waits."""
        process.wait(_DONE_S, self._answers)
        if not process.alive():
            return [f"the next server ended with {process.code}"]
        jobs = self._asked("/api/jobs")
        done = {job["job_id"] for job in jobs if job["state"] == "done"}
        wrong = [f"job {job} is lost" for job in self._done - done]
        wrong += [f"job {j['name']} failed: {j['failure']}" for j in jobs if j["state"] == "failed"]
        self._done = frozenset(done)
        for job in jobs:
            if job["state"] == "done" and job["name"] not in self.known:
                self._asked("/api/history", json.dumps({"job_id": job["job_id"]}).encode())
                self.known.add(job["name"])
        open_ = [job["job_id"] for job in jobs if job["state"] in ("waiting", "running")]
        if not open_:
            name = f"job{time.time_ns()}.mp4"
            open_ = [self._asked(f"/api/jobs?name={name}", self.clip.read_bytes())["job_id"]]
        self._job = open_[0]
        return wrong

    def at_end(self, process: Forked) -> bool:  # noqa: ARG002
        """Return whether the job is over."""
        return self._asked(f"/api/jobs/{self._job}")["state"] not in ("waiting", "running")

    def after_kill(self, process: Forked) -> list[str]:
        """Results whole or absent, history intact; the rest is asked of the next server."""
        wrong = []
        for job in (self.folder / "data").glob("people/*/jobs/*"):
            results = [d for d in job.iterdir() if d.is_dir() and not d.name.startswith(".")]
            wrong += half_written(job) if results else []
        rows = history_problems(self.database, set())
        return [*wrong, *rows, *self._rows(), *self._said(process)]

    def after_run(self, process: Forked) -> list[str]:
        """... and nothing left over."""
        return [*self.after_kill(process), *leftovers(self.folder / "data")]

    def _rows(self) -> list[str]:
        found: set[str] = set()
        history_problems(self.database, found)
        return [] if len(found) >= len(self.known) else ["history: a row is lost"]

    def _answers(self) -> bool:
        try:
            self._asked("/api/status")
        except (URLError, ConnectionError, TimeoutError):
            return False
        return True

    def _asked(self, path: str, body: bytes | None = None) -> Any:
        kind = "application/octet-stream" if path.startswith("/api/jobs") else "application/json"
        request = Request(
            self._address + path,
            data=body,
            headers={"Content-Type": kind, "Origin": self._address} if body else {},
        )
        with urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())


COMMANDS: Final[dict[str, type[Any]]] = {
    "analyze": Analyze,
    "live": Live,
    "batch": Batch,
    "serve": Serve,
}
