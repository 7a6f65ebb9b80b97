"""Reports to draw, and their figures before they become text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from reportgen.charts import Chart, draw
from reportgen.charts.svg import as_svg
from tests.charts.extremes import crowded_report, sparse_report
from tests.example import (
    binary_report,
    example_report,
    no_genre_no_artist_report,
    no_segments_report,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from reportgen.results import Report

REPORTS = (
    example_report,
    binary_report,
    no_segments_report,
    no_genre_no_artist_report,
    crowded_report,
    sparse_report,
)


@cache
def drawn(make: Callable[[], Report]) -> tuple[dict[str, Chart], dict[str, Figure]]:
    """Return the charts of a report and their figures, drawn once for all tests."""
    figures: dict[str, Figure] = {}

    def keep(figure: Figure, name: str, *words: Any) -> str:
        figures[name] = figure
        return as_svg(figure, name, *words)

    with patch("reportgen.charts.chart.as_svg", keep):
        return draw(make(), narrow=True), figures
