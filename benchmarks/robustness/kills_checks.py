"""Whether what a killed run left is whole or absent."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import av

from formcheck.errors import FormcheckError
from formcheck.history.store import open_history
from formcheck.outputs.results import read_result
from formcheck.pose.replay import load_track
from formcheck.pose.track_log import load_parts

__all__ = ["half_written", "history_problems", "leftovers", "live_problems", "video_frames"]


def half_written(results: Path) -> list[str]:
    """Return what is wrong with the results in a folder; hidden work folders are not looked at."""
    if not results.is_dir():
        return []
    return [
        f"{folder.name}: {problem}"
        for folder in sorted(results.iterdir())
        if folder.is_dir() and not folder.name.startswith(".")
        for problem in _of_result(folder)
    ]


def _of_result(folder: Path) -> list[str]:
    try:
        data = read_result(folder)
        track = load_track(folder / "track.npz")
    except FormcheckError as error:
        return [str(error)]
    found = {"track.npz": len(track)}
    with (folder / "frames.csv").open(newline="", encoding="utf-8") as file:
        found["frames.csv"] = sum(1 for _ in csv.reader(file)) - 1
    found["annotated.mp4"] = video_frames(folder / "annotated.mp4")
    wrong = [
        f"{name} has {count} frames instead of {data.source.frames}"
        for name, count in found.items()
        if count != data.source.frames
    ]
    page = (folder / "report.html").read_text("utf-8")
    if not page.rstrip().endswith("</html>"):
        wrong.append("report.html is cut short")
    known = {*found, "report.json", "report.html"}
    wrong += [f"{path.name} lies about" for path in folder.iterdir() if path.name not in known]
    return wrong


def video_frames(path: Path) -> int:
    """Return how many frames play before the end or the first error; -1 where none does."""
    count = 0
    try:
        with av.open(str(path)) as container:
            for _ in container.decode(video=0):
                count += 1
    except (OSError, av.error.FFmpegError, IndexError):
        return count or -1
    return count


def leftovers(folder: Path) -> list[str]:
    """Return temporary files and folders, at any depth."""
    if not folder.is_dir():
        return []
    return [
        f"left over: {path.relative_to(folder)}"
        for path in folder.rglob(".*")
        if path.name.startswith(".formcheck-") or path.name.endswith(".part")
    ]


def history_problems(database: Path, known: set[str]) -> list[str]:
    """Return what is wrong with a history that holds these clips, which grow by what is found."""
    if not database.exists() or database.stat().st_size == 0:
        return [f"history: {len(known)} rows are gone"] if known else []
    try:
        with open_history(database) as history:
            names = [entry.source_name for entry in history.sets()]
    except FormcheckError as error:
        return [f"history: {error}"]
    wrong = [f"history: {name} is lost" for name in sorted(known - set(names))]
    if len(names) != len(set(names)):
        wrong.append("history: a set is kept twice")
    with sqlite3.connect(database) as connection:
        check = connection.execute("PRAGMA integrity_check").fetchone()[0]
    wrong += [] if check == "ok" else [f"history: {check}"]
    known |= set(names)
    return wrong


def live_problems(folder: Path) -> list[str]:
    """Return what is wrong with the recording of one live run, whole or broken off."""
    wrong = []
    video = folder / "video.mp4"
    if video.exists() and video.stat().st_size and video_frames(video) < 0:
        wrong.append("video.mp4 does not play")
    for part in folder.glob("set-*"):
        try:
            if (part / "track.npz").exists():
                load_track(part / "track.npz")
            if list((part / "track_parts").glob("[0-9]*.npz")):
                load_parts(part / "track_parts")
            if (part / "report.json").exists():
                read_result(part)
        except FormcheckError as error:
            wrong.append(f"{part.name}: {error}")
        if (part / "live_reps.json").exists():
            json.loads((part / "live_reps.json").read_text("utf-8"))
        page = part / "report.html"
        if page.exists() and not page.read_text("utf-8").rstrip().endswith("</html>"):
            wrong.append(f"{part.name}: report.html is cut short")
    return [f"{folder.name}: {problem}" for problem in wrong]
