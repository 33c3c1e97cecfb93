"""Finding what lives one file each: checks, exercises, exporters; and naming one of them.

Other packages may bring more by entry points.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any, TypeVar

from formcheck.errors import UsageError

__all__ = ["classes_from_outside", "classes_in", "named"]

T = TypeVar("T")


# Any: mypy takes no abstract class for a type[T].
def classes_in(package: str, folders: Iterable[str], *kinds: type[Any]) -> list[type[Any]]:
    """Return the concrete classes of some kinds in a package, by module.

    A module that defines one is called like the class's ``name``; a module without is a tool.

    Parameters
    ----------
    package : str
        Its dotted name.
    folders : iterable of str
        Its ``__path__``.
    kinds : types
        Base classes, which do not count themselves.

    Raises
    ------
    TypeError
        A class is called otherwise than its module.
    """
    found: list[type[Any]] = []
    for info in pkgutil.iter_modules(folders):
        module = importlib.import_module(f"{package}.{info.name}")
        for value in vars(module).values():
            if not (inspect.isclass(value) and value.__module__ == module.__name__):
                continue
            # A kind may be a protocol, of which issubclass knows nothing.
            if inspect.isabstract(value) or not set(kinds) & set(value.__mro__[1:]):
                continue
            name = getattr(value, "name", None)
            if name != info.name:
                raise TypeError(f"expected a class called {info.name!r}, got {name!r}")
            found.append(value)
    return found


def classes_from_outside(group: str, *kinds: type[Any]) -> list[type[Any]]:
    """Return the classes of some kinds that installed packages bring by entry points.

    Parameters
    ----------
    group : str
        Of the entry points; each is called like the ``name`` of its class.
    kinds : types
        Base classes.

    Raises
    ------
    UsageError
        One cannot be imported, is no such class, or is called otherwise: its package is named.
    """
    return [_loaded(entry, kinds) for entry in sorted(entry_points(group=group))]


def _loaded(entry: EntryPoint, kinds: tuple[type[Any], ...]) -> type[Any]:
    package = entry.dist.name if entry.dist is not None else entry.module
    what = f"`{entry.name}` of the package {package} cannot be used"
    remedy = f"mend or uninstall {package}"
    try:
        value: Any = entry.load()
    except Exception as error:  # somebody else's module may raise anything
        why = f"{type(error).__name__}: {error}"
        raise UsageError(f"{what}, {why}", entry.group, remedy) from error
    if not (inspect.isclass(value) and issubclass(value, kinds)) or inspect.isabstract(value):
        names = " or ".join(kind.__name__ for kind in kinds)
        raise UsageError(f"{what}, it is no {names}", entry.group, remedy)
    if getattr(value, "name", None) != entry.name:
        raise UsageError(f"{what}, its class has another name", entry.group, remedy)
    return value


def named(name: str, known: Mapping[str, T], what: str, where: str, *, also: str = "") -> T:
    """Return what is called so.

    Parameters
    ----------
    what, where : str
        For the sentence: ``no exercise``, and the option that asks for it.
    also : str
        Further words that ``where`` takes.

    Raises
    ------
    UsageError
        Nothing is called so; the nearest name is offered.
    """
    if name in known:
        return known[name]
    close = difflib.get_close_matches(name, known, n=1)
    choices = ", ".join([also, *known] if also else known)
    remedy = f"did you mean `{close[0]}`?" if close else f"there are {choices}"
    raise UsageError(f"{what} is called `{name}`", where, remedy)
