"""Every code block of the documentation works as it stands."""

from __future__ import annotations

import atexit
import inspect
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import formcheck
from formcheck import cli
from formcheck.checks import build_checks
from formcheck.config import read_settings
from formcheck.history.database import default_path
from formcheck.history.store import open_history
from formcheck.outputs.write import write_results
from formcheck.pose.replay import save_track
from tests import stick
from tests.docs.commands import READERS, commands, is_shell, read_formcheck
from tests.docs.pages import PAGES, REPOSITORY, Block, blocks
from tests.history.made import made_set
from tests.motions import leg_raises
from tests.outputs.sample import sample_analysis

BLOCKS = [block for page in PAGES for block in blocks(page)]
SHELL = [block for block in BLOCKS if is_shell(block)]
# CONTRIBUTING's Python makes files: test_guides.py follows it.
PYTHON = [b for b in BLOCKS if b.language == "python" and b.page.name != "CONTRIBUTING.md"]
TEXTS = {"", "text", "yaml"}
SHORTEST = REPOSITORY / "sample_videos" / "lying_swing.mp4"
LONGEST_S = 600


def test_there_are_blocks_to_look_at():
    assert len(SHELL) >= 10
    assert len(PYTHON) >= 3


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_each_block_is_of_a_language_that_is_tested(block: Block):
    tested = {"sh", "python", "toml", "json"}
    assert block.language in tested | TEXTS | ({"{eval-rst}", "{toctree}"} & {block.language})


@pytest.mark.parametrize("block", SHELL, ids=str)
def test_a_shell_can_read_it(block: Block):
    done = subprocess.run(
        ["bash", "-n"], input=block.text, text=True, capture_output=True, timeout=20, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("block", SHELL, ids=str)
def test_each_command_is_read_by_the_program_that_it_calls(block: Block):
    for words in commands(block.text):
        READERS[words[0]](words)


@pytest.mark.parametrize(
    "line",
    [
        "formcheck analyse clip.mp4",
        "formcheck analyze clip.mp4 --quick",
        "formcheck analyze clip.mp4 --set under_90.limit=80",
        "formcheck analyze clip.mp4 --exercise zumba",
        "formcheck live --camera first",
        "pip install formcheck[everything]",
        "make coffee",
        "python -m benchmarks.nothing",
        "python -m benchmarks.accuracy --no-such-option",
    ],
)
def test_a_wrong_command_would_be_found(line: str):
    (words,) = commands(line)
    with pytest.raises((Exception, SystemExit)):
        READERS[words[0]](words)


def test_settings_are_taken(tmp_path: Path):
    for block in (block for block in BLOCKS if block.language == "toml"):
        assert tomllib.loads(block.text), block
        (tmp_path / "my.toml").write_text(block.text)
        assert build_checks(read_settings(tmp_path / "my.toml", ())), block


def test_json_can_be_read():
    for block in (block for block in BLOCKS if block.language == "json"):
        assert json.loads(block.text) is not None, block


@pytest.mark.parametrize("block", PYTHON, ids=str)
def test_python_runs(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """With a track in the place of the clip: no inference. The slow twin looks at the clip."""
    real = formcheck.analyze

    def quick(path: Any, **options: Any) -> formcheck.Report:
        inspect.signature(real).bind(path, **options)
        assert (REPOSITORY / path).exists() or path == "clip.mp4"
        return real(_track(), **{key: options[key] for key in options if key == "settings"})

    monkeypatch.setattr(formcheck, "analyze", quick, raising=False)
    monkeypatch.chdir(tmp_path)
    exec(compile(block.text, str(block), "exec", dont_inherit=True), {"__name__": "__main__"})


@cache
def _track() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="formcheck-docs-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    save_track(folder / "track.npz", stick.track(leg_raises(70.0, 100.0, 70.0)))
    return folder / "track.npz"


@pytest.mark.slow
@pytest.mark.parametrize("block", PYTHON, ids=str)
def test_python_runs_on_the_clip(block: Block, tmp_path: Path):
    (tmp_path / "sample_videos").symlink_to(SHORTEST.parent)
    (tmp_path / "clip.mp4").symlink_to(SHORTEST)
    done = subprocess.run(
        [sys.executable, "-c", block.text],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr


# What needs neither camera, model, network nor cluster is done at once, in the order of the page.
AT_ONCE = {"export", "compare", "history"}
SLOWLY = {"analyze", "batch", "bench"}


def _calls(block: Block, names: set[str]) -> list[list[str]]:
    """Return the calls of formcheck that name one of these commands, ready to be done."""
    return [
        words
        for words in commands(block.text)
        if words[:1] == ["formcheck"] and words[1] in names and "--cluster" not in words
    ]


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three results in a folder of one's own, three sets in a history of one's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for name in ("clip", "mon", "fri"):
        folder = tmp_path / "formcheck_out" / name
        folder.mkdir(parents=True)
        analysis = sample_analysis()
        save_track(folder / "track.npz", analysis.track)
        write_results(folder, analysis, report=False)
    with open_history(default_path(), create=True) as history:
        for number in range(3):
            history.add(made_set(number))
    return tmp_path


@pytest.mark.parametrize("block", [b for b in SHELL if _calls(b, AT_ONCE)], ids=str)
def test_what_needs_no_video_is_done(block: Block, results: Path):
    for words in _calls(block, AT_ONCE):
        sure = ["--yes"] if words[1:3] == ["history", "delete"] else []
        assert cli.run([*words[1:], *sure]) == 0, words


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
@pytest.mark.parametrize("block", [b for b in SHELL if "jq " in b.text], ids=str)
def test_what_is_asked_of_the_report_is_answered(block: Block, results: Path):
    done = subprocess.run(
        ["bash", "-ec", block.text], capture_output=True, text=True, timeout=20, check=False
    )
    assert done.returncode == 0, done.stderr
    assert '"under_90"' in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("block", [b for b in SHELL if _calls(b, SLOWLY)], ids=str)
def test_what_needs_a_video_is_done(block: Block, results: Path):
    for place in ("clip.mp4", "clips/one.mp4", "more/two.mp4", "archive/old/three.mov"):
        (results / place).parent.mkdir(parents=True, exist_ok=True)
        (results / place).symlink_to(SHORTEST)
    (results / "sample_videos").symlink_to(SHORTEST.parent)
    (results / "my.toml").write_text("[under_90]\nlimit_deg = 80\n")
    for words in _calls(block, SLOWLY):
        read_formcheck(words)
        done = subprocess.run(
            [sys.executable, "-m", "formcheck", *words[1:]],
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
