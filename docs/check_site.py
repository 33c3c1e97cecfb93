"""Looks the built site over: ``python docs/check_site.py build/site``; exits with 1 on a fault.

Every link and picture within the site leads somewhere, to the very heading, and no page asks
anything of another machine: no script, style, picture, font or frame from outside.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

__all__ = ["faults", "main"]

# What a browser fetches by itself; a link that a person may follow (a href) is no request.
_FETCHED = {("link", "href"), ("form", "action")}
_FETCHED_ATTRIBUTES = {"src", "srcset", "poster", "data", "background"}
_FETCHED_RELATIONS = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "modulepreload"}
_IN_STYLE = re.compile(r"url\(\s*['\"]?(?P<address>[^'\")]+)|@import\s+['\"](?P<imported>[^'\"]+)")


class _Page(HTMLParser):
    """What a page names: its anchors, what it links to, and what a browser fetches for it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.anchors = {"", "top"}
        self.links: list[str] = []
        self.fetched: list[str] = []
        self._in_style = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        self._in_style = tag == "style"
        self.fetched += _addresses(given.get("style", ""))
        for name, value in given.items():
            if tag == "link" and not _FETCHED_RELATIONS & set(given.get("rel", "").split()):
                continue
            if name in _FETCHED_ATTRIBUTES or (tag, name) in _FETCHED:
                self.fetched.append(value.split(" ")[0] if name == "srcset" else value)
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "meta" and "url=" in given.get("content", ""):
            self.links.append(given["content"].split("url=", 1)[1])

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.fetched += _addresses(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_style = self._in_style and tag != "style"


def faults(site: Path) -> list[str]:
    """Return what is wrong with a built site, a line each; empty = nothing."""
    site = site.resolve()
    pages = {path: _Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    if not pages:
        return [f"{site}: there are no pages"]
    found = []
    for path, page in pages.items():
        place = path.relative_to(site)
        for address in (*page.links, *page.fetched):
            fetched = address in page.fetched
            why = _wrong(address, path, site, pages, fetched=fetched)
            if why:
                found.append(f"{place}: {address}: {why}")
    for path in sorted(site.rglob("*.css")):
        for address in _addresses(path.read_text(encoding="utf-8")):
            if _outside(address) or not _target(address, path).exists():
                found.append(f"{path.relative_to(site)}: {address}: is not in the site")
    return found


def _wrong(address: str, path: Path, site: Path, pages: dict[Path, _Page], *, fetched: bool) -> str:
    """Return what is wrong with an address on a page; empty = nothing."""
    if address.startswith("data:"):
        return ""
    if _outside(address):
        return "is fetched from outside" if fetched else ""
    target = _target(address, path)
    if not target.is_relative_to(site):
        return "leaves the site"
    if not target.exists():
        return "does not exist"
    anchor = unquote(urlsplit(address).fragment)
    if target in pages and anchor not in pages[target].anchors:
        return "there is no such heading"
    return ""


def _outside(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.scheme or parts.netloc)


def _target(address: str, path: Path) -> Path:
    """Return the file that a relative address names; a page names itself by nothing."""
    inside = unquote(urlsplit(address).path)
    return (path.parent / inside).resolve() if inside else path


def _addresses(style: str) -> Iterator[str]:
    for match in _IN_STYLE.finditer(style):
        address = match["address"] or match["imported"]
        if not address.startswith(("data:", "#")):
            yield address


def main() -> int:
    """Tell what is wrong, a line each."""
    site = Path(sys.argv[1] if len(sys.argv) > 1 else "build/site")
    found = faults(site)
    print(
        "\n".join(found) or f"{site}: every link leads somewhere, nothing is fetched from outside"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
