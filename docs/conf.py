"""The manual as a site, by Sphinx: `make manual`. Everything is inside: it is read without a network."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "site"))

from dce_studio.version import __version__

project = "DCE Studio"
release = version = __version__
author = "the DCE Studio developers"
copyright = f"{author}; MIT licence"
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "commands", "docstrings"]
exclude_patterns = ["site", "_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
suppress_warnings = ["myst.header"]  # the developers' pages begin as they like

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True, "undoc-members": False}
autodoc_preserve_defaults = True

html_theme = "furo"
html_title = f"DCE Studio {__version__}"
html_favicon = "../resources/icons/app.svg"
html_logo = "../resources/icons/app.svg"
html_static_path = ["site/static"]
html_css_files = ["manual.css"]
html_copy_source = False
html_show_sourcelink = False
html_extra_path = ["site/curve-page"]
html_theme_options = {"source_view_link": "", "top_of_page_buttons": []}
