"""Saved tracks come back as they were; damaged ones are refused in one sentence."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict, fields, replace
from pathlib import Path

import numpy as np
import pytest

from formcheck import load_track, save_track
from formcheck.analysis import analyse
from formcheck.errors import OutputError, TrackError
from formcheck.pose.replay import TRACK_SCHEMA
from formcheck.pose.track import Track
from tests.stick import Stick, leg_raises, seen_in, track

MADE = track(leg_raises(70, 110), Stick(jitter_px=1.0, seed=1))
ARRAYS = [f.name for f in fields(Track) if f.name != "source"]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "track.npz"
    save_track(path, MADE)
    return path


def test_everything_comes_back(saved):
    back = load_track(saved)
    assert back.source == MADE.source
    assert np.array_equal(back.time_s, MADE.time_s)
    for name in ARRAYS:
        stored, made = getattr(back, name), getattr(MADE, name)
        assert stored.dtype == np.float64
        assert np.allclose(stored, made, rtol=1e-6, equal_nan=True), name


def test_nothing_else_is_left_behind(saved):
    assert [path.name for path in saved.parent.iterdir()] == ["track.npz"]


def test_the_file_holds_what_the_contract_says(saved):
    with np.load(saved) as stored:
        assert set(stored.files) == {*ARRAYS, "source"}
        assert json.loads(str(stored["source"])) == {"schema": TRACK_SCHEMA, **asdict(MADE.source)}
        assert stored["landmarks_px"].shape == (len(MADE), 33, 2)
        assert stored["time_s"].dtype == np.float64


def test_the_report_of_a_saved_track_is_that_of_the_track(saved):
    first, second = analyse(MADE), analyse(load_track(saved))
    shift = np.abs(first.kinematics.hip_flexion_deg - second.kinematics.hip_flexion_deg)
    assert np.max(shift) < 0.05
    assert len(first.data.reps) == 2
    for before, after in zip(first.data.reps, second.data.reps, strict=True):
        assert (before.leg, before.start_s, before.stop_s) == (
            after.leg,
            after.start_s,
            after.stop_s,
        )
        verdicts = {name: check.verdict for name, check in before.checks.items()}
        assert verdicts == {name: check.verdict for name, check in after.checks.items()}
    assert first.data.setup.warnings == second.data.setup.warnings
    assert first.data.summary == second.data.summary


@pytest.mark.parametrize("made", [MADE.window(0, 0), MADE.window(0, 1)], ids=["none", "one"])
def test_the_shortest_tracks_come_back(tmp_path, made):
    save_track(tmp_path / "t.npz", made)
    assert len(load_track(tmp_path / "t.npz")) == len(made)


def test_an_unseen_person_stays_unseen(tmp_path):
    save_track(tmp_path / "t.npz", seen_in(MADE, np.arange(len(MADE)) > 50))
    back = load_track(tmp_path / "t.npz")
    assert np.array_equal(back.pose_found, np.arange(len(MADE)) > 50)


def test_saving_replaces_and_says_why_it_cannot(tmp_path, saved):
    save_track(saved, MADE.window(0, 10))
    assert len(load_track(saved)) == 10
    with pytest.raises(OutputError, match="cannot be written"):
        save_track(tmp_path / "no such folder" / "track.npz", MADE)


def _rewritten(path: Path, **members: bytes | None) -> Path:
    """Write the archive anew with some of its members replaced (None: left out)."""
    with zipfile.ZipFile(path) as stored:
        content = {name.removesuffix(".npy"): stored.read(name) for name in stored.namelist()}
    content |= members
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in content.items():
            if data is not None:
                out.writestr(f"{name}.npy", data)
    return path


def _npy(array: np.ndarray, *, pickled: bool = False) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=pickled)
    return buffer.getvalue()


def _npy_header(shape: tuple[int, ...], descr: str = "<f4") -> bytes:
    """Return a stored array that promises a shape and holds nothing."""
    buffer = io.BytesIO()
    header = {"descr": descr, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(buffer, header)
    return buffer.getvalue() + b"\0" * 64


def _npy_text(header: str) -> bytes:
    """Return a stored array with a header of any text."""
    text = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + b"\0" * 64


def _source(**changed: object) -> bytes:
    text = {"schema": TRACK_SCHEMA, **asdict(MADE.source), **changed}
    return _npy(np.array(json.dumps(text)))


class _Evil:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was opened",))


DAMAGES = {
    "array missing": {"spine": None},
    "source missing": {"source": None},
    "pickle": {"time_s": _npy(np.array([_Evil()], dtype=object), pickled=True)},
    "pickled source": {"source": _npy(np.array(_Evil(), dtype=object), pickled=True)},
    "text for numbers": {"visibility": _npy(np.full((len(MADE), 33), "x"))},
    "whole numbers": {"visibility": _npy(np.ones((len(MADE), 33), dtype=np.int64))},
    "wrong shape": {"visibility": _npy(np.ones((len(MADE), 17)))},
    "wrong length": {"visibility": _npy(np.ones((3, 33)))},
    "no dimension": {"visibility": _npy(np.array(1.0))},
    "time runs back": {"time_s": _npy(MADE.time_s[::-1].copy())},
    "time unknown": {"time_s": _npy(np.full(len(MADE), np.nan))},
    "endless time": {"time_s": _npy(np.append(MADE.time_s[:-1], np.inf))},
    "header without end": {"time_s": _npy_text("{'descr': '<f4', 'shape': ( : ( : (")},
    "header of old": {
        "time_s": _npy_text("{'descr': '<f8', 'fortran_order': False, 'shape': (3L,)}"),
    },
    "a place beyond all pictures": {"landmarks_px": _npy(np.full((len(MADE), 33, 2), 1e300))},
    "a time beyond all clips": {"time_s": _npy(MADE.time_s * 1e12)},
    "endless place": {"landmarks_px": _npy(np.full((len(MADE), 33, 2), np.inf))},
    "no array": {"time_s": b"not an array at all"},
    "empty array": {"time_s": b""},
    "huge": {"landmarks_px": _npy_header((10**12, 33, 2))},
    "huge but honest in the rest": {"landmarks_px": _npy_header((10**9, 33, 2))},
    "huge by its columns": {"contour": _npy_header((len(MADE), 10**10))},
    "huge text": {"source": _npy_header((), f"<U{10**8}")},
    "many texts": {"source": _npy_header((10**12,), "<U1")},
    "negative": {"time_s": _npy_header((-5,), "<f8")},
    "evil header": {"time_s": b"\x93NUMPY\x01\x00\x76\x00" + b"__import__('os').abort()" * 5},
    "no json": {"source": _npy(np.array("{"))},
    "deep json": {"source": _npy(np.array("[" * 20_000))},
    "list for a table": {"source": _npy(np.array("[1]"))},
    "name no text": {"source": _source(name=5)},
    "width no number": {"source": _source(width="wide")},
    "rate not finite": {"source": _source(fps_mean=float("nan"))},
    "negative height": {"source": _source(height=-1)},
    "flag no flag": {"source": _source(variable_frame_rate="yes")},
}


@pytest.mark.parametrize("members", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_track_is_refused(saved, members):
    with pytest.raises(TrackError, match=r"damaged|another version") as caught:
        load_track(_rewritten(saved, **members))
    assert "\n" not in str(caught.value)
    assert caught.value.remedy


def test_a_bomb_is_refused_before_it_is_unpacked(saved):
    bomb = _npy_header((3_000_000, 33, 2)) + b"\0" * 50_000_000
    with pytest.raises(TrackError):
        load_track(_rewritten(saved, landmarks_px=bomb))


@pytest.mark.parametrize("schema", ["formcheck.track/2", "", None])
def test_another_version_is_named_as_such(saved, schema):
    with pytest.raises(TrackError, match="another version"):
        load_track(_rewritten(saved, source=_source(schema=schema)))


@pytest.mark.parametrize("content", [b"", b"not a track", b"PK\x03\x04 torn"])
def test_another_file_is_refused(tmp_path, content):
    path = tmp_path / "track.npz"
    path.write_bytes(content)
    with pytest.raises(TrackError, match="damaged"):
        load_track(path)


def test_a_single_array_is_no_track(tmp_path):
    path = tmp_path / "track.npz"
    path.write_bytes(_npy(np.zeros(3)))
    with pytest.raises(TrackError):
        load_track(path)


def test_a_missing_track_and_a_folder_are_told(tmp_path):
    with pytest.raises(TrackError, match="no such track"):
        load_track(tmp_path / "nothing.npz")
    with pytest.raises(TrackError, match="no such track"):
        load_track(tmp_path)


def test_a_torn_file_is_refused(saved):
    whole = saved.read_bytes()
    for size in range(0, len(whole), len(whole) // 12):
        saved.write_bytes(whole[:size])
        with pytest.raises(TrackError):
            load_track(saved)


def test_no_flipped_byte_does_worse_than_a_refusal(tmp_path):
    path = tmp_path / "track.npz"
    save_track(path, MADE.window(0, 3))
    whole = path.read_bytes()
    refused = 0
    for place in range(0, len(whole), max(1, len(whole) // 300)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        try:
            load_track(path)
        except TrackError:
            refused += 1
    assert refused > 200


def test_the_source_is_told_apart_by_its_name(saved):
    save_track(saved, replace(MADE, source=replace(MADE.source, name="späte Probe\n.mp4")))
    assert load_track(saved).source.name == "späte Probe\n.mp4"
