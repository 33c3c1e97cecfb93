"""A whole clip: one landmarker or several, side by side on parts of it, and the track they make.

The first part is always the clip as one landmarker would see it. The others are short cuts: where
one of them has come to see the same as the part before, that one stops. If they never agree, the
first part goes on to the end.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import reduce
from itertools import pairwise

import cv2
import numpy as np

from formcheck.ahead import ahead
from formcheck.lumbar.bridge import ReadingPace, bridged
from formcheck.lumbar.reader import LumbarReader
from formcheck.offline.part import Part, Share, Told
from formcheck.offline.seam import SeamSettings
from formcheck.pose.backend import PoseBackend, SplittableBackend
from formcheck.pose.track import Track
from formcheck.session import Session
from formcheck.threads import started
from formcheck.video.file import VideoFile
from formcheck.video.protocol import Source, SourceWarning
from formcheck.video.scan import scan_times

__all__ = ["look_at", "look_in_parts", "shares"]

Progress = Callable[[int, int | None], None]
BackendMaker = Callable[[Sequence[float]], SplittableBackend]
"""Makes a backend, not yet opened, for a clip with frames at these times."""


def look_at(
    source: Source,
    backend: PoseBackend,
    progress: Progress | None = None,
    *,
    lumbar: bool = True,
) -> tuple[Track, list[SourceWarning]]:
    """Return the track of a clip that one backend looks at, and what was odd about the clip.

    Decoding, finding and reading overlap; what comes out does not depend on that.

    Parameters
    ----------
    source : Source
        Opened.
    backend : PoseBackend
        Opened.
    progress : callable, optional
        Called with frames done and frames expected.
    lumbar : bool
        Whether the low back is read.
    """
    reader = LumbarReader() if lumbar else None
    session = Session(backend, lumbar=reader, lumbar_pace=ReadingPace())
    with ahead(source) as frames, ahead(session.find_each(frames)) as found:
        for frame, pose, persons in found:
            session.read(frame, pose, persons)
            if progress is not None:
                progress(frame.index + 1, source.info.expected_frames)
    return bridged(session.track(source.info)), source.warnings


def look_in_parts(
    path: str | os.PathLike[str],
    make_backend: BackendMaker,
    workers: int,
    progress: Progress | None = None,
    settings: SeamSettings | None = None,
) -> tuple[Track, list[SourceWarning]] | None:
    """Return the track of a clip that several backends look at, each at a part of it.

    Parameters
    ----------
    path : path
        A video file.
    make_backend : callable
        Gives a backend, not opened, for each part.
    workers : int
        How many at most.
    progress : callable, optional
        Called with frames done and frames in all.
    settings : SeamSettings, optional
        When a part hands over to the next one.

    Returns
    -------
    tuple or None
        None where the clip is too short for two parts, damaged, or its packets do not tell when its
        frames are shown.

    Raises
    ------
    InputError, ModelError
        As when one backend looks at it.
    """
    settings = settings or SeamSettings()
    raw_s = scan_times(path)
    if raw_s is None:
        return None
    times_s: list[float] = (raw_s - raw_s[0]).tolist()
    planned = shares(raw_s.tolist(), workers, settings.least_s, settings.for_s)
    if len(planned) < 2:
        return None
    told = Told()
    with ExitStack() as opened, _one_thread_each():
        parts = [
            Part(
                opened.enter_context(VideoFile(path)),
                make_backend(times_s),
                share,
                told,
                times_s,
                settings,
            )
            for share in planned
        ]
        for i, part in enumerate(parts):
            part.later = parts[i + 1 :]
        _run(parts, told, progress, len(times_s))
    return None if told.unfit else _joined(parts)


def shares(
    raw_s: Sequence[float], workers: int, least_s: float, beyond_s: float = 0.0
) -> list[Share]:
    """Return shares of a clip, one for each worker; fewer where they would be too short.

    All workers are done at the same time: every one but the last goes on beyond its share, and has
    that much less.

    Parameters
    ----------
    raw_s : sequence of float
        When the frames are shown.
    workers : int
        How many shares at most.
    least_s : float
        No share is much shorter.
    beyond_s : float
        So far a part goes on into the next one.

    Examples
    --------
    >>> [(s.start, s.stop) for s in shares([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2, 2.0, 1.0)]
    [(0, 3), (3, 7)]
    """
    length_s = raw_s[-1] - raw_s[0]
    count = max(1, min(workers, int(length_s / least_s)))
    beyond = beyond_s / length_s * len(raw_s) if count > 1 else 0.0
    each = (len(raw_s) + (count - 1) * beyond) / count - beyond
    edges = [*(round(i * each) for i in range(count)), len(raw_s)]
    return [Share(a, b, raw_s[a]) for a, b in pairwise(edges)]


def _run(parts: list[Part], told: Told, progress: Progress | None, frames: int) -> None:
    """Run all parts to their end; the first error of one ends them all."""
    threads: list[threading.Thread] = []
    try:
        for part in parts:
            threads.append(started(threading.Thread(target=part.run, name="formcheck-part")))
        while any(thread.is_alive() for thread in threads):
            with told.news:
                told.news.wait(timeout=0.1)
            _raise_of(parts)
            if progress is not None:
                done = sum(min(part.seen, part.share.stop) - part.share.start for part in parts)
                progress(min(done, frames), frames)
        _raise_of(parts)
    finally:
        told.tell(lambda: setattr(told, "cancelled", True))
        for thread in threads:
            thread.join()


def _raise_of(parts: list[Part]) -> None:
    for part in parts:
        if part.error is not None:
            raise part.error


def _joined(parts: list[Part]) -> tuple[Track, list[SourceWarning]]:
    """Return what the parts saw, each from where the one before it stopped."""
    pieces: list[Track] = []
    part: Part | None = parts[0]
    done = resized = 0
    while part is not None:
        last = part
        recorder = part.session.recorder
        pieces.append(recorder.track(part.source.info, done - part.share.start))
        done, part = part.seen, part.next
        resized += last.source.resized if part is not None else 0
    times_s = np.concatenate([piece.time_s for piece in pieces])
    if last is not parts[0]:
        last.source.account_for(times_s.tolist(), resized)
    whole = bridged(reduce(Track.followed_by, pieces))
    return replace(whole, source=last.source.info), last.source.warnings


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Hold OpenCV to the calling threads: its own would fight with those of the parts."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)
