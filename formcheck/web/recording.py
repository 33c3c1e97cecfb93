"""Analyses one recording in its confined process: the task of a job."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from formcheck.errors import VideoError
from formcheck.web.channel import Channel
from formcheck.web.confined import watch_server

__all__ = ["analyse_recording", "check_size"]

_TELL_EVERY_S: Final = 0.25


def analyse_recording(order: dict[str, Any], channel: Channel) -> None:
    """Analyse the recording of an order and publish its result.

    Parameters
    ----------
    order : dict
        ``recording`` and ``result`` (paths), ``name``, ``exercise``, ``model``, ``blur_face``,
        and the limits ``duration_s``, ``frames`` and ``pixels``.
    channel : Channel
        Is told ``progress`` with stage, done and total, and ``done`` at the end.

    Raises
    ------
    FormcheckError
        The recording cannot be analysed, or is larger than allowed.
    """
    watch_server(channel)
    recording = Path(order["recording"])
    check_size(recording, order["duration_s"], order["pixels"])
    from formcheck.api import Report, analyze
    from formcheck.report import Analysis

    progress = _Progress(channel, order["frames"])
    found = analyze(
        recording, exercise=order["exercise"], model=order["model"], progress=progress.step
    )
    if found.data.source.duration_s > order["duration_s"]:
        raise _too_long(order["duration_s"])
    # The file lies under a name of our own; the report tells the one that the person knows.
    data = found.data.model_copy(
        update={"source": found.data.source.model_copy(update={"name": order["name"]})}
    )
    track = replace(found.track, source=replace(found.track.source, name=order["name"]))
    report = Report(Analysis(data, track, found.kinematics, found.reps), recording)
    report.save(
        Path(order["result"]),
        embed_video=True,
        blur_face=order["blur_face"],
        progress=progress.step,
    )
    channel.tell(type="done")


def check_size(path: Path, duration_s: float, pixels: int) -> None:
    """Refuse what says of itself that it is longer or larger than allowed, before decoding.

    Raises
    ------
    VideoError
        It is, or it is no video.
    """
    from formcheck.video.decode import open_container
    from formcheck.video.regular import open_regular

    with open_regular(path) as file:
        container = open_container(file, path.name)
        try:
            if container.duration is not None and container.duration / 1e6 > duration_s:
                raise _too_long(duration_s)
            for stream in container.streams.video:
                if stream.codec_context.width * stream.codec_context.height > pixels:
                    raise VideoError(
                        "its picture is too large", "", "record it in Full HD; 8K is the most"
                    )
        finally:
            container.close()


def _too_long(duration_s: float) -> VideoError:
    return VideoError(
        f"it is longer than {duration_s / 60:.0f} minutes", "", "cut out the set and try again"
    )


class _Progress:
    """Tells how far the analysis is, a few times a second; counts the frames."""

    def __init__(self, channel: Channel, most_frames: int) -> None:
        self._channel, self._most_frames = channel, most_frames
        self._told_s = float("-inf")

    def step(self, stage: str, done: int, total: int | None) -> None:
        """Take the progress of one frame.

        Raises
        ------
        VideoError
            There are more frames than allowed.
        """
        if done > self._most_frames:
            raise VideoError("it has too many pictures", "", "cut out the set and try again")
        now_s = time.monotonic()
        if now_s - self._told_s >= _TELL_EVERY_S or done == total:
            self._told_s = now_s
            self._channel.tell(type="progress", stage=stage, done=done, total=total)
