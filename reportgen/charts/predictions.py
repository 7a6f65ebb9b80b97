"""How well the linear model predicts the target."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.axis import baseline, bounds, line_at, new_figure, panel, reach, scale
from reportgen.charts.binned import bin_words, binned_figure, missed, numbers_of, table_of
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.marks import cell, mark_bars, rows
from reportgen.charts.rows import dots, holds_zero, row_panel
from reportgen.charts.subject import Subject
from reportgen.charts.theme import FAINT, FULL, HALF, LEAD, LOW, MUTED
from reportgen.results import Ceiling, Estimate, Regression, Skipped
from reportgen.text import translate

if TYPE_CHECKING:
    from matplotlib.figure import Figure


FIT = {
    False: "{tracks} in {bins} of the prediction for tracks never seen; lines: {level} intervals; "
    "diagonal: perfect agreement.",
    True: "{tracks} in {bins} of the prediction for artists never seen; lines: {level} intervals; "
    "diagonal: perfect agreement.",
}
"""The caption of the fit: of artists that are not known, or are."""
RESIDUALS = {
    (False, False): "Observed minus predicted {target}, {tracks}. Typical: the root of the mean "
    "squared miss for tracks never seen.",
    (False, True): "Observed minus predicted {target}, {tracks}. Typical: the root of the mean "
    "squared miss for artists never seen.",
    (True, False): "Observed over predicted {target}, {tracks}. Typical: the root of the mean "
    "squared miss for tracks never seen.",
    (True, True): "Observed over predicted {target}, {tracks}. Typical: the root of the mean "
    "squared miss for artists never seen.",
}
"""The caption of the residuals: of logarithms or not, of artists that are known or not."""


def scores(regression: Regression, ceiling: Ceiling | Skipped, subject: Subject) -> Chart:
    """Return R² of each model on what it never saw, with the flexible model's beside it."""
    lines = [(score.label, score.r2) for score in regression.scores]
    if not isinstance(ceiling, Skipped) and ceiling.r2 is not None:
        flexible = translate("Flexible model: {model}").format(model=ceiling.model)
        lines.append((flexible, ceiling.r2))
    artists = regression.clusters is not None
    spoken = "; ".join(f"{words.lower(label)} {formats.estimate(r2)}" for label, r2 in lines)
    said = Words(
        title=_score_title(regression, subject),
        caption=translate(
            "R² out of sample, {level} intervals; {tracks}, tested on artists never seen. {zero} "
            "is what the mean of all tracks scores."
            if artists
            else "R² out of sample, {level} intervals; {tracks}, tested on tracks never seen. "
            "{zero} is what the mean of all tracks scores."
        ).format(
            level=words.level(),
            tracks=formats.count(regression.n, "track"),
            zero=formats.integer(0),
        ),
        alt=translate(
            "R² on artists never seen: {values}."
            if artists
            else "R² on tracks never seen: {values}."
        ).format(values=spoken),
    )
    table = ChartTable(
        columns=(translate("Model"), translate("R²")),
        rows=tuple((label, formats.estimate(r2)) for label, r2 in lines),
        numbers=tuple((None, r2) for _, r2 in lines),
    )
    return chart("scores", partial(scores_figure, regression, lines), said, table)


def scores_figure(
    regression: Regression, lines: Sequence[tuple[str, Estimate]], width: float = FULL
) -> Figure:
    """Draw scores as dots on their intervals, from zero; the headline stands out."""
    shown = [r2 for _, r2 in lines]
    labels, values = [label for label, _ in lines], [formats.estimate(r2) for r2 in shown]
    figure, axes = row_panel(labels, values, width=width)
    names = [score.name for score in regression.scores]
    colours = [LEAD if name == regression.headline else MUTED for name in names]
    colours += [FAINT] * (len(lines) - len(names))
    said = translate("{model}: R² {value}").format(model=cell(0), value=cell(1))
    dots(axes, shown, range(len(lines)), colours=colours, told=rows(range(len(lines)), said))
    low, high = reach([*bounds(shown), 0.0])
    line_at(axes, 0)
    scale(axes, "x", (low, high), title=translate("R² out of sample"))
    return figure


def _score_title(regression: Regression, subject: Subject) -> str:
    best = next(score for score in regression.scores if score.name == regression.headline)
    if best.r2.value <= 0 or holds_zero(best.r2):
        return translate(
            "No better prediction than the mean is shown for tracks never seen"
            if regression.clusters is None
            else "No better prediction than the mean is shown for artists never seen"
        )
    said = translate("{model} account for {share} of the variance of {target}")
    return words.sentence(
        said.format(
            model=words.lower(best.label),
            share=formats.percent_point(best.r2),
            target=subject.noun,
        )
    )


def fit(regression: Regression, subject: Subject) -> Chart:
    """Return predicted against observed, in bins of the prediction."""
    bins = regression.bins
    off = missed(bins)
    counted = formats.count(len(bins), "bin")
    said = Words(
        title=translate(
            "Predictions agree with what is observed"
            if off <= len(bins) / 10
            else "Predictions are off in {off} of {bins}"
        ).format(off=formats.integer(off), bins=counted),
        caption=translate(FIT[regression.clusters is not None]).format(
            tracks=formats.count(regression.n, "track"), bins=counted, level=words.level()
        ),
        alt=translate(
            "Mean observed against mean predicted {target}: the interval holds the prediction in "
            "{held} of {bins}."
        ).format(target=subject.noun, held=formats.integer(len(bins) - off), bins=counted),
    )
    figure = binned_figure(bins, subject.predicted, formats.decimal, powers=subject.logarithm)
    table = table_of(bins, subject.level, subject.value, subject)
    return chart("fit", figure, said, table, "half")


def residuals(regression: Regression, subject: Subject) -> Chart:
    """Return the distribution of what the model misses by."""
    best = next(score for score in regression.scores if score.name == regression.headline)
    edges = regression.residuals.edges
    gaps = {
        "target": subject.noun,
        "tracks": formats.count(regression.n, "track"),
        "low": subject.value(edges[0]),
        "high": subject.value(edges[-1]),
        "miss": (formats.factor if subject.logarithm else formats.number)(best.rmse.value),
        "unit": subject.points,
    }
    said = Words(
        title=translate(
            "Predictions typically miss by a factor of {miss}"
            if subject.logarithm
            else "Predictions typically miss by about {miss} {unit}"
        ).format(**gaps),
        caption=translate(RESIDUALS[subject.logarithm, regression.clusters is not None]).format(
            **gaps
        ),
        alt=translate(
            "Histogram of residuals from {low} to {high}; the root of their mean square is a "
            "factor of {miss}."
            if subject.logarithm
            else "Histogram of residuals from {low} to {high}; the root of their mean square is "
            "about {miss} {unit}."
        ).format(**gaps),
    )
    bins = tuple(
        (subject.value(low), subject.value(high), formats.integer(n))
        for (low, high), n in zip(pairwise(edges), regression.residuals.counts, strict=True)
    )
    columns = (translate("From"), translate("To"), translate("Tracks"))
    numbers = numbers_of(edges, regression.residuals.counts, subject)
    table = ChartTable(columns=columns, rows=bins, numbers=numbers)
    return chart("residuals", residuals_figure(regression, subject), said, table, "half")


def residuals_figure(regression: Regression, subject: Subject) -> Figure:
    """Draw the residuals as bars around zero."""
    edges, counts = regression.residuals.edges, regression.residuals.counts
    figure = new_figure(LOW, HALF)
    axes = panel(figure, 0.5, 0.42, 0.15, 0.24)
    widths = [high - low for low, high in pairwise(edges)]
    bars = axes.bar(
        edges[:-1], counts, widths, align="edge", color=LEAD, ec="white", lw=0.5, label="tracks"
    )
    mark_bars(bars, rows(range(len(counts)), bin_words()))
    title = translate(
        "Observed over predicted" if subject.logarithm else "Observed minus predicted ({unit})"
    ).format(unit=subject.points)
    scale(axes, "x", (edges[0], edges[-1]), title=title, write=formats.signed, grid=False, most=5,
          powers=subject.logarithm)  # fmt: skip
    scale(axes, "y", (0, max(*counts, 1) * 1.05), title=translate("Tracks"), most=4)
    baseline(axes)
    return figure
