"""The chart of the social picture: the largest associations, in large letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.charts.axis import bounds, line_at, reach, scale
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.regression import by_size
from reportgen.charts.rows import dots, holds_zero, row_panel
from reportgen.charts.subject import Subject
from reportgen.results import Classification, Estimate, Regression, Report, Skipped
from reportgen.text import translate

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 5
WIDTH = 3.3
"""Inches; the letters are of the usual size, so that they are large on the picture."""
ROOM = 1.2

Rows = Sequence[tuple[str, Estimate]]


def card(report: Report, subject: Subject) -> Chart | None:
    """Return the largest effects of the model of page one; ``None`` if there are none."""
    model, hits = report.regression, report.classification
    if isinstance(model, Regression) and model.effects:
        return _card(_effects(model), subject.differences_per_sd)
    if isinstance(hits, Classification) and hits.odds and isinstance(model, Skipped):
        said = translate("Percentage points of probability per standard deviation")
        return _card(_margins(hits), said)
    return None


def _effects(model: Regression) -> Rows:
    return [(effect.label, effect.per_sd) for effect in by_size(model.effects)[:MOST]]


def _margins(hits: Classification) -> Rows:
    ordered = sorted(hits.odds, key=lambda o: (-abs(o.marginal.value), o.name))[:MOST]
    return [(o.label, _times_hundred(o.marginal)) for o in ordered]


def _times_hundred(e: Estimate) -> Estimate:
    low, high = (None if b is None else b * 100 for b in (e.low, e.high))
    return Estimate(value=e.value * 100, low=low, high=high, level=e.level)


def _card(rows: Rows, title: str) -> Chart:
    shown = tuple((label, formats.signed_estimate(estimate)) for label, estimate in rows)
    alt = translate("{measure}, largest first: {values}.").format(
        measure=title, values="; ".join(" ".join(row) for row in shown)
    )
    said = Words(title=title, caption="", alt=alt)
    numbers = tuple((None, estimate) for _, estimate in rows)
    table = ChartTable(columns=(translate("Feature"), title), rows=shown, numbers=numbers)
    return chart("card", card_figure(rows), said, table)


def card_figure(rows: Rows) -> Figure:
    """Draw estimates as dots on their intervals, without numbers beside them."""
    labels, estimates = [label for label, _ in rows], [estimate for _, estimate in rows]
    figure, axes = row_panel(
        labels, ["" for _ in rows], width=WIDTH, room=ROOM, row=0.24, bottom=0.22
    )
    line_at(axes, 0)
    dots(axes, estimates, range(len(rows)), hollow=[holds_zero(e) for e in estimates])
    scale(axes, "x", reach([*bounds(estimates), 0.0]), write=formats.signed)
    return figure
