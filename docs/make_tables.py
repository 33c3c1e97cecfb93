"""Writes the tables of the documentation anew from the code: ``python docs/make_tables.py``.

A page holds a table between ``<!-- table NAME -->`` and ``<!-- end -->``, or the bars of a
benchmark's page after ``<!-- from benchmarks/NAME.md -->``; everything else in it is written by
hand. The pages of ``docs/reference/`` in :data:`GENERATED` are made whole. A test holds all of
them up to date.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path.insert(0, str(REPOSITORY))

from docs.reference_commands import commands_page  # noqa: E402
from docs.reference_schema import schema_page  # noqa: E402
from formcheck.checks import REFUSAL, check_types  # noqa: E402
from formcheck.checks.base import CheckSettings, RepCheck  # noqa: E402
from formcheck.checks.settings import RefusalSettings  # noqa: E402
from formcheck.exercises import all_exercises  # noqa: E402
from formcheck.outputs.columns import COLUMNS  # noqa: E402
from formcheck.outputs.exporters import all_exporters  # noqa: E402
from formcheck.outputs.texts import DISCLAIMER, NOT_COUNTED_WORDS, RED_FLAGS  # noqa: E402
from formcheck.pose.landmarks import LUMBAR_POINTS  # noqa: E402
from formcheck.pose.track import CONTOUR_FEATURES  # noqa: E402
from formcheck.repetition import NotCounted  # noqa: E402

__all__ = ["GENERATED", "PAGES", "filled", "main", "warning_codes"]

PACKAGE = REPOSITORY / "formcheck"
PAGES = (
    *(
        Path(__file__).with_name(f"{name}.md")
        for name in ("measures", "outputs", "limits", "index", "science")
    ),
    REPOSITORY / "README.md",
)
"""Pages with generated tables among what is written by hand."""

GENERATED: dict[Path, Callable[[], str]] = {
    Path(__file__).with_name("reference") / "commands.md": commands_page,
    Path(__file__).with_name("reference") / "report-json.md": schema_page,
}
"""Pages that are made whole, and what makes them."""

# Reasons whose words are put together when it runs, and the one that every check has.
_SAID = {
    "bounced": "Bounced off the bottom: only … s there.",
    "kicked": "The raise was fast at its start and slow after: kicked.",
    "leg_out_of_picture": "knee or ankle left the picture, or the leg was lost, near the top",
    "near_limit": "value and limit differ by less than the uncertainty: too close to call",
    "too_fast_down": "Lowered …° in … s (…°/s ±…): too fast.",
    "too_fast_up": "Raised …° in … s (…°/s ±…): too fast.",
}

_SPOT = re.compile(r"(<!-- table (?P<name>\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_BARS = re.compile(r"(<!-- from (?P<page>benchmarks/\w+\.md) -->\n).*?(<!-- end -->)", re.DOTALL)
_NOTE = re.compile(r"^(?P<text>.*?)\s*\[(?P<unit>[^;\]]*);\s*(?P<source>[^\]]*)\]$", re.DOTALL)


def filled(text: str) -> str:
    """Return a page with its tables made anew.

    Raises
    ------
    ValueError
        It asks for a table that does not exist.
    """

    def fill(match: re.Match[str]) -> str:
        name = match["name"]
        if name not in _TABLES:
            raise ValueError(f"expected one of {', '.join(_TABLES)}, got {name!r}")
        return f"{match[1]}\n{_TABLES[name]()}\n{match[3]}"

    return _BARS.sub(_bars, _SPOT.sub(fill, text))


def _bars(match: re.Match[str]) -> str:
    """Return the spot with the table of bars of a benchmark's page."""
    rows = (REPOSITORY / match["page"]).read_text(encoding="utf-8").split("| bar |", 1)[1]
    table = "| bar |" + rows.split("\n\n", 1)[0]
    return f"{match[1]}{table}\n{match[3]}"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [" | ".join(columns), " | ".join("---" for _ in columns)]
    lines += [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    return "".join(f"| {line} |\n" for line in lines)


def _checks() -> str:
    rows = []
    for check in check_types():
        of = "each repetition" if issubclass(check, RepCheck) else "the set"
        rows.append(
            (
                f"`{check.name}`",
                check.title,
                check.flag_words or check.title,
                check.severity,
                of,
                " and ".join(sorted(check.postures, reverse=True)),
            )
        )
    return _table(("check", "title", "when flagged", "kind", "of", "where"), rows)


def _settings() -> str:
    models: list[tuple[str, type[CheckSettings]]] = [
        *((check.name, check.Settings) for check in check_types()),
        (REFUSAL, RefusalSettings),
    ]
    rows = [row for name, model in models for row in _fields(name, model)]
    return _table(("setting", "default", "unit", "meaning", "source"), rows)


def _fields(name: str, model: type[CheckSettings]) -> Iterator[tuple[str, ...]]:
    for field, info in model.model_fields.items():
        note = _NOTE.match(info.description or "")
        text, unit, source = note.groups() if note else (info.description or "", "", "")
        default = info.default
        shown = f"{default:g}" if isinstance(default, (int, float)) else str(default)
        yield f"`{name}.{field}`", shown, unit, text, source


def _exercises() -> str:
    rows = [
        (f"`{exercise.name}`", exercise.title, _first_line(type(exercise)))
        for exercise in all_exercises()
    ]
    return _table(("exercise", "title", "is"), rows)


def _first_line(thing: type) -> str:
    return (thing.__doc__ or "").strip().splitlines()[0]


def _warnings() -> str:
    found = _warning_words()
    return _table(
        ("code", "message", "remedy"), [(f"`{code}`", *found[code]) for code in sorted(found)]
    )


def warning_codes() -> tuple[str, ...]:
    """Return the codes of all set-up warnings."""
    return tuple(sorted(_warning_words()))


def _warning_words() -> dict[str, list[str]]:
    calls = _calls([PACKAGE], {"SetupWarning", "SourceWarning"})
    found = {}
    for call in calls:
        names = ("code", "message", "remedy")
        given = dict(zip(names, call.args, strict=False))
        given |= {word.arg: word.value for word in call.keywords if word.arg}
        if set(names) <= set(given) and isinstance(given["code"], ast.Constant):
            found[_words(given["code"])] = [_words(given[name]) for name in names[1:]]
    return found


def _reasons() -> str:
    said: dict[str, list[str]] = {}
    for call in _calls([PACKAGE / "checks"], {"Words", "Refusal", "cant_tell"}):
        texts = call.args[1:] if _name(call) == "cant_tell" else call.args
        if len(texts) < 2 or not isinstance(texts[0], (ast.Constant, ast.JoinedStr)):
            continue
        code = _words(texts[0])
        if code and _words(texts[1]) not in said.setdefault(code, []):
            said[code].append(_words(texts[1]))
    said.pop("too_fast_…", None)
    found = {code: "; or: ".join(texts) for code, texts in said.items() if code}
    found |= _SAID
    return _table(("code", "reason"), [(f"`{code}`", found[code]) for code in sorted(found)])


def _calls(folders: Iterable[Path], names: set[str]) -> Iterator[ast.Call]:
    """Return all calls of these names, in the order of the files."""
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node) in names:
                yield node


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _words(node: ast.expr) -> str:
    """Return the text of a literal; what is filled in when it runs becomes three dots."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_words(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return _words(node.left) + _words(node.right)
    return "…"


def _not_counted() -> str:
    codes = re.findall(r"``(\w+)``", (NotCounted.__doc__ or "").split("reason_code", 1)[1])
    rows = [(f"`{code}`", NOT_COUNTED_WORDS.get(code, code.replace("_", " "))) for code in codes]
    return _table(("code", "meaning"), rows)


def _disclaimer() -> str:
    return f"**{DISCLAIMER}** {RED_FLAGS}\n"


def _columns() -> str:
    shown = [column for column in COLUMNS if not column.name.startswith(LUMBAR_POINTS)]
    rows = [(f"`{column.name}`", column.unit, column.meaning) for column in shown]
    first = [column for column in COLUMNS if column.name.startswith(LUMBAR_POINTS[0])]
    rows += [(f"`{column.name}`", column.unit, column.meaning) for column in first]
    return _table(("column", "unit", "is"), rows)


def _contour() -> str:
    return "".join(f"`{name}`, " for name in CONTOUR_FEATURES).removesuffix(", ") + ".\n"


def _lumbar() -> str:
    return ", ".join(LUMBAR_POINTS) + ".\n"


def _exports() -> str:
    rows = [(f"`{e.name}`", f"`CLIP{e.suffix}`", e.summary) for e in all_exporters()]
    return _table(("format", "file", "holds (read by)"), rows)


_TABLES: dict[str, Callable[[], str]] = {
    "checks": _checks,
    "settings": _settings,
    "exercises": _exercises,
    "warnings": _warnings,
    "reasons": _reasons,
    "not_counted": _not_counted,
    "disclaimer": _disclaimer,
    "columns": _columns,
    "contour": _contour,
    "lumbar": _lumbar,
    "exports": _exports,
}


def main() -> None:
    """Write the tables of all pages anew."""
    for page in PAGES:
        page.write_text(filled(page.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    for page, make in GENERATED.items():
        page.write_text(make(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
