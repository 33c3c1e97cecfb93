"""What others use says what it is: every public object, and the door in full."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import formcheck

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("formcheck", "benchmarks", "studio", "scripts", "docs", "examples")
PARTS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
DOOR = [value for name in formcheck.__all__ if callable(value := getattr(formcheck, name))]


def _silent(path: Path) -> Iterator[str]:
    """Give the public modules, classes, functions and methods of a file without a docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    where = path.relative_to(ROOT)
    if path.name != "_version.py" and not ast.get_docstring(tree) and tree.body:
        yield str(where)
    waiting: list[tuple[str, ast.AST]] = [(str(where), tree)]
    while waiting:
        name, node = waiting.pop()
        for part in ast.iter_child_nodes(node):
            if isinstance(part, PARTS) and not part.name.startswith("_"):
                if not ast.get_docstring(part):
                    yield f"{name}: {part.name}"
                if isinstance(part, ast.ClassDef):
                    waiting.append((f"{name}: {part.name}", part))


def test_every_public_object_says_what_it_is():
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    assert len(files) > 300, "the walk sees the house"
    assert [silent for path in files for silent in _silent(path)] == []


def test_the_walk_sees_what_is_silent(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    file = tmp_path / "new.py"
    file.write_text('"""New."""\nclass A:\n    """A."""\n    def b(self): ...\ndef _c(): ...\n')
    assert list(_silent(file)) == ["new.py: A: b"]


@pytest.mark.parametrize("value", DOOR, ids=lambda value: value.__name__)
def test_the_door_names_every_parameter(value):
    """Of what a user calls; a report and a snapshot are only ever given."""
    doc = inspect.getdoc(value) or ""
    if value in (formcheck.Report,):
        assert "Attributes\n---" in doc
        return
    section = doc.partition("Parameters\n----------\n")[2].partition("\n\n")[0]
    entries = re.findall(r"^([a-z_]+(?:, [a-z_]+)*) ?(?::|$)", doc, re.MULTILINE)
    named = {name for entry in entries for name in entry.split(", ")}
    assert section, "no section of parameters"
    assert set(inspect.signature(value).parameters) <= named
