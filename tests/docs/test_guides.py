"""The guides "Add a ..." of CONTRIBUTING, followed to the letter in a copy of the repository."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.docs.pages import REPOSITORY, Block, blocks

CONTRIBUTING = REPOSITORY / "CONTRIBUTING.md"
COPIED = ("formcheck", "tests", "docs", "benchmarks")
LINKED = ("models", "sample_videos", "studio", "scripts")
LONGEST_S = 240
# Plugins whose import takes longer than the tests.
NOT_NEEDED = ("cacheprovider", "hypothesispytest", "schemathesis", "anyio", "xdist")
# Tests that hold of all of a kind, and must hold of the new one at once.
CONTRACTS = {
    "Add a check": "tests/checks/test_contract.py",
    "Add an exercise": "tests/exercises/test_exercises.py",
    "Add an export format": "tests/outputs/exporters/test_contract.py",
}


@dataclass(frozen=True)
class Guide:
    """A section of CONTRIBUTING: what it is called, and the files that it asks for."""

    title: str
    files: dict[str, str]

    @property
    def source(self) -> str:
        """The one file of the package."""
        (path,) = (path for path in self.files if path.startswith("formcheck/"))
        return path

    @property
    def test(self) -> str:
        """The one file of the tests."""
        (path,) = (path for path in self.files if path.startswith("tests/"))
        return path


def _guides() -> list[Guide]:
    files: dict[str, dict[str, str]] = {}
    for block in blocks(CONTRIBUTING):
        if block.section.startswith("Add a") and block.language == "python":
            files.setdefault(block.section, {})[_path(block)] = block.text
    return [Guide(title, named) for title, named in files.items()]


def _path(block: Block) -> str:
    """Return the file that the paragraph before a block names."""
    found = re.search(r"`([\w/]+\.py)`", block.lead)
    assert found, f"{block}: the paragraph before it names no file"
    return found[1]


GUIDES = _guides()


def test_there_is_a_guide_for_all_that_can_be_added():
    assert [guide.title for guide in GUIDES] == [*CONTRACTS, "Add a pose backend"]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.title)
def test_one_source_file_and_its_test(guide: Guide):
    """Nothing that is there already has to be touched."""
    assert set(guide.files) == {guide.source, guide.test}
    assert not any((REPOSITORY / path).exists() for path in guide.files)


# All in one process: importing costs more than the rest.
AFTERWARDS = """
from docs.make_tables import main
from formcheck.cli import run
main()
run(["export", "--list"])
print(run(["analyze", "x.mp4", "--set", "head_lift.limit_deg=no"]))
"""


@dataclass(frozen=True)
class Followed:
    """Where the guides were followed, and what the command line said afterwards."""

    root: Path
    said: str
    complained: str


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    """A copy of the repository in which all guides have been followed."""
    root = tmp_path_factory.mktemp("repository")
    leave = shutil.ignore_patterns("pictures", ".*")
    for name in COPIED:
        shutil.copytree(REPOSITORY / name, root / name, ignore=leave)
    for name in LINKED:
        (root / name).symlink_to(REPOSITORY / name)
    for path in REPOSITORY.iterdir():
        if path.is_file() and not path.name.startswith("."):
            shutil.copy(path, root)
    for guide in GUIDES:
        for path, text in guide.files.items():
            (root / path).write_text(text, encoding="utf-8")
    done = _run(root, "-c", AFTERWARDS)
    assert done.returncode == 0, done.stderr
    return Followed(root, done.stdout, done.stderr)


@pytest.fixture
def copy(followed: Followed) -> Path:
    """The copy."""
    return followed.root


def _run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )


def test_the_tests_of_the_guides_pass(copy: Path):
    """And what holds of every check, exercise and exporter holds of the new ones."""
    names = [Path(guide.source).stem for guide in GUIDES]
    done = _run(
        copy,
        *("-m", "pytest", "-v", "--tb=short", "-k", " or ".join(names)),
        *(word for plugin in NOT_NEEDED for word in ("-p", f"no:{plugin}")),
        *(guide.test for guide in GUIDES),
        *CONTRACTS.values(),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    passed = [line for line in done.stdout.splitlines() if " PASSED" in line]
    for guide in GUIDES:
        assert any(line.startswith(guide.test) for line in passed), guide.title
        contract = CONTRACTS.get(guide.title, guide.test)
        assert any(line.startswith(contract) for line in passed), guide.title


def test_the_documentation_tells_of_them(copy: Path):
    """After the one command; by hand only the files of the guides were written."""
    changed = {
        str(path.relative_to(copy))
        for path in copy.rglob("*")
        if path.is_file() and _differs(path, REPOSITORY / path.relative_to(copy))
    }
    written = {path for guide in GUIDES for path in guide.files}
    assert changed - written == {"docs/measures.md", "docs/outputs.md"}
    measures = (copy / "docs" / "measures.md").read_text("utf-8")
    assert "| `head_lift` | Head |" in measures
    assert "`head_lift.limit_deg`" in measures
    assert "| `hover_leg_raise` |" in measures
    assert "| `peaks` | `CLIP_peaks.csv` |" in (copy / "docs" / "outputs.md").read_text("utf-8")


def _differs(path: Path, original: Path) -> bool:
    if path.suffix == ".pyc" or any(part in LINKED for part in path.parts):
        return False
    return not original.exists() or path.read_bytes() != original.read_bytes()


def test_the_command_line_knows_them(followed: Followed):
    """No list of names had to be told."""
    assert "peaks" in followed.said
    assert "head_lift.limit_deg" in followed.complained
    assert followed.said.split()[-1] == "2"


def test_the_code_is_in_the_style_of_the_house(copy: Path):
    paths = [path for guide in GUIDES for path in guide.files]
    for words in (["check"], ["format", "--check"]):
        done = _run(copy, "-m", "ruff", *words, *paths)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_the_types_of_the_code_are_right(copy: Path):
    done = _run(copy, "-m", "mypy", *(guide.source for guide in GUIDES))
    assert done.returncode == 0, done.stdout
