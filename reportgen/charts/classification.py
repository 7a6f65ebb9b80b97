"""How well popular tracks are told from the others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.axis import (
    bounds,
    line_at,
    new_figure,
    no_ticks,
    panel,
    percents,
    reach,
    scale,
)  # fmt: skip
from reportgen.charts.binned import binned_figure, missed, table_of
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.marks import Told, mark, rows
from reportgen.charts.rows import LABEL_ROOM, dots, row_panel
from reportgen.charts.subject import Subject
from reportgen.charts.theme import FULL, HALF, LEAD, LOW, MUTED, SIZE, STRONG, ink_on, tints
from reportgen.results import Classification, Confusion, CurvePoint, Estimate, Odds

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GAIN_AT = 0.2
_BACKGROUND = {"fc": "white", "ec": "none", "pad": 1.0}
_OUTCOMES = (("missed", "found"), ("rightly left", "false alarms"))

COMPACT = 8
"""Associations shown on the first page."""


def roc(result: Classification, subject: Subject) -> Chart:
    """Return the trade of false alarms against hits found, over all thresholds."""
    auc = formats.estimate(result.auc)
    low = result.auc.low if result.auc.low is not None else result.auc.value
    pairs = formats.per_hundred(result.auc.value)
    said = Words(
        title=f"Of 100 pairs of a hit and another track, {pairs} are ranked the right way round"
        if low > 0.5
        else "The ranking cannot be told from chance",
        caption=f"ROC curve, {formats.integer(result.n)} tracks scored out of sample. AUC: area "
        "under the curve; dashed: picking blind.",
        alt=f"ROC curve with an area under the curve of {auc}; 0.5 is chance.",
    )
    figure = curve_figure(
        result.roc, "False alarms, of all others", f"Found, of all {subject.hits}",
        "False alarms {0}: found {1}",
    )  # fmt: skip
    axes = figure.axes[0]
    _diagonal(axes)
    _corner(axes, f"AUC {auc}")
    table = _curve_table(result.roc, "False alarms", "Found")
    return chart("roc", figure, said, table, "half")


def precision_recall(result: Classification, subject: Subject) -> Chart:
    """Return how pure a selection is, for each share of hits found."""
    share = formats.percent_point(result.average_precision)
    blind = formats.percent(result.prevalence)
    gain = result.gains.average_precision
    better = (gain.value if gain.low is None else gain.low) > 0
    said = Words(
        title=f"Average precision is {share}, against {blind} picked blind"
        if better
        else f"Average precision cannot be told from the {blind} picked blind",
        caption=f"Precision against recall, {formats.integer(result.n)} tracks scored out of "
        f"sample; dashed: share of {subject.hits} among all.",
        alt=f"Precision-recall curve with an average precision of "
        f"{formats.percent_estimate(result.average_precision)}; the prevalence is {blind}.",
    )
    figure = precision_figure(result, subject)
    table = _curve_table(result.precision_recall, "Found", "Precision")
    return chart("precision_recall", figure, said, table, "half")


def precision_figure(result: Classification, subject: Subject) -> Figure:
    """Draw precision against recall, with the prevalence as the line of no skill."""
    top = max([0.1, result.prevalence, *(p.y for p in result.precision_recall)])
    figure = curve_figure(
        result.precision_recall, f"Found, of all {subject.hits}",
        f"{words.sentence(subject.hits)}, of those picked",
        "Found {0}: precision {1}", min(1.0, top * 1.15),
    )  # fmt: skip
    axes = figure.axes[0]
    line_at(axes, result.prevalence, which="y", dashed=True)
    low, high = axes.get_ylim()
    above = result.prevalence < (low + high) * 0.12
    axes.annotate(
        f"All tracks {formats.percent(result.prevalence)}", (0, result.prevalence),
        (3, 3 if above else -3), textcoords="offset points",
        va="bottom" if above else "top", color=MUTED, bbox=_BACKGROUND,
    )  # fmt: skip
    return figure


def gain(result: Classification, subject: Subject) -> Chart:
    """Return the share of hits found by looking at the top of the ranking."""
    point = min(result.gain, key=lambda p: abs(p.x - GAIN_AT))
    x, y = formats.percent(point.x), formats.percent(point.y)
    said = Words(
        title=f"The top {x} of the ranking hold {y} of all {subject.hits}",
        caption=f"{formats.integer(result.n)} tracks ranked out of sample; dashed: picking blind.",
        alt=f"Gain curve: looking at {x} of the tracks finds {y} of the {subject.hits}.",
    )
    found = f"Found, of all {subject.hits}"
    figure = curve_figure(
        result.gain, "Tracks looked at, from the top", found, "Looked at {0}: found {1}"
    )
    axes = figure.axes[0]
    _diagonal(axes)
    axes.plot([point.x], [point.y], "o", color=LEAD, ms=5, label="point")
    axes.annotate(
        f"{x} looked at, {y} found", (point.x, point.y), (8, -3), textcoords="offset points",
        va="top", color=LEAD, weight=STRONG, bbox=_BACKGROUND,
    )  # fmt: skip
    return chart("gain", figure, said, _curve_table(result.gain, "Looked at", "Found"), "half")


def curve_figure(
    points: Sequence[CurvePoint], across: str, up: str, said: str, top: float = 1.0
) -> Figure:
    """Draw a curve between shares, with a dot on each tenth that says ``said``."""
    figure = new_figure(LOW, HALF)
    axes = panel(figure, 0.5, 0.42, 0.2, 0.24)
    axes.plot([p.x for p in points], [p.y for p in points], color=LEAD, lw=1.8, label="curve",
              clip_on=False)  # fmt: skip
    places = _tenths(points)
    ticks = axes.scatter([points[i].x for i in places], [points[i].y for i in places], s=9,
                         color=LEAD, zorder=3, clip_on=False, label="tenths")  # fmt: skip
    mark(ticks, rows(places, said))
    scale(axes, "x", (0, 1), title=across, write=percents, most=5)
    scale(axes, "y", (0, top), title=up, write=percents, most=5)
    return figure


def _tenths(points: Sequence[CurvePoint]) -> list[int]:
    """Return the places of the points nearest to each tenth, first to last."""
    found = (min(range(len(points)), key=lambda i: abs(points[i].x - t / 10)) for t in range(1, 10))
    return list(dict.fromkeys(found))


def _diagonal(axes: Axes) -> None:
    axes.plot([0, 1], [0, 1], color=MUTED, lw=0.8, ls=(0, (3, 2)), label="blind")


def _corner(axes: Axes, text: str) -> None:
    axes.text(
        0.98, 0.05, text, transform=axes.transAxes, ha="right", va="bottom", color=LEAD,
        weight=STRONG,
    )  # fmt: skip


def _curve_table(points: Sequence[CurvePoint], x: str, y: str) -> ChartTable:
    shares = tuple((formats.percent(p.x, 1), formats.percent(p.y, 1)) for p in points)
    return ChartTable(columns=(x, y), rows=shares)


def calibration(result: Classification, subject: Subject) -> Chart:
    """Return predicted probabilities against observed shares."""
    bins = result.calibration
    off = missed(bins)
    held = len(bins) - off
    said = Words(
        title="Predicted probabilities agree with observed shares"
        if off <= len(bins) / 10
        else f"Predicted probabilities are off in {off} of {len(bins)} bins",
        caption=f"{formats.integer(result.n)} tracks in {len(bins)} bins of the probability, out "
        f"of sample; lines: 95{formats.SPACE}% intervals; diagonal: perfect agreement.",
        alt=f"Observed share of {subject.hits} against predicted probability: the interval holds "
        f"the prediction in {held} of {len(bins)} bins.",
    )
    figure = binned_figure(bins, f"Predicted share of {subject.hits}", percents)
    table = table_of(bins, formats.percent_estimate, formats.percent)
    return chart("calibration", figure, said, table, "half")


def confusion(result: Classification, subject: Subject) -> Chart:
    """Return right and wrong decisions, in counts and in shares of each row."""
    c = result.confusion
    found = _rate(c.true_positive, c.true_positive + c.false_negative)
    alarms = _rate(c.false_positive, c.false_positive + c.true_negative)
    said = Words(
        title=f"{found} of {subject.hits} are found, with false alarms for {alarms} of the others",
        caption=f"{formats.integer(result.n)} tracks decided out of sample; predicted from a "
        f"probability of {formats.percent(result.threshold)} on. Percentages: of the row.",
        alt=f"{formats.integer(c.true_positive)} {subject.hits} found and "
        f"{formats.integer(c.false_negative)} missed; {formats.integer(c.false_positive)} false "
        f"alarms and {formats.integer(c.true_negative)} others rightly left.",
    )
    table = ChartTable(
        columns=("In truth", "Predicted no", "Predicted yes"),
        rows=tuple(
            (label, *(formats.integer(n) for n in cells)) for label, cells in _cells(c, subject)
        ),
    )
    return chart("confusion", confusion_figure(c, subject), said, table, "half")


def _cells(c: Confusion, subject: Subject) -> tuple[tuple[str, tuple[int, int]], ...]:
    return (
        (words.sentence(subject.hits), (c.false_negative, c.true_positive)),
        ("Others", (c.true_negative, c.false_positive)),
    )


def confusion_figure(c: Confusion, subject: Subject) -> Figure:
    """Draw the four cells, the darker the larger their share of the row."""
    figure = new_figure(LOW, HALF)
    axes = panel(figure, 0, 0.1, 0, 0.3)
    axes.set_xlim(-0.52, 2)
    axes.set_ylim(2, 0)
    no_ticks(axes)
    for j, text in enumerate(("Predicted no", "Predicted yes")):
        axes.annotate(text, (j + 0.5, 0), (0, 5), textcoords="offset points", ha="center",
                      color=MUTED, annotation_clip=False)  # fmt: skip
    for i, (label, cells) in enumerate(_cells(c, subject)):
        for j, n in enumerate(cells):
            box = _cell(axes, i, j, n, sum(cells))
            mark(box, [Told(i, f"{{0}}, predicted {('no', 'yes')[j]}: {{{j + 1}}}")])
        lines = words.wrapped(label, 0.6, SIZE.label, 3)
        axes.text(-0.52, i + 0.5, "\n".join(lines), ha="left", va="center", color=MUTED)
    return figure


def _cell(axes: Axes, i: int, j: int, n: int, total: int) -> Rectangle:
    steps = tints()
    share = n / total if total else 0.0
    shade = steps[min(int(share * len(steps)), len(steps) - 1)]
    ink = ink_on(shade)
    box = Rectangle((j + 0.02, i + 0.02), 0.96, 0.96, fc=shade, ec="none")
    axes.add_patch(box)
    axes.text(j + 0.5, i + 0.46, formats.integer(n), ha="center", va="center",
              size=SIZE.display, weight=STRONG, color=ink)  # fmt: skip
    said = f"{_rate(n, total)} {_OUTCOMES[i][j]}"
    axes.text(j + 0.5, i + 0.68, said, ha="center", va="center", color=ink)
    return box


def _rate(n: int, total: int) -> str:
    return formats.percent(n / total) if total else "none"


def odds(
    result: Classification, subject: Subject, *, name: str = "odds", most: int | None = None
) -> Chart:
    """Return what goes with the probability of a hit, in points of probability."""
    ordered = sorted(result.odds, key=lambda o: (-abs(o.marginal.value), o.name))[:most]
    spoken = "; ".join(f"{words.lower(o.label)} {_points(o.marginal)}" for o in ordered[:3])
    said = Words(
        title=_odds_title(ordered, subject),
        caption=f"Average marginal effects of the logistic regression, {formats.integer(result.n)} "
        f"tracks; lines: 95{formats.SPACE}% intervals. Hollow: the interval holds zero.",
        alt=f"Points of probability per standard deviation, largest first: {spoken}.",
    )
    data = tuple((o.label, _points(o.marginal), formats.estimate(o.odds_ratio)) for o in ordered)
    table = ChartTable(columns=("Feature", "Percentage points", "Odds ratio"), rows=data)
    if most is None:
        return chart(name, partial(odds_figure, ordered, room=1.2), said, table, "wide")
    return chart(name, partial(odds_figure, ordered), said, table)


def odds_compact(result: Classification, subject: Subject) -> Chart:
    """Return the largest associations, for the first page of a yes-or-no target."""
    return odds(result, subject, name="effects_compact", most=COMPACT)


def odds_figure(
    ordered: Sequence[Odds], width: float = FULL, *, room: float = LABEL_ROOM
) -> Figure:
    """Draw marginal effects as dots on their intervals, in percentage points."""
    shown = [_times_hundred(o.marginal) for o in ordered]
    figure, axes = row_panel(
        [o.label for o in ordered], [_points(o.marginal) for o in ordered], width=width, room=room
    )
    line_at(axes, 0)
    told = rows(range(len(shown)), "{0}: {1} percentage points")
    dots(axes, shown, range(len(shown)), hollow=[not _clear(o) for o in ordered], told=told)
    title = "Percentage points of probability per standard deviation"
    scale(axes, "x", reach([*bounds(shown), 0.0]), title=title, write=formats.signed)
    return figure


def _times_hundred(e: Estimate) -> Estimate:
    low, high = (None if b is None else b * 100 for b in (e.low, e.high))
    return Estimate(value=e.value * 100, low=low, high=high, level=e.level)


def _points(marginal: Estimate) -> str:
    return formats.signed_estimate(_times_hundred(marginal))


def _clear(o: Odds) -> bool:
    low, high = o.marginal.low, o.marginal.high
    return low is not None and high is not None and not low <= 0 <= high


def _odds_title(ordered: Sequence[Odds], subject: Subject) -> str:
    clear = [o for o in ordered if _clear(o)]
    if not clear:
        return f"No feature's association with {subject.hits} can be told from zero"
    side = "higher" if clear[0].marginal.value > 0 else "lower"
    who = words.sentence(subject.tracks_with(clear[0].name))
    return f"{who} tend to have a {side} probability of being {_being(subject)}"


def _being(subject: Subject) -> str:
    return "a hit" if subject.binary else "popular"
