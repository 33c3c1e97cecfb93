"""The checks: one file each, found by its name.

A module of this package that defines a subclass of :class:`~formcheck.checks.base.RepCheck` or
:class:`~formcheck.checks.base.SetCheck` is a check; the class's ``name`` is the module's. Modules
without one are tools. Other packages bring checks by entry points of the group
``formcheck.checks`` (``examples/custom_check``).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from formcheck.checks.base import RepCheck, SetCheck
from formcheck.checks.settings import CheckSettings, RefusalSettings
from formcheck.discovery import classes_from_outside, classes_in
from formcheck.errors import UsageError

__all__ = [
    "ENTRY_POINTS",
    "Checks",
    "build_checks",
    "check_names",
    "check_types",
    "settings_of",
]

Overrides = Mapping[str, Mapping[str, Any]]
CheckType = type[RepCheck] | type[SetCheck]
_Settings = TypeVar("_Settings", bound=CheckSettings)

ENTRY_POINTS = "formcheck.checks"
"""Group of the entry points by which other packages bring checks."""

# The shared refusals have settings too, under a name that no check has.
REFUSAL = "refusal"


class Checks(NamedTuple):
    """All checks with their settings, in the order of tables."""

    of_rep: tuple[RepCheck, ...]
    of_set: tuple[SetCheck, ...]


@cache
def check_types() -> tuple[CheckType, ...]:
    """Return the classes of all checks, by rank and name.

    Raises
    ------
    UsageError
        A check of another package cannot be used, or has the name of one that is there.
    """
    found: list[CheckType] = classes_in(__name__, __path__, RepCheck, SetCheck)
    for check in classes_from_outside(ENTRY_POINTS, RepCheck, SetCheck):
        if check.name in (REFUSAL, *(known.name for known in found)):
            raise UsageError(
                f"two checks are called `{check.name}`",
                f"{check.__module__}.{check.__qualname__}",
                "rename the one, or uninstall its package",
            )
        found.append(check)
    return tuple(sorted(found, key=lambda check: (check.rank, check.name)))


def check_names() -> tuple[str, ...]:
    """Return the names of all checks, in the order of tables."""
    return tuple(check.name for check in check_types())


def build_checks(overrides: Overrides | None = None) -> Checks:
    """Return all checks, their settings changed where asked.

    Parameters
    ----------
    overrides : mapping of mapping or None
        ``{check: {field: value}}``; values may be text. The name ``refusal`` changes the limits of
        the shared refusals.

    Raises
    ------
    UsageError
        A check or field does not exist, or a value does not fit.

    Examples
    --------
    >>> build_checks({"under_90": {"limit_deg": "80"}}).of_rep[0].settings.limit_deg
    80.0
    """
    given = dict(overrides or {})
    known = (*check_names(), REFUSAL)
    for name in given:
        if name not in known:
            raise UsageError(f"no check is called `{name}`", "settings", _suggest(name, known))
    refusal = _settings(REFUSAL, RefusalSettings, given)
    built = [
        check(_settings(check.name, check.Settings, given), refusal) for check in check_types()
    ]
    return Checks(
        tuple(check for check in built if isinstance(check, RepCheck)),
        tuple(check for check in built if isinstance(check, SetCheck)),
    )


def settings_of(checks: Checks, model: type[_Settings]) -> _Settings:
    """Return the settings, of this class, of the check that has them.

    Examples
    --------
    >>> from formcheck.checks.tempo import TempoSettings
    >>> settings_of(build_checks({"tempo": {"down_limit_dps": 50}}), TempoSettings).down_limit_dps
    50.0
    """
    every = (check.settings for check in (*checks.of_rep, *checks.of_set))
    return next(settings for settings in every if isinstance(settings, model))


def _settings(name: str, model: type[_Settings], overrides: Overrides) -> _Settings:
    """Return the settings of one check, or tell in one sentence why they do not fit."""
    values = overrides.get(name, {})
    if not isinstance(values, Mapping):
        raise UsageError(
            f"the settings of `{name}` are no table", "settings", f"write {name}.FIELD=VALUE"
        )
    fields = model.model_fields
    for field in values:
        if field not in fields:
            raise UsageError(
                f"check `{name}` has no setting `{field}`", "settings", _suggest(field, fields)
            )
    try:
        return model(**values)
    except ValidationError as error:
        raise _usage_error(name, model, error) from error


def _usage_error(name: str, model: type[CheckSettings], error: ValidationError) -> UsageError:
    first = error.errors(include_url=False)[0]
    message = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return UsageError(f"the settings of `{name}` do not fit together", "settings", message)
    field = str(first["loc"][0])
    about = model.model_fields[field].description or ""
    return UsageError(
        f"`{first['input']}` does not fit `{name}.{field}`",
        about,
        f"{message[0].lower()}{message[1:]}",
    )


def _suggest(wrong: str, known: Iterable[str]) -> str:
    names = list(known)
    close = difflib.get_close_matches(wrong, names, n=1)
    return f"did you mean `{close[0]}`?" if close else f"there are {', '.join(names)}"
