"""What the site must hold, looked at without building it (``make docs`` does that)."""

from __future__ import annotations

import tomllib
from pathlib import Path

import formcheck
from tests.docs.pages import REPOSITORY, blocks

DOCS = REPOSITORY / "docs"


def _listed() -> set[Path]:
    """Return the pages that the contents of ``index.md`` name."""
    names = [
        line
        for block in blocks(DOCS / "index.md")
        if block.language == "{toctree}"
        for line in block.text.splitlines()
        if line and not line.startswith(":")
    ]
    return {path for name in names for path in (DOCS / name).parent.glob(f"{Path(name).name}.md")}


def test_every_page_is_in_the_contents():
    pages = {path for path in DOCS.rglob("*.md") if path.name != "index.md"}
    assert pages - _listed() == set(), "list the page in docs/index.md"


def test_every_public_name_is_in_the_reference():
    text = (DOCS / "reference" / "python.md").read_text("utf-8")
    for name in set(formcheck.__all__) - {"__version__", "FormcheckError"}:
        assert f":: formcheck.{name}\n" in text, name
    assert ":: formcheck.errors\n" in text


def test_making_the_site_is_strict_and_asks_nobody():
    rule = (REPOSITORY / "Makefile").read_text("utf-8").split("\ndocs:")[1].split("\n\n")[0]
    assert "sphinx -W " in rule
    assert "docs/check_site.py" in rule
    conf = (DOCS / "conf.py").read_text("utf-8")
    assert "intersphinx" not in conf
    assert "http" not in conf


def test_what_builds_the_site_is_an_extra_of_its_own():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {"furo", "myst-parser", "sphinx", "sphinx-design"}
    assert {line.split(">")[0] for line in project["optional-dependencies"]["docs"]} == needed
