"""Which characters the bytes of a text file stand for."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from reportgen.errors import DataError
from reportgen.ingest.source import Bytes
from reportgen.text import translate

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_CHUNK = 1 << 18
_SAMPLE = 65_536
_BOMS: tuple[tuple[bytes, str, str], ...] = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]{2,}")
_WESTERN = "cp1252"
_LATIN = ("cp1252", "cp1250", "cp1254", "cp1257", "mac_roman")
_OTHER = (
    *("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256"),
    *("cp932", "euc_jp", "cp949", "gb18030", "big5"),
)
_JAPANESE = ("cp932", "euc_jp")
_SHOWN = {
    "cp949": "Korean (cp949)",
    "gb18030": "Chinese (GB 18030)",
    "big5": "Chinese (Big5)",
    "cp932": "Japanese (Shift JIS)",
    "euc_jp": "Japanese (EUC)",
    "koi8_r": "KOI8-R",
    "mac_roman": "Mac Roman",
}
_LEAST_EVIDENCE = 8
_AS_CLEAN = 0.09
_FEW_SIGNS = 0.05
_INSIDE = re.compile(r"(?<=[^\W\d_])([^\x00-\x7f])(?=[^\W\d_])")
_LETTERS_AND_QUOTES = frozenset(("Ll", "Lu", "Lo", "Pd", "Pi", "Pf"))
_CLEARLY_BETTER = 0.04


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """The content of a text file as UTF-8.

    ``lost`` counts the characters that stand as U+FFFD, whether the file held them so or
    they could not be decoded; ``nuls`` the NUL characters that were removed; ``guessed``
    says that the bytes suggest an encoding other than the usual ones.
    """

    data: Bytes
    encoding: str
    lost: int
    nuls: int = 0
    guessed: bool = False


def decoded(data: Bytes, asked: str | None = None, where: str = "") -> Text:
    """Find the encoding and return the text in UTF-8.

    A byte order mark is believed, then what is valid UTF-8.  Bytes that are not are UTF-8
    with damage if more characters than stray bytes are valid; else they are in an older
    encoding, which is judged by a library on the lines concerned.

    Parameters
    ----------
    data : bytes
        The file.
    asked : str, optional
        An encoding that the user names.
    where : str
        What to call the file in a message.

    Raises
    ------
    DataError
        If the encoding asked for is unknown.
    """
    text = _read_as(data, asked, where) if asked else _found(data)
    return _without_nuls(text)


def _read_as(data: Bytes, asked: str, where: str) -> Text:
    try:
        codec = codecs.lookup(asked)
        codec.incrementaldecoder("replace").decode(b"a")
    except (LookupError, TypeError, ValueError, AssertionError):
        raise DataError(
            f"There is no encoding {asked!r}",
            where=where,
            hint="Name one such as utf-8, cp1252, utf-16 or shift_jis.",
        ) from None
    return _recoded(data, codec.name, asked)


def _found(data: Bytes) -> Text:
    head = bytes(data[:_SAMPLE])
    for mark, codec, shown in _BOMS:
        if head.startswith(mark):
            rest = memoryview(data)[len(mark) :]
            marked = translate("UTF-8 with a byte order mark")
            return _utf8(rest, marked) if codec == "utf-8" else _recoded(rest, codec, shown)
    bare = _bare_utf16(head)
    if bare:
        return _recoded(data, bare, "UTF-16")
    return _utf8(data, "UTF-8")


def _utf8(data: Bytes, shown: str) -> Text:
    if not _is_utf8(data):
        return _older(data, shown)
    lost = _count(data, REPLACEMENT.encode())
    return Text(data, shown, lost, _count(data, b"\0"))


def _is_utf8(data: Bytes) -> bool:
    ends = pa.py_buffer(np.array([0, len(data)], np.int64))
    text = pa.Array.from_buffers(pa.large_string(), 1, [None, ends, pa.py_buffer(data)])
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _count(data: Bytes, wanted: bytes) -> int:
    """Count a sequence of bytes; where its first byte is nowhere, that is quickly told."""
    whole = bytes(data) if isinstance(data, memoryview) else data
    if whole.find(wanted[:1]) < 0:
        return 0
    return bytes(whole).count(wanted)


def _chunks(data: Bytes) -> Iterator[tuple[Bytes, bool]]:
    for start in range(0, len(data), _CHUNK):
        yield data[start : start + _CHUNK], start + _CHUNK >= len(data)


def _recoded(data: Bytes, codec: str, shown: str, *, guessed: bool = False) -> Text:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    out, lost, nuls = bytearray(), 0, 0
    for chunk, last in _chunks(data):
        text = decoder.decode(bytes(chunk), last)
        lost += text.count(REPLACEMENT)
        nuls += text.count("\0")
        out += text.encode("utf-8", "replace")
    return Text(out.removeprefix(codecs.BOM_UTF8), shown, lost, nuls, guessed)


def _bare_utf16(head: bytes) -> str:
    """Return the codec of UTF-16 without its mark, told by where the NULs stand."""
    half = len(head) // 2
    if half < 2:
        return ""
    even, odd = head[0::2].count(0) / half, head[1::2].count(0) / half
    if odd > 0.5 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.5 and odd < 0.05 else ""


def _older(data: Bytes, shown: str) -> Text:
    whole = bytes(data)
    sequences = _MULTIBYTE.findall(whole)
    stray = len(_HIGH.findall(whole)) - sum(map(len, sequences))
    if len(sequences) > stray or shown != "UTF-8":
        return _recoded(data, "utf-8", shown)
    codec = _guess(_telling(whole))
    known = codec in _SHOWN
    name = translate(_SHOWN[codec]) if known else codec.replace("cp", "Windows-")
    return _recoded(data, codec, name, guessed=codec != _WESTERN)


def _telling(data: bytes) -> bytes:
    """Return lines that hold more than ASCII, up to the size of a sample."""
    lines = re.findall(rb"[^\r\n]*[\x80-\xff][^\r\n]*", data[: 64 * _SAMPLE])
    return b"\n".join(lines)[:_SAMPLE]


def _guess(sample: bytes) -> str:
    """Return the codec that a sample of lines with more than ASCII is most likely in.

    Letters beyond ASCII stand alone in Latin scripts and side by side in others, so that
    few alphabets have to be told apart; the library weighs what is left.  Windows-1252
    wins where another one reads no better, and where there is too little to judge by.
    """
    high = len(_HIGH.findall(sample))
    beside = sum(map(len, _HIGH_RUN.findall(sample)))
    if high < _LEAST_EVIDENCE:
        return _WESTERN
    return _other(sample) if beside > high / 2 else _latin(sample)


def _other(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    found = [match.encoding for match in from_bytes(sample, cp_isolation=[*_OTHER])]
    kana = [codec for codec in _JAPANESE if _kana(sample, codec) > 0.2]
    return next(iter([*kana, *found]), _WESTERN)


def _latin(sample: bytes) -> str:
    """Choose among Latin encodings: by signs inside words, then by what is usual."""
    from charset_normalizer import from_bytes

    found = list(from_bytes(sample, cp_isolation=[*_LATIN]))
    least = min((match.chaos for match in found), default=0.0)
    clean = [match for match in found if match.chaos <= least + _AS_CLEAN]
    western = next((m for m in clean if _WESTERN in (m.encoding, *m.could_be_from_charset)), None)
    if not clean:
        return _WESTERN
    signs = {match.encoding: _signs(sample, match.encoding) for match in clean}
    best = min(clean, key=lambda match: signs[match.encoding])
    if western is None or signs[best.encoding] + _FEW_SIGNS < signs[western.encoding]:
        return best.encoding
    telling = max(clean, key=lambda match: match.coherence)
    clearly = telling.coherence > western.coherence + _CLEARLY_BETTER
    return telling.encoding if clearly else _WESTERN


def _signs(sample: bytes, codec: str) -> float:
    """Return the share of the characters beyond ASCII that are signs inside a word.

    Polish read as Windows-1252 has many (Czes³aw), Spanish none, whose
    inverted marks stand before words.
    """
    text = sample.decode(codec, "replace")
    inside = _INSIDE.findall(text)
    high = sum(c > "\x7f" for c in text)
    odd = sum(unicodedata.category(c) not in _LETTERS_AND_QUOTES for c in inside)
    return odd / max(high, 1)


def _kana(sample: bytes, codec: str) -> float:
    """Return the share of hiragana and katakana among the characters beyond ASCII."""
    high = [c for c in sample.decode(codec, "replace") if c > "\x7f"]
    return sum("\u3040" <= c <= "\u30ff" for c in high) / max(len(high), 1)


def _without_nuls(text: Text) -> Text:
    if not text.nuls:
        return text
    data = bytes(text.data).replace(b"\0", b"")
    return replace(text, data=data)
