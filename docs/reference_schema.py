"""The reference of ``report.json``, made from its schema: ``docs/reference/report-json.md``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from formcheck.outputs.schema import report_json_schema

__all__ = ["schema_page"]

_HEAD = """\
# report.json

Schema `formcheck.report/1`, made from the code (`python docs/make_tables.py`). Times are seconds,
angles degrees, unknown numbers `null`. The
[JSON Schema](../../formcheck/outputs/report.schema.json) itself is in the package. Codes and their
words: [outputs](../outputs.md).
"""

Schema = Mapping[str, Any]

_BASE = "CheckResult"
"""The kind that others add to: what it says of a key holds for theirs."""

_PARAMETER = re.compile(
    r"^(?P<names>[a-z_, ]+) : .*\n(?P<text>(?:[ ]{4}.*\n?)+)", re.MULTILINE
)  # of a numpydoc section


def schema_page() -> str:
    """Return the page: the report as a whole, then each kind of item in it."""
    schema = report_json_schema()
    parts = [_HEAD, _section("The report", schema, schema["$defs"])]
    kinds = schema["$defs"]
    parts += [_section(name, kinds[name], kinds) for name in _order(schema)]
    return "\n".join(parts)


def _order(schema: Schema) -> list[str]:
    """Return the names of the items in the order in which a reader meets them."""
    found: list[str] = []
    waiting: list[Schema] = [schema]
    while waiting:
        for name in _mentioned(waiting.pop(0).get("properties", {})):
            if name not in found:
                found.append(name)
                waiting.append(schema["$defs"][name])
    return found


def _mentioned(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        if "$ref" in node:
            yield node["$ref"].rsplit("/", 1)[1]
        for value in node.values():
            yield from _mentioned(value)
    elif isinstance(node, list):
        for value in node:
            yield from _mentioned(value)


def _section(title: str, schema: Schema, kinds: Schema) -> str:
    description = schema.get("description", "")
    lines = [f"## {title}", "", description.split("\n\n")[0].replace("``", "`"), ""]
    lines += ["| key | type | holds |", "|---|---|---|"]
    told = {} if title == _BASE else _told(kinds[_BASE]["properties"], kinds[_BASE])
    told |= _told(schema["properties"], schema)
    for key, value in schema["properties"].items():
        text = told.get(key) or _first_line(value, kinds)
        lines.append(f"| `{key}` | {_type(value)} | {text} |")
    return "\n".join([*lines, ""])


def _told(properties: Schema, schema: Schema) -> dict[str, str]:
    """Return what is said of each property: its description, or the docstring's parameter."""
    said = _parameters(schema.get("description", ""))
    texts = {key: value.get("description") or said.get(key) for key, value in properties.items()}
    return {
        key: " ".join(text.replace("``", "`").replace("|", "\\|").split())
        for key, text in texts.items()
        if text
    }


def _first_line(value: Schema, kinds: Schema) -> str:
    """Return what the kind of a property says of itself."""
    named = next(_mentioned(value), None)
    return kinds[named].get("description", "").split("\n")[0] if named else ""


def _parameters(description: str) -> dict[str, str]:
    """Return what a numpydoc section of parameters says of each."""
    return {
        name.strip(): match["text"]
        for match in _PARAMETER.finditer(description)
        for name in match["names"].split(",")
    }


def _type(value: Schema) -> str:
    if "anyOf" in value:
        return " or ".join(_type(item) for item in value["anyOf"])
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "const" in value or "enum" in value:
        return ", ".join(f"`{item}`" for item in value.get("enum", [value.get("const")]))
    if "items" in value:
        return f"list of {_type(value['items'])}"
    if isinstance(value.get("additionalProperties"), Mapping):
        return f"name to {_type(value['additionalProperties'])}"
    return str(value.get("type", "any"))
