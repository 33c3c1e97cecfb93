"""Sets over time: medians of what is known, series that can be held against each other."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from plotly.offline import get_plotlyjs
from rich.console import Console

from formcheck.history.entry import SetEntry
from formcheck.history.terminal import set_table, sets_table, trend_lines, trend_table
from formcheck.history.transfer import history_csv, history_json
from formcheck.history.trend import series, trend_point
from formcheck.history.trend_html import render_trend_page
from tests.history.made import made_set

HOSTILE = "<img src=x>[b]{{7*7}}"


def _set(number: int, **note: str | int | None) -> SetEntry:
    return replace(made_set(number, raised_deg=float(number), **note), set_id=number)


def test_a_point_is_the_median_of_what_is_known() -> None:
    entry = made_set(1)
    reps = (replace(entry.reps[0], arch_onset_up_deg=40.0, lower_s=9.0), *entry.reps[1:])
    point = trend_point(replace(entry, reps=reps))
    assert point.peak_hip_flexion_deg == 91.0
    assert point.peak_hip_flexion_sigma_deg == 3.9
    assert point.arch_onset_deg == 40.0
    assert point.lower_s == pytest.approx(2.0)
    assert point.flagged_share == pytest.approx(1 / 3)


def test_nothing_known_is_none_not_zero() -> None:
    point = trend_point(replace(made_set(1), reps=(), verdicts=()))
    assert point.peak_hip_flexion_deg is None
    assert point.flagged_share is None
    assert point.raise_s is None


def test_persons_and_exercises_are_kept_apart() -> None:
    hanging = replace(_set(3, person="Ann"), exercise="hanging_leg_raise")
    sets = [_set(1), _set(2, person="Ben"), hanging, _set(4, person="Ann"), _set(5)]
    found = [[p.set_id for p in own] for own in series(map(trend_point, sets))]
    assert found == [[3], [4], [2], [1, 5]]


def _shown(*things: object) -> str:
    console = Console(width=100)
    with console.capture() as capture:
        for thing in things:
            console.print(thing)
    return capture.get()


@pytest.mark.parametrize("ascii_only", [False, True])
def test_the_terminal_shows_labels_as_they_are(ascii_only: bool) -> None:
    points = [trend_point(_set(n, person=HOSTILE, pain=n)) for n in (1, 2)]
    text = _shown(
        trend_table(points, ascii_only=ascii_only),
        sets_table([_set(1, person="P [b]", notes="a\x1b[2Jb")], ascii_only=ascii_only),
        set_table(_set(1), ascii_only=ascii_only),
    )
    assert HOSTILE in text
    assert "P [b]" in text
    assert "\x1b" not in text
    assert "1 of 3" in text
    assert text.isascii() == ascii_only


def test_bars_show_what_is_known_of_two_sets_or_more() -> None:
    points = [trend_point(_set(n, person="Ann")) for n in (1, 2, 9)]
    points[1] = replace(points[1], peak_hip_flexion_deg=None)
    lines = [line.plain for line in trend_lines(points)]
    assert any("Peak hip flexion" in line and "▁·█  92° to 100°" in line for line in lines)
    assert any("Flagged reps" in line and line.endswith("33 % to 33 %") for line in lines)
    assert not any("Pain" in line for line in lines)


def test_the_page_is_whole_and_harmless() -> None:
    points = [trend_point(_set(n, person=HOSTILE)) for n in (1, 2)]
    single = trend_point(_set(3, person="Zoe"))
    page = render_trend_page([*points, single]).replace(get_plotlyjs(), "")
    assert "<img" not in page
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")
    assert "3 sets over time" in page
    assert "Not known for any of these sets." in page
    assert "One set so far" in page
    assert "NaN" not in page.split("const plots =")[1].split(";")[0]


def test_csv_has_a_row_per_repetition_and_defuses_formulas() -> None:
    entry = _set(1, person="=1+1", notes="hip, knee")
    empty = replace(_set(2), reps=(), verdicts=())
    rows = list(csv.DictReader(io.StringIO(history_csv([entry, empty]))))
    assert [row["rep"] for row in rows] == ["1", "2", "3", ""]
    assert rows[0]["person"] == "'=1+1"
    assert rows[0]["notes"] == "hip, knee"
    assert rows[0]["lordosis_change_deg"] == ""
    assert [row["verdict_under_90"] for row in rows] == ["pass", "flag", "cant_tell", ""]
    assert float(rows[1]["peak_hip_flexion_deg"]) == 75.0


def test_json_holds_everything() -> None:
    loaded = json.loads(history_json([_set(1, person="Ann", pain=2)]))
    assert loaded["schema"] == "formcheck.history/1"
    (only,) = loaded["sets"]
    assert (only["set_id"], only["person"], only["pain"], only["notes"]) == (1, "Ann", 2, None)
    assert only["reps"][0]["pelvic_roll_deg"] is None
    assert {"rep": None, "check": "low_hold"}.items() <= {**only["verdicts"][-2]}.items()
