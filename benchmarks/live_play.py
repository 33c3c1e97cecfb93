"""Plays sample clips through the live path in real time, each in processes that end with it."""

from __future__ import annotations

import hashlib
import io
import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Final, Literal

from rich.console import Console

import formcheck
from benchmarks.mjpeg import MjpegServer
from formcheck.checks import build_checks
from formcheck.coach.language import load_language
from formcheck.commands.events import EventWriter
from formcheck.commands.live_loop import run_headless
from formcheck.commands.live_set import LiveSet, Outlets
from formcheck.errors import CameraError
from formcheck.kinematics.smoothing import load_filters
from formcheck.lumbar.reader import LumbarReader
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.report import RepItem
from formcheck.video.live import LiveSource
from formcheck.video.source import open_source

__all__ = ["WAYS", "Played", "Way", "kept", "play", "play_all"]

Way = Literal["file", "stream"]
WAYS: Final[tuple[Way, ...]] = ("file", "stream")

_PATIENCE_S = 120.0
"""A process that says nothing for so much longer than its clip is stuck."""
_END_S = 10.0
_TWO_AT_ONCE: Final = {"file": 2, "stream": 1}
"""A file loses no frame, however slow the computer: two may share it. A stream has it alone."""


@dataclass(frozen=True, slots=True)
class Played:
    """A clip that was played through the live path.

    Parameters
    ----------
    reps : tuple of RepItem
        As they were last told.
    final : int
        Repetitions that the second look counted at the end.
    frames, dropped : int
        Frames that were looked at, and left out since a newer one was there.
    code : str
        Checksum of the package that played it.
    """

    reps: tuple[RepItem, ...]
    final: int
    frames: int
    dropped: int
    code: str = ""

    def to_json(self) -> str:
        """Return a text to keep."""
        return json.dumps(asdict(self) | {"reps": [r.model_dump(mode="json") for r in self.reps]})

    @classmethod
    def from_json(cls, text: str) -> Played:
        """Return what was kept."""
        kept = json.loads(text)
        return cls(**kept | {"reps": tuple(map(RepItem.model_validate, kept["reps"]))})


def code_sha256() -> str:
    """Return the checksum of all sources of the package."""
    digest = hashlib.sha256()
    folder = Path(formcheck.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def kept(path: Path) -> Played | None:
    """Return what was played before by the same code, None if there is no such thing."""
    try:
        found = Played.from_json(path.read_text("utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if found.code == code_sha256() else None


def play(address: str, model: str = "full") -> Played:
    """Return what the live path says of a file or stream, played in real time to its end."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.jsonl"
        lumbar = LumbarReader()
        load_filters()
        with (
            EventWriter(str(path)) as events,
            MediaPipeBackend(model) as backend,
            open_source(address, live=True, paced=True) as source,
        ):
            live = LiveSet(
                backend,
                exercise="auto",
                checks=build_checks({}),
                language=load_language("en"),
                counted_down=False,
                outlets=Outlets(events, Console(file=io.StringIO()), None),
                lumbar=lumbar,
            )
            try:
                run_headless(live, source)
            except CameraError as error:
                if not re.search("ended|broke off", str(error)):
                    raise
            final = live.end(source.info)
            assert isinstance(source, LiveSource)
            dropped = source.dropped
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    reps = [RepItem.model_validate(line["rep"]) for line in lines if line["event"] == "rep"]
    latest = {rep.index: rep for rep in reps}
    frames = len(final.track)
    return Played(tuple(latest.values()), len(final.data.reps), frames, dropped, code_sha256())


def play_all(
    videos: Sequence[Path], way: Way, folder: Path, model: str
) -> Iterator[tuple[Path, Played]]:
    """Play clips and keep what came of each; yield it as soon as it is there.

    Parameters
    ----------
    videos : sequence of Path
    way : {"file", "stream"}
    folder : Path
        ``NAME.WAY.json`` is kept here.
    model : str
        The pose model.

    Raises
    ------
    RuntimeError
        A process ended without a result, or is stuck.
    """
    waiting, running = list(videos), dict[Connection, tuple[Any, Path]]()
    folder.mkdir(parents=True, exist_ok=True)
    heard_s = time.monotonic()
    try:
        while waiting or running:
            while waiting and len(running) < _TWO_AT_ONCE[way]:
                video = waiting.pop(0)
                process, door = _started(_play_one, str(video), way, model)
                running[door] = (process, video)
                heard_s = time.monotonic()
            for ready in wait(list(running), timeout=1.0):
                assert isinstance(ready, Connection)
                process, video = running[ready]
                text = _received(ready, f"{video.stem}, {way}")
                _ended(process)
                del running[ready]
                (folder / f"{video.stem}.{way}.json").write_text(text, encoding="utf-8")
                yield video, Played.from_json(text)
            if time.monotonic() - heard_s > _PATIENCE_S + 60.0:
                raise RuntimeError(f"{[str(video) for _, video in running.values()]}: stuck")
    finally:
        for process, _ in running.values():
            process.kill()
            _ended(process)


def _play_one(door: Connection, video: str, way: Way, model: str) -> None:
    """Play a clip; in a process of its own."""
    if way == "file":
        door.send(play(video, model).to_json())
        return
    with _served(video) as address:
        door.send(play(address, model).to_json())


def _serve(door: Connection, video: str) -> None:
    """Send a clip once, at its own times, to the first who asks; in a process of its own."""
    with open_source(video) as source:
        frames = [(frame.time_s, frame.image) for frame in source]
    times = [time_s for time_s, _ in frames]
    with MjpegServer((image for _, image in frames), times_s=times, loop=False) as server:
        door.send(server.address)
        with suppress(EOFError):  # whoever wanted it has gone
            door.recv()


@contextmanager
def _served(video: str) -> Iterator[str]:
    """Give the address of a stream that shows a clip once, as a camera on the network would."""
    process, door = _started(_serve, video)
    try:
        yield _received(door, "the stream", _PATIENCE_S)
    finally:
        door.close()
        _ended(process)


def _ended(process: Any) -> None:
    """Wait for a process that has nothing left to do; end it if it does not see that."""
    process.join(_END_S)
    if process.is_alive():
        process.kill()
        process.join(_END_S)


def _started(work: Callable[..., None], *arguments: str) -> tuple[Any, Connection]:
    """Return a new process and our end of the pipe to it, which closes when it ends."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs, *arguments))
    process.start()
    theirs.close()
    return process, ours


def _received(door: Connection, what: str, patience_s: float = 0.0) -> str:
    try:
        if not door.poll(patience_s):
            raise RuntimeError(f"{what}: expected news within {patience_s:.0f} s")
        return str(door.recv())
    except EOFError:
        raise RuntimeError(f"{what}: its process ended without a result") from None
