"""Means of the target by genre and by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.axis import (
    Writer,
    bounds,
    line_at,
    new_figure,
    panel,
    percents,
    reach,
    scale,
)  # fmt: skip
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.marks import cell, mark, rows
from reportgen.charts.rows import dots, row_panel
from reportgen.charts.subject import Side, Subject
from reportgen.charts.theme import FAINT, FULL, HALF, LEAD, LOW, MUTED, SIZE, STRONG
from reportgen.results import Estimate, GroupMean
from reportgen.text import translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OTHER = "other"
MOST_ROWS = 25
FAIR_SHARE = 0.01
MANY_YEARS = 30
OF_YEARS: Mapping[Side, str] = {
    "more": "Tracks of {new} have more {target}, on average, than those of {old}",
    "fewer": "Tracks of {new} have fewer {target}, on average, than those of {old}",
    "higher": "Tracks of {new} have higher {target}, on average, than those of {old}",
    "lower": "Tracks of {new} have lower {target}, on average, than those of {old}",
}


def by_genre(
    groups: Sequence[GroupMean], genres: int, overall: float | None, subject: Subject
) -> Chart:
    """Return the mean of the target in each genre; of very many, both ends."""
    places = _both_ends(len(groups))
    shown = [groups[i] for i in places]
    part = len(shown) < len(groups)
    said = Words(
        title=_genre_title(groups, subject),
        caption=_genre_caption(shown, genres, subject, part=part),
        alt=translate("{measure}, highest first: {values}.").format(
            measure=subject.mean, values=_spoken(shown, subject)
        ),
    )

    def draw(width: float) -> Figure:
        figure = genre_figure(shown, overall, subject, places, width)
        if part:
            figure.axes[0].axhline(len(shown) / 2 - 0.5, color=MUTED, lw=0.8, label="left out")
        return figure

    return chart("by_genre", draw, said, _group_table(translate("Genre"), groups, subject))


def _genre_caption(shown: Sequence[GroupMean], genres: int, subject: Subject, *, part: bool) -> str:
    said = translate(
        "{measure} with {level} intervals; {tracks}, {genres}. The {half} highest and, below the "
        "line, the {half} lowest."
        if part
        else "{measure} with {level} intervals; {tracks}, {genres}."
    )
    return said.format(
        measure=subject.mean,
        level=words.level(),
        tracks=formats.count(sum(group.n for group in shown), "track"),
        genres=formats.count(genres, "genre"),
        half=formats.integer(len(shown) // 2),
    )


def genre_figure(
    groups: Sequence[GroupMean],
    overall: float | None,
    subject: Subject,
    places: Sequence[int] | None = None,
    width: float = FULL,
) -> Figure:
    """Draw genres as dots on their intervals, beside the mean of all tracks.

    ``places`` are the rows of the genres in the data behind the chart.
    """
    places = range(len(groups)) if places is None else places
    figure, axes = row_panel(
        [group.name for group in groups],
        [formats.integer(group.n) for group in groups],
        top=0.22,
        row=0.17,
        width=width,
    )
    colours = [FAINT if group.name == OTHER else LEAD for group in groups]
    means = [group.mean for group in groups]
    dots(axes, means, range(len(groups)), colours=colours, told=rows(places, _group_words()))
    values = bounds(means) + ([] if overall is None else [overall])
    scale(axes, "x", reach(values), title=subject.mean, write=_writer(subject),
          powers=subject.logarithm)  # fmt: skip
    figure.text(1, 1, translate("Tracks"), ha="right", va="top", color=MUTED)
    if overall is not None:
        _mark_overall(axes, overall, subject.value(overall))
    return figure


def _mark_overall(axes: Axes, overall: float, written: str) -> None:
    line_at(axes, overall, dashed=True)
    low, high = axes.get_xlim()
    side = "left" if overall < (low + high) / 2 else "right"
    axes.annotate(
        translate("All tracks {value}").format(value=written), (overall, 1), (0, 3),
        ("data", "axes fraction"), "offset points", ha=side, va="bottom", color=MUTED,
    )  # fmt: skip


def _both_ends(count: int) -> Sequence[int]:
    half = MOST_ROWS // 2
    return range(count) if count <= MOST_ROWS else [*range(half), *range(count - half, count)]


def _genre_title(groups: Sequence[GroupMean], subject: Subject) -> str:
    named = [group for group in groups if group.name != OTHER]
    if len(named) < 2:
        return translate("{measure} by genre").format(measure=subject.mean)
    best, worst = named[0], named[-1]
    if not _apart(best.mean, worst.mean):
        said = translate(
            "Genres cannot be told apart by their share of hits"
            if subject.binary
            else "Genres cannot be told apart by their mean {target}"
        )
    else:
        said = translate(
            "{best} has the highest share of hits, {worst} the lowest"
            if subject.binary
            else "{best} has the highest mean {target}, {worst} the lowest"
        )
    high, low = words.sentence(words.short(best.name, 32)), words.short(worst.name, 32)
    return said.format(best=high, worst=low, target=subject.noun)


def by_year(groups: Sequence[GroupMean], subject: Subject) -> Chart:
    """Return the mean of the target by year of release."""
    first, last = _ends(groups)
    ends = (first,) if first is last else (first, last)
    said = Words(
        title=_year_title(groups, subject),
        caption=translate("{measure} by year of release; {tracks}. Band: {level} interval.").format(
            measure=subject.mean,
            tracks=formats.count(sum(group.n for group in groups), "track"),
            level=words.level(),
        ),
        alt=translate("{measure} by year of release: {values}.").format(
            measure=subject.mean, values=_spoken(ends, subject)
        ),
    )
    table = _group_table(translate("Year"), groups, subject)
    return chart("by_year", year_figure(groups, subject), said, table, "half")


def year_figure(groups: Sequence[GroupMean], subject: Subject) -> Figure:
    """Draw means by year as a line within the band of its intervals."""
    figure = new_figure(LOW, HALF)
    last = subject.point(groups[-1].mean)
    axes = panel(figure, 0.55, 0.28, words.width(last, SIZE.label, STRONG) + 0.25, 0.26)
    years = [float(group.name) for group in groups]
    means = [group.mean.value for group in groups]
    lows = [m.low if m.low is not None else m.value for m in (g.mean for g in groups)]
    highs = [m.high if m.high is not None else m.value for m in (g.mean for g in groups)]
    axes.fill_between(years, lows, highs, color=LEAD, alpha=0.15, lw=0, label="interval")
    size = 3.5 if len(years) <= MANY_YEARS else 2.2
    (line,) = axes.plot(years, means, "o-", color=LEAD, ms=size, lw=1.4, label="means")
    mark(line, rows(range(len(years)), _group_words()))
    scale(axes, "x", reach(years, 0.02, 1.0), write=_year, grid=False, most=8)
    scale(axes, "y", _without_wild_ends(means, lows, highs), title=subject.mean,
          write=_writer(subject), most=5, powers=subject.logarithm)  # fmt: skip
    axes.annotate(
        last, (years[-1], means[-1]), (6, 0),
        textcoords="offset points", va="center", color=LEAD, weight=STRONG, annotation_clip=False,
    )  # fmt: skip
    return figure


def _without_wild_ends(
    means: Sequence[float], lows: Sequence[float], highs: Sequence[float]
) -> tuple[float, float]:
    """Return limits that hold all means; very wide intervals run out of the frame."""
    spread = max(max(means) - min(means), abs(max(means)) * 0.05, 1e-9)
    low = max(min(lows), min(means) - spread)
    high = min(max(highs), max(means) + spread)
    return reach([low, high])


def _year(value: float, _digits: int) -> str:
    return f"{value:.0f}" if value == round(value) else ""


def _year_title(groups: Sequence[GroupMean], subject: Subject) -> str:
    first, last = _ends(groups)
    if first is last:
        return translate("{measure} by year of release").format(measure=subject.mean)
    rising = last.mean.value > first.mean.value
    if subject.binary:
        said = _title_of_shares(rising=rising, apart=_apart(first.mean, last.mean))
    elif _apart(first.mean, last.mean):
        said = translate(OF_YEARS[subject.side(rising=rising)])
    else:
        said = translate("Tracks of {new} and of {old} cannot be told apart by their mean {target}")
    old, new = words.short(first.name), words.short(last.name)
    return said.format(old=old, new=new, target=subject.noun)


def _title_of_shares(*, rising: bool, apart: bool) -> str:
    if not apart:
        return translate("Tracks of {new} and of {old} cannot be told apart by their share of hits")
    return translate(
        "The share of hits is higher among tracks of {new} than of {old}"
        if rising
        else "The share of hits is lower among tracks of {new} than of {old}"
    )


def _ends(groups: Sequence[GroupMean]) -> tuple[GroupMean, GroupMean]:
    """Return the first and the last year that hold a fair share of the tracks."""
    total = sum(group.n for group in groups)
    fair = [group for group in groups if group.n >= FAIR_SHARE * total] or list(groups)
    return fair[0], fair[-1]


def _apart(one: Estimate, other: Estimate) -> bool:
    low, high = sorted((one, other), key=lambda e: e.value)
    return low.high is not None and high.low is not None and low.high < high.low


def _writer(subject: Subject) -> Writer:
    return percents if subject.binary else formats.decimal


def _spoken(groups: Sequence[GroupMean], subject: Subject) -> str:
    ends = groups if len(groups) <= 6 else (*groups[:3], *groups[-3:])
    return "; ".join(f"{words.short(g.name)} {subject.point(g.mean)}" for g in ends)


def _group_words() -> str:
    return translate("{group}: {mean}; tracks: {n}").format(group=cell(0), mean=cell(2), n=cell(1))


def _group_table(first: str, groups: Sequence[GroupMean], subject: Subject) -> ChartTable:
    return ChartTable(
        columns=(first, translate("Tracks"), subject.mean),
        rows=tuple((g.name, formats.integer(g.n), subject.level(g.mean)) for g in groups),
        numbers=tuple((None, g.n, subject.originals(g.mean)) for g in groups),
    )
