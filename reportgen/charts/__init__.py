"""Results → charts: SVG with a title, a caption, words for who cannot see it, and data.

A chart is a function of a result.  Each module holds those of one slice: a function
of the chart's name returns the :class:`Chart`, ``<name>_figure`` the drawing alone.
They draw in the style that :func:`reportgen.charts.theme.applied` sets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from reportgen.charts import (
    card,
    classification,
    correlations,
    curves,
    data,
    exploration,
    odds,
    plane,
    predictions,
    preparation,
    profile,
    regression,
    segments,
    target,
    trends,
    trust,
)
from reportgen.charts.chart import Chart, ChartTable, Number, drawing_narrow, spoken
from reportgen.charts.subject import Subject, subject
from reportgen.charts.theme import ACCENT, applied
from reportgen.music.speech import speech
from reportgen.results import Exploration, Report, Skipped

__all__ = ["Chart", "ChartTable", "Number", "draw", "draw_card", "draw_mail", "sparklines"]

MOST_SPARKLINES = 25


def draw(report: Report, accent: str = ACCENT, *, narrow: bool = False) -> dict[str, Chart]:
    """Return the charts whose results the report has, by name, with one accent colour.

    With ``narrow``, those too wide for a telephone are drawn for one as well.

    Raises
    ------
    RenderError
        If the typeface is not installed.
    """
    about, speak = subject(report), speech(report)
    with applied(accent), drawing_narrow(wanted=narrow):
        return {chart.name: spoken(chart, speak) for chart in _charts(report, about)}


def draw_card(report: Report, accent: str = ACCENT) -> Chart | None:
    """Return the chart of the social picture, where there is a model to show."""
    about = subject(report)
    with applied(accent):
        drawn = card.card(report, about)
    return None if drawn is None else spoken(drawn, speech(report))


def draw_mail(report: Report, most: int, accent: str = ACCENT) -> dict[str, Chart]:
    """Return up to ``most`` charts that can be read on a telephone, by name."""
    about, speak = subject(report), speech(report)
    with applied(accent), drawing_narrow(wanted=True):
        drawn = [spoken(chart, speak) for chart in islice(_mailed(report, about), most)]
    return {chart.name: replace(chart, svg=chart.narrow or chart.svg) for chart in drawn}


def _mailed(report: Report, about: Subject) -> Iterator[Chart]:
    """Yield charts of half a page's width, the most telling first."""
    largest = card.card(report, about)
    if largest is not None:
        yield largest
    if not isinstance(report.classification, Skipped):
        yield classification.gain(report.classification, about)
    if not isinstance(report.segments, Skipped) and report.segments.members:
        yield profile.profile(report.segments, about)
    result = report.exploration.target
    if not isinstance(result, Skipped) and not about.binary:
        yield target.target(result, about)


def sparklines(report: Report, accent: str = ACCENT) -> dict[str, str]:
    """Return a small histogram (SVG) for each of the first numeric columns, by name."""
    columns = [column for column in report.data.columns if column.histogram is not None]
    with applied(accent):
        drawn = {column.name: data.sparkline(column) for column in columns[:MOST_SPARKLINES]}
    return {name: svg for name, svg in drawn.items() if svg is not None}


def _charts(report: Report, about: Subject) -> Iterator[Chart]:
    yield preparation.ledger(report.preparation)
    yield from _exploration(report.exploration, report.preparation.rows_modelled, about)
    yield from _segments(report, about)
    yield from _regression(report, about)
    yield from _classification(report, about)
    audit = trust.audit(report.trust)
    if audit is not None:
        yield audit
    course = None if isinstance(report.trends, Skipped) else trends.trends(report.trends)
    if course is not None:
        yield course


def _exploration(result: Exploration, tracks: int, about: Subject) -> Iterator[Chart]:
    shown = result.target
    if not isinstance(shown, Skipped):
        yield target.hits(shown) if about.binary else target.target(shown, about)
    if len(result.names) > 1:
        yield correlations.correlations(result, tracks, about)
    overall = None if isinstance(shown, Skipped) else shown.mean
    if not isinstance(result.by_genre, Skipped) and result.by_genre:
        yield exploration.by_genre(result.by_genre, result.genres, overall, about)
    if not isinstance(result.by_year, Skipped) and result.by_year:
        yield exploration.by_year(result.by_year, about)


def _segments(report: Report, about: Subject) -> Iterator[Chart]:
    result = report.segments
    if isinstance(result, Skipped):
        return
    if result.candidates:
        yield segments.candidates(result)
    if result.points:
        yield plane.map_(result)
    if result.members:
        yield profile.profile(result, about)


def _regression(report: Report, about: Subject) -> Iterator[Chart]:
    result = report.regression
    if isinstance(result, Skipped):
        return
    if result.effects:
        yield regression.effects_compact(result, about)
        yield regression.effects(result, about)
        yield regression.importance(result)
    if result.curves:
        yield curves.curves(result, about)
    yield predictions.scores(result, report.trust.ceiling, about)
    yield predictions.fit(result, about)
    yield predictions.residuals(result, about)
    yield curves.spread(result, about)


def _classification(report: Report, about: Subject) -> Iterator[Chart]:
    result = report.classification
    if isinstance(result, Skipped):
        return
    yield classification.roc(result, about)
    yield classification.precision_recall(result, about)
    yield classification.confusion(result, about)
    yield classification.calibration(result, about)
    yield classification.gain(result, about)
    if result.odds:
        yield odds.odds(result, about)
        if isinstance(report.regression, Skipped):
            yield odds.odds_compact(result, about)
