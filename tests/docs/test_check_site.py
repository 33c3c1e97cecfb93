"""What the look over the built site finds, and what it lets pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.check_site import faults

PAGE = "<!doctype html><html><head>{head}</head><body>{body}</body></html>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of the site, in a folder of the test."""
    (tmp_path / "site").mkdir()
    return tmp_path / "site"


def _site(folder: Path, *, head: str = "", body: str = "", style: str = "") -> Path:
    (folder.parent / "beside.html").write_text("it exists, but it is not of the site")
    (folder / "docs").mkdir()
    (folder / "docs" / "index.html").write_text(PAGE.format(head=head, body=body))
    other = '<h2 id="here">Here</h2><a href="docs/index.html">back</a>'
    (folder / "other.html").write_text(PAGE.format(head="", body=other))
    (folder / "style.css").write_text(style)
    (folder / "picture one.png").write_bytes(b"")
    return folder


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"body": '<a href="../other.html">x</a> <a href="../other.html#here">x</a>'},
        {"body": '<a href="https://example.org/paper">a person may follow this</a>'},
        {"body": '<img src="../picture%20one.png"> <img src="data:image/png;base64,AA==">'},
        {"body": '<a href="#there">x</a> <p id="there">'},
        {"head": '<link rel="canonical" href="https://example.org/">'},
        {"head": '<link rel="stylesheet" href="../style.css?v=1">'},
        {"style": "a { background: url(data:image/svg+xml,x) }"},
        {"style": "a { background: url('picture one.png') }"},
    ],
)
def test_a_sound_site_passes(given: dict[str, str], folder: Path):
    assert faults(_site(folder, **given)) == []


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"body": '<a href="../nothing.html">x</a>'}, "does not exist"),
        ({"body": '<a href="../../beside.html">x</a>'}, "leaves the site"),
        ({"body": '<a href="../other.html#there">x</a>'}, "no such heading"),
        ({"body": '<a href="#there">x</a>'}, "no such heading"),
        ({"body": '<img src="../nothing.png">'}, "does not exist"),
        ({"body": '<img src="https://example.org/badge.svg">'}, "from outside"),
        ({"body": '<img srcset="//example.org/x.png 2x">'}, "from outside"),
        ({"body": '<script src="//example.org/x.js"></script>'}, "from outside"),
        ({"body": '<p style="background: url(https://example.org/x.png)">'}, "from outside"),
        ({"body": '<iframe src="http://example.org/"></iframe>'}, "from outside"),
        ({"head": '<link rel="stylesheet" href="https://example.org/x.css">'}, "from outside"),
        ({"head": '<link rel="preconnect" href="https://example.org">'}, "from outside"),
        ({"head": "<style>@import 'https://example.org/x.css';</style>"}, "from outside"),
        ({"style": "@font-face { src: url(https://example.org/x.woff2) }"}, "not in the site"),
        ({"style": "a { background: url(nothing.png) }"}, "not in the site"),
    ],
)
def test_a_fault_is_found(given: dict[str, str], why: str, folder: Path):
    (found,) = faults(_site(folder, **given))
    assert why in found


def test_a_site_without_pages_is_a_fault(tmp_path: Path):
    assert len(faults(tmp_path)) == 1
