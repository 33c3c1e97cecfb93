"""Tones instead of words: short, and told apart by their melody."""

from __future__ import annotations

import threading
from typing import Final

import numpy as np
import numpy.typing as npt

from formcheck.coach.cue import Cue, CueKind
from formcheck.errors import SoundError

__all__ = ["MELODIES", "RATE_HZ", "TonePlayer", "melody"]

RATE_HZ: Final = 44100

MELODIES: Final[dict[CueKind, tuple[tuple[float, float], ...]]] = {
    "count": ((880.0, 0.10),),
    "fault": ((440.0, 0.16), (330.0, 0.24)),
    "advice": ((440.0, 0.14), (440.0, 0.14)),
    "praise": ((660.0, 0.10), (880.0, 0.18)),
    "remedy": ((523.0, 0.12), (440.0, 0.12), (523.0, 0.12)),
    "setup": ((587.0, 0.14),),
    "announce": ((587.0, 0.10), (587.0, 0.10)),
}
"""Notes of each kind of cue: frequency in Hz and length in seconds. Falling: mend something."""

_PAUSE_S = 0.05
_FADE_S = 0.008
_LOUDNESS = 0.35


def melody(cues: tuple[Cue, ...]) -> npt.NDArray[np.float32]:
    """Return the samples (N,) in [-1, 1] at ``RATE_HZ`` of cues that come together."""
    pause = np.zeros(round(_PAUSE_S * RATE_HZ))
    parts = [part for cue in cues for note in MELODIES[cue.kind] for part in (_note(*note), pause)]
    return np.concatenate(parts or [pause]).astype(np.float32)


def _note(frequency_hz: float, length_s: float) -> npt.NDArray[np.float64]:
    time_s = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    # A note that is cut off clicks.
    fade = np.minimum(1.0, np.minimum(time_s, length_s - time_s) / _FADE_S)
    wave: npt.NDArray[np.float64] = _LOUDNESS * fade * np.sin(2.0 * np.pi * frequency_hz * time_s)
    return wave


class TonePlayer:
    """Plays melodies on the system's sound device.

    Raises
    ------
    SoundError
        sounddevice, PortAudio or the device is missing.
    """

    def __init__(self) -> None:
        try:
            import sounddevice
        except ImportError:
            raise SoundError(
                "tones are not installed", "--tones", 'pip install "formcheck[voice]"'
            ) from None
        except OSError:
            raise SoundError(
                "PortAudio is missing", "--tones", "install libportaudio2, or take --silent"
            ) from None
        self._device = sounddevice
        try:
            sounddevice.check_output_settings(samplerate=RATE_HZ, channels=1)
        except Exception:  # PortAudioError, ValueError: there is none, or it is of no use
            raise SoundError(
                "there is no sound device", "--tones", "plug one in, or take --silent"
            ) from None

    def play(self, cues: tuple[Cue, ...], cut: threading.Event) -> None:
        """Play, and return when it was heard, or cut."""
        samples = melody(cues)
        self._device.play(samples, RATE_HZ)
        if cut.wait(len(samples) / RATE_HZ):
            self._device.stop()
        else:
            self._device.wait()  # for what is still on its way to the loudspeaker

    def close(self) -> None:
        """Stop what plays."""
        self._device.stop()
