"""Settings of the checks from a TOML file and from ``--set``; the latter win."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from formcheck.errors import UsageError

__all__ = ["read_settings"]

Settings = dict[str, dict[str, Any]]


def read_settings(config: Path | None, assignments: Iterable[str] = ()) -> Settings:
    """Return ``{check: {field: value}}`` from a TOML file and ``CHECK.FIELD=VALUE`` texts.

    Names and values are judged later, by the checks themselves.

    Raises
    ------
    UsageError
        The file cannot be read, or a text is not of that form.

    Examples
    --------
    >>> read_settings(None, ["under_90.limit_deg=80"])
    {'under_90': {'limit_deg': '80'}}
    """
    settings: Settings = {} if config is None else _read_toml(config)
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        check, dot, field = name.strip().partition(".")
        if not (equals and dot and check and field and value.strip()):
            raise UsageError(
                f"`{assignment}` is no setting", "--set", "write --set CHECK.FIELD=VALUE"
            )
        settings.setdefault(check, {})[field] = value.strip()
    return settings


def _read_toml(path: Path) -> Settings:
    try:
        with path.open("rb") as file:
            loaded: Mapping[str, Any] = tomllib.load(file)
    except OSError as error:
        raise UsageError(
            f"the settings cannot be read, {error.strerror}", str(path), "name a TOML file"
        ) from error
    except (ValueError, RecursionError) as error:  # also numbers too long, nested too deep
        raise UsageError(
            f"the settings are no TOML, {error}", str(path), "mend that line"
        ) from error
    for name, table in loaded.items():
        if not isinstance(table, dict):
            raise UsageError(
                f"`{name}` stands outside of a table",
                str(path),
                "write [CHECK] and its fields below",
            )
    return {name: dict(table) for name, table in loaded.items()}
