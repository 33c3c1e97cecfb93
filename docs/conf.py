"""Sphinx: how the documentation site is made from the repository's own pages (``make docs``).

The source folder is the repository itself, so that every link that works on the code host works
in the site, too. Nothing is fetched: no fonts, no scripts, no inventories of other projects.
"""

from __future__ import annotations

import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from formcheck import __version__  # noqa: E402

project = "formcheck"
author = "formcheck contributors"
version = release = __version__
root_doc = "docs/index"
highlight_language = "text"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_design"]
include_patterns = [
    "docs/**.md",
    "benchmarks/*.md",
    "examples/**.md",
    "sample_videos/README.md",
    "studio/**.md",
    "models/MODEL_CARD.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
]
exclude_patterns = [".venv", ".cache", "build", "formcheck", "tests", "**/.*"]

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]

autodoc_member_order = "groupwise"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
autodoc_class_signature = "mixed"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = f"formcheck {__version__}"
html_static_path = ["site/static"]
html_css_files = ["formcheck.css"]
html_favicon = "site/static/favicon.svg"
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_extra_path = ["site/extra"]
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0b5f8a", "color-brand-content": "#0b5f8a"},
    "dark_css_variables": {"color-brand-primary": "#7cc7ee", "color-brand-content": "#7cc7ee"},
}
