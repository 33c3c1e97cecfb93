"""Where the recordings and results of one person lie; names that people give are never paths."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, Field, ValidationError

from formcheck.errors import OutputError
from formcheck.outputs.publish import write_text_atomic
from formcheck.web.answers import Failure, JobResult

__all__ = ["RESULT_FILES", "JobRecord", "Shelf", "display_name", "now_utc"]

RESULT_FILES: Final = {
    "report.html": "text/html",
    "annotated.mp4": "video/mp4",
    "report.json": "application/json",
    "frames.csv": "text/csv",
    "track.npz": "application/octet-stream",
}
"""Files of a result that are given out, with their types."""
_LONGEST_NAME: Final = 120


class JobRecord(BaseModel):
    """What is kept of a job beside its files."""

    job_id: str = Field(pattern="^[0-9a-f]{32}$")
    kind: Literal["recording", "live"]
    name: str
    created_utc: str
    exercise: str = "auto"
    model: str = "full"
    blur_face: bool = False
    state: Literal["waiting", "done", "failed", "cancelled"] = "waiting"
    failure: Failure | None = None
    result: JobResult | None = None


class Shelf:
    """The jobs of one owner.

    Parameters
    ----------
    folder : Path
        Of this owner alone; made when something is put in.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new_id(self) -> str:
        """Make room for a job and return its name."""
        job_id = secrets.token_hex(16)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self._folder / job_id).mkdir(mode=0o700)
        except OSError as error:
            raise OutputError.of(error, str(self._folder)) from error
        return job_id

    def recording(self, job_id: str) -> Path:
        """Return the place of the recording as it came."""
        return self._folder / job_id / "recording"

    def result(self, job_id: str) -> Path:
        """Return the folder of the result, there or not yet."""
        return self._folder / job_id / "result"

    def live(self, job_id: str) -> Path:
        """Return the folder into which a live set is recorded."""
        return self._folder / job_id / "live"

    def adopt_live(self, job_id: str) -> bool:
        """Make the video of a live set the recording of its job; return whether there is one."""
        for video in self.live(job_id).glob("*/video.mp4"):
            video.replace(self.recording(job_id))
        return self.recording(job_id).is_file()

    def record(self, job: JobRecord) -> None:
        """Write what is known of a job."""
        write_text_atomic(self._folder / job.job_id / "job.json", job.model_dump_json(indent=1))

    def drop_recording(self, job_id: str) -> None:
        """Forget the recording as it came; the result has its own video."""
        with contextlib.suppress(OSError):
            self.recording(job_id).unlink(missing_ok=True)
        shutil.rmtree(self.live(job_id), ignore_errors=True)

    def remove(self, job_id: str) -> None:
        """Forget a job with all its files."""
        shutil.rmtree(self._folder / job_id, ignore_errors=True)

    def records(self) -> Iterator[JobRecord]:
        """Yield the jobs that are whole, the oldest first; remove what a killed server left."""
        if not self._folder.is_dir():
            return
        found = []
        for folder in self._folder.iterdir():
            try:
                found.append(JobRecord.model_validate_json((folder / "job.json").read_bytes()))
            except FileNotFoundError:
                shutil.rmtree(folder, ignore_errors=True)
            except (OSError, ValidationError):
                continue  # not ours, or of another version: left as it is
        yield from sorted(found, key=lambda record: (record.created_utc, record.job_id))


def display_name(name: str, fallback: str) -> str:
    r"""Return a name that can be shown and offered for saving: one line, no folders.

    >>> display_name("../../etc/pass\nwd.mp4", "clip"), display_name(" . ", "clip")
    ('pass wd.mp4', 'clip')
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(c if c.isprintable() else " " for c in last).strip().strip(".").strip()
    return plain[:_LONGEST_NAME] or fallback


def now_utc() -> str:
    """Return the time as ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
