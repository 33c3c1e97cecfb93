"""Sound never blocks, plays the latest, drains at the end, and is one sentence when missing."""

from __future__ import annotations

import builtins
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
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
        self.cut_short: list[str] = []
        self.started, self.go_on, self.closed = (threading.Event() for _ in range(3))

    def play(self, cues: tuple[Cue, ...], cut: threading.Event) -> None:
        self.played.append(cues[0].text)
        self.started.set()
        while not self.go_on.wait(0.005):
            if cut.is_set():
                self.cut_short.append(cues[0].text)
                return

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


@pytest.mark.parametrize("kind", ["fault", "advice"])
def test_what_is_wrong_cuts_short_what_is_being_said(kind):
    slow = Slow()
    sound = SoundThread(lambda: slow, _never)
    sound.say(_cue("A long summary of the set.", "announce"))
    assert slow.started.wait(PATIENCE_S)
    slow.started.clear()
    sound.say((*_cue("3"), *_cue("Higher.", kind)))
    assert slow.started.wait(PATIENCE_S)
    assert slow.cut_short == ["A long summary of the set."]
    slow.go_on.set()
    sound.close()
    assert slow.played == ["A long summary of the set.", "3"]


@pytest.mark.parametrize("kind", ["count", "praise", "remedy", "setup", "announce"])
def test_all_else_lets_a_word_be_said_to_its_end(kind):
    slow = Slow()
    sound = SoundThread(lambda: slow, _never)
    sound.say(_cue("Higher.", "fault"))
    assert slow.started.wait(PATIENCE_S)
    sound.say(_cue("3", kind))
    time.sleep(0.05)
    assert slow.played == ["Higher."]
    slow.go_on.set()
    sound.close()
    assert slow.played == ["Higher.", "3"]
    assert slow.cut_short == []


def test_muting_cuts_short():
    slow = Slow()
    sound = SoundThread(lambda: slow, _never)
    sound.say(_cue("A long word"))
    assert slow.started.wait(PATIENCE_S)
    sound.mute(True)
    sound.close()
    assert slow.cut_short == ["A long word"]


def test_a_player_that_hangs_is_cut_when_all_is_closed(monkeypatch):
    monkeypatch.setattr("formcheck.coach.sound._DRAIN_S", 0.05)
    slow = Slow()
    sound = SoundThread(lambda: slow, _never)
    sound.say(_cue("for ever"))
    assert slow.started.wait(PATIENCE_S)
    sound.close()
    assert slow.cut_short == ["for ever"]
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
        def play(self, *_: object) -> None:
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
    """Stands for pyttsx3's; the voices are as two drivers give them."""

    made = 0
    spoken: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self) -> None:
        Engine.made += 1
        self.voice, self.text, self.stopped = "default", "", False

    def getProperty(self, name: str) -> list[SimpleNamespace]:  # noqa: N802
        assert name == "voices"
        voices = {"british": [b"\x02en-gb"], "german": ["de_DE"], "none": []}
        return [SimpleNamespace(id=name, languages=tags) for name, tags in voices.items()]

    def setProperty(self, name: str, value: str) -> None:  # noqa: N802
        assert name == "voice"
        self.voice = value

    def connect(self, topic: str, tell: Callable[..., None]) -> None:
        assert topic == "started-word"
        self.tell = tell

    def say(self, text: str) -> None:
        self.text = text

    def runAndWait(self) -> None:  # noqa: N802
        said = []
        for word in self.text.split():
            self.tell(name=word, location=0, length=len(word))
            if self.stopped:
                break
            said.append(word)
        Engine.spoken.append((self.voice, " ".join(said)))

    def stop(self) -> None:
        self.stopped = True


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put it in the place of pyttsx3, on a system that is not Linux."""
    module = ModuleType("pyttsx3")
    module.init = Engine  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pyttsx3", module)
    monkeypatch.setattr(sys, "platform", "darwin")
    Engine.made, Engine.spoken = 0, []


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("language", "voice"), [("en", "british"), ("de", "german"), ("fr", "default")]
)
def test_speech_takes_a_voice_of_the_language(language, voice):
    player = open_player("voice", language)
    player.play((*_cue("3"), *_cue("Higher.", "fault")), threading.Event())
    player.play(_cue("4"), threading.Event())
    player.close()
    assert Engine.spoken == [(voice, "3. Higher."), (voice, "4.")]
    assert Engine.made == 3  # a second runAndWait of the same engine may hang


@pytest.mark.usefixtures("engine")
def test_an_engine_that_is_cut_ends_before_the_next_word():
    cut = threading.Event()
    cut.set()
    open_player("voice", "en").play(_cue("All of this"), cut)
    assert Engine.spoken == [("british", "")]


def test_no_speech_engine_is_one_sentence(monkeypatch):
    module = ModuleType("pyttsx3")

    def init() -> None:
        raise RuntimeError("none installed")

    module.init = init  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pyttsx3", module)
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SoundError, match="no speech engine"):
        open_player("voice", "en")


def _program(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> Path:
    """Put a program in the place of espeak-ng; return where it may write what it was given."""
    program, given = folder / "espeak-ng", folder / "given"
    program.write_text(f'#!/bin/sh\ngiven="{given}"\n{script}\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return given


_VOICES = """case "$1" in --voices=*)
    echo "Pty Language"; [ "$1" = --voices=de ] && echo " 5 de"; exit 0;; esac
"""


@pytest.mark.parametrize(("language", "first"), [("de", "-v de "), ("xx", "")])
def test_on_linux_a_program_speaks(monkeypatch, tmp_path, language, first):
    given = _program(monkeypatch, tmp_path, f'{_VOICES}echo "$@" >"$given"')
    player = open_player("voice", language)
    player.play((*_cue("3"), *_cue("Higher.", "fault")), threading.Event())
    player.close()
    assert given.read_text("utf-8") == f"{first}-- 3. Higher.\n"


def test_a_program_that_is_cut_is_ended(monkeypatch, tmp_path):
    given = _program(monkeypatch, tmp_path, f'{_VOICES}echo $$ >"$given"; exec sleep 60')
    player, cut = open_player("voice", "en"), threading.Event()
    thread = threading.Thread(target=player.play, args=(_cue("A long word"), cut))
    thread.start()
    end_s = time.monotonic() + PATIENCE_S
    while not (given.exists() and given.read_text("utf-8")) and time.monotonic() < end_s:
        time.sleep(0.01)
    cut.set()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
    with pytest.raises(ProcessLookupError):
        os.kill(int(given.read_text("utf-8")), 0)


def test_a_program_without_a_sound_device_is_one_sentence(monkeypatch, tmp_path):
    # As espeak-ng does: it says so, and ends with 0.
    _program(monkeypatch, tmp_path, f"{_VOICES}echo 'error: No such file or directory' >&2")
    player = open_player("voice", "en")
    with pytest.raises(SoundError, match="no sound device"):
        player.play(_cue("1"), threading.Event())


def test_no_program_that_speaks_is_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SoundError, match="install espeak-ng"):
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
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(SoundError, match=sentence):
        open_player(mode, "en")


@pytest.mark.parametrize(("cut_short", "then"), [(False, "waited"), (True, "stopped")])
def test_tones_play_to_the_end_unless_they_are_cut(monkeypatch, cut_short, then):
    played = []
    module = ModuleType("sounddevice")
    module.check_output_settings = lambda **_: None  # type: ignore[attr-defined]
    module.play = lambda samples, rate: played.append((len(samples), rate))  # type: ignore[attr-defined]
    module.wait = lambda: played.append("waited")  # type: ignore[attr-defined]
    module.stop = lambda: played.append("stopped")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    player, cut = open_player("tones", "en"), threading.Event()
    if cut_short:
        cut.set()
    player.play(_cue("1"), cut)
    assert played == [(len(melody(_cue("1"))), RATE_HZ), then]
    player.close()
    assert played[-1] == "stopped"


def test_no_sound_device_is_one_sentence(monkeypatch):
    module = ModuleType("sounddevice")

    def refuse(**_: object) -> None:
        raise ValueError("no output device")

    module.check_output_settings = refuse  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    with pytest.raises(SoundError, match="no sound device"):
        open_player("tones", "en")
