"""Report → one HTML file that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace

from reportgen.render import context, fonts, pages
from reportgen.render.context import PLAIN, Drawings, Look
from reportgen.results import Report


def html(report: Report, drawings: Drawings, look: Look = PLAIN) -> bytes:
    """Return the page for a browser, as UTF-8.

    Raises
    ------
    RenderError
        If a template has a fault or the typeface is missing.
    """
    environment = pages.environment(look.templates, look.plugins)
    plain = context.screen(report, drawings, _digest(pages.script(environment)), look)
    text = pages.render(environment, plain)
    dressed = replace(plain, fonts=fonts.subset_faces(text))
    return pages.render(environment, dressed).encode()


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
