"""``formcheck live``: the same session as analyze, frame by frame, with a coach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rich.console import Console

from formcheck.checks import build_checks
from formcheck.coach.language import load_language
from formcheck.coach.sound import SOUND_MODES, SoundMode, SoundThread, open_player
from formcheck.commands.events import EventWriter
from formcheck.errors import CameraError, UsageError
from formcheck.video.source import is_camera, is_file, open_source

if TYPE_CHECKING:
    from formcheck.coach.window import Window
    from formcheck.commands.keep import HistoryKeeper
    from formcheck.commands.live_record import LiveRecording
    from formcheck.commands.live_set import LiveSet
    from formcheck.pose.backend import PoseBackend
    from formcheck.video.protocol import Source

__all__ = ["LiveOptions", "asked_sound", "run_live"]


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """What the command line asked for; see ``formcheck live --help``."""

    source: str | int = 0
    exercise: str = "auto"
    model: str = "auto"
    headless: bool = False
    mirror: bool = False
    events: str | None = None
    sound: SoundMode | None = None
    language: str = "en"
    paced: bool = True
    record: Path | None = None
    reconnect_s: float = 60.0
    keep: HistoryKeeper | None = None
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def sound_mode(self) -> SoundMode:
        """What was asked for; else a voice, but for a file nobody trains with."""
        return self.sound or ("silent" if is_file(self.source) else "voice")


def asked_sound(**flags: bool) -> SoundMode | None:
    """Return the kind of sound whose flag is set, None if none is.

    Raises
    ------
    UsageError
        More than one is.
    """
    asked = [mode for mode in SOUND_MODES if flags[mode]]
    if len(asked) > 1:
        raise UsageError(f"--{asked[0]} and --{asked[1]} exclude each other", "live", "take one")
    return asked[0] if asked else None


def run_live(options: LiveOptions) -> int:
    """Run live sets until the source ends or the person quits; return 0.

    Raises
    ------
    FormcheckError
        The camera, the file, the window or the events cannot be opened, or a setting is wrong.
    """
    from formcheck.coach.window import Window
    from formcheck.commands.live_set import LiveSet, Outlets
    from formcheck.kinematics.smoothing import load_filters
    from formcheck.lumbar.reader import LumbarReader
    from formcheck.pose.auto_model import AutoModelBackend

    checks, language = build_checks(options.settings), load_language(options.language)
    if options.keep is not None:
        options.keep.check()
    console = Console(stderr=options.events == "-")
    with ExitStack() as opened:
        events = opened.enter_context(EventWriter(options.events))
        screen = None
        if not options.headless:
            screen = opened.enter_context(Window(mirror=options.mirror))
        backend = opened.enter_context(_backend(options.model))
        # All that takes time first: what a stream sends while it loads would be lost, and with
        # its first second the rest.
        lumbar = LumbarReader()
        load_filters()
        source = opened.enter_context(
            open_source(
                options.source, live=True, paced=options.paced, reconnect_s=options.reconnect_s
            )
        )
        sound = opened.enter_context(_sound(options.sound_mode, language.voice, console))
        recording = opened.enter_context(_recording(options.record, console))
        live = LiveSet(
            backend,
            exercise=options.exercise,
            checks=checks,
            language=language,
            counted_down=is_camera(options.source),
            outlets=Outlets(events, console, sound, recording, options.keep),
            lumbar=lumbar,
        )
        if isinstance(backend, AutoModelBackend):
            backend.on_change = live.model_changed
        _watch(live, source, screen, console)
    return 0


def _watch(live: LiveSet, source: Source, screen: Window | None, console: Console) -> None:
    """Run to the end of the source, and tell what the last set came to."""
    from formcheck.commands.live_loop import run_headless, run_in_window, show_end

    try:
        if screen is None:
            run_headless(live, source)
        else:
            run_in_window(live, source, screen)
    except CameraError as error:
        # What was seen before the camera was lost is worth its summary all the same.
        _tell(console, str(error))
    live.end(source.info)
    if screen is not None:
        show_end(live, screen)


def _backend(model: str) -> AbstractContextManager[PoseBackend]:
    """Return the pose backend that was asked for, not opened yet."""
    from formcheck.pose import auto_model, mediapipe

    backend: AbstractContextManager[PoseBackend]
    if model == "auto":
        backend = auto_model.AutoModelBackend(open_model=mediapipe.MediaPipeBackend)
    else:
        backend = mediapipe.MediaPipeBackend(model)
    return backend


@contextmanager
def _sound(
    mode: Literal["voice", "tones", "silent"], voice: str, console: Console
) -> Iterator[SoundThread | None]:
    """Open the sound; what is said last is still heard at the end."""
    if mode == "silent":
        yield None
        return
    player_mode: Literal["voice", "tones"] = mode
    sound = SoundThread(
        lambda: open_player(player_mode, voice), lambda sentence: _tell(console, sentence)
    )
    try:
        yield sound
    finally:
        sound.close()


@contextmanager
def _recording(folder: Path | None, console: Console) -> Iterator[LiveRecording | None]:
    """Open the recording, if one was asked for; its video is finished whatever happens."""
    if folder is None:
        yield None
        return
    from formcheck.commands.live_record import LiveRecording

    recording = LiveRecording(folder, lambda sentence: _tell(console, sentence))
    try:
        yield recording
    finally:
        recording.close()


def _tell(console: Console, sentence: str) -> None:
    console.print(f"formcheck: {sentence}", markup=False, highlight=False, soft_wrap=True)
