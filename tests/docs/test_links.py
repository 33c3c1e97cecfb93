"""No link of the documentation leads nowhere; addresses outside are not asked, only read."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.pages import PAGES, REPOSITORY, anchors, links


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_links_lead_somewhere(page: Path):
    wrong = [f"{address}: {why}" for address in links(page) if (why := _wrong(page, address))]
    assert not wrong


def _wrong(page: Path, address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return "" if parts.scheme == "https" and parts.netloc else "no https address"
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_relative_to(REPOSITORY):
        return "leaves the repository"
    if not target.exists():
        return "does not exist"
    if parts.fragment and target.suffix == ".md" and parts.fragment not in anchors(target):
        return f"there is no such heading, but {', '.join(sorted(anchors(target)))}"
    return ""


def test_a_broken_link_would_be_found(tmp_path):
    """The check itself can fail."""
    page = REPOSITORY / "README.md"
    assert _wrong(page, "docs/nothing.md") == "does not exist"
    assert _wrong(page, "../elsewhere.md") == "leaves the repository"
    assert "there is no such heading" in _wrong(page, "docs/outputs.md#no-such-heading")
    assert _wrong(page, "docs/outputs.md#exit-codes") == ""
    assert _wrong(page, "http://example.org") == "no https address"


def test_every_page_can_be_reached_from_the_readme():
    reached, waiting = set(), [REPOSITORY / "README.md", REPOSITORY / "docs" / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        for address in links(page):
            if not urlsplit(address).scheme and urlsplit(address).path:
                waiting.append((page.parent / unquote(urlsplit(address).path)).resolve())
    lost = [str(page.relative_to(REPOSITORY)) for page in PAGES if page not in reached]
    assert not lost
