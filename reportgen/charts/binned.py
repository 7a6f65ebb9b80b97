"""Predicted against observed, in bins: of a score, or of a probability."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.charts.axis import Writer, bounds, new_figure, panel, reach, scale
from reportgen.charts.chart import ChartTable, Number
from reportgen.charts.marks import cell, rows
from reportgen.charts.rows import uprights
from reportgen.charts.subject import Subject
from reportgen.charts.theme import HALF, LOW, MUTED
from reportgen.results import Bin, Estimate
from reportgen.text import translate

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def binned_figure(
    bins: Sequence[Bin], measure: str, write: Writer, *, powers: bool = False
) -> Figure:
    """Draw bins as dots on their intervals, beside the line of agreement."""
    figure = new_figure(LOW, HALF)
    axes = panel(figure, 0.5, 0.42, 0.15, 0.24)
    observed = [b.observed for b in bins]
    predicted = [b.predicted for b in bins]
    low, high = reach(bounds(observed) + predicted)
    axes.plot([low, high], [low, high], color=MUTED, lw=0.8, ls=(0, (3, 2)), label="agreement")
    told = rows(
        range(len(bins)),
        translate("Predicted {predicted}: observed {observed}; tracks: {n}").format(
            predicted=cell(0), observed=cell(1), n=cell(2)
        ),
    )
    uprights(axes, predicted, observed, told)
    scale(axes, "x", (low, high), title=measure, write=write, most=5, powers=powers)
    scale(axes, "y", (low, high), title=translate("Observed"), write=write, most=5, powers=powers)
    return figure


def missed(bins: Sequence[Bin]) -> int:
    """Return how many bins predict a value outside the interval of what is observed."""
    return sum(not _holds(b) for b in bins)


def _holds(b: Bin) -> bool:
    low, high = b.observed.low, b.observed.high
    return low is None or high is None or low <= b.predicted <= high


def bin_words() -> str:
    """Return what a bar of a histogram says, of a row with both ends and the count."""
    return translate("Tracks from {low} to {high}: {n}").format(
        low=cell(0), high=cell(1), n=cell(2)
    )


def table_of(
    bins: Sequence[Bin],
    write: Callable[[Estimate], str],
    plain: Callable[[float], str],
    subject: Subject | None = None,
) -> ChartTable:
    """Return the bins as text, and as numbers; ``subject`` if they are of the target."""
    rows = tuple((plain(b.predicted), write(b.observed), formats.integer(b.n)) for b in bins)
    columns = (translate("Mean predicted"), translate("Mean observed"), translate("Tracks"))
    numbers = tuple(
        (subject.original(b.predicted), subject.originals(b.observed), b.n)
        if subject
        else (b.predicted, b.observed, b.n)
        for b in bins
    )
    return ChartTable(columns=columns, rows=rows, numbers=numbers)


def numbers_of(
    edges: Sequence[float], counts: Sequence[int], subject: Subject
) -> tuple[tuple[Number, ...], ...]:
    """Return both ends and the count of each bin of a histogram of the target."""
    ends = pairwise(map(subject.original, edges))
    return tuple((low, high, n) for (low, high), n in zip(ends, counts, strict=True))
