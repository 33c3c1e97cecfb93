"""A camera that shows sample clips, in a process of its own: its work is not the coach's.

Pictures come through shared memory at a steady rate; each bears its number in its first pixels, so
that what is shown in the end is known to the frame.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from formcheck.video.fit import fitted
from formcheck.video.source import open_source

__all__ = ["FilmCamera", "Showing", "number_of", "playlist"]

Image = npt.NDArray[np.uint8]

ROUNDS = 3
"""So often the same clips are shown: the last round is held against the first."""
_SLOTS = 8
_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Showing:
    """One clip that is shown in a round; round 0 warms up and does not count."""

    video: Path
    round: int
    frames: int


def playlist(
    videos: Sequence[tuple[Path, int]], length_s: float, fps: float, warm_up_s: float
) -> list[Showing]:
    """Return what is shown in so many seconds: a warm-up, then the same clips three times.

    The shortest are taken, which are the most clips.

    Parameters
    ----------
    videos : sequence of (Path, int)
        Clips and their numbers of frames.
    length_s, fps : float
        Of the whole.
    warm_up_s : float
        The first clip is shown for so long before.

    Examples
    --------
    >>> shown = playlist([(Path("a"), 300), (Path("b"), 30), (Path("c"), 60)], 12.0, 30.0, 1.0)
    >>> [(s.video.name, s.round, s.frames) for s in shown if s.round < 2]
    [('b', 0, 30), ('b', 1, 30), ('c', 1, 60)]
    """
    room = round((length_s - warm_up_s) * fps / ROUNDS)
    by_length = sorted(videos, key=lambda pair: (pair[1], pair[0].name))
    ends = itertools.accumulate(frames for _, frames in by_length)
    taken = [pair for pair, end in zip(by_length, ends, strict=True) if end <= room]
    taken = taken or by_length[:1]
    warm_up = Showing(taken[0][0], 0, round(warm_up_s * fps))
    return [warm_up, *(Showing(v, i, n) for i in range(1, ROUNDS + 1) for v, n in taken)]


def number_of(image: Image) -> int:
    """Return the number that a picture bears."""
    return int.from_bytes(image[0, 0].tobytes(), "little")


class FilmCamera:
    """What a live source reads from (a ``Grabber``); a context manager that ends the process.

    Parameters
    ----------
    showings : sequence of Showing
    size : tuple of int
        Width and height of the pictures.
    fps : float
        Pictures a second.
    """

    def __init__(self, showings: Sequence[Showing], size: tuple[int, int], fps: float) -> None:
        self._shape = (size[1], size[0], 3)
        total = sum(showing.frames for showing in showings)
        self.sent_s = np.full(total, np.nan)
        """When each picture was given, by the clock of the machine; NaN = not yet."""
        self.showing = np.repeat(np.arange(len(showings)), [s.frames for s in showings])
        """Number of the showing that each picture belongs to, shape (N,)."""
        self.now = -1
        """Number of the showing that is on."""
        self._memory = SharedMemory(create=True, size=_SLOTS * int(np.prod(self._shape)))
        context = get_context("spawn")
        self._door, theirs = context.Pipe()
        arguments = (tuple(showings), size, fps, self._memory.name, theirs)
        self._process = context.Process(target=_film, args=arguments, daemon=True)
        self._process.start()
        theirs.close()
        self._started = False

    def grab(self) -> tuple[float, Image] | None:
        """Wait for a picture; return when it was given, and itself; None at the end.

        The first call starts the film.

        Raises
        ------
        RuntimeError
            None came for a minute.
        """
        if not self._started:
            self._started = True
            self._door.send("go")
        if not self._door.poll(_PATIENCE_S):
            raise RuntimeError(f"expected a picture within {_PATIENCE_S:.0f} s")
        try:
            number, sent_s = self._door.recv()
        except EOFError:
            return None
        self.sent_s[number] = sent_s
        self.now = int(self.showing[number])
        return sent_s, _slot(self._memory, self._shape, number).copy()

    def close(self) -> None:
        """Nothing yet: the process ends with the context."""

    def __enter__(self) -> Self:
        if not self._door.poll(_PATIENCE_S):
            self.__exit__(None, None, None)
            raise RuntimeError(f"expected a camera within {_PATIENCE_S:.0f} s")
        self._door.recv()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.join(timeout=10)
        self._door.close()
        self._memory.close()
        self._memory.unlink()


def _slot(memory: SharedMemory, shape: tuple[int, int, int], number: int) -> Image:
    start = (number % _SLOTS) * int(np.prod(shape))
    return np.ndarray(shape, np.uint8, memory.buf, start)


def _film(
    showings: Sequence[Showing], size: tuple[int, int], fps: float, name: str, door: Connection
) -> None:
    """Show the clips; ends when they do, or when nobody looks any more."""
    memory = SharedMemory(name)
    shape = (size[1], size[0], 3)
    try:
        door.send("ready")
        door.recv()
        start_s = time.monotonic() + 0.1
        for number, image in enumerate(_pictures(showings, size)):
            slot = _slot(memory, shape, number)
            slot[:] = image
            slot[0, 0] = list(number.to_bytes(3, "little"))
            time.sleep(max(0.0, start_s + number / fps - time.monotonic()))
            door.send((number, time.monotonic()))
    except (BrokenPipeError, EOFError):
        pass
    finally:
        door.close()
        memory.close()


def _pictures(showings: Sequence[Showing], size: tuple[int, int]) -> Iterator[Image]:
    """Yield as many pictures of each clip as it is shown for, from its beginning."""
    for showing in showings:
        with open_source(showing.video) as source:
            for frame in itertools.islice(source, showing.frames):
                yield fitted(frame.image, size)
