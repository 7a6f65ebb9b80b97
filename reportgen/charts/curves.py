"""Where straight lines say too little, and where predictions miss widely."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.axis import bounds, new_figure, panel, reach, scale
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.marks import Told, cell, plain, rows
from reportgen.charts.regression import genre_held
from reportgen.charts.rows import uprights
from reportgen.charts.subject import Subject
from reportgen.charts.theme import FAINT, FULL, HALF, LOW, MUTED, NARROW, SIZE, STRONG
from reportgen.results import Curve, Estimate, Regression, Shape, Spread
from reportgen.text import translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 4
UNEVEN = 1.25
GUTTER = 0.2
LEFT, RIGHT = 0.38, 0.14
HIGH = 1.75
"""Inches from the top of a row of panels to the next."""
NO_UNIT = ("", "0–1")
SHAPES = {Shape.LINE: "no clear bend", Shape.BENDS: "bends", Shape.TURNS: "turns round"}
DOTS = {
    (False, False): "Dots: mean {target} in bins of the feature, against a track with its mean, "
    "all other features held equal (partial residuals), with {level} intervals, robust; line: the "
    "model.",
    (False, True): "Dots: mean {target} in bins of the feature, against a track with its mean, "
    "all other features held equal (partial residuals), with {level} intervals, clustered by "
    "artist; line: the model.",
    (True, False): "Dots: mean {target} in bins of the feature, against a track with its mean, "
    "all other features and genre held equal (partial residuals), with {level} intervals, robust; "
    "line: the model.",
    (True, True): "Dots: mean {target} in bins of the feature, against a track with its mean, "
    "all other features and genre held equal (partial residuals), with {level} intervals, "
    "clustered by artist; line: the model.",
}
"""The caption: with genre held equal or not, of artists that are known or not."""


def curves(regression: Regression, subject: Subject) -> Chart:
    """Return the curves of the clearest departures, then of the strongest effects."""
    shown = chosen(regression)
    bent = [curve for curve in shown if curve.shape is not Shape.LINE]
    drawn = translate(DOTS[genre_held(regression), regression.clusters is not None])
    drawn = drawn.format(target=subject.noun, level=words.level())
    said = Words(
        title=_title(bent),
        caption=f"{drawn} {_which(regression, bent)}",
        alt=translate("Partial residuals in bins: {curves}.").format(
            curves="; ".join(_spoken(c) for c in shown)
        ),
    )
    rows = tuple(
        (c.label, formats.quantity(b.at, c.unit), subject.difference(b.observed),
         formats.integer(b.n))
        for c in shown for b in c.bins
    )  # fmt: skip
    columns = (
        translate("Feature"),
        translate("Mean of the bin"),
        subject.differences,
        translate("Tracks"),
    )
    numbers = tuple((None, b.at, subject.originals(b.observed), b.n) for c in shown for b in c.bins)
    table = ChartTable(columns=columns, rows=rows, numbers=numbers)
    return chart("curves", partial(curves_figure, shown, subject), said, table)


def chosen(regression: Regression) -> list[Curve]:
    """Return at most four curves: departures by their gain, then effects by their size."""
    sizes = {effect.name: abs(effect.per_sd.value) for effect in regression.effects}

    def order(curve: Curve) -> tuple[bool, float, str]:
        bent = curve.shape is not Shape.LINE and curve.gain is not None
        size = curve.gain.value if bent and curve.gain else sizes.get(curve.name, 0.0)
        return not bent, -size, curve.name

    return sorted(regression.curves, key=order)[:MOST]


def _which(regression: Regression, bent: Sequence[Curve]) -> str:
    said = translate(
        "Of {features}, departures first, then the strongest effects, {tracks}."
        if bent
        else "Of {features}, those with the strongest effects, {tracks}."
    )
    return said.format(
        features=formats.count(len(regression.curves), "feature"),
        tracks=formats.count(regression.n, "track"),
    )


def _title(bent: Sequence[Curve]) -> str:
    if not bent:
        return translate("No feature departs clearly from a straight line")
    first = words.lower(words.short(bent[0].label))
    if len(bent) > 1:
        names = formats.listing([words.lower(words.short(c.label, 24)) for c in bent])
        said = translate("The associations with {features} are no straight lines")
        return said.format(features=names)
    said = translate(
        "The association with {feature} turns round within its range"
        if bent[0].shape is Shape.TURNS
        else "The association with {feature} is no straight line"
    )
    return said.format(feature=first)


def _spoken(curve: Curve) -> str:
    feature, shape = words.lower(curve.label), translate(SHAPES[curve.shape])
    if curve.gain is None:
        return f"{feature}, {shape}"
    said = translate("{feature}, {shape}, gain in R² from a bend {gain}")
    return said.format(feature=feature, shape=shape, gain=formats.estimate(curve.gain))


def curves_figure(shown: Sequence[Curve], subject: Subject, width: float = FULL) -> Figure:
    """Draw one panel for each curve on a common scale of differences; two on a narrow row."""
    row = 2 if width <= NARROW else max(len(shown), 2)
    lines = -(-len(shown) // row)
    figure = new_figure(HIGH * lines, width)
    each = (width - LEFT - RIGHT + GUTTER) / row
    heights = [b.line for c in shown for b in c.bins]
    told_words = translate("{feature} {value}: {difference} {unit}; tracks: {n}").format(
        feature=cell(0), value=cell(1), difference=cell(2), unit=plain(subject.points), n=cell(3)
    )
    limits = reach([*heights, *bounds([b.observed for c in shown for b in c.bins]), 0.0])
    for i, curve in enumerate(shown):
        left, line = LEFT + each * (i % row), i // row
        right, below = width - left - each + GUTTER, HIGH * (lines - 1 - line)
        axes = panel(figure, left, below + 0.42, right, HIGH * line + 0.58)
        before = sum(len(c.bins) for c in shown[:i])
        told = rows(range(before, before + len(curve.bins)), told_words)
        _panel(axes, curve, each - GUTTER, told)
        title = subject.differences if i == 0 else ""
        scale(axes, "y", limits, title=title, write=formats.signed, most=5,
              powers=subject.logarithm)  # fmt: skip
        if i % row:
            axes.set_yticklabels([])
    return figure


def _panel(axes: Axes, curve: Curve, room: float, told: Sequence[Told]) -> None:
    places = [b.at for b in curve.bins]
    axes.plot(places, [b.line for b in curve.bins], color=FAINT, lw=1.2, label="line")
    uprights(axes, places, [b.observed for b in curve.bins], told, size=14)
    scale(axes, "x", reach(places), title=_measure(curve, room), most=4)
    head = words.fitted(curve.label, room, SIZE.head, STRONG)
    for text, up, style in (
        (head, 16, {"weight": STRONG, "size": SIZE.head}),
        (translate(SHAPES[curve.shape]), 5, {"color": MUTED}),
    ):
        axes.annotate(text, (0, 1), (0, up), "axes fraction", "offset points", va="bottom", **style)


def _measure(curve: Curve, room: float) -> str:
    unit = formats.unit_name(curve.unit)
    return "" if curve.unit in NO_UNIT else words.fitted(unit, room, SIZE.label)


def spread(regression: Regression, subject: Subject) -> Chart:
    """Return the typical miss among tracks with like predictions."""
    bins = regression.misses.spread
    write = _factor if subject.logarithm else formats.point
    said = Words(
        title=_spread_title(regression),
        caption=translate(
            "Root of the mean squared miss out of sample in {bins} of the prediction, {tracks}; "
            "lines: {level} intervals. The intervals of effects allow for unequal misses."
        ).format(
            bins=formats.count(len(bins), "bin"),
            tracks=formats.count(regression.n, "track"),
            level=words.level(),
        ),
        alt=translate(
            "Typical miss by prediction: a factor of {first} where predictions are lowest, a "
            "factor of {last} where they are highest."
            if subject.logarithm
            else "Typical miss by prediction: {first} {unit} where predictions are lowest, {last} "
            "{unit} where they are highest."
        ).format(first=write(bins[0].miss), last=write(bins[-1].miss), unit=subject.points),
    )
    whole = formats.ratio if subject.logarithm else formats.estimate
    data = tuple((subject.value(b.predicted), whole(b.miss), formats.integer(b.n)) for b in bins)
    columns = (translate("Mean predicted"), translate("Typical miss"), translate("Tracks"))
    numbers = tuple((subject.original(b.predicted), subject.originals(b.miss), b.n) for b in bins)
    table = ChartTable(columns=columns, rows=data, numbers=numbers)
    return chart("spread", spread_figure(bins, subject), said, table, "half")


def _factor(miss: Estimate) -> str:
    return formats.factor(miss.value)


def _spread_title(regression: Regression) -> str:
    ratio = regression.misses.ratio
    if ratio is None or ratio.low is None or ratio.high is None or ratio.low <= 1 <= ratio.high:
        return translate("Misses are not clearly wider for high or low predictions")
    if 1 / UNEVEN < ratio.value < UNEVEN:
        return translate("Misses are about as wide for high as for low predictions")
    return translate(
        "Misses are wider where predictions are high"
        if ratio.value > 1
        else "Misses are wider where predictions are low"
    )


def spread_figure(bins: Sequence[Spread], subject: Subject) -> Figure:
    """Draw typical misses as dots on their intervals, from zero."""
    figure = new_figure(LOW, HALF)
    axes = panel(figure, 0.5, 0.42, 0.15, 0.24)
    places = [b.predicted for b in bins]
    said = translate(
        "Predicted {value}: typical miss factor {miss}; tracks: {n}"
        if subject.logarithm
        else "Predicted {value}: typical miss {miss} {unit}; tracks: {n}"
    ).format(value=cell(0), miss=cell(1), n=cell(2), unit=plain(subject.points))
    uprights(axes, places, [b.miss for b in bins], rows(range(len(bins)), said))
    scale(axes, "x", reach(places), title=subject.predicted, most=5, powers=subject.logarithm)
    _, high = reach([*bounds([b.miss for b in bins]), 0.0])
    title = translate(
        "Typical miss (factor)" if subject.logarithm else "Typical miss ({unit})"
    ).format(unit=subject.points)
    scale(axes, "y", (0, high), title=title, most=4, powers=subject.logarithm)
    return figure
