"""``formcheck compare``: tables, JSON or a page of two results."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from formcheck.cli import run


def test_compare(results: list[Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    a, b = map(str, results)
    assert run(["compare", a, f"{b}/report.json", "--html", str(tmp_path / "c.html")]) == 0
    text = capfd.readouterr().out
    assert "one.mp4" in text
    assert "higher" in text
    assert "<!doctype html>" in (tmp_path / "c.html").read_text(encoding="utf-8")
    assert run(["compare", a, b, "--json"]) == 0
    (line,) = capfd.readouterr().out.splitlines()
    row = json.loads(line)["measures"][0]
    assert row["answer"] == "higher"
    assert row["difference"] == pytest.approx(20, abs=2)
    shutil.rmtree(results[1])
    assert run(["compare", a, b]) == 1
    assert "cannot be read" in capfd.readouterr().err
    assert run(["compare", a]) == 2
