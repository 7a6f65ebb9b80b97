from __future__ import annotations

import ast
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import reportgen.charts
from reportgen.charts import Chart, Number, draw, sparklines
from reportgen.charts.data import sparkline
from reportgen.results import Estimate, Histogram, Report
from tests.charts import reading
from tests.charts.drawing import REPORTS, drawn
from tests.charts.extremes import crowded_report
from tests.example import (
    binary_report,
    example_report,
    no_genre_no_artist_report,
    no_segments_report,
)

ALL = {
    *("ledger", "target", "correlations", "by_genre", "by_year", "candidates", "map", "profile"),
    *("effects_compact", "effects", "importance", "curves", "scores", "fit", "residuals"),
    *("spread", "roc", "precision_recall"),
    *("confusion", "calibration", "gain", "odds", "audit", "trends"),
}
POINTS = {"full": 482.4, "half": 234.0, "wide": 275.0}
CAUSAL = re.compile(
    r"\b(boosts?|drives?|leads?|makes?|causes?|because|due to|significant|impact)\b", re.IGNORECASE
)


def charts_of(make: Callable[[], Report]) -> dict[str, Chart]:
    return drawn(make)[0]


def test_a_complete_report_has_all_charts(report: Report) -> None:
    assert set(draw(report)) == ALL


def test_a_chart_without_its_result_is_left_out() -> None:
    assert ALL - set(charts_of(binary_report)) == {
        "effects", "importance", "curves", "scores", "fit", "residuals", "spread",
    }  # fmt: skip
    assert ALL - set(charts_of(no_segments_report)) == {"profile"}
    assert ALL - set(charts_of(no_genre_no_artist_report)) == {"by_genre", "by_year"}


@pytest.mark.parametrize("make", REPORTS)
def test_no_text_is_clipped_or_overlaps(make: Callable[[], Report]) -> None:
    for name, figure in drawn(make)[1].items():
        assert reading.clipped(figure) == [], name
        assert reading.overlapping(figure) == [], name
        assert name.startswith("map") or reading.crossed(figure) == [], name


@pytest.mark.parametrize("make", REPORTS)
def test_drawings_are_xml_of_the_right_width_with_their_words(make: Callable[[], Report]) -> None:
    for name, chart in charts_of(make).items():
        assert (chart.narrow is None) == (chart.width == "half")
        _check_drawing(chart, chart.svg, name, POINTS[chart.width])
        if chart.narrow is not None:
            _check_drawing(chart, chart.narrow, f"{name}-narrow", 230.4)


def _check_drawing(chart: Chart, svg: str, name: str, points: float) -> None:
    root = ET.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"chart-{name}-title chart-{name}-desc"
    assert [root[0].tag, root[0].text] == [f"{space}title", chart.title]
    assert [root[1].tag, root[1].text] == [f"{space}desc", chart.alt]
    assert float(str(root.get("viewBox")).split()[2]) == pytest.approx(points, abs=0.1)


@pytest.mark.parametrize("make", REPORTS)
def test_words_are_plain(make: Callable[[], Report]) -> None:
    for name, chart in charts_of(make).items():
        for text in (chart.title, chart.caption, chart.alt):
            assert text.strip(), name
            assert not CAUSAL.search(text), f"{name}: {text}"
            assert not re.search(r"\bnan\b|None|inf\b|\d-\d", text), f"{name}: {text}"
            assert "\n" not in text
        assert not chart.title.endswith("."), name
        assert chart.caption.endswith("."), name


@pytest.mark.parametrize("make", REPORTS)
def test_the_data_behind_a_chart_fill_their_columns(make: Callable[[], Report]) -> None:
    for name, chart in charts_of(make).items():
        assert chart.table.rows, name
        assert {len(row) for row in chart.table.rows} == {len(chart.table.columns)}, name
        for row, numbers in zip(chart.table.rows, chart.table.numbers, strict=True):
            for text, number in zip(row, numbers, strict=True):
                assert _says(text, number), f"{name}: {text}, {number}"


def _says(text: str, number: Number) -> bool:
    """Return whether a cell is its number, rounded; a word has none."""
    if number is None:
        return True
    value = number.value if isinstance(number, Estimate) else number
    found = re.match(r"(?:less than |< )?([+−]?)([\d,]+(?:\.(\d+))?)(.%)?", text)
    assert found, text
    sign, figures, decimals, percent = found.groups()
    shown = float(figures.replace(",", "")) * (-1 if sign == "−" else 1) / (100 if percent else 1)
    step = 10.0 ** -len(decimals or "") / (100 if percent else 1)
    return abs(shown - value) <= max(step, abs(value) * 0.06)


@pytest.mark.filterwarnings("error")
def test_a_column_that_never_varies_has_no_shape() -> None:
    report = example_report()
    columns = {column.name: column for column in report.data.columns}
    flat = Histogram(edges=(0.5, 0.5), counts=(100,))
    assert sparkline(columns["energy"]) is not None
    assert sparkline(replace(columns["energy"], histogram=flat)) is None


def test_charts_can_share_a_page(report: Report) -> None:
    charts = charts_of(example_report).values()
    pictures = [svg for chart in charts for svg in (chart.svg, chart.narrow) if svg]
    pictures += sparklines(report).values()
    ids = [name for svg in pictures for name in re.findall(r' id="([^"]+)"', svg)]
    assert len(ids) == len(set(ids))
    for svg in pictures:
        links = {*re.findall(r"url\(#([^)]+)\)", svg), *re.findall(r'href="#([^"]+)"', svg)}
        assert links <= set(re.findall(r' id="([^"]+)"', svg))


def test_nothing_in_a_drawing_needs_a_style_sheet_or_a_network() -> None:
    for chart in charts_of(example_report).values():
        assert not re.search(r"<style|\sstyle=|<script|<metadata|<!--|<\?xml|<!DOCTYPE", chart.svg)
        assert set(re.findall(r"https?://[^\"]+", chart.svg)) <= {
            "http://www.w3.org/2000/svg",
            "http://www.w3.org/1999/xlink",
        }


def test_odd_names_stay_text() -> None:
    svg = charts_of(crowded_report)["by_genre"].svg
    shown = [node.text for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    for name in ('$x_2^{3}$ <b>&amp; "q" id="no" --> ]]>', "שלום עולם", "😀 emoji 🎸",
                 "tab new line nul", "(no name)", "\\frac{1}{2} 100% #1"):  # fmt: skip
        assert name in shown


def test_many_points_are_one_image() -> None:
    svg = charts_of(crowded_report)["map"].svg
    assert 1 <= svg.count("<image") <= 8
    assert "data:image/png;base64," in svg
    assert len(svg) < 500_000


@pytest.mark.long
def test_drawings_are_the_same_in_every_process(report: Report) -> None:
    code = (
        "import hashlib; from reportgen.charts import draw, sparklines; "
        "from tests.example import example_report as e; r = e(); "
        "text = repr(draw(r, narrow=True)) + repr(sparklines(r)); "
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    text = repr(charts_of(example_report)) + repr(sparklines(report))
    here = hashlib.sha256(text.encode()).hexdigest()
    root = Path(reportgen.charts.__file__).parents[2]
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True,
            check=True, cwd=root, env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        assert done.stdout.strip() == here


def test_no_chart_uses_pyplot(report: Report) -> None:
    folder = Path(reportgen.charts.__file__).parent
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
                assert not any("pyplot" in name for name in names), path.name
    draw(report)
    assert sys.modules["matplotlib.pyplot"].get_fignums() == []


def test_importing_the_charts_does_not_import_pyplot() -> None:
    code = "import sys, reportgen.charts; print('matplotlib.pyplot' in sys.modules)"
    root = Path(reportgen.charts.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.strip() == "False"


def test_own_settings_of_the_machine_change_nothing(report: Report) -> None:
    import matplotlib as mpl

    plain = draw(report)["effects"].svg
    with mpl.rc_context({"font.size": 20, "lines.linewidth": 9, "axes.grid": True}):
        assert draw(report)["effects"].svg == plain
