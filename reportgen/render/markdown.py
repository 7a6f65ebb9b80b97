"""Report → a Markdown summary of one screen, for the pages of a pipeline and for chats.

The text of a report is data: whatever in it would be read as Markdown or HTML is
escaped where a template places it, so that a track called ``*<b>`` is shown as such.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from reportgen import formats
from reportgen.music.speech import speech
from reportgen.render import context, pages
from reportgen.render.context import PLAIN, Look
from reportgen.results import Report

WIDTH = 100
"""Columns after which a line of prose is broken."""

_MARKS = re.compile(r"[\\`*_\[\]<>|~&#$^]")
_LINKS = ((re.compile(r"://"), r":\\/\\/"), (re.compile(r"(?i)\b(www)\."), r"\1\\."))
"""What some readers turn into a link without being asked."""
_BLANKS = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
_BLOCK = re.compile(r"[-+=:]+|\d+[.)]")
"""A word that makes a line more than the next one of a paragraph, where it comes first."""
_FIRST = re.compile(r"^(\d+)(?=[.)](?: |$))|^(?=[-+=:]+(?: |$))")


def markdown(report: Report, files: tuple[str, ...] = (), look: Look = PLAIN) -> bytes:
    """Return the summary as UTF-8.

    Parameters
    ----------
    report : Report
        What to sum up.
    files : tuple of str
        Names of the files made beside it.
    look : Look
        Templates that go before those of reportgen, and whose report it is.

    Raises
    ------
    RenderError
        If the template has a fault.
    """
    found = pages.environment(look.templates, look.plugins, speech(report))
    environment = found.overlay(autoescape=False, finalize=_placed)
    page = pages.render(environment, context.summary(report, files, look), pages.SUMMARY)
    lines = re.sub(r"\n{3,}", "\n\n", page).strip("\n").split("\n")
    return ("\n".join(part for line in lines for part in _broken(line)) + "\n").encode()


def escaped(text: str) -> str:
    """Return text that Markdown shows as it stands, on one line.

    Line breaks and runs of blanks become one blank, other control characters vanish.
    """
    line = _BLANKS.sub(" ", text).strip(f" {formats.SPACE}")
    shown = "".join(letter for letter in line if unicodedata.category(letter) != "Cc")
    marked = _MARKS.sub(lambda mark: f"\\{mark[0]}", shown)
    for pattern, harmless in _LINKS:
        marked = pattern.sub(harmless, marked)
    return _FIRST.sub(r"\1\\", marked)


def _placed(value: Any) -> Any:
    """Escape what an expression of a template gives; fixed words never come here."""
    return value if value is None else escaped(str(value))


def _broken(line: str) -> Iterator[str]:
    """Break a line of prose between words; rows of tables and headings stay whole."""
    if line.startswith(("|", "#")):
        yield line
        return
    indent = "  " if line.startswith("- ") else ""
    current, first = "", True
    for word in line.split(" "):
        long = len(current) + 1 + len(word) > WIDTH
        if long and not first and not _BLOCK.fullmatch(word):
            yield current
            current = indent + word
        else:
            current = word if first else f"{current} {word}"
        first = False
    yield current
