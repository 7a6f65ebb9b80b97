"""What goes with the target, and what is missed without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.axis import (
    across,
    bounds,
    line_at,
    reach,
    room_for,
    scale,
)  # fmt: skip
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.marks import cell, plain, rows
from reportgen.charts.rows import ROW, dots, holds_zero, row_panel
from reportgen.charts.subject import Side, Subject
from reportgen.charts.theme import FAINT, FULL, HALF, LEAD, MUTED, NARROW, SIZE
from reportgen.results import Effect, Estimate, Importance, Regression
from reportgen.text import translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COMPACT = 8
PAIR = (0.215, 0.27)
"""Inches of a row of two dots: with room for one line of words, and for two."""
MOST_DIGITS = 4
METHODS = {
    (False, False): "Linear regression, {tracks}, all other features held equal; lines: {level} "
    "intervals, robust ({estimator}). Hollow: the interval holds zero.",
    (False, True): "Linear regression, {tracks}, all other features held equal; lines: {level} "
    "intervals, clustered by artist. Hollow: the interval holds zero.",
    (True, False): "Linear regression, {tracks}, all other features and genre held equal; lines: "
    "{level} intervals, robust ({estimator}). Hollow: the interval holds zero.",
    (True, True): "Linear regression, {tracks}, all other features and genre held equal; lines: "
    "{level} intervals, clustered by artist. Hollow: the interval holds zero.",
}
"""The caption of the effects: with genre held equal or not, of artists that are known or not."""
LOSSES = {
    False: "R² on tracks never seen less that of a model fitted without the feature (a category "
    "leaves whole); {tracks}; lines: {level} intervals. What two features share, either tells for "
    "both. Hollow: the interval holds zero.",
    True: "R² on artists never seen less that of a model fitted without the feature (a category "
    "leaves whole); {tracks}; lines: {level} intervals. What two features share, either tells for "
    "both. Hollow: the interval holds zero.",
}
"""The caption of the losses: of artists that are not known, or are."""
TEND: Mapping[Side, str] = {
    "more": "{tracks} tend to have more {target}",
    "fewer": "{tracks} tend to have fewer {target}",
    "higher": "{tracks} tend to have higher {target}",
    "lower": "{tracks} tend to have lower {target}",
}
BOTH_TEND: Mapping[Side, str] = {
    "more": "{tracks} and {others} tend to have more {target}",
    "fewer": "{tracks} and {others} tend to have fewer {target}",
    "higher": "{tracks} and {others} tend to have higher {target}",
    "lower": "{tracks} and {others} tend to have lower {target}",
}
EACH_TENDS: Mapping[Side, str] = {
    "more": "{tracks} tend to have more {target}, {others} fewer",
    "fewer": "{tracks} tend to have fewer {target}, {others} more",
    "higher": "{tracks} tend to have higher {target}, {others} lower",
    "lower": "{tracks} tend to have lower {target}, {others} higher",
}
"""Titles, by the side of the first: of one feature, of two on one side, of two on either."""


def effects(regression: Regression, subject: Subject) -> Chart:
    """Return all effects with their intervals, beside those without genre."""
    ordered = by_size(regression.effects)
    table = ChartTable(
        columns=(
            translate("Feature"), translate("Per standard deviation"), translate("Without genre")
        ),
        rows=tuple(
            (e.label, subject.difference(e.per_sd),
             subject.difference(e.pooled) if e.pooled else "")
            for e in ordered
        ),
        numbers=tuple(
            (None, subject.originals(e.per_sd), subject.originals(e.pooled) if e.pooled else None)
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
        columns=(translate("Feature"), translate("Per standard deviation")),
        rows=tuple((e.label, subject.difference(e.per_sd)) for e in ordered),
        numbers=tuple((None, subject.originals(e.per_sd)) for e in ordered),
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
    line_at(axes, 0)
    if without:
        places, values = zip(*without, strict=True)
        pooled_words = translate("{feature}, without genre: {difference} {unit}").format(
            feature=cell(0), difference=cell(2), unit=plain(subject.points)
        )
        told = rows(having, pooled_words)
        dots(axes, values, places, colours=[FAINT] * len(values), size=3.5, label="pooled",
             told=told)  # fmt: skip
    said = f"{cell(0)}: {cell(1)} {plain(subject.points)}"
    hollow = [holds_zero(e) for e in within]
    dots(axes, within, range(len(effects)), hollow=hollow, told=rows(range(len(effects)), said))
    limits = reach([*bounds(within), *bounds([e for _, e in without]), 0.0])
    first = next((e for e in effects if e.pooled), None) if both else None
    if first is not None and first.pooled is not None:
        limits = _name_models(axes, effects.index(first), (first.per_sd, first.pooled), limits)
    scale(axes, "x", limits, title=subject.differences_per_sd, write=formats.signed,
          powers=subject.logarithm)  # fmt: skip
    return figure


def _name_models(
    axes: Axes, row: int, pair: tuple[Estimate, Estimate], limits: tuple[float, float]
) -> tuple[float, float]:
    """Write on one row which dot is which, where there is room; return the limits."""
    (low, high), ends = limits, bounds(pair)
    models = (translate("at equal genre"), translate("without genre"))
    need = (words.widest(models, SIZE.note) + 0.1) * (high - low) / across(axes)
    before = min(ends) - low > max(need, high - max(ends))
    if not before:
        limits = room_for(limits, [(max(ends), text) for text in models], across(axes), SIZE.note)
    wide = float(axes.figure.get_size_inches()[0])  # type: ignore[union-attr]
    shifts = (0.0, 0.26) if wide <= NARROW else (-0.1, 0.48)
    for text, up, colour in zip(models, shifts, (LEAD, MUTED), strict=True):
        axes.annotate(
            text, (min(ends) if before else max(ends), row + up), (-4 if before else 4, 0),
            textcoords="offset points", ha="right" if before else "left",
            va="center_baseline", size=SIZE.note, color=colour,
            bbox={"fc": "white", "ec": "none", "pad": 0.3}, zorder=2.5,
        )  # fmt: skip
    return limits


def _effect_words(regression: Regression, shown: Sequence[Effect], subject: Subject) -> Words:
    total = len(regression.effects)
    clear = sum(not holds_zero(effect.per_sd) for effect in regression.effects)
    parts = [f"{words.lower(e.label)} {subject.difference(e.per_sd)}" for e in shown[:3]]
    model = translate(METHODS[genre_held(regression), regression.clusters is not None]).format(
        tracks=formats.count(regression.n, "track"), level=words.level(), estimator="HC3"
    )
    some = translate("The {shown} largest of {effects}.").format(
        shown=formats.integer(len(shown)), effects=formats.count(total, "effect")
    )
    return Words(
        title=_effect_title(regression, subject),
        caption=model if len(shown) == total else f"{some} {model}",
        alt=translate(
            "Effects on {target} per standard deviation, largest first: {values}. {clear} of "
            "{intervals} exclude zero."
        ).format(
            target=subject.noun,
            values="; ".join(parts),
            clear=formats.integer(clear),
            intervals=formats.count(total, "interval"),
        ),
    )


def genre_held(regression: Regression) -> bool:
    """Return whether tracks are compared within their genre."""
    return any(reference.category == "genre" for reference in regression.references)


def _effect_title(regression: Regression, subject: Subject) -> str:
    clear = [e for e in by_size(regression.effects) if not holds_zero(e.per_sd)]
    if not clear:
        said = translate("No feature's association with {target} can be told from zero")
        return said.format(target=subject.noun)
    sides = [subject.side(rising=e.per_sd.value > 0) for e in clear[:2]]
    who = [subject.tracks_with(e.name) for e in clear[:2]]
    if len(clear) == 1:
        said = translate(TEND[sides[0]])
    elif sides[0] == sides[1]:
        said = translate(BOTH_TEND[sides[0]])
    else:
        said = translate(EACH_TENDS[sides[0]])
    return words.sentence(said.format(tracks=who[0], others=who[-1], target=subject.noun))


def importance(regression: Regression) -> Chart:
    """Return what R² loses without each feature or category; genre stands in the caption.

    Where genre tells much, its loss would leave no room for the others on a common axis.
    """
    items = [item for item in regression.importance if not _is_genre(item)]
    parts = [f"{words.lower(i.label)} {formats.estimate(i.loss)}" for i in items[:3]]
    clear = sum(not holds_zero(item.loss) for item in items)
    said = Words(
        title=_importance_title(items),
        caption=_importance_caption(regression),
        alt=translate(
            "Loss of R² without a feature, largest first: {values}. {clear} of {intervals} exclude "
            "zero."
        ).format(
            values="; ".join(parts),
            clear=formats.integer(clear),
            intervals=formats.count(len(items), "interval"),
        ),
    )
    losses = tuple((item.label, formats.estimate(item.loss)) for item in regression.importance)
    table = ChartTable(
        columns=(translate("Left out"), translate("Loss of R²")),
        rows=losses,
        numbers=tuple((None, item.loss) for item in regression.importance),
    )
    places = [i for i, item in enumerate(regression.importance) if not _is_genre(item)]
    return chart("importance", importance_figure(items, places), said, table, "half")


def _importance_caption(regression: Regression) -> str:
    said = translate(LOSSES[regression.clusters is not None]).format(
        tracks=formats.count(regression.n, "track"), level=words.level()
    )
    genre = [formats.estimate(i.loss) for i in regression.importance if _is_genre(i)]
    if not genre:
        return said
    beside = translate("Without genre the loss is {loss}.").format(loss=genre[0])
    return f"{said} {beside}"


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
    said = translate("{feature}: R² less by {loss}").format(feature=cell(0), loss=cell(1))
    dots(axes, losses, range(len(items)), hollow=hollow, told=rows(places, said))
    title = translate("Loss of R² out of sample")
    scale(axes, "x", reach([*bounds(losses), 0.0]), title=title, most=4)
    return figure


def _common_digits(losses: Sequence[Estimate]) -> int:
    """Return the decimals for a column of losses: what the widest interval earns, and one more."""
    found = [d for d in map(formats.estimate_digits, losses) if d is not None]
    return min(MOST_DIGITS, min(found, default=2) + 1)


def _importance_title(items: Sequence[Importance]) -> str:
    missed = [i for i in items if not holds_zero(i.loss) and i.loss.value > 0]
    if not missed:
        return translate("No single feature is clearly missed when it is left out")
    first = words.short(missed[0].label)
    if len(missed) == 1:
        said = translate("{feature} alone tells what no other feature does")
        return said.format(feature=first)
    second = words.lower(words.short(missed[1].label))
    said = translate("{first} tells most that the other features do not, then {second}")
    return said.format(first=first, second=second)
