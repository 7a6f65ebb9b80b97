"""What all charts share: colours, sizes, the typeface, and how text is written."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib import font_manager
from matplotlib.colors import to_hex, to_rgb

from reportgen.errors import RenderError

ACCENT = "#0b5c8a"
"""The accent of the house, where no other is asked for."""

LEAD = "C0"
"""What the drawings call the accent: the style in use says which colour that is."""

CAUTION = "#a04400"
TEXT = "#1a1a1a"
MUTED = "#5f6b73"
FAINT = "#9aa5ac"
RULE = "#d9dee2"
WHITE = "#ffffff"
BLACK = "#010101"
"""Ink on shades: with white, one of the two has a contrast of 4.5 on any colour.

Pure black would not be written into the drawing, and then follow the page.
"""

EVEN_CONTRAST = 0.179
"""Luminance on which black and white ink stand out alike."""

QUALITATIVE = (
    *("#0b5c8a", "#d55e00", "#009e73", "#cc79a7"),
    *("#e69f00", "#56b4e9", "#7a34c4", "#54281c"),
)
"""Colours of segments, told apart also by readers who see fewer colours."""

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p")
"""Shapes that go with :data:`QUALITATIVE`, so that nothing hangs on colour alone."""

MIDDLE = "#f7f7f7"
STEPS = 5
"""Shades on each side of the middle."""

FULL = 6.7
HALF = 3.25
WIDE = 3.82
"""Widths in inches: the text of an A4 page, half of it, and seven of its twelve columns."""

NARROW = 3.2
"""Width in inches of drawings for a telephone: there its letters are 11 pixels high."""

LOW = 1.75
"""Height in inches of charts of half the width, so that two stand level side by side."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The type sizes, in points."""

    note: float = 8.0
    label: float = 8.0
    head: float = 9.0
    title: float = 12.5
    display: float = 12.5


SIZE = Sizes()

FAMILY = "Source Sans Pro"
REGULAR, STRONG = 400, 700
CUTS = {REGULAR: "SourceSansPro-Regular.ttf", STRONG: "SourceSansPro-Semibold.ttf"}
"""Weight → file; the semibold cut stands in for bold, as it does on the pages."""

_STYLE: dict[str, Any] = {
    "font.family": [FAMILY, "DejaVu Sans"],
    "font.size": SIZE.label,
    "text.color": TEXT,
    "text.parse_math": False,
    "axes.axisbelow": True,
    "axes.facecolor": "none",
    "axes.edgecolor": MUTED,
    "axes.labelcolor": MUTED,
    "axes.linewidth": 0.6,
    "figure.facecolor": "none",
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "lines.solid_capstyle": "butt",
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": SIZE.label,
    "ytick.labelsize": SIZE.label,
    "xtick.major.size": 0.0,
    "ytick.major.size": 0.0,
    "svg.fonttype": "none",
    "svg.hashsalt": "reportgen",
}
_GROUPS = (
    *("axes.", "figure.", "font.", "grid.", "lines.", "patch.", "path.", "savefig.", "agg."),
    *("svg.", "text.", "xtick.", "ytick.", "hatch.", "scatter.", "image.", "contour."),
)
"""Settings of matplotlib that shape a drawing; the rest is left as it is."""


@contextmanager
def applied(accent: str = ACCENT) -> Iterator[None]:
    """Draw in the style of the report, whatever the machine's own settings are.

    Within it :data:`LEAD` stands for ``accent``, a colour as ``#rrggbb``.  Characters
    that no font has (emoji) are left to the reader's machine instead of being warned
    about.

    Raises
    ------
    RenderError
        If the typeface is not installed.
    """
    _register()
    style: Any = _defaults() | _STYLE | {"axes.prop_cycle": cycler(color=[accent])}
    with mpl.rc_context(style), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def shades() -> tuple[str, ...]:
    """Return the shades of heat maps, from below to above the middle, in equal steps.

    They are few, so that a page of another background can name each of them.
    """
    sides = [[_mixed(end, i / STEPS) for i in range(1, STEPS + 1)] for end in (CAUTION, LEAD)]
    return (*reversed(sides[0]), MIDDLE, *sides[1])


def tints() -> tuple[str, ...]:
    """Return the shades of the accent from almost none to its half."""
    return tuple(_mixed(LEAD, share / 10, WHITE) for share in range(1, STEPS + 1))


def ink_on(shade: str) -> str:
    """Return the ink that stands out more on a shade."""
    return BLACK if _luminance(shade) > EVEN_CONTRAST else WHITE


def _luminance(shade: str) -> float:
    """Return the relative luminance of sRGB, as WCAG 2 defines it."""
    light = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(shade)]
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def colours(accent: str = ACCENT) -> frozenset[str]:
    """Return every colour that a drawing may hold: few, so that a page can change each."""
    with applied(accent):
        made = {*shades(), *tints()}
    fixed = {CAUTION, TEXT, MUTED, FAINT, RULE, WHITE, BLACK, *QUALITATIVE}
    return frozenset({accent, *fixed, *made})


def _mixed(colour: str, share: float, ground: str = MIDDLE) -> str:
    pairs = zip(to_rgb(colour), to_rgb(ground), strict=True)
    red, green, blue = (share * a + (1 - share) * b for a, b in pairs)
    return to_hex((red, green, blue))


@cache
def _defaults() -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {k: v for k, v in mpl.rcParamsDefault.items() if k.startswith(_GROUPS)}


@cache
def _register() -> None:
    """Tell matplotlib of the typeface, once."""
    spec = find_spec("font_source_sans_pro")
    if spec is None or spec.origin is None:
        raise RenderError(
            "the typeface Source Sans Pro is missing",
            hint="Install it: pip install font-source-sans-pro",
        )
    for weight, name in CUTS.items():
        path = Path(spec.origin).parent / "files" / name
        font_manager.fontManager.ttflist.append(
            font_manager.FontEntry(
                fname=str(path), name=FAMILY, style="normal", variant="normal",
                weight=weight, stretch="normal", size="scalable",
            )
        )  # fmt: skip
