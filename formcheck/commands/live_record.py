"""``formcheck live --record DIR``: video, track and verdicts, written as the sets go on."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from formcheck.errors import OutputError
from formcheck.leftovers import remove_leftovers
from formcheck.outputs.publish import write_text_atomic
from formcheck.outputs.report_html import render_report
from formcheck.pose.replay import save_track
from formcheck.pose.track import Track
from formcheck.pose.track_log import TrackLog
from formcheck.report import Analysis, RepItem
from formcheck.video.frame import Frame
from formcheck.video.recording import RecordingSink

__all__ = ["LiveRecording"]


class LiveRecording:
    """Writes one run into a folder of its own; a full disk ends the recording, not the set.

    The folder, named by date and time, holds ``video.mp4`` from the first frame on, its times those
    of the events, and for each set ``set-N/`` with ``track_parts/`` while it lasts, and at its end
    ``track.npz``, ``report.json`` (the final verdicts), ``live_reps.json`` (the provisional ones)
    and ``report.html``, which shows both beside the video.

    Parameters
    ----------
    folder : Path
        Where the run's folder is made.
    tell : callable
        Takes one sentence if it cannot be written on.

    Raises
    ------
    OutputError
        The folder cannot be made.
    """

    def __init__(self, folder: Path, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self.folder = _new_folder(folder, datetime.now().strftime("%Y-%m-%d_%H-%M-%S"))
        self._sink: RecordingSink | None = None
        self._log: TrackLog | None = None
        self._set = 1
        self._broken = False

    def frame(self, frame: Frame) -> None:
        """Add a frame to the video."""
        if self._broken:
            return
        try:
            if self._sink is None:
                height, width = frame.image.shape[:2]
                self._sink = RecordingSink(self.folder / "video.mp4", width, height)
            self._sink.write(frame.image, frame.time_s)
        except OutputError as error:
            self._give_up(error)

    def seen(self, time_s: float, since: Callable[[float], Track]) -> None:
        """Write the last second of the track if one is full.

        Parameters
        ----------
        time_s : float
            Now.
        since : callable
            Gives what was seen from a time on.
        """
        if self._broken:
            return
        try:
            if self._log is None:
                self._log = TrackLog(self._set_folder / "track_parts")
            from_s = self._log.due(time_s)
            if from_s is not None:
                self._log.write(since(from_s))
        except OutputError as error:
            self._give_up(error)

    def end_set(self, final: Analysis, live: Sequence[RepItem]) -> None:
        """Write a whole set in the place of its pieces; a set with no frame leaves nothing."""
        log, self._log = self._log, None
        if self._broken or not len(final.track):
            return
        try:
            folder = self._set_folder
            folder.mkdir(parents=True, exist_ok=True)
            save_track(folder / "track.npz", final.track)
            write_text_atomic(folder / "report.json", final.data.to_json() + "\n")
            provisional = [rep.model_dump(mode="json") for rep in live]
            told = json.dumps(provisional, indent=2) + "\n"
            write_text_atomic(folder / "live_reps.json", told)
            page = render_report(final, video_name="../video.mp4", provisional=live)
            write_text_atomic(folder / "report.html", page)
            if log is not None:
                log.discard()
        except OutputError as error:
            self._give_up(error)
        except OSError as error:
            self._give_up(OutputError.of(error, str(self._set_folder)))
        self._set += 1

    def close(self) -> None:
        """Finish the video."""
        sink, self._sink = self._sink, None
        try:
            if sink is not None:
                sink.close()
        except OutputError as error:
            self._give_up(error)

    @property
    def _set_folder(self) -> Path:
        return self.folder / f"set-{self._set}"

    def _give_up(self, error: OutputError) -> None:
        if not self._broken:
            self._tell(f"{error}; the set goes on, unrecorded")
        self._broken = True
        sink, self._sink = self._sink, None
        if sink is not None:
            with suppress(OutputError):
                sink.close()


def _new_folder(parent: Path, name: str) -> Path:
    """Make and return a folder that was not there before."""
    try:
        parent.mkdir(parents=True, exist_ok=True)
        _tidy(parent)
        for number in range(1, 100):
            folder = parent / (name if number == 1 else f"{name}_{number}")
            with suppress(FileExistsError):
                folder.mkdir()
                return folder
    except OSError as error:
        raise OutputError.of(error, str(parent), "the recording cannot be written") from error
    raise OutputError("no free name for the recording", str(parent), "choose another folder")


def _tidy(parent: Path) -> None:
    """Remove the half-written files of recordings that were killed; what they recorded stays."""
    for folder in (*parent.glob("*/set-*/track_parts"), *parent.glob("*/set-*")):
        if folder.is_dir():
            remove_leftovers(folder)
