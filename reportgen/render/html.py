"""Report → one HTML file that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

from reportgen.music.speech import speech
from reportgen.render import context, fonts, pages
from reportgen.render.context import PLAIN, Drawings, Look
from reportgen.results import Report

_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
"""Stands for what HTML cannot hold (control characters in a name)."""


def printable(text: str) -> str:
    """Return text with a sign in the place of what HTML cannot hold."""
    return _NO_TEXT.sub(_UNKNOWN, text)


def html(report: Report, drawings: Drawings, look: Look = PLAIN) -> bytes:
    """Return the page for a browser, as UTF-8.

    Raises
    ------
    RenderError
        If a template has a fault or the typeface is missing.
    """
    environment = pages.environment(look.templates, look.plugins, speech(report))
    plain = context.screen(report, drawings, _digest(pages.script(environment)), look)
    text = pages.render(environment, plain)
    dressed = replace(plain, fonts=fonts.subset_faces(text))
    return printable(pages.render(environment, dressed)).encode()


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
