"""The typeface of the pages: Source Sans Pro, in two cuts.

The PDF reads whole static fonts (WeasyPrint embeds the glyphs that it uses); the
HTML file carries a subset of each cut, so that it looks the same on every machine
without a network.  Letters that Source Sans Pro lacks come from the DejaVu Sans that
matplotlib brings along, not from whatever the machine has.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from unicodedata import category

from reportgen.errors import RenderError

FAMILY = "Source Sans Pro"
FALLBACK = "DejaVu Sans"
SCHEME = "reportgen-font"
CUTS = {400: "SourceSansPro-Regular.ttf", 600: "SourceSansPro-Semibold.ttf"}
"""Weight → file name in the package ``font-source-sans-pro``."""

BOX = "\N{WHITE SQUARE}"
_JOINERS = frozenset(("Cc", "Cf", "Mn", "Me"))
_ALWAYS = frozenset([*range(0x20, 0x7F), *range(0xA0, 0x180)])
_FEATURES = ["kern", "liga", "tnum", "mark", "mkmk", "ccmp"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFace:
    """One cut as a style sheet names it."""

    family: str
    weight: int
    format: str
    source: str


def whole_faces(text: str) -> tuple[FontFace, ...]:
    """Return the cuts that ``text`` needs, under addresses that :func:`whole` reads."""
    return _faces(text, "truetype", lambda path: f"{SCHEME}:{path.name}")


def whole(address: str) -> bytes:
    """Return the file of a cut by its address.

    Raises
    ------
    RenderError
        If no cut has this address.
    """
    for _, path in _cuts(with_fallback=True):
        if address == f"{SCHEME}:{path.name}":
            return path.read_bytes()
    raise RenderError("there is no such font", where=address)


def subset_faces(text: str) -> tuple[FontFace, ...]:
    """Return the cuts that ``text`` needs, with its glyphs, as WOFF2.

    Those of our family hold Latin in any case.  The same text always gives the same fonts.
    """
    letters = frozenset(map(ord, set(text)))
    ours = {path for _, path in _cuts(with_fallback=False)}

    def source(path: Path) -> str:
        wanted = letters | _ALWAYS if path in ours else letters
        return _address("font/woff2", _cut(path, wanted))

    return _faces(text, "woff2", source)


def substitutes(text: str) -> dict[int, str]:
    """Return what to print for the characters of ``text`` that no cut can draw.

    A picture sign or a letter of a script that the cuts lack becomes an empty box; signs
    that only join others vanish.  Paper cannot fall back on the fonts of a reader.
    """
    drawable = frozenset[int]().union(*(_covered(path) for _, path in _cuts(with_fallback=True)))
    lacking = {ord(letter) for letter in set(text) if not letter.isspace()} - drawable
    return {code: "" if category(chr(code)) in _JOINERS else BOX for code in sorted(lacking)}


def _faces(text: str, kind: str, source: Callable[[Path], str]) -> tuple[FontFace, ...]:
    (_, regular), *_ = _cuts(with_fallback=False)
    lacking = {ord(letter) for letter in set(text) if letter.isprintable()} - _covered(regular)
    return tuple(
        FontFace(family=family, weight=weight, format=kind, source=source(path))
        for (family, weight), path in _cuts(with_fallback=bool(lacking))
    )


def _cuts(*, with_fallback: bool) -> list[tuple[tuple[str, int], Path]]:
    folder = _package("font_source_sans_pro", "font-source-sans-pro") / "files"
    cuts = [((FAMILY, weight), folder / name) for weight, name in CUTS.items()]
    if with_fallback:
        fonts = _package("matplotlib", "matplotlib") / "mpl-data" / "fonts" / "ttf"
        cuts.append(((FALLBACK, 400), fonts / "DejaVuSans.ttf"))
    return cuts


@cache
def _covered(path: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _package(name: str, distribution: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise RenderError(
            f"the typeface in {distribution} is missing",
            hint=f"Install it: pip install {distribution}",
        )
    return Path(spec.origin).parent


@lru_cache(maxsize=8)
def _cut(path: Path, wanted: frozenset[int]) -> bytes:
    from fontTools import subset

    options = subset.Options(
        flavor="woff2", layout_features=_FEATURES, hinting=False, notdef_outline=True
    )
    options.drop_tables = [*options.drop_tables, "FFTM"]
    target = io.BytesIO()
    with subset.load_font(str(path), options) as font:
        font.recalcTimestamp = False
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=sorted(wanted))
        cutter.subset(font)
        subset.save_font(font, target, options)
    return target.getvalue()


def _address(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
