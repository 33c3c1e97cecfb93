"""Commands in the documentation: told apart, and read by the program that they call."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import typer

from formcheck.checks import build_checks
from formcheck.cli import app
from formcheck.config import read_settings
from formcheck.exercises import get_exercise
from tests.docs.pages import REPOSITORY, Block

__all__ = ["READERS", "commands", "is_shell", "read_formcheck"]


def is_shell(block: Block) -> bool:
    """Return whether a block is for a shell; without a language its first word decides."""
    if block.language:
        return block.language in ("sh", "bash", "console")
    words = block.text.split(maxsplit=1)
    return bool(words) and words[0] in READERS


def commands(text: str) -> Iterator[list[str]]:
    """Return the words of each command; what is behind ``|``, ``&&`` or ``;`` is one of its own."""
    for line in text.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;")
        lexer.whitespace_split = True
        words: list[str] = []
        for word in lexer:
            if set(word) <= set("|&;"):
                yield words
                words = []
            else:
                words.append(word)
        if words:
            yield words


@cache
def _silent_app() -> tuple[Any, list[dict[str, Any]]]:
    """Return the real command line, whose commands only note how they were called."""
    root = typer.main.get_command(app)
    called: list[dict[str, Any]] = []

    def quieten(command: Any) -> None:
        if hasattr(command, "commands"):
            for child in command.commands.values():
                quieten(child)
        else:
            command.callback = lambda **given: called.append(given)

    quieten(root)
    return root, called


def read_formcheck(words: list[str]) -> None:
    """Have the real command line read a call, and its settings and names; nothing is done.

    Raises
    ------
    Exception
        As the program would: an unknown command, option, setting, exercise or model.
    """
    root, called = _silent_app()
    called.clear()
    root.main(args=words[1:], prog_name="formcheck", standalone_mode=False)
    (given,) = called
    build_checks(read_settings(None, given.get("assignments") or ()))
    if given.get("exercise") not in (None, "auto"):
        get_exercise(given["exercise"])
    if given.get("model", "full") not in ("lite", "full", "heavy", "auto"):
        raise ValueError(f"no model is called {given['model']}")


def _read_pip(words: list[str]) -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    assert words[1] == "install", words
    for name in re.findall(r"\[([\w,]+)\]", " ".join(words)):
        for extra in name.split(","):
            assert extra in project["optional-dependencies"], f"there is no extra {extra}"


def _read_make(words: list[str]) -> None:
    targets = re.findall(r"^([\w-]+):", (REPOSITORY / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(words[1:]) <= set(targets), f"there is no target {words[1:]}"


def _read_python(words: list[str]) -> None:
    """A module or script of ours that knows each of the options."""
    if words[1] == "-m":
        parts = words[2].split(".")
        home, options = REPOSITORY.joinpath(*parts), words[3:]
        source = home / "__main__.py" if home.is_dir() else home.with_suffix(".py")
    else:
        source, options = REPOSITORY / words[1], words[2:]
    assert source.exists() or words[2] in ("pytest", "venv", "pip"), f"there is no {source}"
    if source.exists():
        text = source.read_text("utf-8")
        for option in (word.split("=")[0] for word in options if word.startswith("--")):
            assert f'"{option}"' in text, f"{source.name} has no option {option}"


def _read_curl(words: list[str]) -> None:
    sources = "".join(p.read_text("utf-8") for p in (REPOSITORY / "formcheck/web").glob("*.py"))
    for path in re.findall(r"127\.0\.0\.1:\d+(/[\w/]+)", " ".join(words)):
        assert f'"{path}"' in sources, f"the page has no {path}"


def _read_dask(words: list[str]) -> None:
    from distributed.cli.dask_scheduler import main as scheduler
    from distributed.cli.dask_worker import main as worker

    command = {"scheduler": scheduler, "worker": worker}[words[1]]
    known = {name for param in command.params for name in param.opts}
    assert {word for word in words if word.startswith("--")} <= known


def _read_cd(words: list[str]) -> None:
    assert len(words) == 2


def _foreign(words: list[str]) -> None:
    """A program of others: only the shell's grammar is looked at."""


READERS: dict[str, Callable[[list[str]], None]] = {
    "formcheck": read_formcheck,
    "pip": _read_pip,
    "make": _read_make,
    "python": _read_python,
    "curl": _read_curl,
    "dask": _read_dask,
    "cd": _read_cd,
    **dict.fromkeys(
        ("apt-get", "docker", "git", "jq", "pipx", "podman", "uv", "uvx", "xvfb-run"), _foreign
    ),
}
"""First words of commands, and what reads the rest of them."""
