"""Speech by the system's own engine, offline; a word that is no longer wanted can be cut short.

On Linux espeak-ng speaks, a program of its own for each utterance. pyttsx3 would have it played by
``aplay`` from within the engine's callback, which nothing can stop. Elsewhere (SAPI, NSSpeech)
pyttsx3 speaks.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading

from formcheck.coach.cue import Cue
from formcheck.coach.sound import Player
from formcheck.errors import SoundError

__all__ = ["EnginePlayer", "ProgramPlayer", "open_speech", "speech"]

_PROGRAMS = ("espeak-ng", "espeak")
_LOOK_S = 0.02
"""So often it is looked whether what is spoken is still wanted."""
_LONGEST_S = 30.0
"""A program that speaks for longer hangs in its device."""


def open_speech(language: str) -> Player:
    """Return what speaks on this system.

    Parameters
    ----------
    language : str
        Of the voice, like ``en``; the system's own voice if it has none of that language.

    Raises
    ------
    SoundError
        The engine or pyttsx3 is missing.
    """
    return ProgramPlayer(language) if sys.platform.startswith("linux") else EnginePlayer(language)


def speech(cues: tuple[Cue, ...]) -> str:
    """Return what is spoken for cues that come together.

    Examples
    --------
    >>> speech((Cue(1.0, "count", "count", "3", 3), Cue(1.0, "fault", "under_90", "Higher.", 3)))
    '3. Higher.'
    """
    return " ".join(text if text[-1] in ".!?" else f"{text}." for text in (c.text for c in cues))


class ProgramPlayer:
    """Speaks each cue with espeak-ng, in a process of its own.

    Parameters
    ----------
    language : str
        Of the voice.

    Raises
    ------
    SoundError
        Neither espeak-ng nor espeak is there.
    """

    def __init__(self, language: str) -> None:
        found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
        if found is None:
            raise SoundError(
                "there is no speech engine", "--voice", "install espeak-ng, or take --tones"
            )
        self._command = [found]
        voices = subprocess.run(
            [found, f"--voices={language}"], capture_output=True, timeout=_LONGEST_S, check=False
        )
        if len(voices.stdout.splitlines()) > 1:  # the first one is the heading
            self._command += ["-v", language]

    def play(self, cues: tuple[Cue, ...], cut: threading.Event) -> None:
        """Speak, and return when it is spoken, or cut.

        Raises
        ------
        SoundError
            There is no sound device.
        """
        with (
            tempfile.TemporaryFile() as said,
            subprocess.Popen(
                [*self._command, "--", speech(cues)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            ) as program,
        ):
            try:
                _wait(program, cut)
            finally:
                program.kill()
            if cut.is_set():
                return
            said.seek(0)
            # It ends with 0 all the same.
            if program.wait() or any(line.lower().startswith(b"error") for line in said):
                raise SoundError(
                    "there is no sound device", "--voice", "plug one in, or take --silent"
                )

    def close(self) -> None:
        """Nothing is left open between the cues."""


def _wait(program: subprocess.Popen[bytes], cut: threading.Event) -> None:
    """Return when a program has ended, speaks in vain, or speaks for much too long."""
    for _ in range(int(_LONGEST_S / _LOOK_S)):
        if program.poll() is not None or cut.wait(_LOOK_S):
            return


class EnginePlayer:
    """Speaks cues with pyttsx3; what is cut short ends with the word that is being spoken.

    Parameters
    ----------
    language : str
        Of the voice.

    Raises
    ------
    SoundError
        pyttsx3 or the engine is missing.
    """

    def __init__(self, language: str) -> None:
        try:
            import pyttsx3
        except ImportError:
            raise SoundError(
                "speech is not installed", "--voice", 'pip install "formcheck[voice]", or --tones'
            ) from None
        self._open = pyttsx3.init
        try:
            engine = self._open()
        except Exception:  # each engine's driver raises what it likes
            raise SoundError(
                "there is no speech engine", "--voice", "install one, or take --tones"
            ) from None
        self._voice = _voice_of(engine.getProperty("voices") or (), language)

    def play(self, cues: tuple[Cue, ...], cut: threading.Event) -> None:
        """Speak, and return when it is spoken, or cut."""
        # One engine for each: the second runAndWait of the same one hangs with some drivers.
        engine = self._open()
        if self._voice is not None:
            engine.setProperty("voice", self._voice)
        # Its own thread alone may stop it: pyttsx3 asks before each word.
        engine.connect("started-word", lambda **_: engine.stop() if cut.is_set() else None)
        engine.say(speech(cues))
        engine.runAndWait()
        engine.stop()

    def close(self) -> None:
        """Nothing is left open between the cues."""


def _voice_of(voices: object, language: str) -> str | None:
    """Return the id of the first voice of a language, None if there is none."""
    for voice in voices if isinstance(voices, list | tuple) else ():
        for name in getattr(voice, "languages", None) or ():
            # Some drivers give bytes with a leading byte of priority.
            text = name.decode("ascii", "ignore") if isinstance(name, bytes) else str(name)
            tag = text.lstrip("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09").lower()
            if tag.replace("_", "-").split("-")[0] == language:
                return str(voice.id)
    return None
