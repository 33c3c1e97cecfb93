from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import formcheck

ROOT = Path(formcheck.__file__).parent
ORDER = (
    "import sys, {module}; names = list(sys.modules); print(names.index('cv2') < names.index('av'))"
)


@pytest.mark.parametrize(
    "module", ["formcheck.video", "formcheck.video.decode", "formcheck.video.sink"]
)
def test_opencv_is_imported_before_pyav(module: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", ORDER.format(module=module)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT.parent,
    )
    assert run.stdout.strip() == "True"


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_pyav_is_imported_nowhere_else() -> None:
    others = [p for p in ROOT.rglob("*.py") if p.parent != ROOT / "video"]
    assert [str(p) for p in others if "av" in imported(p)] == []
