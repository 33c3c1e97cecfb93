"""``formcheck export``: one file, beside the result or where asked for, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.cli import run
from formcheck.outputs.exporters import all_exporters
from formcheck.pose.replay import save_track
from tests import stick

EXTRA = {"parquet"}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a result folder of a clip with an awkward name."""
    folder = tmp_path_factory.mktemp("result")
    made = stick.track(stick.leg_raises(60.0), stick.Stick(name="../my clip.final.mp4"))
    save_track(folder / "track.npz", made)
    assert run(["analyze", str(folder / "track.npz"), "-o", str(folder / "out")]) == 0
    (found,) = (folder / "out").iterdir()
    return found


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


@pytest.mark.parametrize("name", [e.name for e in all_exporters() if e.name not in EXTRA])
def test_every_format_goes_beside_the_result(
    name: str, result: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in result.iterdir()}
    assert run(["export", str(result), "--to", name]) == 0
    (exporter,) = (e for e in all_exporters() if e.name == name)
    made = result / f"my clip.final{exporter.suffix}"
    assert made.is_file()
    assert f"Wrote {made}" in capfd.readouterr().out
    assert {path: path.read_bytes() for path in before} == before
    made.unlink()


def test_a_track_alone_is_enough(result: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.trc"
    assert run(["export", str(result / "track.npz"), "--to", "trc", "-o", str(target)]) == 0
    assert target.read_text().startswith("PathFileType\t4\t(X/Y/Z)\t")
    assert [path.name for path in tmp_path.iterdir()] == ["a.trc"]


def test_the_formats_are_listed(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "--list"]) == 0
    text = capfd.readouterr().out
    for exporter in all_exporters():
        assert exporter.name in text
        assert exporter.summary in text


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["RESULT", "--to", "trcc"], 2, "did you mean `trc`?"),
        (["RESULT"], 2, "a result and --to are needed"),
        (["RESULT", "--to", "csv", "-o", "RESULT/frames.csv"], 2, "is a file of a result"),
        (["RESULT", "--to", "csv", "-o", "RESULT"], 2, "is a folder"),
        (["RESULT/nowhere", "--to", "csv"], 1, "no such result"),
        (["RESULT", "--to", "csv", "-o", "RESULT/no/such/place.csv"], 1, "cannot be written"),
        (["RESULT/frames.csv", "--to", "csv"], 1, "damaged"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    arguments: list[str],
    code: int,
    words: str,
    result: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    before = {path: path.read_bytes() for path in result.iterdir()}
    assert run(["export", *(text.replace("RESULT", str(result)) for text in arguments)]) == code
    captured = capfd.readouterr()
    assert captured.out == ""
    (line,) = captured.err.strip().splitlines()
    assert line.startswith("formcheck: ")
    assert words in line
    assert {path: path.read_bytes() for path in result.iterdir()} == before


def test_another_versions_result_is_told(
    result: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "old"
    old.mkdir()
    (old / "track.npz").write_bytes((result / "track.npz").read_bytes())
    text = (result / "report.json").read_text()
    (old / "report.json").write_text(
        text.replace('"formcheck_version": "', '"formcheck_version": "9')
    )
    assert run(["export", str(old), "--to", "json"]) == 0
    assert "was computed anew" in capfd.readouterr().err
