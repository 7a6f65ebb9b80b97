"""Contrast, held against worked values of WCAG's own documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.charts import theme
from reportgen.render import colours
from reportgen.render.brand import ACCENT, DARK_ACCENT
from reportgen.render.dark import counterpart
from reportgen.render.pages import templates_folder

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        # The grey next below and next above 4.5:1 on white, as WCAG's technique G18 is taught.
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#949494", "#ffffff", 3.03),
        ("#ff0000", "#ffffff", 4.00),
        ("#0000ff", "#ffffff", 8.59),
        ("#00ff00", "#ffffff", 1.37),
        ("#fff", "#00f", 8.59),
    ],
)
def test_ratios_are_those_of_the_guidelines(first: str, second: str, ratio: float) -> None:
    assert colours.contrast(first, second) == pytest.approx(ratio, abs=0.005)
    assert colours.contrast(second, first) == colours.contrast(first, second)


def test_luminance_of_the_primaries_is_their_weight() -> None:
    weights = [colours.luminance(colour) for colour in ("#ff0000", "#00ff00", "#0000ff")]
    assert weights == pytest.approx([0.2126, 0.7152, 0.0722])
    assert colours.luminance("#808080") == pytest.approx(0.2158605, abs=1e-6)


@pytest.mark.parametrize("text", ["red", "#12", "#1234567", "#12345g", "0b5c8a", "", "#0b5c8a "])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        colours.channels(text)


@given(COLOURS)
def test_the_darker_colour_passes_and_is_the_nearest(colour: str) -> None:
    found = colours.darker(colour)
    assert colours.contrast(found, colours.LIGHT_PAGE) >= colours.LEAST
    if colours.contrast(colour, colours.LIGHT_PAGE) >= colours.LEAST:
        assert found == colour
    else:
        channels = colours.channels(found)
        lighter = [min(255, channel + 3) for channel in channels]
        brightened = colours.written((lighter[0], lighter[1], lighter[2]))
        assert colours.contrast(brightened, colours.LIGHT_PAGE) < colours.LEAST


@given(COLOURS)
def test_the_lighter_colour_passes_on_the_dark_page(colour: str) -> None:
    found = colours.lighter(colour)
    assert colours.contrast(found, colours.DARK_PAGE) >= colours.LEAST
    pairs = zip(colours.channels(colour), colours.channels(found), strict=True)
    assert all(before <= after for before, after in pairs)


def test_pages_and_charts_have_the_colours_that_are_reckoned_with() -> None:
    styles = templates_folder() / "styles"
    light = (styles / "tokens.css").read_text(encoding="utf-8")
    dark = (styles / "screen.css").read_text(encoding="utf-8")
    assert f"--page: {colours.LIGHT_PAGE};" in light
    assert f"--accent: {ACCENT};" in light
    assert f"--page: {colours.DARK_PAGE};" in dark
    assert f"--accent: {DARK_ACCENT};" in dark
    assert theme.ACCENT == ACCENT
    assert counterpart(ACCENT) == DARK_ACCENT == colours.lighter(DARK_ACCENT)
