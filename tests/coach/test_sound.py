"""Sound never blocks, plays the latest, drains at the end, and is one sentence when missing."""

from __future__ import annotations

import builtins
import sys
import threading
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from formcheck.coach.cue import Cue
from formcheck.coach.sound import SoundThread, open_player
from formcheck.coach.tones import MELODIES, RATE_HZ, melody
from formcheck.errors import SoundError

PATIENCE_S = 20.0


def _cue(text: str, kind: str = "count") -> tuple[Cue, ...]:
    return (Cue(1.0, kind, text, text),)  # type: ignore[arg-type]


class Slow:
    """A player that speaks until it is let go on."""

    def __init__(self) -> None:
        self.played: list[str] = []
        self.started, self.go_on, self.closed = (threading.Event() for _ in range(3))

    def play(self, cues: tuple[Cue, ...]) -> None:
        self.played.append(cues[0].text)
        self.started.set()
        assert self.go_on.wait(PATIENCE_S)

    def close(self) -> None:
        self.closed.set()


def _never(sentence: str) -> None:
    pytest.fail(sentence)


def test_saying_does_not_wait_and_only_the_latest_is_kept():
    slow = Slow()
    sound = SoundThread(lambda: slow, _never)
    sound.say(_cue("1"))
    assert slow.started.wait(PATIENCE_S)
    for text in ("2", "3", "4"):
        sound.say(_cue(text))  # returns, though the first one is still spoken
    assert slow.played == ["1"]
    slow.go_on.set()
    sound.close()
    assert slow.played == ["1", "4"]
    assert not sound.broken
    assert slow.closed.is_set()


def test_closing_plays_what_waits_and_nothing_after():
    slow = Slow()
    slow.go_on.set()
    sound = SoundThread(lambda: slow, _never)
    sound.say(_cue("last"))
    sound.close()
    sound.say(_cue("too late"))
    assert slow.played == ["last"]


def test_muted_says_nothing():
    slow = Slow()
    slow.go_on.set()
    sound = SoundThread(lambda: slow, _never)
    sound.mute(True)
    assert sound.muted
    sound.say(_cue("1"))
    sound.mute(False)
    sound.say(())
    sound.say(_cue("2"))
    sound.close()
    assert slow.played == ["2"]


def test_a_missing_device_is_told_once_and_the_set_goes_on():
    def missing() -> Slow:
        raise SoundError("there is no sound device", "--tones", "plug one in")

    told: list[str] = []
    sound = SoundThread(missing, told.append)
    sound.say(_cue("1"))
    sound.close()
    sound.say(_cue("2"))
    assert told == ["there is no sound device (--tones): plug one in"]
    assert sound.broken


def test_a_device_that_is_pulled_out_is_told_once():
    class Pulled(Slow):
        def play(self, _: tuple[Cue, ...]) -> None:
            raise OSError("device unavailable\nand much more")

    told: list[str] = []
    sound = SoundThread(Pulled, told.append)
    sound.say(_cue("1"))
    sound.close()
    assert told == ["no sound, device unavailable (sound): go on without, or start with --silent"]
    assert sound.broken


def test_each_kind_has_its_own_melody():
    assert len(set(MELODIES.values())) == len(MELODIES)
    for kind in MELODIES:
        samples = melody(_cue("x", kind))
        assert samples.dtype == np.float32
        assert 0.1 < len(samples) / RATE_HZ < 0.7
        assert 0.3 < np.abs(samples).max() <= 0.35
        assert abs(samples[0]) < 1e-6
        assert np.abs(np.diff(samples)).max() < 0.05  # no click
    both = melody((*_cue("1"), *_cue("x", "fault")))
    assert len(both) == len(melody(_cue("1"))) + len(melody(_cue("x", "fault")))


def test_a_note_has_its_frequency():
    samples = melody(_cue("1"))
    (frequency_hz, length_s) = MELODIES["count"][0]
    spectrum = np.abs(np.fft.rfft(samples, RATE_HZ))
    assert int(np.argmax(spectrum)) == pytest.approx(frequency_hz, abs=3)
    assert len(samples) / RATE_HZ == pytest.approx(length_s + 0.05, abs=0.01)


class Engine:
    """Stands for pyttsx3's; the voices are as espeak and as SAPI give them."""

    made = 0
    spoken: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self) -> None:
        Engine.made += 1
        self.voice, self.text = "default", ""

    def getProperty(self, name: str) -> list[SimpleNamespace]:  # noqa: N802
        assert name == "voices"
        voices = {"british": [b"\x02en-gb"], "german": ["de_DE"], "none": []}
        return [SimpleNamespace(id=name, languages=tags) for name, tags in voices.items()]

    def setProperty(self, name: str, value: str) -> None:  # noqa: N802
        assert name == "voice"
        self.voice = value

    def say(self, text: str) -> None:
        self.text = text

    def runAndWait(self) -> None:  # noqa: N802
        Engine.spoken.append((self.voice, self.text))

    def stop(self) -> None:
        pass


@pytest.mark.parametrize(
    ("language", "voice"), [("en", "british"), ("de", "german"), ("fr", "default")]
)
def test_speech_takes_a_voice_of_the_language(monkeypatch, language, voice):
    module = ModuleType("pyttsx3")
    module.init = Engine  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pyttsx3", module)
    Engine.made, Engine.spoken = 0, []
    player = open_player("voice", language)
    player.play((*_cue("3"), *_cue("Higher.", "fault")))
    player.play(_cue("4"))
    player.close()
    assert Engine.spoken == [(voice, "3. Higher."), (voice, "4.")]
    assert Engine.made == 3  # a second runAndWait of the same engine may hang


def test_no_speech_engine_is_one_sentence(monkeypatch):
    module = ModuleType("pyttsx3")

    def init() -> None:
        raise RuntimeError("eSpeak or eSpeak-ng not installed")

    module.init = init  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pyttsx3", module)
    with pytest.raises(SoundError, match="no speech engine"):
        open_player("voice", "en")


def _without(monkeypatch: pytest.MonkeyPatch, missing: str, error: Exception) -> None:
    real = builtins.__import__

    def imports(name: str, *more, **others):
        if name == missing:
            raise error
        return real(name, *more, **others)

    monkeypatch.delitem(sys.modules, missing, raising=False)
    monkeypatch.setattr(builtins, "__import__", imports)


@pytest.mark.parametrize(
    ("mode", "module", "error", "sentence"),
    [
        ("voice", "pyttsx3", ImportError(), "speech is not installed"),
        ("tones", "sounddevice", ImportError(), "tones are not installed"),
        ("tones", "sounddevice", OSError("PortAudio library not found"), "PortAudio is missing"),
    ],
)
def test_what_is_not_installed_is_one_sentence(monkeypatch, mode, module, error, sentence):
    _without(monkeypatch, module, error)
    with pytest.raises(SoundError, match=sentence):
        open_player(mode, "en")


def test_tones_play_to_the_end_on_the_device(monkeypatch):
    played = []
    module = ModuleType("sounddevice")
    module.check_output_settings = lambda **_: None  # type: ignore[attr-defined]
    module.play = lambda samples, rate, blocking: played.append(  # type: ignore[attr-defined]
        (len(samples), rate, blocking)
    )
    module.stop = lambda: played.append("stopped")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    player = open_player("tones", "en")
    player.play(_cue("1"))
    player.close()
    assert played == [(len(melody(_cue("1"))), RATE_HZ, True), "stopped"]


def test_no_sound_device_is_one_sentence(monkeypatch):
    module = ModuleType("sounddevice")

    def refuse(**_: object) -> None:
        raise ValueError("no output device")

    module.check_output_settings = refuse  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    with pytest.raises(SoundError, match="no sound device"):
        open_player("tones", "en")
