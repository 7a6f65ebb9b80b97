"""How a text file is written: its encoding and its delimiter."""

from __future__ import annotations

import codecs
import csv
import io
import mmap
import re
from collections import Counter
from dataclasses import dataclass

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_CHUNK = 1 << 18
_SAMPLE = 65_536
_SAMPLE_RECORDS = 200
_UTF8_BOM = codecs.BOM_UTF8
_UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """The content of a text file as UTF-8.

    ``lost`` counts the characters that stand as U+FFFD, whether the file held them so
    or they could not be decoded.
    """

    data: bytes | mmap.mmap | memoryview
    encoding: str
    lost: int


def decoded(data: bytes | mmap.mmap) -> Text:
    """Find the encoding and return the text in UTF-8.

    UTF-8 and UTF-16 (by its byte order mark) are recognised for certain.  Where bytes
    are no UTF-8, the file is UTF-8 with damage if more characters than stray bytes are
    valid, and Windows-1252 otherwise.
    """
    if data[:2] in _UTF16_BOMS:
        text = data[:].decode("utf-16", errors="replace")
        return Text(text.encode(), "UTF-16", text.count(REPLACEMENT))
    try:
        lost = _count_lost(data)
    except UnicodeDecodeError:
        return _recoded(data[:])
    if data[:3] == _UTF8_BOM:
        return Text(memoryview(data)[3:], "UTF-8 with a byte order mark", lost)
    return Text(data, "UTF-8", lost)


def _count_lost(data: bytes | mmap.mmap) -> int:
    decoder = codecs.getincrementaldecoder("utf-8")()
    lost = 0
    for start in range(0, len(data), _CHUNK):
        last = start + _CHUNK >= len(data)
        lost += decoder.decode(data[start : start + _CHUNK], last).count(REPLACEMENT)
    return lost


def _recoded(data: bytes) -> Text:
    sequences = _MULTIBYTE.findall(data)
    stray = len(_HIGH.findall(data)) - sum(map(len, sequences))
    encoding = "utf-8" if len(sequences) > stray else "cp1252"
    text = data.removeprefix(_UTF8_BOM).decode(encoding, errors="replace")
    shown = {"utf-8": "UTF-8", "cp1252": "Windows-1252"}[encoding]
    return Text(text.encode(), shown, text.count(REPLACEMENT))


def head(text: Text) -> tuple[str, bool]:
    """Return the start of the text, and whether that is all of it."""
    whole = len(text.data) <= _SAMPLE
    return bytes(text.data[:_SAMPLE]).decode("utf-8", errors="ignore"), whole


def sniff(sample: str, *, whole: bool) -> str:
    """Return the delimiter under which the records agree best with the header.

    Parameters
    ----------
    sample : str
        The first records.
    whole : bool
        Whether the last record is complete.

    Returns
    -------
    str
        One of :data:`DELIMITERS`; a comma where nothing separates the header.
    """
    return max(DELIMITERS, key=lambda delimiter: _agreement(sample, delimiter, whole=whole))


def _agreement(sample: str, delimiter: str, *, whole: bool) -> tuple[float, int]:
    widths = [len(record) for record in records(sample, delimiter, whole=whole)]
    if not widths or widths[0] < 2:
        return (0.0, 0)
    return Counter(widths)[widths[0]] / len(widths), widths[0]


def records(sample: str, delimiter: str, *, whole: bool) -> list[list[str]]:
    """Parse the first records of a sample, without one that may be cut."""
    found: list[list[str]] = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        for record in reader:
            if record:
                found.append(record)
            if len(found) > _SAMPLE_RECORDS:
                return found
    except csv.Error:
        return found
    return found if whole or len(found) < 2 else found[:-1]
