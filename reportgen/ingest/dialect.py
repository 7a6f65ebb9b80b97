"""How the cells of a text table are separated and quoted, and where its header stands."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from reportgen.text import translate

DELIMITERS = (",", ";", "\t", "|")
"""Delimiters that are looked for first."""
RARE = ("~", "^", ":", "\x01", "\x1f", " ")
"""Delimiters that are looked for where none of the usual ones separates anything."""

_SAMPLE_RECORDS = 200
_MOST_PREAMBLE = 20
_DOUBLED = re.compile(r'\\""(?![,;\t|\r\n]|$)')
"""A doubled mark after a backslash; at the end of a cell the second one closes it."""
Agreement = tuple[float, int, int]
_NOTHING: Agreement = (0.0, 0, 0)
_WITH_TITLES = 0.9
"""What agreement is worth where lines had to be passed over for it."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """Marks of a text table; ``escape`` stands before a quotation mark that is content."""

    delimiter: str
    quote: str = '"'
    escape: str = ""

    @property
    def shown(self) -> str:
        """What the delimiter is called: ``a comma``."""
        called = {
            ",": translate("a comma"),
            ";": translate("a semicolon"),
            "\t": translate("a tab"),
            "|": translate("a vertical bar"),
            "~": translate("a tilde"),
            "^": translate("a caret"),
            ":": translate("a colon"),
            "\x01": translate("a control character (0x01)"),
            "\x1f": translate("a unit separator"),
            " ": translate("a space"),
        }
        other = translate("a “{mark}”").format(mark=self.delimiter)
        return called.get(self.delimiter, other)


def sniff(sample: str, *, whole: bool, delimiter: str | None = None) -> Dialect:
    """Return the marks under which the records agree best with the header.

    Parameters
    ----------
    sample : str
        The first records.
    whole : bool
        Whether the last record is complete.
    delimiter : str, optional
        The delimiter, where it is known.

    Returns
    -------
    Dialect
        With a comma where nothing separates the header.
    """
    marks = [delimiter] if delimiter else list(DELIMITERS)
    best, score = _best(sample, marks, whole=whole)
    if score == _NOTHING and delimiter is None:
        rare, rare_score = _best(sample, list(RARE), whole=whole)
        if rare_score[0] >= _WITH_TITLES:
            return rare
    return best


def _best(sample: str, marks: Sequence[str], *, whole: bool) -> tuple[Dialect, Agreement]:
    dialects = [Dialect(*made) for made in product(marks, _quotes(sample), _escapes(sample))]
    scored = [(_agreement(sample, dialect, whole=whole), dialect) for dialect in dialects]
    score, best = max(scored, key=lambda pair: pair[0])
    return best, score


def _quotes(sample: str) -> tuple[str, ...]:
    """A single quotation mark quotes only where it opens the text and no double one does."""
    start = sample.lstrip()
    return ("'",) if start.startswith("'") and '"' not in start[:1000] else ('"',)


def _escapes(sample: str) -> tuple[str, ...]:
    """A backslash before a quotation mark escapes it, unless that mark is doubled as well."""
    if '\\"' not in sample:
        return ("",)
    return ("", "\\") if _DOUBLED.search(sample) else ("\\", "")


def _agreement(sample: str, dialect: Dialect, *, whole: bool) -> Agreement:
    """Return how well records agree, their cells, and how many they are: more is better."""
    widths = [len(record) for record in records(sample, dialect, whole=whole)]
    at = header_at(widths)
    widths = widths[at:]
    if not widths or widths[0] < 2:
        return _NOTHING
    share = Counter(widths)[widths[0]] / len(widths)
    return share * _WITH_TITLES if at else share, widths[0], len(widths)


def header_at(widths: Sequence[int]) -> int:
    """Return which record is the header, given the cells of each: lines before it are titles.

    A title stands in a single cell where the records below have several; the records
    decide, so that a short header is not taken for one.
    """
    usual = Counter(widths).most_common(1)[0][0] if widths else 0
    if usual < 2:
        return 0
    at = 0
    while at < min(len(widths) - 1, _MOST_PREAMBLE) and widths[at] == 1:
        at += 1
    return at


def records(sample: str, dialect: Dialect, *, whole: bool) -> list[list[str]]:
    """Parse the first records of a sample, without one that may be cut."""
    return [record for record, _ in numbered(sample, dialect, whole=whole)]


def numbered(sample: str, dialect: Dialect, *, whole: bool) -> list[tuple[list[str], int]]:
    """Parse the first records, each with the lines before it."""
    found: list[tuple[list[str], int]] = []
    reader = csv.reader(
        io.StringIO(sample, newline=""),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        escapechar=dialect.escape or None,
    )
    before = 0
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                found.append((record, before))
            before = reader.line_num
            if len(found) > _SAMPLE_RECORDS:
                return found
    except csv.Error:
        return found
    return found if whole or len(found) < 2 else found[:-1]
