"""The command line: ``app`` holds the commands, ``run`` gives their exit code, ``main`` leaves.

Each command is imported only when it is called: ``--help`` is quick.
"""

from __future__ import annotations

from formcheck.cli.app import app, main, run

__all__ = ["app", "main", "run"]
