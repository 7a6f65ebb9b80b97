"""What marks each segment."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.axis import new_figure, no_ticks, panel
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.correlations import below_above, legible
from reportgen.charts.marks import Told, cell, mark, plain
from reportgen.charts.segments import named, width_of
from reportgen.charts.subject import Subject
from reportgen.charts.theme import FULL, HALF, NARROW, SIZE, STRONG
from reportgen.results import Segment, Segments, Trait
from reportgen.text import translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

KEY = 0.14
"""Inches from one line of names above a heat map to the next."""


def profile(segments: Segments, subject: Subject) -> Chart:
    """Return how far each segment lies from the average in each feature."""
    labels = [subject.name(name) for name in segments.features]
    traits = tuple(
        (label, *(_z(member, name) for member in segments.members))
        for label, name in zip(labels, segments.features, strict=True)
    )
    heads = tuple(named(member) for member in segments.members)
    said = Words(
        title=_profile_title(segments, subject),
        caption=translate(
            "Mean of each segment, in standard deviations from the mean of all {tracks}."
        ).format(tracks=formats.count(sum(m.n for m in segments.members), "track")),
        alt=_profile_alt(segments, subject),
    )
    numbers = tuple(
        (None, *(_trait(member, name).z for member in segments.members))
        for name in segments.features
    )
    table = ChartTable(columns=(translate("Feature"), *heads), rows=traits, numbers=numbers)
    size = width_of(segments)
    draw = partial(profile_figure, segments, subject)
    return chart("profile", draw if size == "full" else draw(HALF), said, table, size)


def profile_figure(segments: Segments, subject: Subject, width: float = FULL) -> Figure:
    """Draw features by segments as shades around the average, with their numbers."""
    keyed = width <= NARROW
    room = 1.1 if keyed else 1.6
    labels = [words.fitted(subject.name(f), room, SIZE.label) for f in segments.features]
    left = words.widest(labels, SIZE.label) + 0.12
    column = (width - left - 0.05) / len(segments.members)
    heads = [() if keyed else words.wrapped(m.label, column - 0.08, SIZE.label, 3)
             for m in segments.members]  # fmt: skip
    key = KEY * len(segments.members) + 0.05 if keyed else 0.0
    top = 0.2 + 0.13 * max(map(len, heads)) + key
    figure = new_figure(top + 0.05 + 0.185 * len(labels), width)
    axes = panel(figure, left, 0.05, 0.05, top)
    if keyed:
        _key(figure, segments)
    _heat(axes, _profile_grid(segments), column)
    said = translate("{feature}, segment {segment}: {z}")
    told = [
        Told(i, said.format(feature=cell(0), segment=plain(member.name), z=cell(j + 1)))
        for i in range(len(labels)) for j, member in enumerate(segments.members)
    ]  # fmt: skip
    mark(axes.collections[0], told)
    no_ticks(axes)
    legible(axes)
    for i, label in enumerate(labels):
        axes.annotate(label, (0, i + 0.5), (-left * 72, 0), textcoords="offset points",
                      va="center_baseline", annotation_clip=False)  # fmt: skip
    for i, (member, lines) in enumerate(zip(segments.members, heads, strict=True)):
        _column_head(axes, i + 0.5, words.fitted(member.name, column - 0.08, SIZE.head), lines)
    return figure


def _heat(axes: Axes, grid: np.ndarray, column: float) -> None:
    """Draw the cells, with their numbers where a column is wide enough for them."""
    import seaborn as sns

    texts = np.vectorize(lambda z: formats.signed(z, 1), otypes=[object])(grid)
    printed = words.widest(texts.ravel(), SIZE.label) < column
    sns.heatmap(
        grid, ax=axes, cmap=below_above(), vmin=-2, vmax=2, cbar=False,
        annot=np.asarray(texts) if printed else False, fmt="", annot_kws={"size": SIZE.label},
        linewidths=0.8, linecolor="white", xticklabels=False, yticklabels=False,
    )  # fmt: skip


def _key(figure: Figure, segments: Segments) -> None:
    """Write the names of the segments above a heat map whose columns are too narrow for them."""
    wide, high = map(float, figure.get_size_inches())
    for i, member in enumerate(segments.members):
        text = words.fitted(named(member), wide, SIZE.label)
        figure.text(0, 1 - KEY * i / high, text, ha="left", va="top")


def _column_head(axes: Axes, place: float, name: str, lines: Sequence[str]) -> None:
    for i, line in enumerate((*reversed(lines), name)):
        top = i == len(lines)
        axes.annotate(
            line, (place, 0), (0, 4 + 9.4 * i), textcoords="offset points", ha="center",
            va="baseline", weight=STRONG if top else 400, size=SIZE.head if top else SIZE.label,
            annotation_clip=False,
        )  # fmt: skip


def _profile_grid(segments: Segments) -> np.ndarray:
    return np.array(
        [[_trait(member, name).z for member in segments.members] for name in segments.features]
    )


def _trait(member: Segment, feature: str) -> Trait:
    return next(trait for trait in member.traits if trait.name == feature)


def _z(member: Segment, feature: str) -> str:
    return formats.signed(_trait(member, feature).z, 1)


def _extreme(segments: Segments) -> tuple[Segment, Trait]:
    pairs = [(member, trait) for member in segments.members for trait in member.traits]
    return max(pairs, key=lambda pair: abs(pair[1].z))


def _profile_title(segments: Segments, subject: Subject) -> str:
    member, trait = _extreme(segments)
    said = translate(
        "Segment {segment} stands out most, by high {feature}"
        if trait.z > 0
        else "Segment {segment} stands out most, by low {feature}"
    )
    label = words.lower(words.short(subject.name(trait.name)))
    return said.format(segment=words.short(member.name), feature=label)


def _profile_alt(segments: Segments, subject: Subject) -> str:
    parts = []
    for member in segments.members:
        trait = max(member.traits, key=lambda t: abs(t.z))
        label = words.lower(subject.name(trait.name))
        parts.append(f"{named(member)}: {label} {formats.signed(trait.z, 1)}")
    said = translate("Largest difference of each segment, in standard deviations: {traits}.")
    return said.format(traits="; ".join(parts))
