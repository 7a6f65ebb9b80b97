"""Colours: few, told apart by all eyes, legible on each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import combinations, pairwise

import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text

from reportgen.charts import draw, sparklines, theme
from reportgen.results import Report
from tests.charts.drawing import REPORTS, drawn
from tests.charts.seeing import EYES, contrast, distance, lab
from tests.example import example_report

BRAND = "#7a1f5c"
TOLD_APART = 15.0
"""Distance in CIELAB of colours that stand for different things; 2 is just noticeable."""
NEXT_SHADE = 8.0
LEGIBLE, VISIBLE = 4.5, 3.0


def test_the_oracle_of_colours() -> None:
    assert lab("#ffffff") == pytest.approx([100, 0, 0], abs=0.01)
    assert lab("#ff0000") == pytest.approx([53.24, 80.09, 67.20], abs=0.01)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    alike = ("#0b5c8a", "#6a4c93")
    assert distance(*alike, "deuteranopia") < 4
    assert distance(*alike) > 30


@pytest.mark.parametrize("eyes", EYES)
def test_segments_are_told_apart_by_all_eyes(eyes: str) -> None:
    for one, other in combinations(theme.QUALITATIVE, 2):
        assert distance(one, other, eyes) >= TOLD_APART, (one, other)


@pytest.mark.parametrize("eyes", EYES)
def test_what_is_lost_stands_out_from_what_remains(eyes: str) -> None:
    for one, other in combinations((theme.ACCENT, theme.CAUTION, theme.FAINT), 2):
        assert distance(one, other, eyes) >= TOLD_APART, (one, other)


@pytest.mark.parametrize("eyes", EYES)
def test_shades_fall_on_both_sides_of_the_middle_for_all_eyes(eyes: str) -> None:
    shades = theme.shades()
    for one, other in pairwise(shades):
        assert distance(one, other, eyes) >= NEXT_SHADE
    light = [lab(shade, eyes)[0] for shade in shades]
    assert light[:6] == sorted(light[:6])
    assert light[5:] == sorted(light[5:], reverse=True)
    for below, above in zip(shades[:4], reversed(shades[-4:]), strict=True):
        assert distance(below, above, eyes) >= TOLD_APART


def test_segments_differ_by_shape_too() -> None:
    assert len(set(theme.MARKERS)) == len(theme.MARKERS) == len(set(theme.QUALITATIVE))


def _check_colours(pictures: Iterable[str], accent: str) -> None:
    known = theme.colours(accent)
    for svg in pictures:
        assert set(re.findall(r"(?:fill|stroke)=\"(#[^\"]*)\"", svg)) <= known
        assert set(re.findall(r"(?:fill|stroke)=\"([^#\"]*)\"", svg)) <= {"none"}


@pytest.mark.parametrize("make", REPORTS)
def test_drawings_hold_known_colours_only(make: Callable[[], Report]) -> None:
    _check_colours((chart.svg for chart in drawn(make)[0].values()), theme.ACCENT)


def test_sparklines_hold_known_colours_only() -> None:
    _check_colours(sparklines(example_report()).values(), theme.ACCENT)


def test_an_accent_colours_all_charts() -> None:
    branded = draw(example_report(), BRAND, narrow=True)
    _check_colours((s for c in branded.values() for s in (c.svg, c.narrow) if s), BRAND)
    for name, chart in branded.items():
        ours = name not in {"map", "confusion", "profile", "correlations"}
        assert (BRAND in chart.svg) >= ours, name
        assert name == "map" or theme.ACCENT not in chart.svg, name


@pytest.mark.parametrize("make", REPORTS)
def test_words_stand_out_from_what_is_behind_them(
    make: Callable[[], Report],
) -> None:
    for name, figure in drawn(make)[1].items():
        for text in figure.findobj(Text):
            assert isinstance(text, Text)
            if name.removesuffix("-narrow") not in {"profile", "correlations", "confusion"}:
                assert contrast(to_hex(text.get_color()), theme.WHITE) >= LEGIBLE, text


@pytest.mark.parametrize("accent", [theme.ACCENT, BRAND, "#ffd400", "#767676"])
def test_ink_stands_out_from_every_shade(accent: str) -> None:
    with theme.applied(accent):
        for shade in (*theme.shades(), *theme.tints()):
            assert contrast(theme.ink_on(shade), shade) >= LEGIBLE, shade


@pytest.mark.parametrize("make", REPORTS)
def test_numbers_in_cells_stand_out_from_their_cell(
    make: Callable[[], Report],
) -> None:
    for name, figure in drawn(make)[1].items():
        maps = name.removesuffix("-narrow") in {"profile", "correlations"}
        for axes in figure.axes[:1] if maps else ():
            (mesh,) = axes.collections
            values = mesh.get_array()
            assert values is not None
            cells = mesh.to_rgba(values)
            numbers = [t for t in axes.texts if t.get_text() and t.get_position()[0] % 1 == 0.5]
            assert numbers or name.startswith("correlations")
            for text in numbers:
                column, row = text.get_position()
                shade = to_hex(tuple(cells[int(row), int(column)]))
                assert contrast(to_hex(text.get_color()), shade) >= LEGIBLE, (name, text)


def test_marks_stand_out_from_the_page() -> None:
    for colour in (theme.ACCENT, theme.CAUTION, theme.MUTED, theme.TEXT):
        assert contrast(colour, theme.WHITE) >= LEGIBLE
    assert contrast(theme.FAINT, theme.WHITE) >= 2.4
