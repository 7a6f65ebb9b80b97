"""A dark page: its words and its drawings."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from reportgen.charts import theme
from reportgen.render import dark
from reportgen.render.dark import counterpart, shades
from tests.browser.conftest import Reading

EVEN_CONTRAST = (1.05 * 0.05) ** 0.5 - 0.05
"""The luminance on which black and white can be read equally well."""

WORDS = """() => [...document.querySelectorAll("main *:not(svg *), .contents *")]
  .filter((element) => element.checkVisibility() && element.textContent.trim())
  .map((element) => getComputedStyle(element).color)
  .concat(getComputedStyle(document.querySelector(".severity-warning a"), "::before").color)"""
MARKS = """() => {
  const paint = {};
  for (const element of document.querySelectorAll(".drawing svg [fill], .drawing svg [stroke]"))
    for (const name of ["fill", "stroke"]) {
      const literal = element.getAttribute(name);
      if (literal?.startsWith("#"))
        paint[`${element.localName} ${literal}`] = getComputedStyle(element)[name];
    }
  return paint;
}"""


def _channels(colour: str) -> list[float]:
    if colour.startswith("#"):
        return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [float(part) / 255 for part in re.findall(r"[\d.]+", colour)[:3]]


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _ground(reading: Reading) -> str:
    return str(reading.page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_words_can_be_read_on_both_grounds(reading: Reading) -> None:
    grounds = {}
    for scheme in ("light", "dark"):
        page = reading.turn(1440, scheme)
        grounds[scheme] = _ground(reading)
        colours: Iterable[str] = set(page.evaluate(WORDS))
        assert len(set(colours)) >= 4
        assert [c for c in colours if contrast(c, grounds[scheme]) < 4.5] == []
    assert luminance(grounds["dark"]) < 0.02
    assert luminance(grounds["light"]) > 0.98


def test_every_colour_of_the_drawings_has_its_dark_counterpart(reading: Reading) -> None:
    light = reading.turn(1440, "light").evaluate(MARKS)
    dark = reading.turn(1440, "dark").evaluate(MARKS)
    assert light.keys() == dark.keys()
    assert len(light) > 20
    for what, colour in light.items():
        kind, literal = what.split()
        assert _channels(colour) == pytest.approx(_channels(literal), abs=0.003)
        expected = "#000000" if what == "text #ffffff" else counterpart(literal)
        assert _channels(dark[what]) == pytest.approx(_channels(expected), abs=0.003), kind


def test_marks_inside_a_use_are_turned_too(readings: dict[str, Reading]) -> None:
    """A picture of the drawing holds no dark blue: not even where <use> hides a path."""
    import io

    from PIL import Image

    page = readings["example"].turn(1440, "dark")
    for name in ("by_year", "effects"):
        shot = page.locator(f"#figure-{name} .drawing").screenshot()
        picture = Image.open(io.BytesIO(shot)).convert("RGB")
        colours = {colour: n for n, colour in picture.getcolors(maxcolors=1 << 24) or []}
        unturned = tuple(round(255 * c) for c in _channels(theme.ACCENT))
        assert colours.get(unturned, 0) == 0, name
        assert colours.get((255, 255, 255), 0) == 0, name


def test_the_contrast_of_marks_is_kept() -> None:
    page = counterpart(theme.WHITE)
    for colour in (theme.ACCENT, theme.CAUTION, theme.TEXT, theme.MUTED):
        assert contrast(counterpart(colour), page) > 4.5
    for colour in (theme.FAINT, *theme.QUALITATIVE):
        assert contrast(counterpart(colour), page) > 3
    turned = [counterpart(colour) for colour in theme.QUALITATIVE]
    assert len(set(turned)) == len(turned)
    assert set(theme.QUALITATIVE[1:]) == dark._QUALITATIVE


def test_a_heat_map_stays_in_order_and_its_numbers_legible() -> None:
    with theme.applied():
        scale = theme.shades()
    turned = [luminance(counterpart(cell)) for cell in scale]
    middle = len(scale) // 2
    assert turned[middle] == min(turned)
    assert turned[:middle] == sorted(turned[:middle], reverse=True)
    assert turned[middle:] == sorted(turned[middle:])
    for cell in scale:
        text = theme.BLACK if luminance(cell) > theme.EVEN_CONTRAST else theme.WHITE
        seen = "#000000" if text == theme.WHITE else counterpart(text)
        assert contrast(counterpart(cell), seen) > 4.5


def test_the_page_and_its_drawings_share_their_dark_colours() -> None:
    from reportgen.render.pages import templates_folder

    style = (templates_folder() / "styles" / "screen.css").read_text("utf-8")
    style = style.split("prefers-color-scheme: dark", 1)[1]
    named = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", style))
    segments = {f"segment-{i}": counterpart(c) for i, c in enumerate(theme.QUALITATIVE, 1)}
    pairs = {"accent": theme.ACCENT, "caution": theme.CAUTION, "muted": theme.MUTED}
    turned = {name: counterpart(colour) for name, colour in pairs.items()}
    assert named | segments | turned | {"page": counterpart(theme.WHITE)} == named


def test_all_colours_of_a_drawing_are_found_once() -> None:
    found = shades(['<g fill="#0b5c8a"><path stroke="#ffffff" fill="#0b5c8a"/></g>', "<svg/>"])
    assert [shade.light for shade in found] == ["#0b5c8a", "#ffffff"]
    assert found[1].dark == "#14181b"


@pytest.mark.parametrize(("colour", "least", "most"), [("#000000", 0.99, 1), ("#00ff00", 0.0, 0.2)])
def test_a_counterpart_turns_lightness_around(colour: str, least: float, most: float) -> None:
    assert least <= luminance(counterpart(colour)) <= most


def test_a_dark_logo_is_seen_on_a_dark_page(readings: dict[str, Reading]) -> None:
    """It stands on a white plate; on a light page it needs none."""
    plate = "getComputedStyle(document.querySelector('.logo')).backgroundColor"
    page = readings["branded"].turn(1440, "dark")
    assert contrast("#101010", str(page.evaluate(plate))) > 4.5
    assert readings["branded"].turn(1440, "light").evaluate(plate) == "rgba(0, 0, 0, 0)"
