"""``python scripts/licences.py``: under which licences formcheck's dependencies are; offline.

Reads what the installed packages say of themselves. 1 if one may not be used: then it is named.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = ["Licence", "allowed", "dependencies", "licence_of", "main"]

_ROOT: Final = Path(__file__).resolve().parents[1]

# What may be combined with and installed beside Apache-2.0 code; weak copyleft by name.
_ALLOWED: Final = re.compile(
    r"(?i)\b(MIT|MIT-0|MIT-CMU|BSD|0BSD|Apache|ISC|Zlib|PSF|Python Software Foundation|CC0|"
    r"HPND|Unlicense|MPL)\b"
)
_FORBIDDEN: Final = re.compile(
    r"(?i)\b(A?GPL|General Public|SSPL|BUSL|NonCommercial|CC-BY-NC|Proprietary|Commons Clause)"
)


@dataclass(frozen=True, slots=True)
class Licence:
    """What a package says of its licence.

    Parameters
    ----------
    package, version : str
    said : str
        SPDX expression, classifiers or free text, in this order of preference.
    """

    package: str
    version: str
    said: str


def dependencies(extras: tuple[str, ...] = ("web", "export", "cluster", "voice")) -> list[str]:
    """Return the names of all packages that formcheck needs, directly or not, in order.

    Parameters
    ----------
    extras : sequence of str
        Of ``pyproject.toml``, besides the core.
    """
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = [Requirement(text) for text in project["dependencies"]]
    for extra in extras:
        waiting += map(Requirement, project["optional-dependencies"][extra])
    found: set[str] = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        needed = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if name in found or not needed:
            continue
        found.add(name)
        try:
            waiting += map(Requirement, distribution(name).requires or [])
        except PackageNotFoundError:
            continue
    return sorted(found)


def licence_of(package: Distribution) -> Licence:
    """Return what an installed package says of its licence."""
    told = package.metadata
    classifiers = [c for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    named = "; ".join(c.rsplit("::", 1)[1].strip() for c in classifiers)
    text = " ".join((told.get("License") or "").split())[:60]
    said = told.get("License-Expression") or named or text
    return Licence(told["Name"], package.version, said)


def allowed(licence: Licence) -> bool:
    """Return whether a package may be used: its licence is known, and no strong copyleft.

    >>> allowed(Licence("a", "1", "MIT")), allowed(Licence("b", "1", "AGPL-3.0-only"))
    (True, False)
    >>> allowed(Licence("c", "1", "")), allowed(Licence("d", "1", "MIT OR GPL-2.0-only"))
    (False, True)
    """
    choices = re.split(r"(?i)\s+OR\s+", licence.said)
    return any(_ALLOWED.search(choice) and not _FORBIDDEN.search(choice) for choice in choices)


def main() -> int:
    """Print every licence; return 1 if one is not allowed."""
    wrong = 0
    for name in dependencies():
        try:
            licence = licence_of(distribution(name))
        except PackageNotFoundError:
            print(f"{name}: not installed here, not looked at")
            continue
        mark = "" if allowed(licence) else "  <-- not allowed, or not known"
        wrong += bool(mark)
        print(f"{licence.package} {licence.version}: {licence.said}{mark}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
