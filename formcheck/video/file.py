"""A video file as a source: upright RGB frames with their true presentation times."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from fractions import Fraction
from itertools import islice
from types import TracebackType
from typing import Self, TypeVar

import av
import av.container
import av.error

from formcheck.errors import VideoError
from formcheck.video.decode import (
    Decoder,
    check_size,
    open_container,
    picture_error,
)
from formcheck.video.frame import Frame, SourceInfo
from formcheck.video.planes import Matrix, Planes
from formcheck.video.protocol import SourceWarning
from formcheck.video.regular import open_regular, shown_name
from formcheck.video.timing import DEFAULT_INTERVAL_S, IntervalStats, TimeRepair
from formcheck.video.upright import Upright, square_size
from formcheck.video.watched import Watched

__all__ = ["MIN_SIDE_PX", "VideoFile"]

T = TypeVar("T")

MIN_SIDE_PX = 16
"""Smallest width and height that is looked at, pixels."""

_GAP_S = 2.0  # a pause longer than this and than ten frames is worth a warning
_MISSING_S = 1.0  # a clip that ends this much (and 5 %) before its promise is truncated


class VideoFile:
    """The frames of one video file, decoded as they are asked for; opening twice gives the same.

    Memory stays flat: a few frames are held, whatever the length. Damaged parts are passed over
    and a truncated clip ends where it stops decoding, both with a warning.

    Parameters
    ----------
    path : str or PathLike
        A regular file; nothing else is read, and the network never.

    Raises
    ------
    VideoError
        If the file is missing, unreadable, not a video, a picture, smaller than 16 x 16 pixels,
        larger than 8K, or no frame of it can be decoded. Also later, from the iteration, when
        decoding does not go on for a minute.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._where = os.fspath(path)
        self._file = open_regular(path)
        self._size_bytes = os.fstat(self._file.fileno()).st_size
        self._container: av.container.InputContainer | None = None
        self._ahead: list[tuple[av.VideoFrame, float | None]] = []
        self._pictures: Generator[tuple[av.VideoFrame, float | None], None, None] = (_ for _ in ())
        self._watched = Watched(self._where)
        try:
            self._watched.call(self._begin)
        except BaseException:
            self.close()
            raise

    def _begin(self) -> None:
        self._container = open_container(self._file, self._where)
        self._decoder = Decoder(self._container, self._where)
        self._pictures = self._decoder.pictures()
        start = self._peek(0)
        if start is None:
            raise VideoError(
                "no frame of it can be decoded", self._where, "copy or record it again"
            )
        first = start[0]
        if first.width < MIN_SIDE_PX or first.height < MIN_SIDE_PX:
            raise VideoError(
                f"its pictures are too small, {first.width} x {first.height} pixels",
                self._where,
                "record with at least 480 x 270",
            )
        aspect = self._decoder.stream.sample_aspect_ratio
        check_size(*square_size(first.width, first.height, aspect), self._where)
        if self._decoder.is_slide_show and self._peek(1) is None:
            raise picture_error(self._where)
        self._upright = Upright(first, aspect)
        try:
            self._upright.rgb(first)
        except av.error.FFmpegError:
            raise VideoError(
                "its first frame is damaged", self._where, "copy or record it again"
            ) from None
        interval_s = self._decoder.interval_s or DEFAULT_INTERVAL_S
        tick = self._decoder.stream.time_base or Fraction(0)
        self._repair = TimeRepair(interval_s)
        self._stats = IntervalStats(interval_s, float(tick))
        self._ended = False
        self._expected_frames = self._decoder.promised_frames
        self._promised_s = self._decoder.promised_s
        self._truncated = self._decoder.ends_beyond(self._size_bytes)
        self._first = 0
        self._frames = (Frame(*row) for row in self._generate(self._upright.rgb))

    def _peek(self, place: int) -> tuple[av.VideoFrame, float | None] | None:
        while len(self._ahead) <= place:
            item = next(self._pictures, None)
            if item is None:
                return None
            self._ahead.append(item)
        return self._ahead[place]

    def seek(self, raw_s: float, index: int) -> bool:
        """Go on with the picture shown at that time instead of the first one; tell if it worked.

        Frames are numbered and timed as when the whole file is read. What is left after a failure
        is of no use.

        Parameters
        ----------
        raw_s : float
            The container's time, from :func:`~formcheck.video.scan.scan_times`.
        index : int
            Number of that picture in the file.
        """
        return self._watched.call(lambda: self._seek(raw_s, index))

    def _seek(self, raw_s: float, index: int) -> bool:
        base_s = self._ahead[0][1] if self._ahead else None
        tick_s = self._decoder.stream.time_base
        if base_s is None or tick_s is None or self._container is None:
            return False
        self._pictures.close()
        self._ahead.clear()
        try:
            self._container.seek(round(raw_s / tick_s), stream=self._decoder.stream)
        except (av.error.FFmpegError, OSError):
            return False
        self._pictures = self._decoder.pictures()
        self._ahead = list(islice((p for p in self._pictures if p[1] is None or p[1] >= raw_s), 1))
        self._repair.start_at(base_s)
        self._first = index
        return bool(self._ahead) and self._ahead[0][1] == raw_s

    def account_for(self, times_s: Iterable[float], resized: int) -> None:
        """Take the frames of the whole clip, which was read in parts, into ``info`` and `warnings`.

        Parameters
        ----------
        times_s : iterable of float
            Presentation times of all frames, seconds.
        resized : int
            How many frames of the other parts were of another size than the first.
        """
        self._stats = self._stats.anew()
        for time_s in times_s:
            self._stats.add(time_s)
        self._upright.resized += resized

    @property
    def is_sound(self) -> bool:
        """Whether nothing had to be mended or passed over so far."""
        return not (self._decoder.bad_packets or self._repair.repaired)

    @property
    def resized(self) -> int:
        """How many frames so far were of another size than the first."""
        return self._upright.resized

    def in_planes(self) -> Iterator[tuple[int, float, Planes]]:
        """Iterate over the frames in the colours of video: number, time in seconds, and picture.

        Instead of iterating over the source itself; the pictures are padded by one pixel where a
        side is odd.
        """
        rows = self._generate(self._upright.planes)
        while (row := self._watched.call(lambda: next(rows, None))) is not None:
            yield row

    @property
    def matrix(self) -> Matrix:
        """What the colours of :meth:`in_planes` mean."""
        return self._upright.matrix

    def _generate(self, make: Callable[[av.VideoFrame], T]) -> Iterator[tuple[int, float, T]]:
        index = self._first
        while (item := self._peek(0)) is not None:
            picture, raw_s = item
            following = self._peek(1)
            del self._ahead[0]
            try:
                image = make(picture)
            except av.error.FFmpegError:
                self._decoder.bad_packets += 1
                continue
            time_s = self._repair.step(raw_s, following[1] if following is not None else None)
            self._stats.add(time_s)
            yield index, time_s, image
            index += 1
        self._ended = True
        end_s = self._stats.duration_s
        missing_s = (self._promised_s or 0.0) - end_s
        self._truncated |= self._decoder.cut_short or missing_s > max(_MISSING_S, 0.05 * end_s)

    @property
    def info(self) -> SourceInfo:
        """What is known so far; complete when the last frame was taken."""
        width, height = self._upright.size
        done = self._ended
        return SourceInfo(
            name=shown_name(self._where),
            width=width,
            height=height,
            rotation_deg=self._upright.rotation_deg,
            frames=self._stats.count if done else None,
            duration_s=self._stats.duration_s if done else None,
            fps_mean=self._stats.fps_mean if done else None,
            variable_frame_rate=self._stats.variable,
            expected_frames=self._expected_frames,
        )

    @property
    def warnings(self) -> list[SourceWarning]:
        """What was odd so far; complete when the last frame was taken."""
        found = []
        if self._truncated:
            found.append(_truncated(self._stats.duration_s))
        if self._decoder.bad_packets:
            found.append(_corrupt(self._decoder.bad_packets))
        if self._repair.repaired:
            found.append(_repaired(self._repair.repaired))
        if self._stats.longest_s > max(_GAP_S, 10.0 * self._stats.typical_s):
            found.append(_gap(self._stats.longest_s))
        if self._upright.resized:
            found.append(_resized(self._upright.resized))
        return found

    def __iter__(self) -> Iterator[Frame]:
        """Return the source itself: its frames come once."""
        return self

    def __next__(self) -> Frame:
        """Return the next frame; there is none after `close`."""
        if self._file.closed:
            raise StopIteration
        try:
            return self._watched.call(self._frames.__next__)
        except StopIteration:
            self.close()
            raise

    def __enter__(self) -> Self:
        """Return the source itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the file."""
        self.close()

    def close(self) -> None:
        """Release the file; info and warnings stay. May be called twice."""
        self._watched.close(self._release)

    def _release(self) -> None:
        self._pictures.close()  # first: it reads from the container
        self._ahead.clear()
        if self._container is not None:
            self._container.close()
        self._file.close()


def _truncated(duration_s: float) -> SourceWarning:
    return SourceWarning(
        "truncated",
        f"the file ends early; {duration_s:.1f} s of it were read",
        "copy it again from the camera, or go on with what is there",
    )


def _corrupt(count: int) -> SourceWarning:
    return SourceWarning(
        "corrupt_parts",
        f"damaged parts of the file were passed over, {count} in all",
        "copy it again from the camera",
    )


def _repaired(count: int) -> SourceWarning:
    return SourceWarning(
        "timestamps_repaired",
        f"missing, repeated or falling frame times were estimated, {count} in all",
        "trust speeds and tempo less, or export the clip again",
    )


def _gap(gap_s: float) -> SourceWarning:
    return SourceWarning(
        "time_gap",
        f"the recording pauses for {gap_s:.1f} s",
        "record a set in one piece",
    )


def _resized(count: int) -> SourceWarning:
    return SourceWarning(
        "frame_size_changed",
        f"frames of another size than the first were scaled to it, {count} in all",
        "record a set with one setting",
    )
