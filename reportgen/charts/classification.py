"""How well popular tracks are told from the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.axis import (
    line_at,
    new_figure,
    no_ticks,
    panel,
    percents,
    scale,
)  # fmt: skip
from reportgen.charts.binned import binned_figure, missed, table_of
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.marks import Told, cell, mark, rows
from reportgen.charts.subject import Subject
from reportgen.charts.theme import HALF, LEAD, LOW, MUTED, SIZE, STRONG, ink_on, tints
from reportgen.results import Classification, Confusion, CurvePoint
from reportgen.text import translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GAIN_AT = 0.2
_BACKGROUND = {"fc": "white", "ec": "none", "pad": 1.0}
_OUTCOMES = {
    (0, 0): "{share} missed",
    (0, 1): "{share} found",
    (1, 0): "{share} rightly left",
    (1, 1): "{share} false alarms",
}
_NONE = {
    (0, 0): "none missed",
    (0, 1): "none found",
    (1, 0): "none rightly left",
    (1, 1): "none false alarms",
}
"""What stands in a cell of the confusion matrix, and in one of a row without tracks."""


def roc(result: Classification, subject: Subject) -> Chart:
    """Return the trade of false alarms against hits found, over all thresholds."""
    auc = formats.estimate(result.auc)
    low = result.auc.low if result.auc.low is not None else result.auc.value
    pairs = formats.per_hundred(result.auc.value)
    said = Words(
        title=translate(
            "Of {hundred} pairs of a hit and another track, {pairs} are ranked the right way round"
            if low > 0.5
            else "The ranking cannot be told from chance"
        ).format(hundred=formats.integer(100), pairs=pairs),
        caption=translate(
            "ROC curve, {tracks} scored out of sample. AUC: area under the curve; dashed: picking "
            "blind."
        ).format(tracks=formats.count(result.n, "track")),
        alt=translate("ROC curve with an area under the curve of {auc}; {half} is chance.").format(
            auc=auc, half=formats.decimal(0.5, 1)
        ),
    )
    figure = curve_figure(
        result.roc, translate("False alarms, of all others"), _found_of(subject),
        translate("False alarms {alarms}: found {found}").format(alarms=cell(0), found=cell(1)),
    )  # fmt: skip
    axes = figure.axes[0]
    _diagonal(axes)
    _corner(axes, translate("AUC {auc}").format(auc=auc))
    table = _curve_table(result.roc, translate("False alarms"), translate("Found"))
    return chart("roc", figure, said, table, "half")


def precision_recall(result: Classification, subject: Subject) -> Chart:
    """Return how pure a selection is, for each share of hits found."""
    share = formats.percent_point(result.average_precision)
    blind = formats.percent(result.prevalence)
    gain = result.gains.average_precision
    better = (gain.value if gain.low is None else gain.low) > 0
    said = Words(
        title=translate(
            "Average precision is {share}, against {blind} picked blind"
            if better
            else "Average precision cannot be told from the {blind} picked blind"
        ).format(share=share, blind=blind),
        caption=translate(
            "Precision against recall, {tracks} scored out of sample; dashed: share of {hits} "
            "among all."
        ).format(tracks=formats.count(result.n, "track"), hits=subject.hits),
        alt=translate(
            "Precision-recall curve with an average precision of {precision}; the prevalence is "
            "{blind}."
        ).format(precision=formats.percent_estimate(result.average_precision), blind=blind),
    )
    figure = precision_figure(result, subject)
    table = _curve_table(result.precision_recall, translate("Found"), translate("Precision"))
    return chart("precision_recall", figure, said, table, "half")


def precision_figure(result: Classification, subject: Subject) -> Figure:
    """Draw precision against recall, with the prevalence as the line of no skill."""
    top = max([0.1, result.prevalence, *(p.y for p in result.precision_recall)])
    figure = curve_figure(
        result.precision_recall, _found_of(subject),
        words.sentence(translate("{hits}, of those picked").format(hits=subject.hits)),
        translate("Found {found}: precision {precision}").format(
            found=cell(0), precision=cell(1)
        ),
        min(1.0, top * 1.15),
    )  # fmt: skip
    axes = figure.axes[0]
    line_at(axes, result.prevalence, which="y", dashed=True)
    low, high = axes.get_ylim()
    above = result.prevalence < (low + high) * 0.12
    axes.annotate(
        translate("All tracks {value}").format(value=formats.percent(result.prevalence)),
        (0, result.prevalence),
        (3, 3 if above else -3), textcoords="offset points",
        va="bottom" if above else "top", color=MUTED, bbox=_BACKGROUND,
    )  # fmt: skip
    return figure


def gain(result: Classification, subject: Subject) -> Chart:
    """Return the share of hits found by looking at the top of the ranking."""
    point = min(result.gain, key=lambda p: abs(p.x - GAIN_AT))
    x, y = formats.percent(point.x), formats.percent(point.y)
    said = Words(
        title=translate("The top {share} of the ranking hold {found} of all {hits}").format(
            share=x, found=y, hits=subject.hits
        ),
        caption=translate("{tracks} ranked out of sample; dashed: picking blind.").format(
            tracks=formats.count(result.n, "track")
        ),
        alt=translate(
            "Gain curve: looking at {share} of the tracks finds {found} of the {hits}."
        ).format(share=x, found=y, hits=subject.hits),
    )
    told = translate("Looked at {share}: found {found}").format(share=cell(0), found=cell(1))
    figure = curve_figure(
        result.gain, translate("Tracks looked at, from the top"), _found_of(subject), told
    )
    axes = figure.axes[0]
    _diagonal(axes)
    axes.plot([point.x], [point.y], "o", color=LEAD, ms=5, label="point")
    axes.annotate(
        translate("{share} looked at, {found} found").format(share=x, found=y),
        (point.x, point.y), (8, -3), textcoords="offset points",
        va="top", color=LEAD, weight=STRONG, bbox=_BACKGROUND,
    )  # fmt: skip
    table = _curve_table(result.gain, translate("Looked at"), translate("Found"))
    return chart("gain", figure, said, table, "half")


def _found_of(subject: Subject) -> str:
    return translate("Found, of all {hits}").format(hits=subject.hits)


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
    return ChartTable(columns=(x, y), rows=shares, numbers=tuple((p.x, p.y) for p in points))


def calibration(result: Classification, subject: Subject) -> Chart:
    """Return predicted probabilities against observed shares."""
    bins = result.calibration
    off = missed(bins)
    held = len(bins) - off
    counted = formats.count(len(bins), "bin")
    said = Words(
        title=translate(
            "Predicted probabilities agree with observed shares"
            if off <= len(bins) / 10
            else "Predicted probabilities are off in {off} of {bins}"
        ).format(off=formats.integer(off), bins=counted),
        caption=translate(
            "{tracks} in {bins} of the probability, out of sample; lines: {level} intervals; "
            "diagonal: perfect agreement."
        ).format(tracks=formats.count(result.n, "track"), bins=counted, level=words.level()),
        alt=translate(
            "Observed share of {hits} against predicted probability: the interval holds the "
            "prediction in {held} of {bins}."
        ).format(hits=subject.hits, held=formats.integer(held), bins=counted),
    )
    measure = translate("Predicted share of {hits}").format(hits=subject.hits)
    figure = binned_figure(bins, measure, percents)
    table = table_of(bins, formats.percent_estimate, formats.percent)
    return chart("calibration", figure, said, table, "half")


def confusion(result: Classification, subject: Subject) -> Chart:
    """Return right and wrong decisions, in counts and in shares of each row."""
    c = result.confusion
    found = _rate(c.true_positive, c.true_positive + c.false_negative)
    alarms = _rate(c.false_positive, c.false_positive + c.true_negative)
    said = Words(
        title=translate(
            "{found} of {hits} are found, with false alarms for {alarms} of the others"
        ).format(found=found, hits=subject.hits, alarms=alarms),
        caption=translate(
            "{tracks} decided out of sample; predicted from a probability of {threshold} on. "
            "Percentages: of the row."
        ).format(
            tracks=formats.count(result.n, "track"), threshold=formats.percent(result.threshold)
        ),
        alt=translate(
            "{found} {hits} found and {missed} missed; {alarms} false alarms and {left} others "
            "rightly left."
        ).format(
            found=formats.integer(c.true_positive),
            hits=subject.hits,
            missed=formats.integer(c.false_negative),
            alarms=formats.integer(c.false_positive),
            left=formats.integer(c.true_negative),
        ),
    )
    table = ChartTable(
        columns=(translate("In truth"), *_decisions()),
        rows=tuple(
            (label, *(formats.integer(n) for n in cells)) for label, cells in _cells(c, subject)
        ),
        numbers=tuple((None, *cells) for _, cells in _cells(c, subject)),
    )
    return chart("confusion", confusion_figure(c, subject), said, table, "half")


def _cells(c: Confusion, subject: Subject) -> tuple[tuple[str, tuple[int, int]], ...]:
    return (
        (words.sentence(subject.hits), (c.false_negative, c.true_positive)),
        (translate("Others"), (c.true_negative, c.false_positive)),
    )


def _decisions() -> tuple[str, str]:
    return translate("Predicted no"), translate("Predicted yes")


def confusion_figure(c: Confusion, subject: Subject) -> Figure:
    """Draw the four cells, the darker the larger their share of the row."""
    figure = new_figure(LOW, HALF)
    axes = panel(figure, 0, 0.1, 0, 0.3)
    axes.set_xlim(-0.52, 2)
    axes.set_ylim(2, 0)
    no_ticks(axes)
    for j, text in enumerate(_decisions()):
        axes.annotate(text, (j + 0.5, 0), (0, 5), textcoords="offset points", ha="center",
                      color=MUTED, annotation_clip=False)  # fmt: skip
    for i, (label, cells) in enumerate(_cells(c, subject)):
        for j, n in enumerate(cells):
            box = _cell(axes, i, j, n, sum(cells))
            said = translate("{truth}, predicted yes: {n}" if j else "{truth}, predicted no: {n}")
            mark(box, [Told(i, said.format(truth=cell(0), n=cell(j + 1)))])
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
    said = translate(_OUTCOMES[i, j] if total else _NONE[i, j]).format(share=_rate(n, total))
    axes.text(j + 0.5, i + 0.68, said, ha="center", va="center", color=ink)
    return box


def _rate(n: int, total: int) -> str:
    return formats.percent(n / total) if total else translate("none")
