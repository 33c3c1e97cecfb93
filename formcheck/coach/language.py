"""The coach's words in one language, from a TOML file beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from formcheck.errors import UsageError

__all__ = ["Language", "languages", "load_language"]


@dataclass(frozen=True, slots=True)
class Language:
    """Texts by section and code.

    Parameters
    ----------
    code : str
        ``en``, ``de`` ...
    voice : str
        Language of the speech engine's voice.
    texts : mapping of str to mapping of str to str
        Sections ``cue``, ``praise``, ``remedy``, ``setup`` and ``announce``; a text may hold
        ``{value}``.
    """

    code: str
    voice: str
    texts: Mapping[str, Mapping[str, str]]

    def has(self, section: str, code: str) -> bool:
        """Return whether there is a text of this code."""
        return code in self.texts[section]

    def text(self, section: str, code: str, value: float | None = None) -> str:
        """Return the text, with ``value`` filled in where it has a place for one.

        Examples
        --------
        >>> load_language("en").text("setup", "not_side_on", 20.0)
        'Turn the camera side-on: 20 degrees off.'
        """
        text = self.texts[section][code]
        return text if value is None else text.format(value=value)


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that there are, in the order of the alphabet."""
    names = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load_language(code: str) -> Language:
    """Return the language of this code.

    Raises
    ------
    UsageError
        There is none.
    """
    if code not in languages():
        raise UsageError(
            f"the coach does not speak `{code}`", "--lang", f"choose from {', '.join(languages())}"
        )
    loaded = tomllib.loads((_folder() / f"{code}.toml").read_text(encoding="utf-8"))
    head = loaded.pop("language")
    return Language(code, head["voice"], loaded)


def _folder() -> Traversable:
    return files("formcheck.coach") / "languages"
