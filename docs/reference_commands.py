"""The command reference, made from the command line itself: ``docs/reference/commands.md``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from formcheck.cli import app

__all__ = ["commands_page"]

_HEAD = """\
# Commands

Made from the command line itself (`python docs/make_tables.py`); `formcheck COMMAND --help` shows
the same. Exit codes: [outputs](../outputs.md#exit-codes).
"""


def commands_page() -> str:
    """Return the page: every command with its arguments and options."""
    root = typer.main.get_command(app)
    parts = [_HEAD, f"`formcheck --version`: {_option(root, 'version').help}\n"]
    parts += [_section(words, command) for words, command in _leaves("formcheck", root)]
    return "\n".join(parts)


# Any: Typer brings a Click of its own, whose types are private.
def _leaves(words: str, command: Any) -> Iterator[tuple[str, Any]]:
    """Return all commands that do something, with the words that call them, by name."""
    if hasattr(command, "commands"):
        for name, child in sorted(command.commands.items()):
            yield from _leaves(f"{words} {name}", child)
    else:
        yield words, command


def _section(words: str, command: Any) -> str:
    arguments = [item for item in command.params if item.param_type_name == "argument"]
    options = [item for item in command.params if item.param_type_name == "option"]
    usage = " ".join([words, *(_usage(item) for item in arguments), "[OPTIONS]" if options else ""])
    lines = [f"## `{words}`", "", _sentence(command.help), "", "```text", usage.rstrip(), "```", ""]
    if arguments or options:
        lines += ["| | default | |", "|---|---|---|"]
        lines += [f"| `{_usage(item)}` | | {_cell(item.help)} |" for item in arguments]
        lines += [f"| {_names(item)} | {_default(item)} | {_cell(item.help)} |" for item in options]
        lines += [""]
    return "\n".join(lines)


def _sentence(text: str | None) -> str:
    return " ".join((text or "").split())


def _cell(text: str | None) -> str:
    return _sentence(text).replace("|", "\\|")


def _usage(argument: Any) -> str:
    name = argument.metavar or (argument.name or "").upper()
    many = "..." if argument.nargs == -1 else ""
    bare = re.sub(r"[{}\[\].]", "", name)
    return f"{bare}{many}" if argument.required else f"[{bare}{many}]"


def _names(option: Any) -> str:
    value = "" if option.is_flag else f" {option.metavar or _kind(option)}"
    return ", ".join(f"`{name}{value}`" for name in sorted(option.opts, key=len, reverse=True))


def _kind(option: Any) -> str:
    """Return what stands for a value where the command line names nothing better."""
    kinds = {Path: "PATH", int: "N", float: "NUMBER"}
    return kinds.get(option.type_descriptor.annotation, "NAME")


def _default(option: Any) -> str:
    if option.is_flag or option.default is None or callable(option.default):
        return ""
    return f"`{option.default}`"


def _option(command: Any, name: str) -> Any:
    return next(item for item in command.params if item.name == name)
