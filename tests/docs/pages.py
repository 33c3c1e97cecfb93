"""The pages of the documentation as a reader has them: code blocks, links, headings, sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt

__all__ = ["PAGES", "PROSE", "REPOSITORY", "Block", "anchors", "blocks", "links", "sentences"]

REPOSITORY = Path(__file__).resolve().parents[2]

PROSE = tuple(
    path
    for pattern in ("README.md", "CONTRIBUTING.md", "docs/**/*.md", "models/*.md", "studio/**/*.md")
    for path in sorted(REPOSITORY.glob(pattern))
)
"""Pages written by hand, at least in part."""

PAGES = PROSE + tuple(
    path
    for pattern in ("CHANGELOG.md", "benchmarks/*.md", "sample_videos/*.md", "examples/*.md")
    for path in sorted(REPOSITORY.glob(pattern))
)

_MARKDOWN = MarkdownIt("commonmark").enable("table")
_GENERATED = re.compile(r"<!-- (?:table|from|python) .*?<!-- end -->", re.DOTALL)
_FENCE = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.;])\s+(?=[A-Z`*\[])")
_ITEM_OR_ROW = re.compile(r"\n\s*\n|\n(?=[|-])")


@dataclass(frozen=True)
class Block:
    """A fenced code block.

    Parameters
    ----------
    page : Path
        Where it stands.
    line : int
        Line of its first fence, from 1.
    language : str
        As after the fence; may be empty.
    text : str
        What is in it.
    lead : str
        The paragraph before it.
    section : str
        The heading above it.
    """

    page: Path
    line: int
    language: str
    text: str
    lead: str
    section: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(REPOSITORY)}:{self.line}"


@cache
def _tokens(page: Path):
    return _MARKDOWN.parse(page.read_text(encoding="utf-8"))


@cache
def blocks(page: Path) -> tuple[Block, ...]:
    """Return the code blocks of a page, in order."""
    found, lead, section = [], "", ""
    tokens = _tokens(page)
    for i, token in enumerate(tokens):
        if token.type == "inline":
            lead = token.content
            if tokens[i - 1].type == "heading_open":
                section = token.content
        elif token.type == "fence":
            line = token.map[0] + 1
            found.append(Block(page, line, token.info.strip(), token.content, lead, section))
    return tuple(found)


@cache
def links(page: Path) -> tuple[str, ...]:
    """Return what the links and pictures of a page name."""
    found = []
    for token in _tokens(page):
        for child in token.children or ():
            if child.type == "link_open":
                found.append(child.attrGet("href"))
            elif child.type == "image":
                found.append(child.attrGet("src"))
    return tuple(str(address) for address in found)


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return the anchors that a code host makes of the headings of a page."""
    found: list[str] = []
    tokens = _tokens(page)
    for opened, token in pairwise(tokens):
        if opened.type == "heading_open":
            text = "".join(child.content for child in token.children or ())
            name = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
            twins = sum(1 for other in found if re.fullmatch(rf"{re.escape(name)}(-\d+)?", other))
            found.append(f"{name}-{twins}" if twins else name)
    return frozenset(found)


def sentences(page: Path) -> list[str]:
    """Return what is written by hand, a sentence (or row of a table) each."""
    text = _FENCE.sub("", _GENERATED.sub("", page.read_text(encoding="utf-8")))
    parts = [" ".join(part.split()) for part in _ITEM_OR_ROW.split(text)]
    return [sentence for part in parts for sentence in _SENTENCE_END.split(part) if sentence]
