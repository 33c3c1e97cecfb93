"""What every exporter keeps to."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from formcheck.commands.export import RESULT_FILES
from formcheck.errors import UsageError
from formcheck.outputs import exporters
from formcheck.outputs.exporters import all_exporters, get_exporter
from tests.outputs.exporters.clip import clip, nobody

NAMES = [exporter.name for exporter in all_exporters()]


def test_the_promised_formats_are_there() -> None:
    assert {"trc", "mot", "sto", "parquet", "csv", "json", "movement"} <= set(NAMES)
    modules = {info.name for info in pkgutil.iter_modules(exporters.__path__)}
    tools = {"base", "keypoints", "opensim", "wide"}
    assert modules - tools == set(NAMES)


def test_suffixes_differ_and_never_name_a_file_of_a_result() -> None:
    suffixes = [exporter.suffix for exporter in all_exporters()]
    assert len(set(suffixes)) == len(suffixes)
    for suffix in suffixes:
        for stem in ("report", "frames", "track", "annotated"):
            assert f"{stem}{suffix}" not in RESULT_FILES


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_is(name: str) -> None:
    exporter = get_exporter(name)
    home = importlib.import_module(f"formcheck.outputs.exporters.{name}")
    assert type(exporter).__name__ in home.__all__
    assert 10 < len(exporter.summary) < 100
    assert exporter.summary.isprintable()


@pytest.mark.parametrize("name", NAMES)
def test_the_same_analysis_gives_the_same_bytes(name: str) -> None:
    first = get_exporter(name).render(clip())
    assert isinstance(first, bytes)
    assert first == get_exporter(name).render(clip())


@pytest.mark.parametrize("name", NAMES)
def test_a_clip_of_nobody_makes_a_file_all_the_same(name: str) -> None:
    assert get_exporter(name).render(nobody())


def test_an_unknown_format_gets_a_suggestion() -> None:
    with pytest.raises(UsageError, match="did you mean `parquet`"):
        get_exporter("parket")
    with pytest.raises(UsageError, match=r"there are .*trc"):
        get_exporter("xyz")
