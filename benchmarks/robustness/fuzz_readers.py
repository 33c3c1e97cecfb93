"""Fuzzing of what formcheck reads back: tracks, reports, settings, the history; and its events."""

from __future__ import annotations

import io
import json
import math
import tempfile
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st
from rich.console import Console

from benchmarks.robustness.fuzz_base import (
    Target,
    damaged,
    json_values,
    lying,
    lying_analysis,
    with_lie,
)
from formcheck.api import analyze_track
from formcheck.checks import build_checks, check_types
from formcheck.commands.events import EventWriter
from formcheck.config import read_settings
from formcheck.errors import FormcheckError, UsageError
from formcheck.history.entry import SetNote, entry_of
from formcheck.history.store import open_history
from formcheck.history.terminal import sets_table, trend_table
from formcheck.history.transfer import history_csv, history_json
from formcheck.history.trend import series, trend_point
from formcheck.live.snapshot import Snapshot
from formcheck.outputs.compare import compare_reports
from formcheck.outputs.schema import read_report
from formcheck.outputs.terminal import render_rep_table
from formcheck.outputs.write import report_json
from formcheck.pose.backend import PersonPose
from formcheck.pose.replay import TRACK_SCHEMA, load_track, save_track
from formcheck.pose.track import Track

__all__ = ["readers"]


def readers(folder: Path) -> list[Target]:
    """Return every reader with its inputs.

    Parameters
    ----------
    folder : Path
        For the files that are read; what is in there is written over.
    """
    track = folder / "track.npz"
    save_track(track, lying())
    sound = track.read_bytes()
    report = json.loads(report_json(lying_analysis().data))
    text = json.dumps(report).encode()
    places = st.lists(st.floats(0, 1), min_size=1, max_size=6)
    lies = st.tuples(places, json_values()).map(lambda lie: with_lie(report, *lie))
    database = _database(folder / "sound.sqlite3")
    return [
        Target("track, bytes", damaged(sound), _track(folder)),
        Target("track, arrays", _arrays(), _track(folder)),
        Target("report, bytes", damaged(text) | st.sampled_from(_NO_JSON), _report(folder)),
        Target("report, values", lies.map(_dumped), _report(folder)),
        Target("config, bytes", damaged(_CONFIG) | st.binary(max_size=200), _config(folder)),
        Target("config, values", _tables(), _config(folder)),
        Target("--set", _assignments(), _assign),
        Target("history, bytes", damaged(database), _history(folder)),
        Target("live events", _snapshots(), _event(folder)),
    ]


_CONFIG = b"[under_90]\nlimit_deg = 80.0\n[tempo]\ndown_limit_dps = 30\n[refusal]\nmax_skew = 0.1\n"


_NO_JSON = [b"9" * 5000, b"[" * 100_000, b"{" * 9, b"", b"\xff", b"NaN", b'"formcheck.report/1"']


def _track(folder: Path) -> Callable[[bytes], None]:
    path = folder / "fuzzed.npz"

    def read(content: bytes) -> None:
        path.write_bytes(content)
        with suppress(FormcheckError):
            data = analyze_track(load_track(path)).data
            read_again = json.loads(report_json(data))
            assert read_again["summary"]["reps"] == len(data.reps)

    return read


def _arrays() -> st.SearchStrategy[bytes]:
    """Tracks that numpy can write, with arrays or a source that no analysis writes."""
    names = [f.name for f in fields(Track) if f.name != "source"]
    numbers = st.sampled_from([0.0, 1.0, -1.0, 1e-300, 1e300, -1e300, math.nan, math.inf, 5e-324])
    kinds = st.sampled_from(["value", "scale", "shape", "type", "rows", "drop", "steps"])
    change = st.tuples(st.sampled_from(names), kinds, numbers, st.integers(0, 10**6))
    lie = st.tuples(st.sampled_from([f.name for f in fields(lying().source)]), json_values())
    return st.tuples(st.lists(change, max_size=4), st.lists(lie, max_size=2)).map(
        lambda drawn: _stored(*drawn)
    )


def _stored(changes: list[tuple[str, str, float, int]], lies: list[tuple[str, Any]]) -> bytes:
    arrays = {f.name: getattr(lying(), f.name).copy() for f in fields(Track) if f.name != "source"}
    for name, kind, number, place in changes:
        if name in arrays:
            arrays |= {name: _changed(arrays[name], kind, number, place)}
        if kind == "drop":
            arrays.pop(name, None)
    source = asdict(lying().source) | dict(lies)
    stored = io.BytesIO()
    text = _dumped({"schema": TRACK_SCHEMA, **source}).decode()
    np.savez(stored, source=np.array(text), **arrays)
    return stored.getvalue()


def _changed(array: Any, kind: str, number: float, place: int) -> Any:
    changed = array.copy()
    if kind == "value" and changed.size:
        flat = changed.reshape(-1)
        flat[place % flat.size] = number
    elif kind == "scale":
        with np.errstate(all="ignore"):
            changed = changed * number
    elif kind == "shape":
        changed = changed.reshape(-1)
    elif kind == "type":
        types: tuple[Any, ...] = ("S4", "c16", "?", ">f8", "f2", "i8")
        with np.errstate(all="ignore"), suppress(ValueError, TypeError, OverflowError):
            changed = np.nan_to_num(changed, posinf=1, neginf=-1).astype(types[place % len(types)])
    elif kind == "rows":
        changed = changed[: place % (len(changed) + 1)]
    elif kind == "steps" and len(changed):
        changed = np.sort(changed.reshape(-1)).reshape(changed.shape) * 1.000001
    return changed


def _dumped(value: Any) -> bytes:
    return json.dumps(value).encode()


def _report(folder: Path) -> Callable[[bytes], None]:
    path = folder / "fuzzed.json"

    def read(content: bytes) -> None:
        path.write_bytes(content)
        with suppress(FormcheckError):
            data = read_report(path)
            entry_of(data)
            compare_reports(data, lying_analysis().data)
            Console(file=io.StringIO(), width=200).print(render_rep_table(data))

    return read


def _tables() -> st.SearchStrategy[bytes]:
    names = [check.name for check in check_types()]
    fields_of = ["limit_deg", "k", "up_limit_dps", "down_limit_dps", "min_s", "max_skew", "nothing"]
    value = st.one_of(
        st.integers().map(str),
        st.floats().map(str),
        st.just("9" * 5000),
        st.sampled_from(["true", '"x"', "[1]", "{}", "1979-05-27", "0x10", "1e999", "[" * 5000]),
    )
    line = st.tuples(st.sampled_from(fields_of), value).map(" = ".join)
    table = st.tuples(st.sampled_from([*names, "refusal", "nobody"]), st.lists(line, max_size=3))
    return st.lists(table, max_size=3).map(
        lambda tables: "\n".join(f"[{n}]\n" + "\n".join(ls) for n, ls in tables).encode()
    )


def _config(folder: Path) -> Callable[[bytes], None]:
    path = folder / "fuzzed.toml"

    def read(content: bytes) -> None:
        path.write_bytes(content)
        with suppress(UsageError):
            build_checks(read_settings(path))

    return read


def _assignments() -> st.SearchStrategy[list[str]]:
    names = st.sampled_from([check.name for check in check_types()] + ["refusal"]) | st.text()
    fields_of = st.sampled_from(["limit_deg", "k", "min_s", "nothing", "name"]) | st.text()
    values = st.text() | st.floats().map(str) | st.integers().map(str) | st.just("9" * 5000)
    told = st.builds(lambda n, f, v: f"{n}.{f}={v}", names, fields_of, values)
    return st.lists(told | st.text(), max_size=3)


def _assign(assignments: list[str]) -> None:
    with suppress(UsageError):
        build_checks(read_settings(None, assignments))


def _database(path: Path) -> bytes:
    entry = entry_of(lying_analysis().data, SetNote(person="a", notes="b", pain=3))
    with open_history(path, create=True) as history:
        for number in range(6):
            history.add(replace(entry, fingerprint=str(number)))
    return path.read_bytes()


def _history(folder: Path) -> Callable[[bytes], None]:
    def read(content: bytes) -> None:
        with _fresh(folder) as path:
            path.write_bytes(content)
            with suppress(FormcheckError), open_history(path, create=True) as history:
                sets = history.sets()
                history_csv(sets), history_json(sets)
                points = [trend_point(entry) for entry in sets]
                console = Console(file=io.StringIO(), width=200)
                console.print(sets_table(sets))
                for one in series(points):
                    console.print(trend_table(one))
                history.add(entry_of(lying_analysis().data))
                history.delete([entry.set_id for entry in sets[:1] if entry.set_id is not None])

    return read


@contextmanager
def _fresh(folder: Path) -> Any:
    with tempfile.TemporaryDirectory(dir=folder) as inner:
        yield Path(inner) / "history.sqlite3"


def _snapshots() -> st.SearchStrategy[Snapshot]:
    pose = PersonPose(np.full((33, 2), np.nan), np.full(33, np.nan), np.full((33, 3), np.nan))
    reps = st.lists(st.sampled_from(lying_analysis().data.reps), max_size=3).map(tuple)
    return st.builds(
        Snapshot,
        time_s=st.floats(allow_nan=False, allow_infinity=False),
        pose=st.sampled_from([None, pose]),
        hip_flexion_deg=st.floats(),
        phase=st.sampled_from(["low", "up", "down"]),
        reps=st.integers(0, 10**6),
        ended=reps,
        setup=st.sampled_from([None, lying_analysis().data.setup]),
        side=st.sampled_from([None, "left", "right"]),
        revised=reps,
    )


def _event(folder: Path) -> Callable[[Snapshot], None]:
    path = folder / "events.jsonl"

    def write(snapshot: Snapshot) -> None:
        with EventWriter(str(path)) as events:
            events.snapshot(snapshot)
        for line in path.read_text(encoding="utf-8").splitlines():
            event = json.loads(line, parse_constant=_refuse)
            assert event["event"] in ("frame", "rep", "setup")
            assert event["provisional"] is True

    return write


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")
