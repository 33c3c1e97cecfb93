"""The fuzzing runs, finds what is there to be found, and is the same with the same seed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import strategies as st

from benchmarks.robustness import corpus, fuzz
from benchmarks.robustness.corpus_case import Case
from benchmarks.robustness.corpus_run import Ended, complaints
from benchmarks.robustness.fuzz_base import Target, Tried, with_lie

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="it forks")
def test_a_small_budget_finds_no_crash(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.robustness.fuzz", "--readers", "15"]
    done = subprocess.run(
        [*command, "--clips", "40", "--seed", "7", "--kept", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    kept = json.loads((tmp_path / "fuzz.json").read_text(encoding="utf-8"))
    assert all(bar["held"] for bar in kept["bars"])
    assert len(kept["rows"]) == 12
    assert all(int(inputs) > 5 for _, inputs, _, _ in kept["rows"])


def test_a_crash_is_found_and_told() -> None:
    def read(number: int) -> None:
        if number > 1000:
            raise KeyError("here")

    tried = Tried.of(Target("t", st.integers(), read), 200)
    assert len(tried.crashes) == 1
    assert "KeyError: 'here'" in tried.crashes[0]
    bar = fuzz.outcome([tried], 1)["bars"][0]
    assert (bar["is"], bar["held"]) == ("1", False)


def test_the_same_seed_gives_the_same_inputs() -> None:
    seen: list[list[int]] = [[], []]
    for numbers in seen:
        Tried.of(Target("t", st.integers(), numbers.append), 30)
    assert seen[0] == seen[1]


def test_a_lie_is_put_in_its_place() -> None:
    content = {"a": [1, {"b": 2}]}
    assert with_lie(content, [0.0, 0.9, 0.0], "x") == {"a": [1, {"b": "x"}]}
    assert with_lie(content, [0.0, 0.0, 0.5], None) == {"a": [None, {"b": 2}]}
    assert content == {"a": [1, {"b": 2}]}


@pytest.mark.parametrize(
    ("must", "code", "said", "wrong"),
    [
        ("refused", 1, "formcheck: no (a): do\n", []),
        ("either", 1, "formcheck: no (a): do\n", []),
        ("analysed", 1, "formcheck: no (a): do\n", ["exit code 1, not [0]"]),
        ("refused", -11, "", ["exit code -11"]),
        ("refused", 1, "", ["0 lines on stderr"]),
        ("refused", 1, "Traceback\n", ["a traceback", "says 'Traceback\\n'"]),
        ("refused", 1, "formcheck: a\nformcheck: b\n", ["2 lines on stderr"]),
    ],
)
def test_what_is_wrong_about_an_end_is_told(
    tmp_path: Path, must: str, code: int, said: str, wrong: list[str]
) -> None:
    case = Case("g", "n", tmp_path / "a.mp4", must)  # type: ignore[arg-type]
    ended = Ended(code, False, 0.1, 2**20, said)
    assert complaints(case, ended, tmp_path / "nothing") == wrong


def test_what_is_left_or_missing_is_told(tmp_path: Path) -> None:
    case = Case("g", "n", tmp_path / "a.mp4", "either")
    assert complaints(case, Ended(0, False, 0.1, 1, ""), tmp_path) == ["0 results"]
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "report.json").write_text("{}", encoding="utf-8")
    assert complaints(case, Ended(0, False, 0.1, 1, ""), tmp_path) == ["writes ['report.json']"]
    failed = Ended(1, True, 0.1, 1, "formcheck: no (a): do\n")
    assert complaints(case, failed, tmp_path) == ["not done after 300 s", "leaves 'a'"]


def test_bars_bite() -> None:
    case = Case("g", "n", Path("a.mp4"))
    ended = Ended(-9, True, 100.0, 2**30, "Traceback", ["exit code -9"])
    held = {bar["text"]: bar["held"] for bar in corpus.outcome([(case, ended)], 1)["bars"]}
    assert set(held.values()) == {False, True}
    assert [text for text, holds in held.items() if holds] == ["most resident memory, GiB"]
