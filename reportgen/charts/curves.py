"""Where straight lines say too little, and where predictions miss widely."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.axis import bounds, new_figure, panel, reach, scale
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.marks import Told, plain, rows
from reportgen.charts.rows import uprights
from reportgen.charts.subject import Subject
from reportgen.charts.theme import FAINT, FULL, HALF, LOW, MUTED, NARROW, SIZE, STRONG
from reportgen.results import Curve, Regression, Shape, Spread

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


def curves(regression: Regression, subject: Subject) -> Chart:
    """Return the curves of the clearest departures, then of the strongest effects."""
    shown = chosen(regression)
    bent = [curve for curve in shown if curve.shape is not Shape.LINE]
    spread = "clustered by artist" if regression.clusters is not None else "robust"
    said = Words(
        title=_title(bent),
        caption=f"Dots: mean {subject.noun} in bins of the feature, against a track with its mean, "
        f"all other features{_genre(regression)} held equal (partial residuals), with "
        f"95{formats.SPACE}% intervals, {spread}; line: the model. {_which(regression, bent)}, "
        f"{formats.count(regression.n, 'track')}.",
        alt=f"Partial residuals in bins: {'; '.join(_spoken(c) for c in shown)}.",
    )
    rows = tuple(
        (c.label, formats.quantity(b.at, c.unit), subject.difference(b.observed),
         formats.integer(b.n))
        for c in shown for b in c.bins
    )  # fmt: skip
    columns = ("Feature", "Mean of the bin", subject.differences, "Tracks")
    table = ChartTable(columns=columns, rows=rows)
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
    features = formats.count(len(regression.curves), "feature")
    order = "departures first, then" if bent else "those with"
    return f"Of {features}, {order} the strongest effects"


def _title(bent: Sequence[Curve]) -> str:
    if not bent:
        return "No feature departs clearly from a straight line"
    first = words.lower(words.short(bent[0].label))
    if len(bent) > 1:
        names = formats.listing([words.lower(words.short(c.label, 24)) for c in bent])
        return f"The associations with {names} are no straight lines"
    if bent[0].shape is Shape.TURNS:
        return f"The association with {first} turns round within its range"
    return f"The association with {first} is no straight line"


def _spoken(curve: Curve) -> str:
    gain = "" if curve.gain is None else f", gain in R² from a bend {formats.estimate(curve.gain)}"
    return f"{words.lower(curve.label)}, {SHAPES[curve.shape]}{gain}"


def _genre(regression: Regression) -> str:
    held = any(reference.category == "genre" for reference in regression.references)
    return " and genre" if held else ""


def curves_figure(shown: Sequence[Curve], subject: Subject, width: float = FULL) -> Figure:
    """Draw one panel for each curve on a common scale of differences; two on a narrow row."""
    row = 2 if width <= NARROW else max(len(shown), 2)
    lines = -(-len(shown) // row)
    figure = new_figure(HIGH * lines, width)
    each = (width - LEFT - RIGHT + GUTTER) / row
    heights = [b.line for c in shown for b in c.bins]
    told_words = f"{{0}} {{1}}: {{2}} {plain(subject.points)}; tracks: {{3}}"
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
        (SHAPES[curve.shape], 5, {"color": MUTED}),
    ):
        axes.annotate(text, (0, 1), (0, up), "axes fraction", "offset points", va="bottom", **style)


def _measure(curve: Curve, room: float) -> str:
    return "" if curve.unit in NO_UNIT else words.fitted(curve.unit, room, SIZE.label)


def spread(regression: Regression, subject: Subject) -> Chart:
    """Return the typical miss among tracks with like predictions."""
    bins = regression.misses.spread
    first, last = (_miss(b.miss.value, subject, formats.point(b.miss)) for b in (bins[0], bins[-1]))
    said = Words(
        title=_spread_title(regression),
        caption=f"Root of the mean squared miss out of sample in {len(bins)} bins of the "
        f"prediction, {formats.count(regression.n, 'track')}; lines: 95{formats.SPACE}% intervals. "
        "The intervals of effects allow for unequal misses.",
        alt=f"Typical miss by prediction: {first} where predictions are lowest, "
        f"{last} where they are highest.",
    )
    write = formats.ratio if subject.logarithm else formats.estimate
    data = tuple((subject.value(b.predicted), write(b.miss), formats.integer(b.n)) for b in bins)
    table = ChartTable(columns=("Mean predicted", "Typical miss", "Tracks"), rows=data)
    return chart("spread", spread_figure(bins, subject), said, table, "half")


def _miss(value: float, subject: Subject, written: str) -> str:
    """Return a miss in points, or as a factor where the target is a logarithm."""
    if subject.logarithm:
        return f"a factor of {formats.factor(value)}"
    return f"{written} {subject.points}"


def _spread_title(regression: Regression) -> str:
    ratio = regression.misses.ratio
    if ratio is None or ratio.low is None or ratio.high is None or ratio.low <= 1 <= ratio.high:
        return "Misses are not clearly wider for high or low predictions"
    if 1 / UNEVEN < ratio.value < UNEVEN:
        return "Misses are about as wide for high as for low predictions"
    return f"Misses are wider where predictions are {'high' if ratio.value > 1 else 'low'}"


def spread_figure(bins: Sequence[Spread], subject: Subject) -> Figure:
    """Draw typical misses as dots on their intervals, from zero."""
    figure = new_figure(LOW, HALF)
    axes = panel(figure, 0.5, 0.42, 0.15, 0.24)
    places = [b.predicted for b in bins]
    miss = "factor {1}" if subject.logarithm else f"{{1}} {plain(subject.points)}"
    words_of = f"Predicted {{0}}: typical miss {miss}; tracks: {{2}}"
    uprights(axes, places, [b.miss for b in bins], rows(range(len(bins)), words_of))
    title = f"Predicted {words.lower(subject.scale)}"
    scale(axes, "x", reach(places), title=title, most=5, powers=subject.logarithm)
    unit = "factor" if subject.logarithm else subject.points
    _, high = reach([*bounds([b.miss for b in bins]), 0.0])
    scale(axes, "y", (0, high), title=f"Typical miss ({unit})", most=4,
          powers=subject.logarithm)  # fmt: skip
    return figure
