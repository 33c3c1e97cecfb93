"""What a batch has done so far, a line for each job as it ends: a kill loses nothing before it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from formcheck.batch.job import Job, Outcome, Status
from formcheck.errors import OutputError

__all__ = ["JOURNAL", "Entry", "Journal", "last_entries"]

JOURNAL = "batch.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal: a job as it was then, and what became of it."""

    video: str
    folder: str
    size_bytes: int
    mtime_ns: int
    options: str
    status: Status
    error: str
    seconds: float
    ended_utc: str

    @classmethod
    def of(cls, job: Job, outcome: Outcome) -> Entry:
        """Return the line of a job that has just ended."""
        return cls(
            job.video,
            job.folder,
            job.size_bytes,
            job.mtime_ns,
            job.options.fingerprint,
            outcome.status,
            outcome.error,
            round(outcome.seconds, 3),
            datetime.now(UTC).isoformat(timespec="seconds"),
        )

    def covers(self, job: Job) -> bool:
        """Return whether the job needs not be done again: same clip, same options, result there."""
        then = (self.folder, self.size_bytes, self.mtime_ns, self.options)
        now = (job.folder, job.size_bytes, job.mtime_ns, job.options.fingerprint)
        return self.status == "done" and then == now and Path(job.folder, "report.json").is_file()


class Journal:
    """Takes lines into ``batch.jsonl``; each is on the disk before the next job is told of.

    Parameters
    ----------
    folder : Path
        Of the batch; made if it is not there.
    go_on : bool
        Whether the lines of an earlier run stay.

    Raises
    ------
    OutputError
        It cannot be written.
    """

    def __init__(self, folder: Path, *, go_on: bool) -> None:
        self._where = str(folder / JOURNAL)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = (folder / JOURNAL).open("a" if go_on else "w", encoding="utf-8")
            if go_on and self._file.tell() and not (folder / JOURNAL).read_bytes().endswith(b"\n"):
                self._file.write("\n")  # the last line was cut short by a kill
        except OSError as error:
            raise OutputError.of(error, self._where) from error

    def add(self, entry: Entry) -> None:
        """Add a line."""
        try:
            self._file.write(json.dumps(asdict(entry)) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise OutputError.of(error, self._where) from error

    def __enter__(self) -> Self:
        """Return the journal itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self._file.close()


def last_entries(folder: Path) -> dict[str, Entry]:
    """Return the latest line on each video; none where there is no journal."""
    return {entry.video: entry for entry in _entries(folder / JOURNAL)}


def _entries(path: Path) -> Iterator[Entry]:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        try:
            yield Entry(**json.loads(line))
        except (ValueError, TypeError):
            continue  # cut short by a kill: that job is done again
