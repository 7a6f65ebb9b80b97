"""Colours of the drawings on a dark page.

Drawings carry literal colours, made for white paper.  On a dark page each gets a
counterpart of the same hue whose lightness is turned around, in OKLab (Ottosson 2020), where
equal steps look equal: what stood out from paper stands out from the page, a heat map stays in
order, and writing on a cell can still be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import cbrt

_FIXED = {
    "#ffffff": "#14181b",
    "#010101": "#ffffff",
    "#1a1a1a": "#f1f3f5",
    "#5f6b73": "#a4afb6",
    "#9aa5ac": "#77828a",
    "#d9dee2": "#2f383e",
}
"""Paper, inks and greys have counterparts of their own, those of ``screen.css``."""

_QUALITATIVE = frozenset(
    ("#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a34c4", "#54281c")
)
_KNOTS = ((0.0, 1.0), (0.218, 0.93), (0.564, 0.564), (1.0, 0.205))
"""Lightness on paper and on the dark page.

Black, ink, the shade on which black and white can be read equally well, paper.
"""

_LEAST = 0.67
"""A colour that tells a group apart is at least this light: 6:1 against the page."""

_COLOUR = re.compile(r'(?:fill|stroke)="(#[0-9a-f]{6})"')

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shade:
    """A colour of a drawing, and what stands for it on a dark page."""

    light: str
    dark: str


def shades(drawings: Iterable[str]) -> tuple[Shade, ...]:
    """Return all literal colours of some SVG texts with their counterparts."""
    found = {colour for svg in drawings for colour in _COLOUR.findall(svg)}
    return tuple(Shade(light=colour, dark=counterpart(colour)) for colour in sorted(found))


def counterpart(colour: str) -> str:
    """Return the colour for a dark page that stands for ``#rrggbb`` on a white one."""
    if colour in _FIXED:
        return _FIXED[colour]
    lightness, a, b = _oklab(colour)
    turned = _turned(lightness)
    if colour in _QUALITATIVE:
        # The lightest two stay the lightest, so that no two groups look alike.
        turned = max(turned, _LEAST, lightness + 0.1 if lightness > 0.7 else 0.0)
    return _hex((turned, a, b))


def _turned(lightness: float) -> float:
    for (x0, y0), (x1, y1) in pairwise(_KNOTS):
        if lightness <= x1:
            return y0 + (y1 - y0) * (lightness - x0) / (x1 - x0)
    return _KNOTS[-1][1]


def _oklab(colour: str) -> Triple:
    r, g, b = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    x = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    y = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    z = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        0.2104542553 * x + 0.7936177850 * y - 0.0040720468 * z,
        1.9779984951 * x - 2.4285922050 * y + 0.4505937099 * z,
        0.0259040371 * x + 0.7827717662 * y - 0.8086757660 * z,
    )


def _hex(colour: Triple) -> str:
    """Return a colour of OKLab, paler where a screen has none so strong."""
    lightness, a, b = colour
    for step in range(20, -1, -1):
        channels = _channels((lightness, a * step / 20, b * step / 20))
        if step == 0 or all(-1e-4 <= channel <= 1.0001 for channel in channels):
            break
    return "#" + "".join(f"{round(255 * _encoded(channel)):02x}" for channel in channels)


def _channels(colour: Triple) -> Triple:
    lightness, a, b = colour
    x = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    y = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    z = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
        -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
        -0.0041960863 * x - 0.7034186147 * y + 1.7076147010 * z,
    )


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _encoded(channel: float) -> float:
    inside = min(max(channel, 0.0), 1.0)
    return 12.92 * inside if inside <= 0.0031308 else 1.055 * inside ** (1 / 2.4) - 0.055
