"""A track in pieces: each written once, whole, and together the track."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.errors import OutputError, TrackError
from formcheck.pose.track_log import TrackLog, load_parts
from tests.stick import Stick, leg_raises, track

MADE = track(leg_raises(70), Stick(), fps=20.0)


def _write(log: TrackLog, until: int) -> list[float]:
    """Write the first frames as they come; return when something was due."""
    due = []
    for i in range(until):
        from_s = log.due(float(MADE.time_s[i]))
        if from_s is not None:
            due.append(float(MADE.time_s[i]))
            first = int(np.searchsorted(MADE.time_s, from_s))
            log.write(MADE.window(first, i + 1))
    return due


def test_the_pieces_make_the_track(tmp_path):
    log = TrackLog(tmp_path / "parts")
    due = _write(log, 110)
    assert due == pytest.approx([0.0, 1.0, 2.0, 3.0, 4.0, 5.0], abs=0.051)
    read = load_parts(tmp_path / "parts")
    assert read.time_s.tolist() == MADE.time_s[: len(read)].tolist()
    assert len(read) > 110 - 21
    assert np.allclose(read.landmarks_px, MADE.landmarks_px[: len(read)], atol=1e-3)
    assert read.source.width == MADE.source.width


def test_discarded_nothing_is_left(tmp_path):
    log = TrackLog(tmp_path / "parts")
    _write(log, 50)
    log.discard()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(TrackError, match="no pieces"):
        load_parts(tmp_path / "parts")


def test_nothing_new_writes_nothing(tmp_path):
    log = TrackLog(tmp_path)
    log.write(MADE.window(0, 20))
    log.write(MADE.window(0, 20))
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError):
        TrackLog(tmp_path / "file" / "parts")
