"""Camera, sound and screen: what ``formcheck live`` can use. None is needed for recordings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from formcheck.doctor.finding import Finding
from formcheck.errors import CameraError, SoundError

__all__ = ["camera", "screen", "speech", "tones"]

_FIRST: Final = 0


def camera() -> Iterator[Finding]:
    """Tell whether the first camera opens; it is let go at once, nothing is kept."""
    from formcheck.video.camera import CameraSource

    try:
        with CameraSource(_FIRST) as source:
            detail = f"camera {_FIRST} opens, {source.info.width} x {source.info.height}"
        yield Finding("devices", "camera", "ok", detail)
    except CameraError as error:
        yield Finding("devices", "camera", "absent", f"{error.where} {error.what}", error.remedy)


def screen() -> Iterator[Finding]:
    """Tell whether a window can be opened."""
    from formcheck.coach.screen import has_screen
    from formcheck.coach.x11 import claim_events

    if not has_screen():
        remedy = "`formcheck live --headless` or `formcheck serve`"
        yield Finding("devices", "screen", "absent", "no window can be opened", remedy)
    elif not claim_events():
        detail = "the window may stay black and miss keys: there is no libX11-xcb.so.1"
        yield Finding("devices", "screen", "doubtful", detail, "install it (Debian: libx11-xcb1)")
    else:
        yield Finding("devices", "screen", "ok", "a window can be opened")


def speech() -> Iterator[Finding]:
    """Tell whether cues can be spoken."""
    yield _sound("voice", "a speech engine answers")


def tones() -> Iterator[Finding]:
    """Tell whether cues can be played as tones."""
    yield _sound("tones", "a sound device answers")


def _sound(mode: Literal["voice", "tones"], answer: str) -> Finding:
    from formcheck.coach.sound import open_player

    try:
        open_player(mode, "en").close()
    except SoundError as error:
        return Finding("devices", mode, "absent", error.what, error.remedy)
    return Finding("devices", mode, "ok", answer)
