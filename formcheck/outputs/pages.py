"""Self-contained pages that open without a network: one frame for all but the report."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from formcheck._version import __version__
from formcheck.outputs import texts

__all__ = ["plotly_code", "render_page"]


def render_page(template: str, *, title: str, **values: Any) -> str:
    """Return the text of a page.

    Parameters
    ----------
    template : str
        File in ``templates`` that extends ``page.html.j2``.
    title : str
        Of the window.
    **values
        What the template names; text in it stays text.
    """
    environment = Environment(
        loader=PackageLoader("formcheck.outputs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    page = environment.get_template(template)
    return page.render(
        title=title, texts=texts, version=__version__, plotly=plotly_code(), **values
    )


def plotly_code() -> Markup:
    """Return the drawing library, to be put inline (a package of ours, not of the clip)."""
    from plotly.offline import get_plotlyjs

    return Markup(get_plotlyjs())
