"""Whose report it is: name, logo, accent, and lines that every page carries."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.errors import SettingsError
from reportgen.render import colours, logo
from reportgen.render.dark import counterpart
from reportgen.settings import BrandSettings

ACCENT = "#0b5c8a"
"""The accent of the house; the style sheets and the charts have the same."""

DARK_ACCENT = "#5aa0d2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """What pages say and show of their publisher.

    ``name`` stands in the metadata, the masthead (where ``shown``) and at the foot of
    printed pages; ``logo`` is the address of an image that stands for it, or "";
    ``accent`` and ``dark_accent`` are the colour on a light and on a dark page;
    ``footer`` and ``confidentiality`` are lines, or "".
    """

    name: str = "reportgen"
    shown: bool = False
    logo: str = ""
    accent: str = ACCENT
    dark_accent: str = DARK_ACCENT
    footer: str = ""
    confidentiality: str = ""

    @property
    def foot(self) -> str:
        """What stands at the foot of each printed page: one line, or two."""
        publisher = " · ".join(filter(None, (self.name, self.footer)))
        return "\n".join(filter(None, (self.confidentiality, publisher)))


HOUSE = Brand()
"""What pages look like where no brand is set."""


def brand(settings: BrandSettings) -> Brand:
    """Return the brand that the settings describe, its logo read and its colour checked.

    Raises
    ------
    SettingsError
        If the logo is not plainly a picture, or the accent cannot be read on the page.
    """
    if settings.logo is not None and settings.name is None:
        raise SettingsError(
            "brand.logo: there is no brand.name, which says it to those who cannot see it",
            hint="Set brand.name too.",
        )
    own = settings.accent is not None
    return Brand(
        name=settings.name or HOUSE.name,
        shown=settings.name is not None,
        logo="" if settings.logo is None else logo.address(settings.logo),
        accent=_readable(str(settings.accent)) if own else ACCENT,
        dark_accent=_on_dark(str(settings.accent)) if own else DARK_ACCENT,
        footer=settings.footer,
        confidentiality=settings.confidentiality,
    )


def _readable(accent: str) -> str:
    try:
        colour = colours.written(colours.channels(accent))
    except ValueError as error:
        raise SettingsError(f"brand.accent: {error}", hint="For example #0b5c8a.") from error
    found = colours.contrast(colour, colours.LIGHT_PAGE)
    if found < colours.LEAST:
        raise SettingsError(
            f"brand.accent: {accent} has a contrast of {found:.2f} against the page, "
            f"and small text needs {colours.LEAST}",
            hint=f"The nearest darker colour that has it is {colours.darker(colour)}.",
        )
    return colour


def _on_dark(accent: str) -> str:
    """Return what stands for the accent on a dark page: of its hue, and light enough."""
    return colours.lighter(counterpart(colours.written(colours.channels(accent))))
