"""Contrast between colours, and accents that can be read.

Sources: W3C, Web Content Accessibility Guidelines 2.2, "relative luminance" and
"contrast ratio"; IEC 61966-2-1 for the curve of sRGB.
"""

from __future__ import annotations

import re

LEAST = 4.5
"""Contrast that small text needs (WCAG 2.2, success criterion 1.4.3, level AA)."""

LIGHT_PAGE, DARK_PAGE = "#ffffff", "#14181b"
"""Colours of the page; the style sheets have the same."""

STEPS = 255
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")

Channels = tuple[int, int, int]


def channels(colour: str) -> Channels:
    """Return red, green and blue (0 to 255) of a colour as ``#rgb`` or ``#rrggbb``.

    Raises
    ------
    ValueError
        If it is not written so.
    """
    if not _HEX.fullmatch(colour):
        raise ValueError(f"{colour!r} is not a colour as #rrggbb")
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    red, green, blue = (int(digits[i : i + 2], 16) for i in (0, 2, 4))
    return red, green, blue


def written(colour: Channels) -> str:
    """Return a colour as ``#rrggbb``."""
    return "#" + "".join(f"{channel:02x}" for channel in colour)


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 for black and 1 for white."""
    red, green, blue = (_linear(channel / 255) for channel in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def darker(colour: str, page: str = LIGHT_PAGE) -> str:
    """Return the nearest colour on the way to black that can be read on a light page."""
    return _first_readable(colour, (0, 0, 0), page)


def lighter(colour: str, page: str = DARK_PAGE) -> str:
    """Return the nearest colour on the way to white that can be read on a dark page."""
    return _first_readable(colour, (255, 255, 255), page)


def _first_readable(colour: str, end: Channels, page: str) -> str:
    start = channels(colour)
    on_the_way = (written(_mixed(start, end, step / STEPS)) for step in range(STEPS + 1))
    return next(mixed for mixed in on_the_way if contrast(mixed, page) >= LEAST)


def _mixed(start: Channels, end: Channels, share: float) -> Channels:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(start, end, strict=True))
    return red, green, blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
