"""Text on charts: made harmless, measured, shortened and wrapped."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from reportgen import formats
from reportgen.charts.theme import REGULAR
from reportgen.text import current, translate

ELLIPSIS = "…"
IN_TITLE = 40
"""Most characters of a name that comes from the table, within a title."""

CAPITALS = frozenset({"de", "ksh", "lb", "nds"})
"""Languages that write every noun with a capital letter."""

_HARMFUL = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})
_DIRECTION = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_SQUARE = frozenset({"W", "F"})
_MEASURE = TextToPath()


def clean(text: str) -> str:
    """Return text from the table on one line, without control characters."""
    kept = (" " if unicodedata.category(c) in _HARMFUL or c in _DIRECTION else c for c in text)
    return " ".join("".join(kept).split()) or translate("(no name)")


def short(text: str, most: int = IN_TITLE) -> str:
    """Return a clean name of at most ``most`` characters."""
    name = clean(text)
    return name if len(name) <= most else name[: most - 1].rstrip() + ELLIPSIS


def sentence(text: str) -> str:
    """Return text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def lower(label: str) -> str:
    """Return a label as it stands within a sentence.

    Abbreviations keep their capitals, and so do all labels in a language that writes its
    nouns with them.
    """
    if label[1:2].isupper() or current().writing.language.partition("_")[0] in CAPITALS:
        return label
    return label[:1].lower() + label[1:]


def level() -> str:
    """Return the level of confidence of the intervals that are drawn."""
    return formats.percentage(95, 0)


@lru_cache(maxsize=4096)
def width(text: str, size: float, weight: int = REGULAR) -> float:
    """Return the width of a line in inches.

    Full-width characters (Chinese, Japanese, Korean, emoji), which the typeface does not
    have, take a square each, whatever font the reader's machine shows them in.
    """
    squares = sum(unicodedata.east_asian_width(c) in _SQUARE for c in text)
    rest = "".join(c for c in text if unicodedata.east_asian_width(c) not in _SQUARE)
    properties = FontProperties(weight=weight, size=size)
    wide, _, _ = _MEASURE.get_text_width_height_descent(rest, properties, ismath=False)
    return (float(wide) + squares * size) / 72


def widest(texts: Iterable[str], size: float, weight: int = REGULAR) -> float:
    """Return the width of the longest of some lines in inches; 0 of none."""
    return max((width(text, size, weight) for text in texts), default=0.0)


def fitted(text: str, room: float, size: float, weight: int = REGULAR) -> str:
    """Return clean text cut to ``room`` inches, with an ellipsis where it was cut."""
    name = clean(text)
    if width(name, size, weight) <= room:
        return name
    low, high = 0, len(name)
    while high - low > 1:
        middle = (low + high) // 2
        fits = width(name[:middle].rstrip() + ELLIPSIS, size, weight) <= room
        low, high = (middle, high) if fits else (low, middle)
    return name[: max(low, 1)].rstrip() + ELLIPSIS


def wrapped(text: str, room: float, size: float, lines: int) -> tuple[str, ...]:
    """Return clean text on at most ``lines`` lines of ``room`` inches."""
    words = clean(text).split()
    made: list[str] = []
    while words and len(made) < lines:
        last = len(made) == lines - 1
        taken = len(words) if last else _words_that_fit(words, room, size)
        made.append(fitted(" ".join(words[:taken]), room, size))
        words = words[taken:]
    return tuple(made)


def _words_that_fit(words: list[str], room: float, size: float) -> int:
    count = 1
    while count < len(words) and width(" ".join(words[: count + 1]), size) <= room:
        count += 1
    return count
