"""Speech by pyttsx3, which uses the system's own engine (espeak, SAPI, NSSpeech): offline."""

from __future__ import annotations

from formcheck.coach.cue import Cue
from formcheck.errors import SoundError

__all__ = ["SpeechPlayer", "speech"]


def speech(cues: tuple[Cue, ...]) -> str:
    """Return what is spoken for cues that come together.

    Examples
    --------
    >>> speech((Cue(1.0, "count", "count", "3", 3), Cue(1.0, "fault", "under_90", "Higher.", 3)))
    '3. Higher.'
    """
    return " ".join(text if text[-1] in ".!?" else f"{text}." for text in (c.text for c in cues))


class SpeechPlayer:
    """Speaks cues with the system's speech engine.

    Parameters
    ----------
    language : str
        Of the voice, like ``en``; the system's own voice if it has none of that language.

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
                "there is no speech engine", "--voice", "install espeak-ng, or take --tones"
            ) from None
        self._voice = _voice_of(engine.getProperty("voices") or (), language)

    def play(self, cues: tuple[Cue, ...]) -> None:
        """Speak, and return when it is spoken."""
        # One engine for each: the second runAndWait of the same one hangs with some drivers.
        engine = self._open()
        if self._voice is not None:
            engine.setProperty("voice", self._voice)
        engine.say(speech(cues))
        engine.runAndWait()
        engine.stop()

    def close(self) -> None:
        """Nothing is left open between the cues."""


def _voice_of(voices: object, language: str) -> str | None:
    """Return the id of the first voice of a language, None if there is none."""
    for voice in voices if isinstance(voices, list | tuple) else ():
        for name in getattr(voice, "languages", None) or ():
            # espeak gives bytes with a leading byte of priority.
            text = name.decode("ascii", "ignore") if isinstance(name, bytes) else str(name)
            tag = text.lstrip("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09").lower()
            if tag.replace("_", "-").split("-")[0] == language:
                return str(voice.id)
    return None
