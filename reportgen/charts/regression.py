"""What goes with the target, and how well the linear model predicts it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.axis import (
    across,
    baseline,
    bounds,
    line_at,
    new_figure,
    panel,
    reach,
    room_for,
    scale,
)  # fmt: skip
from reportgen.charts.binned import binned_figure, missed, table_of
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.marks import Told, mark_bars, plain, rows
from reportgen.charts.rows import ROW, dots, holds_zero, row_panel
from reportgen.charts.subject import Subject
from reportgen.charts.theme import FAINT, FULL, HALF, LEAD, LOW, MUTED, NARROW, SIZE
from reportgen.results import Ceiling, Effect, Estimate, Importance, Regression, Skipped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COMPACT = 8
PAIR = (0.215, 0.27)
"""Inches of a row of two dots: with room for one line of words, and for two."""
MODELS = ("at equal genre", "without genre")
MOST_DIGITS = 4


def effects(regression: Regression, subject: Subject) -> Chart:
    """Return all effects with their intervals, beside those without genre."""
    ordered = by_size(regression.effects)
    table = ChartTable(
        columns=("Feature", "Per standard deviation", "Without genre"),
        rows=tuple(
            (e.label, subject.difference(e.per_sd),
             subject.difference(e.pooled) if e.pooled else "")
            for e in ordered
        ),
    )  # fmt: skip
    said = _effect_words(regression, ordered, subject)

    def draw(width: float) -> Figure:
        return effects_figure(ordered, subject, pooled=True, width=width)

    return chart("effects", draw, said, table)


def effects_compact(regression: Regression, subject: Subject) -> Chart:
    """Return the largest effects, for the first page."""
    ordered = by_size(regression.effects)[:COMPACT]
    table = ChartTable(
        columns=("Feature", "Per standard deviation"),
        rows=tuple((e.label, subject.difference(e.per_sd)) for e in ordered),
    )
    said = _effect_words(regression, ordered, subject)

    def draw(width: float) -> Figure:
        return effects_figure(ordered, subject, pooled=False, width=width)

    return chart("effects_compact", draw, said, table)


def by_size(effects: Sequence[Effect]) -> list[Effect]:
    """Return effects with the largest first, whatever their sign."""
    return sorted(effects, key=lambda effect: (-abs(effect.per_sd.value), effect.name))


def effects_figure(
    effects: Sequence[Effect], subject: Subject, *, pooled: bool, width: float = FULL
) -> Figure:
    """Draw effects as dots on their intervals; hollow where these hold zero."""
    both = pooled and any(effect.pooled for effect in effects)
    figure, axes = row_panel(
        [effect.label for effect in effects],
        [subject.difference(effect.per_sd) for effect in effects],
        top=0.1 if both else 0.05,
        row=PAIR[width <= NARROW] if both else ROW,
        width=width,
    )
    within = [effect.per_sd for effect in effects]
    without = [(i + 0.26, e.pooled) for i, e in enumerate(effects) if both and e.pooled]
    having = [i for i, e in enumerate(effects) if both and e.pooled]
    points = plain(subject.points)
    line_at(axes, 0)
    if without:
        places, values = zip(*without, strict=True)
        told = [Told(row, f"{{0}}, without genre: {{2}} {points}") for row in having]
        dots(axes, values, places, colours=[FAINT] * len(values), size=3.5, label="pooled",
             told=told)  # fmt: skip
    hollow, said = [holds_zero(e) for e in within], f"{{0}}: {{1}} {points}"
    dots(axes, within, range(len(effects)), hollow=hollow, told=rows(range(len(effects)), said))
    limits = reach([*bounds(within), *bounds([e for _, e in without]), 0.0])
    first = next((e for e in effects if e.pooled), None) if both else None
    if first is not None and first.pooled is not None:
        limits = _name_models(axes, effects.index(first), (first.per_sd, first.pooled), limits)
    title = f"{subject.differences} per standard deviation"
    scale(axes, "x", limits, title=title, write=formats.signed, powers=subject.logarithm)
    return figure


def _name_models(
    axes: Axes, row: int, pair: tuple[Estimate, Estimate], limits: tuple[float, float]
) -> tuple[float, float]:
    """Write on one row which dot is which, where there is room; return the limits."""
    (low, high), ends = limits, bounds(pair)
    need = (words.widest(MODELS, SIZE.note) + 0.1) * (high - low) / across(axes)
    before = min(ends) - low > max(need, high - max(ends))
    if not before:
        limits = room_for(limits, [(max(ends), text) for text in MODELS], across(axes), SIZE.note)
    wide = float(axes.figure.get_size_inches()[0])  # type: ignore[union-attr]
    shifts = (0.0, 0.26) if wide <= NARROW else (-0.1, 0.48)
    for text, up, colour in zip(MODELS, shifts, (LEAD, MUTED), strict=True):
        axes.annotate(
            text, (min(ends) if before else max(ends), row + up), (-4 if before else 4, 0),
            textcoords="offset points", ha="right" if before else "left",
            va="center_baseline", size=SIZE.note, color=colour,
            bbox={"fc": "white", "ec": "none", "pad": 0.3}, zorder=2.5,
        )  # fmt: skip
    return limits


def _effect_words(regression: Regression, shown: Sequence[Effect], subject: Subject) -> Words:
    clear = sum(not holds_zero(effect.per_sd) for effect in regression.effects)
    spread = "clustered by artist" if regression.clusters is not None else "robust (HC3)"
    part = "" if len(shown) == len(regression.effects) else (
        f"The {len(shown)} largest of {len(regression.effects)} effects. "
    )  # fmt: skip
    parts = [f"{words.lower(e.label)} {subject.difference(e.per_sd)}" for e in shown[:3]]
    return Words(
        title=_effect_title(regression, subject),
        caption=f"{part}Linear regression, {formats.count(regression.n, 'track')}, all other "
        f"features{_genre(regression)} held equal; lines: 95{formats.SPACE}% intervals, {spread}. "
        "Hollow: the interval holds zero.",
        alt=f"Effects on {subject.noun} per standard deviation, largest first: "
        f"{'; '.join(parts)}. {clear} of {len(regression.effects)} intervals exclude zero.",
    )


def _genre(regression: Regression) -> str:
    held = any(reference.category == "genre" for reference in regression.references)
    return " and genre" if held else ""


def _effect_title(regression: Regression, subject: Subject) -> str:
    clear = [e for e in by_size(regression.effects) if not holds_zero(e.per_sd)]
    if not clear:
        return f"No feature's association with {subject.noun} can be told from zero"
    first, second = clear[0], clear[1] if len(clear) > 1 else None
    who = words.sentence(subject.tracks_with(first.name))
    side = subject.side(rising=first.per_sd.value > 0)
    if second is None:
        return f"{who} tend to have {side} {subject.noun}"
    other, its = subject.tracks_with(second.name), subject.side(rising=second.per_sd.value > 0)
    if side == its:
        return f"{who} and {other} tend to have {side} {subject.noun}"
    return f"{who} tend to have {side} {subject.noun}, {other} {its}"


def importance(regression: Regression) -> Chart:
    """Return what R² loses without each feature or category; genre stands in the caption.

    Where genre tells much, its loss would leave no room for the others on a common axis.
    """
    items = [item for item in regression.importance if not _is_genre(item)]
    parts = [f"{words.lower(i.label)} {formats.estimate(i.loss)}" for i in items[:3]]
    clear = sum(not holds_zero(item.loss) for item in items)
    genre = [formats.estimate(i.loss) for i in regression.importance if _is_genre(i)]
    beside = f" Without genre the loss is {genre[0]}." if genre else ""
    said = Words(
        title=_importance_title(items),
        caption=f"R² on {_unseen(regression)} less that of a model fitted without the feature (a "
        f"category leaves whole); {formats.integer(regression.n)} tracks; lines: "
        f"95{formats.SPACE}% intervals. What two features share, either tells for both. Hollow: "
        f"the interval holds zero.{beside}",
        alt=f"Loss of R² without a feature, largest first: {'; '.join(parts)}. "
        f"{clear} of {len(items)} intervals exclude zero.",
    )
    losses = tuple((item.label, formats.estimate(item.loss)) for item in regression.importance)
    table = ChartTable(columns=("Left out", "Loss of R²"), rows=losses)
    places = [i for i, item in enumerate(regression.importance) if not _is_genre(item)]
    return chart("importance", importance_figure(items, places), said, table, "half")


def _is_genre(item: Importance) -> bool:
    return item.name == "genre"


def importance_figure(items: Sequence[Importance], places: Sequence[int] | None = None) -> Figure:
    """Draw losses as dots on their intervals, from zero.

    ``places`` are the rows of the items in the data behind the chart.
    """
    places = range(len(items)) if places is None else places
    losses = [item.loss for item in items]
    digits = _common_digits(losses)
    values = [formats.decimal(loss.value, digits) for loss in losses]
    labels = [item.label for item in items]
    figure, axes = row_panel(labels, values, row=0.165, width=HALF, room=1.1)
    line_at(axes, 0)
    hollow = [holds_zero(loss) for loss in losses]
    dots(axes, losses, range(len(items)), hollow=hollow, told=rows(places, "{0}: R² less by {1}"))
    title = "Loss of R² out of sample"
    scale(axes, "x", reach([*bounds(losses), 0.0]), title=title, most=4)
    return figure


def _common_digits(losses: Sequence[Estimate]) -> int:
    """Return the decimals for a column of losses: what the widest interval earns, and one more."""
    found = [d for d in map(formats.estimate_digits, losses) if d is not None]
    return min(MOST_DIGITS, min(found, default=2) + 1)


def _importance_title(items: Sequence[Importance]) -> str:
    missed = [i for i in items if not holds_zero(i.loss) and i.loss.value > 0]
    if not missed:
        return "No single feature is clearly missed when it is left out"
    first = words.short(missed[0].label)
    if len(missed) == 1:
        return f"{first} alone tells what no other feature does"
    second = words.lower(words.short(missed[1].label))
    return f"{first} tells most that the other features do not, then {second}"


def scores(regression: Regression, ceiling: Ceiling | Skipped, subject: Subject) -> Chart:
    """Return R² of each model on what it never saw, with the flexible model's beside it."""
    lines = [(score.label, score.r2) for score in regression.scores]
    if not isinstance(ceiling, Skipped) and ceiling.r2 is not None:
        lines.append((f"Flexible model: {ceiling.model}", ceiling.r2))
    unseen = _unseen(regression)
    spoken = "; ".join(f"{words.lower(label)} {formats.estimate(r2)}" for label, r2 in lines)
    said = Words(
        title=_score_title(regression, subject),
        caption=f"R² out of sample, 95{formats.SPACE}% intervals; {formats.integer(regression.n)} "
        f"tracks, tested on {unseen}. 0 is what the mean of all tracks scores.",
        alt=f"R² on {unseen}: {spoken}.",
    )
    table = ChartTable(
        columns=("Model", "R²"), rows=tuple((label, formats.estimate(r2)) for label, r2 in lines)
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
    dots(
        axes, shown, range(len(lines)), colours=colours, told=rows(range(len(lines)), "{0}: R² {1}")
    )
    low, high = reach([*bounds(shown), 0.0])
    line_at(axes, 0)
    scale(axes, "x", (low, high), title="R² out of sample")
    return figure


def _unseen(regression: Regression) -> str:
    return "tracks never seen" if regression.clusters is None else "artists never seen"


def _score_title(regression: Regression, subject: Subject) -> str:
    best = next(score for score in regression.scores if score.name == regression.headline)
    if best.r2.value <= 0 or holds_zero(best.r2):
        return f"No better prediction than the mean is shown for {_unseen(regression)}"
    share = formats.percent_point(best.r2)
    what = words.sentence(words.lower(best.label))
    return f"{what} account for {share} of the variance of {subject.noun}"


def fit(regression: Regression, subject: Subject) -> Chart:
    """Return predicted against observed, in bins of the prediction."""
    bins = regression.bins
    off = missed(bins)
    said = Words(
        title="Predictions agree with what is observed"
        if off <= len(bins) / 10
        else f"Predictions are off in {off} of {len(bins)} bins",
        caption=f"{formats.integer(regression.n)} tracks in {len(bins)} bins of the prediction for "
        f"{_unseen(regression)}; lines: 95{formats.SPACE}% intervals; diagonal: perfect agreement.",
        alt=f"Mean observed against mean predicted {subject.noun}: the interval holds the "
        f"prediction in {len(bins) - off} of {len(bins)} bins.",
    )
    measure = f"Predicted {words.lower(subject.scale)}"
    figure = binned_figure(bins, measure, formats.decimal, powers=subject.logarithm)
    return chart("fit", figure, said, table_of(bins, subject.level, subject.value), "half")


def residuals(regression: Regression, subject: Subject) -> Chart:
    """Return the distribution of what the model misses by."""
    best = next(score for score in regression.scores if score.name == regression.headline)
    number = formats.number(best.rmse.value)
    miss = f"about {number} {subject.points}"
    if subject.logarithm:
        miss = f"a factor of {formats.factor(best.rmse.value)}"
    edges = regression.residuals.edges
    ends = f"{subject.value(edges[0])} to {subject.value(edges[-1])}"
    minus = "Observed over" if subject.logarithm else "Observed minus"
    said = Words(
        title=f"Predictions typically miss by {miss}",
        caption=f"{minus} predicted {subject.noun}, {formats.integer(regression.n)} tracks. "
        f"Typical: the root of the mean squared miss for {_unseen(regression)}.",
        alt=f"Histogram of residuals from {ends}; the root of their mean square is {miss}.",
    )
    bins = tuple(
        (subject.value(low), subject.value(high), formats.integer(n))
        for (low, high), n in zip(pairwise(edges), regression.residuals.counts, strict=True)
    )
    table = ChartTable(columns=("From", "To", "Tracks"), rows=bins)
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
    mark_bars(bars, rows(range(len(counts)), "Tracks from {0} to {1}: {2}"))
    title = f"Observed minus predicted ({subject.points})"
    if subject.logarithm:
        title = "Observed over predicted"
    scale(axes, "x", (edges[0], edges[-1]), title=title, write=formats.signed, grid=False, most=5,
          powers=subject.logarithm)  # fmt: skip
    scale(axes, "y", (0, max(*counts, 1) * 1.05), title="Tracks", most=4)
    baseline(axes)
    return figure
