"""Which columns move together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import ListedColormap, to_hex

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.axis import new_figure, no_ticks, panel
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.marks import Told, cell, mark
from reportgen.charts.subject import Subject
from reportgen.charts.theme import FULL, MUTED, REGULAR, SIZE, STRONG, ink_on, shades
from reportgen.results import Correlation, Exploration
from reportgen.text import translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WORTH_SAYING = 0.3
MOST_PRINTED = 14
WIDEST_CELL = 0.65
LEAST_CELL = 0.3
"""Inches that a number of two decimals takes."""


def below_above() -> ListedColormap:
    """Return the map from values around a middle to the shades of the style in use."""
    return ListedColormap(shades())


def correlations(exploration: Exploration, n: int, subject: Subject) -> Chart:
    """Return all pairs of columns as a triangle of shades."""
    said = Words(
        title=_title(exploration.correlations, subject),
        caption=translate(
            "Pearson correlations of {tracks}, from {low} to {high}. A name stands at the end of "
            "its row and at the head of its column."
        ).format(
            tracks=formats.count(n, "track"), low=formats.integer(-1), high=formats.integer(1)
        ),
        alt=_alt(exploration.correlations, subject),
    )
    rows = tuple(
        (subject.name(pair.first), subject.name(pair.second), formats.decimal(pair.r, 2))
        for pair in exploration.correlations
    )
    columns = (translate("First"), translate("Second"), translate("Correlation"))
    numbers = tuple((None, None, pair.r) for pair in exploration.correlations)
    table = ChartTable(columns=columns, rows=rows, numbers=numbers)
    return chart("correlations", partial(correlations_figure, exploration, subject), said, table)


def correlations_figure(exploration: Exploration, subject: Subject, width: float = FULL) -> Figure:
    """Draw the lower triangle; names stand on the diagonal, so that none is turned.

    Cells hold their numbers where there is room for them.
    """
    import seaborn as sns

    room = 1.5 if width == FULL else 1.1
    names = [words.fitted(subject.name(name), room, SIZE.label) for name in exploration.names]
    right = words.widest(names, SIZE.label, STRONG) + 0.1
    count = len(names)
    height = min(0.185 * count, 4.6) + 0.1
    figure = new_figure(height, width)
    cell = min((width - right) / max(count - 1, 1), WIDEST_CELL)
    axes = panel(figure, 0, 0.05, width - cell * count, 0.05)
    grid = _grid(exploration)
    printed = count <= MOST_PRINTED and cell > LEAST_CELL
    sns.heatmap(
        grid, ax=axes, mask=np.isnan(grid), cmap=below_above(), vmin=-1, vmax=1, cbar=False,
        annot=_texts(grid) if printed else False, fmt="", annot_kws={"size": SIZE.label},
        linewidths=0.8, linecolor="white", xticklabels=False, yticklabels=False,
    )  # fmt: skip
    mark(axes.collections[0], _told(exploration))
    no_ticks(axes)
    legible(axes)
    for i, (column, name) in enumerate(zip(exploration.names, names, strict=True)):
        weight = STRONG if column == subject.target else REGULAR
        axes.annotate(
            name, (i, i + 0.5), (5, 0), textcoords="offset points", va="center_baseline",
            weight=weight, annotation_clip=False,
        )  # fmt: skip
    if not printed:
        _shade_key(figure)
    return figure


def _grid(exploration: Exploration) -> np.ndarray:
    place = {name: i for i, name in enumerate(exploration.names)}
    grid = np.full((len(place), len(place)), np.nan)
    for pair in exploration.correlations:
        i, j = sorted((place[pair.first], place[pair.second]))
        grid[j, i] = pair.r
    return grid


def _told(exploration: Exploration) -> list[Told | None]:
    """Return what each cell says, row by row; nothing where there is no pair."""
    place = {name: i for i, name in enumerate(exploration.names)}
    told: list[Told | None] = [None] * len(place) ** 2
    said = translate("{first} and {second}: {r}").format(first=cell(0), second=cell(1), r=cell(2))
    for row, pair in enumerate(exploration.correlations):
        i, j = sorted((place[pair.first], place[pair.second]))
        told[j * len(place) + i] = Told(row, said)
    return told


def _texts(grid: np.ndarray) -> np.ndarray:
    write = np.vectorize(lambda r: "" if np.isnan(r) else formats.decimal(r, 2), otypes=[object])
    return np.asarray(write(grid))


def legible(axes: Axes) -> None:
    """Write the numbers of a heat map dark or white, whichever stands out more."""
    mesh = axes.collections[0]
    values = np.asarray(mesh.get_array())
    for text in axes.texts:
        column, row = text.get_position()
        shade = np.asarray(mesh.to_rgba(values[int(row), int(column)][None]))[0, :3]
        text.set_color(ink_on(to_hex(tuple(shade))))


def _shade_key(figure: Figure) -> None:
    """Explain the shades in the empty corner, where the cells hold no numbers."""
    wide, high = figure.get_size_inches()
    axes: Axes = figure.add_axes((1 - 1.55 / wide, 1 - 0.22 / high, 1.5 / wide, 0.12 / high))
    axes.pcolormesh(np.linspace(-1, 1, 11)[None], cmap=below_above(), vmin=-1, vmax=1)
    axes.set_yticks([])
    axes.set_xticks([0.5, 5.5, 10.5], [formats.integer(r) for r in (-1, 0, 1)], color=MUTED)
    axes.tick_params(pad=2)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _strongest(pairs: Sequence[Correlation]) -> Correlation | None:
    return max(pairs, key=lambda pair: abs(pair.r), default=None)


def _title(pairs: Sequence[Correlation], subject: Subject) -> str:
    strongest = _strongest(pairs)
    if strongest is None or abs(strongest.r) < WORTH_SAYING:
        return translate("No two columns are more than weakly correlated")
    first = words.sentence(words.short(subject.name(strongest.first)))
    second = words.lower(words.short(subject.name(strongest.second)))
    said = translate(
        "{first} and {second} rise together, more than any other pair"
        if strongest.r > 0
        else "{first} and {second} run in opposite directions, more than any other pair"
    )
    return said.format(first=first, second=second)


def _alt(pairs: Sequence[Correlation], subject: Subject) -> str:
    top = sorted(pairs, key=lambda pair: -abs(pair.r))[:3]
    pair = translate("{first} and {second} {r}")
    parts = [
        pair.format(
            first=words.lower(subject.name(p.first)),
            second=words.lower(subject.name(p.second)),
            r=formats.decimal(p.r, 2),
        )
        for p in top
    ]
    said = translate("Triangle of correlations. The strongest: {pairs}.")
    return said.format(pairs="; ".join(parts))
