"""Says cues without ever holding up the picture: a thread of its own, and one place to wait in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Literal, Protocol

from formcheck.coach.cue import Cue, CueKind
from formcheck.errors import FormcheckError
from formcheck.threads import started

__all__ = ["SOUND_MODES", "Player", "SoundMode", "SoundThread", "open_player"]

SoundMode = Literal["voice", "tones", "silent"]
SOUND_MODES: Final[tuple[SoundMode, ...]] = ("voice", "tones", "silent")

_DRAIN_S, _CUT_S = 5.0, 1.0
_URGENT: Final[frozenset[CueKind]] = frozenset({"fault", "advice"})
"""Kinds that cut short what is being said: told late they are of another movement."""


class Player(Protocol):
    """Makes cues heard; used by one thread only."""

    def play(self, cues: tuple[Cue, ...], cut: threading.Event) -> None:
        """Make these cues heard, and return when they were, or soon after ``cut`` is set."""
        ...

    def close(self) -> None:
        """Release the device."""
        ...


class SoundThread:
    """Plays what was said last; what came meanwhile and is stale already is left out.

    A fault or an advice cuts short what is being said; all else waits until that was said.

    Parameters
    ----------
    make_player : callable
        Opens the device; called in the thread, since that may take a second.
    tell : callable
        Takes one sentence if there is no sound, at most once; the set goes on without.
    """

    def __init__(self, make_player: Callable[[], Player], tell: Callable[[str], None]) -> None:
        self._make_player = make_player
        self._tell = tell
        self._news = threading.Condition()
        self._waiting: tuple[Cue, ...] | None = None
        self._cut = threading.Event()
        self._closing = False
        self._muted = False
        self._broken = False
        thread = threading.Thread(target=self._play_on, name="sound", daemon=True)
        self._thread = started(thread)

    @property
    def muted(self) -> bool:
        """Whether nothing is played for now."""
        return self._muted

    @property
    def broken(self) -> bool:
        """Whether there is no sound, since the device is missing or was lost."""
        return self._broken

    def mute(self, muted: bool) -> None:
        """Play nothing from now on, or play again."""
        with self._news:
            self._muted = muted
            if muted:
                self._waiting = None
                self._cut.set()

    def say(self, cues: tuple[Cue, ...]) -> None:
        """Have these cues played next, instead of any that wait; returns at once."""
        if not cues:
            return
        with self._news:
            if self._muted or self._closing:
                return
            self._waiting = cues
            if any(cue.kind in _URGENT for cue in cues):
                self._cut.set()
            self._news.notify()

    def close(self) -> None:
        """Play what still waits, then stop; a device that hangs is left behind."""
        with self._news:
            self._closing = True
            self._news.notify()
        self._thread.join(timeout=_DRAIN_S)
        self._cut.set()
        self._thread.join(timeout=_CUT_S)

    def _play_on(self) -> None:
        try:
            player = self._make_player()
            try:
                while (cues := self._next()) is not None:
                    player.play(cues, self._cut)
            finally:
                player.close()
        except FormcheckError as error:
            self._broken = True
            self._tell(str(error))
        except Exception as error:  # whatever a sound library raises must not end the set
            self._broken = True
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            self._tell(f"no sound, {reason} (sound): go on without, or start with --silent")

    def _next(self) -> tuple[Cue, ...] | None:
        """Wait for the next cues; None at the end."""
        with self._news:
            self._news.wait_for(lambda: self._waiting is not None or self._closing)
            cues, self._waiting = self._waiting, None
            self._cut.clear()
            return cues


def open_player(mode: Literal["voice", "tones"], voice: str) -> Player:
    """Return the player of this mode; ``voice`` is the language of the speech.

    Raises
    ------
    SoundError
        The engine or the device is missing.
    """
    if mode == "voice":
        from formcheck.coach.voice import open_speech

        return open_speech(voice)
    from formcheck.coach.tones import TonePlayer

    return TonePlayer()
