"""Marks say what they stand for, in the words of the data behind the chart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from xml.etree import ElementTree as ET

import pytest

from reportgen.charts import Chart
from reportgen.charts.axis import new_figure, panel
from reportgen.charts.marks import Drawing, Told, mark, mark_bars, plain, rows
from reportgen.charts.rows import dots
from reportgen.charts.svg import as_svg
from reportgen.results import Estimate, Report
from tests.charts.drawing import REPORTS, drawn
from tests.charts.extremes import crowded_report
from tests.example import example_report, no_segments_report
from tests.example_models import estimate

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def labels(svg: str) -> list[str]:
    """Return what the marks of a drawing say."""
    return [found for node in marked(svg) if (found := node.get("data-label")) is not None]


def marked(svg: str) -> Iterator[ET.Element]:
    """Walk over the marks of a drawing."""
    return (node for node in ET.fromstring(svg).iter() if node.get("class") == "mark")


@pytest.mark.parametrize("make", REPORTS)
def test_every_chart_has_marks_and_each_says_something(make: Callable[[], Report]) -> None:
    for name, chart in drawn(make)[0].items():
        said = labels(chart.svg)
        assert len(said) == len(list(marked(chart.svg))) == chart.svg.count(" data-label=")
        assert said, name
        assert all(text.strip() and "{" not in text.replace("\\frac{1}{2}", "").replace(
            "x_2^{3}", "") for text in said), name  # fmt: skip


@pytest.mark.parametrize("make", REPORTS)
def test_a_narrow_drawing_says_all_that_the_wide_one_says(make: Callable[[], Report]) -> None:
    charts = [chart for chart in drawn(make)[0].values() if chart.narrow is not None]
    assert len(charts) >= 6
    for chart in charts:
        assert sorted(labels(str(chart.narrow))) == sorted(labels(chart.svg)), chart.name


@pytest.mark.parametrize("make", REPORTS)
def test_the_numbers_of_a_mark_stand_in_one_row_of_the_data(make: Callable[[], Report]) -> None:
    for name, chart in drawn(make)[0].items():
        lines = [_numbers(" ".join((*chart.table.columns, *row))) for row in chart.table.rows]
        for text in labels(chart.svg):
            assert any(_numbers(text) <= line for line in lines), f"{name}: {text}"


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(text))


def test_an_estimate_and_its_interval_are_one_mark() -> None:
    effects = drawn(example_report)[0]["effects"]
    table = {row[0]: row[1] for row in effects.table.rows}
    said = labels(effects.svg)
    for name, value in table.items():
        assert said.count(f"{name}: {value} points") == 1
    for group in marked(effects.svg):
        assert [part.tag.rpartition("}")[2] for part in group] == ["path", "use"]


def test_all_that_can_be_told_is_told() -> None:
    charts = drawn(example_report)[0]
    assert _count(charts["ledger"]) > len(charts["ledger"].table.rows)
    for name in ("correlations", "by_genre", "by_year", "scores", "fit", "residuals", "spread",
                 "calibration", "odds", "effects_compact", "curves", "target"):  # fmt: skip
        assert _count(charts[name]) == len(charts[name].table.rows), name
    assert _count(charts["confusion"]) == 4
    assert _count(charts["roc"]) == _count(charts["gain"]) == 9
    traits = charts["profile"].table
    assert _count(charts["profile"]) == len(traits.rows) * (len(traits.columns) - 1)
    assert _count(charts["map"]) == len(charts["map"].table.rows)
    assert _count(drawn(no_segments_report)[0]["map"]) == 2
    assert _count(charts["candidates"]) == 3 * len(charts["candidates"].table.rows)


def _count(chart: Chart) -> int:
    return len(labels(chart.svg))


def test_odd_names_are_told_as_they_are() -> None:
    svg = drawn(crowded_report)[0]["by_genre"].svg
    said = [text.partition(": 5")[0].partition(": 6")[0] for text in labels(svg)]
    assert '$x_2^{3}$ <b>&amp; "q" id="no" --> ]]>' in said
    assert "\\frac{1}{2} 100% #1" in said
    assert "tab new line nul" in said
    assert not re.search(r"data-label=\"[^\"]*[<>]", svg)


def test_marks_fit_what_is_drawn() -> None:
    figure = new_figure(1.0, 2.0)
    axes = panel(figure, 0, 0, 0, 0)
    shown = [estimate(1, 0, 2), Estimate(value=2), estimate(3, 2, 4)]
    dots(axes, shown, range(3), told=rows((2, 1, 0), "{0} is {1}"))
    bars = axes.barh(range(2), [1, 2])
    mark_bars(bars, [None, Told(1, plain("{a}") + " {1}")])
    data = (("a", "1"), ("b", 'url(#x) style="fill:red"'), ("c", "3 < 4"))
    svg = as_svg(figure, "x", "title", "words", data)
    assert sorted(labels(svg)) == sorted(
        ["c is 3 < 4", 'b is url(#x) style="fill:red"', "a is 1", '{a} url(#x) style="fill:red"']
    )
    parts = {str(node.get("data-label")): len(node) for node in marked(svg)}
    assert parts["c is 3 < 4"] == parts["a is 1"] == 2
    assert parts['b is url(#x) style="fill:red"'] == 0


def test_more_words_than_marks_are_refused() -> None:
    figure = Drawing(figsize=(1, 1))
    points = panel(figure, 0, 0, 0, 0).scatter([0, 1], [0, 1])
    mark(points, rows(range(3), "{0}"))
    with pytest.raises(ValueError, match="fewer marks"):
        as_svg(figure, "x", "title", "words", [("a",), ("b",), ("c",)])


def test_words_of_marks_are_escaped() -> None:
    for chart in drawn(crowded_report)[0].values():
        for raw in re.findall(r"data-label=\"([^\"]*)\"", chart.svg):
            assert unescape(raw) in labels(chart.svg)
