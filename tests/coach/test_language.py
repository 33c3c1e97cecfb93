"""Every language says the same things, briefly."""

from __future__ import annotations

import string
import tomllib
from importlib.resources import files

import pytest

from formcheck.coach.framing import framing_problems
from formcheck.coach.language import languages, load_language
from formcheck.errors import UsageError
from tests.coach.snapshots import sight

ENGLISH = load_language("en")


def _places(text: str) -> list[str | None]:
    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


def test_there_are_two_at_least():
    assert {"en", "de"} <= set(languages())


@pytest.mark.parametrize("code", languages())
def test_a_language_says_what_english_says(code):
    language = load_language(code)
    assert language.code == code
    assert language.voice
    for section, texts in ENGLISH.texts.items():
        other = language.texts[section]
        assert other.keys() == texts.keys(), section
        for key, text in texts.items():
            assert _places(other[key]) == _places(text), key
            # Shown large, and spoken within a movement: eleven words at most.
            assert 1 <= len(other[key].split()) <= 11, other[key]
            assert len(other[key]) <= 62, other[key]
            assert section in ("setup", "announce") or other[key].endswith("."), other[key]


def test_an_unknown_language_is_one_sentence():
    with pytest.raises(UsageError, match=r"does not speak `tlh`.*choose from de, en"):
        load_language("tlh")


def test_every_problem_of_the_framing_has_words():
    found = framing_problems(None, None) + framing_problems(
        None, sight(brightness=0.0, posture="unknown")
    )
    assert {problem.code for problem in found} <= set(ENGLISH.texts["setup"])
    assert ENGLISH.text("setup", "count_down", 3.0) == "3"


def test_the_files_are_read_as_they_stand():
    text = (files("formcheck.coach") / "languages" / "de.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["cue"]["under_90"] == load_language("de").text("cue", "under_90")
