"""The band below the live picture: large, whole, and only repainted when something changes."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.coach import banner
from formcheck.coach.banner import KEYS, Banner, BannerPainter, fit_line
from formcheck.coach.language import languages, load_language
from formcheck.outputs.overlay_style import INK, PAPER, Sizes, Typesetter


def _texts() -> list[str]:
    texts = []
    for code in languages():
        for section in load_language(code).texts.values():
            texts += [text.format(value=40.0) for text in section.values()]
    return texts


@pytest.mark.parametrize("size", [(1280, 720), (640, 480), (720, 1280)])
def test_every_text_of_every_language_is_shown_whole_and_large(size):
    type_, sizes = Typesetter(), Sizes(*size)
    high = BannerPainter(size).height - sizes.px(28, 10)
    for text in _texts():
        # The count takes its room too.
        px, lines = fit_line(type_, text, round(size[0] * 0.78), high)
        assert " ".join(lines) == text
        assert px * 1.08 * len(lines) <= high + px
        # Letters of 4 % of the picture's smaller side and more; short ones are larger.
        assert px * 0.72 >= 0.039 * min(size)
    assert fit_line(type_, "Go.", 900, high)[0] == round(high * 0.62)


def test_a_text_that_cannot_fit_is_cut_not_spilled():
    type_ = Typesetter()
    px, lines = fit_line(type_, "word " * 60, 120, 30)
    assert max(type_.width(line, px, 750) for line in lines) <= 120


def test_the_picture_stays_and_the_band_comes_below():
    picture = np.full((360, 640, 3), 77, np.uint8)
    painter = BannerPainter((640, 360))
    shown = painter.below(picture, Banner("Higher.", "fault", 3))
    assert shown.shape == (360 + painter.height, 640, 3)
    assert (shown[:360] == 77).all()
    assert (picture == 77).all()
    empty = painter.below(picture, Banner())
    assert (empty[360:] == PAPER).all(axis=2).sum() == 0  # neither cue nor count
    assert (empty[360] == INK).all()


def test_a_note_that_changes_with_every_picture_leaves_the_large_line_alone(monkeypatch):
    fitted: list[str] = []

    def counting(type_: Typesetter, text: str, room: int, high: int) -> tuple[int, list[str]]:
        fitted.append(text)
        return fit_line(type_, text, room, high)

    monkeypatch.setattr(banner, "fit_line", counting)
    painter = BannerPainter((640, 360))
    picture = np.zeros((360, 640, 3), np.uint8)
    notes = [f"{i} frames left out" for i in range(5)]
    shown = [painter.below(picture, Banner("Higher.", "fault", 3, note)) for note in notes]
    assert fitted == ["Higher."]
    fresh = BannerPainter((640, 360)).below(picture, Banner("Higher.", "fault", 3, notes[-1]))
    assert (shown[-1] == fresh).all()  # nothing is left of the notes before
    assert (shown[0] != fresh).any()


def test_kinds_differ_in_colour_and_the_count_is_seen():
    painter = BannerPainter((640, 360))
    picture = np.zeros((360, 640, 3), np.uint8)
    bands = {
        kind: painter.below(picture, Banner("x", kind, 1))[360:]
        for kind in ("fault", "advice", "praise", "setup")
    }
    corners = {kind: tuple(band[0, -1].tolist()) for kind, band in bands.items()}
    assert len(set(corners.values())) == 4
    other = painter.below(picture, Banner("x", "fault", 2))[360:]
    changed = (other != bands["fault"]).any(axis=2).any(axis=0)
    assert changed.any()
    assert np.flatnonzero(changed).max() < 200  # only where the number stands


def test_keys_and_note_stand_at_the_foot():
    assert all(word in KEYS for word in ("pause", "new set", "mute", "quit"))
    painter = BannerPainter((640, 360))
    picture = np.zeros((360, 640, 3), np.uint8)
    plain = painter.below(picture, Banner())
    foot = plain[-Sizes(640, 360).px(28, 10) :]
    assert (foot != INK).any()
    noted = painter.below(picture, Banner(note="muted"))
    changed = np.argwhere((noted != plain).any(axis=2))
    assert changed[:, 0].min() >= len(plain) - len(foot)
    assert changed[:, 1].min() > 320


@pytest.mark.parametrize("size", [(960, 540), (540, 960), (1920, 1080)])
def test_a_card_is_shown_whole_over_the_dimmed_picture(size):
    width, height = size
    image = np.full((height, width, 3), 90, np.uint8)
    head = "5 of 5 repetitions show a fault: under 90° in 5, swing in 3, back arched in 2."
    card = (head, *(f"Something that a check said: {i} of 5" for i in range(6)))
    shown = BannerPainter(size).below(image, Banner("Set done.", card=card))
    picture = shown[:height]
    assert (picture[0] == 18).all()  # nothing is cut at the edges
    assert (picture[-1] == 18).all()
    assert (picture[:, -1] == 18).all()
    lines = np.flatnonzero(np.diff((picture.max(axis=(1, 2)) > 100).astype(int)) == 1)
    assert len(lines) >= 7
    assert (image == 90).all()
