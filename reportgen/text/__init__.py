"""The language in use: how it writes numbers, and its words.

Whoever makes or renders a report sets it once, by :func:`using`; formats, findings and
templates ask for it.  By default it is the English of the house.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from gettext import NullTranslations
from pathlib import Path

from reportgen.text.catalogue import NOTHING, catalogue
from reportgen.text.writing import ENGLISH, HOUSE, MINUS, SPACE, Writing, writing

__all__ = [
    "ENGLISH",
    "MINUS",
    "SPACE",
    "Language",
    "Writing",
    "current",
    "plural",
    "translate",
    "using",
    "writing",
]


@dataclass(frozen=True, slots=True)
class Language:
    """How numbers are written, and the words."""

    writing: Writing
    words: NullTranslations


_HOUSE = Language(HOUSE, NOTHING)
_CURRENT = ContextVar("language", default=_HOUSE)
current = _CURRENT.get
"""Return the language in use."""


@contextmanager
def using(language: str, words: Path | None = None) -> Iterator[None]:
    """Write in a language for a while.

    Where it is in use already, and no other catalogue is asked for, nothing changes: who
    renders a report keeps the catalogue that was chosen outside.

    Parameters
    ----------
    language : str
        Identifier of CLDR such as ``de`` or ``en_GB``; ``en`` is the English of the house.
    words : Path, optional
        A ``.po`` file that goes before the one that comes with the package.

    Raises
    ------
    SettingsError
        If there is no such language, or the catalogue cannot be read.
    """
    style = writing(language)
    if words is None and style == current().writing:
        yield
        return
    token = _CURRENT.set(Language(style, catalogue(style.language, words)))
    try:
        yield
    finally:
        _CURRENT.reset(token)


def translate(message: str) -> str:
    """Return a message in the language in use; English where the catalogue lacks it."""
    return _CURRENT.get().words.gettext(message) if message else message


def plural(n: int, singular: str, plural: str) -> str:
    """Return the form of a message that goes with ``n`` in the language in use."""
    return _CURRENT.get().words.ngettext(singular, plural, n)
