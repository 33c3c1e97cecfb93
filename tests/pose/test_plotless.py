"""MediaPipe comes without the plotting library; who wants to plot still can."""

from __future__ import annotations

import subprocess
import sys

_QUESTION = """
import sys
from formcheck.pose.plotless import plots_later
with plots_later():
    from mediapipe.tasks.python import vision
assert not any(name.split(".")[0] == "matplotlib" for name in sys.modules)
from mediapipe.tasks.python.vision import drawing_utils
later = drawing_utils.plt.figure
import matplotlib.pyplot as plt
assert later is plt.figure
assert not hasattr(drawing_utils.plt, "no_such_thing")
"""
_THERE_ALREADY = """
import sys, types
mine = sys.modules["matplotlib"] = types.ModuleType("matplotlib")
from formcheck.pose.plotless import plots_later
with plots_later():
    assert sys.modules["matplotlib"] is mine
    assert "matplotlib.pyplot" not in sys.modules
assert sys.modules["matplotlib"] is mine
"""


def _run(code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_plotting_library_comes_when_it_is_asked_for():
    _run(_QUESTION)


def test_one_that_is_there_stays():
    _run(_THERE_ALREADY)
