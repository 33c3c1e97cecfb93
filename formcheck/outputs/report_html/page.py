"""Puts the page together: its sections, its style and its script, all in one text."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Final
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from formcheck.outputs import texts
from formcheck.outputs.report_html.section import Page, all_sections
from formcheck.outputs.stills import Still
from formcheck.report import Analysis, RepItem

__all__ = ["prepare_report", "render_report"]

_PACKAGE: Final = "formcheck.outputs.report_html"


def prepare_report() -> None:
    """Load what :func:`render_report` needs beside its arguments; it does so by itself, too."""
    for section in all_sections():
        _environment().get_template(f"{section.name}.html.j2")
    _environment().get_template("report.html.j2")


def render_report(
    analysis: Analysis,
    *,
    video_name: str | None = "annotated.mp4",
    video_content: bytes | None = None,
    stills: Sequence[Still] = (),
    provisional: Sequence[RepItem] = (),
) -> str:
    """Return the text of ``report.html``.

    Parameters
    ----------
    analysis : Analysis
        What was found.
    video_name : str or None
        File name of the annotated video in the folder of the page; None if there is none.
    video_content : bytes or None
        The video itself, to be put into the page; None: the page shows the file beside it.
    stills : sequence of Still
        Pictures of key moments, to be put into the page.
    provisional : sequence of RepItem
        Verdicts given while the set went on (live only).
    """
    address = None if video_name is None else quote(video_name)
    embedded = video_content is not None
    page = Page(analysis, address, embedded, tuple(stills), tuple(provisional))
    environment = _environment()
    shown = []
    for section in all_sections():
        values = section.values(page)
        if values is not None:
            partial = environment.get_template(f"{section.name}.html.j2")
            shown.append(Markup(partial.render(values, page=page, data=page.data)))
    script = _script()
    return environment.get_template("report.html.j2").render(
        data=page.data,
        sections=shown,
        script=Markup(script),
        # The browser runs this one script and nothing that a file name could smuggle in.
        script_hash=b64encode(sha256(script.encode()).digest()).decode(),
        embedded=None if video_content is None else Markup(b64encode(video_content).decode()),
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [
                PackageLoader(_PACKAGE, "sections"),
                PackageLoader(_PACKAGE, "frame"),
                PackageLoader("formcheck.outputs"),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = texts.number
    environment.filters["sentence"] = texts.sentence
    environment.globals["texts"] = texts
    return environment


def _script() -> str:
    folder = resources.files(_PACKAGE).joinpath("frame")
    return folder.joinpath("report.js").read_text(encoding="utf-8")
