"""The target on its own, and its means by genre and by year."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.axis import (
    Writer,
    baseline,
    bounds,
    line_at,
    new_figure,
    panel,
    percents,
    reach,
    scale,
)  # fmt: skip
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.marks import mark, mark_bars, rows
from reportgen.charts.rows import dots, row_panel
from reportgen.charts.subject import Subject
from reportgen.charts.theme import CAUTION, FAINT, FULL, HALF, LEAD, LOW, MUTED, SIZE, STRONG
from reportgen.results import Estimate, GroupMean, TargetProfile

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OTHER = "other"
BIN = "Tracks from {0} to {1}: {2}"
"""What a bar of a histogram says."""
MOST_ROWS = 25
ZEROS_WORTH_SAYING = 0.05
FAIR_SHARE = 0.01
MANY_YEARS = 30


def target(profile: TargetProfile, subject: Subject) -> Chart:
    """Return the distribution of the target with its zeros and its median."""
    said = Words(
        title=_target_title(profile, subject),
        caption=f"{formats.count(profile.n, 'track')} modelled, by {subject.noun}.",
        alt=_target_alt(profile, subject),
    )
    edges, counts = profile.histogram.edges, profile.histogram.counts
    bins = tuple(
        (subject.value(low), subject.value(high), formats.integer(n))
        for low, high, n in zip(edges, edges[1:], counts, strict=False)
    )
    if _zero_bin(profile) is not None:
        bins = (*bins, ("0", "0", formats.integer(round(profile.zeros * profile.n))))
    table = ChartTable(columns=("From", "To", "Tracks"), rows=bins)
    return chart("target", target_figure(profile, subject), said, table, "half")


def target_figure(profile: TargetProfile, subject: Subject) -> Figure:
    """Draw the histogram; zeros are a part of their bar, the median a line."""
    histogram = profile.histogram
    edges, counts = histogram.edges, histogram.counts
    widths = [high - low for low, high in itertools.pairwise(edges)]
    top = max(*counts, 1)
    figure = new_figure(LOW, HALF)
    axes = panel(figure, 0.55, 0.42, 0.2, 0.22)
    bars = axes.bar(
        edges[:-1], counts, widths, align="edge", color=LEAD, ec="white", lw=0.5, label="tracks"
    )
    mark_bars(bars, rows(range(len(counts)), BIN))
    scale(axes, "x", (edges[0], edges[-1]), title=subject.scale, grid=False,
          powers=subject.logarithm)  # fmt: skip
    scale(axes, "y", (0, top * 1.3), title="Tracks", most=4)
    baseline(axes)
    _mark_median(axes, profile, top, subject)
    _mark_zeros(axes, profile, top)
    return figure


def hits(profile: TargetProfile) -> Chart:
    """Return how many tracks are hits, of a target that is hit or not."""
    found = round(profile.mean * profile.n)
    share = formats.percent(profile.mean)
    parts = (("Hits", found), ("Others", profile.n - found))
    said = Words(
        title=f"{share} of all tracks are hits",
        caption=f"{formats.count(profile.n, 'track')} modelled.",
        alt=f"{formats.count(found, 'hit')} of {formats.count(profile.n, 'track')}, {share}.",
    )
    table = ChartTable(
        columns=("Group", "Tracks"), rows=tuple((name, formats.integer(n)) for name, n in parts)
    )
    return chart("target", partial(hits_figure, parts), said, table)


def hits_figure(parts: Sequence[tuple[str, int]], width: float = FULL) -> Figure:
    """Draw a bar for each group of tracks."""
    figure, axes = row_panel(
        [name for name, _ in parts],
        [formats.integer(n) for _, n in parts],
        bottom=0.05,
        width=width,
    )
    counts = [n for _, n in parts]
    bars = axes.barh(range(len(parts)), counts, 0.62, color=[LEAD, FAINT], label="tracks")
    mark_bars(bars, rows(range(len(parts)), "{0}: {1}"))
    axes.set_xlim(0, max(*counts, 1))
    axes.set_xticks([])
    return figure


def _mark_median(axes: Axes, profile: TargetProfile, top: int, subject: Subject) -> None:
    low, high = axes.get_xlim()
    left = profile.median < (low + high) / 2
    axes.vlines(profile.median, 0, top * 1.27, color=MUTED, lw=0.8, ls=(0, (3, 2)), label="median")
    axes.annotate(
        f"Median {subject.value(profile.median)}",
        (profile.median, top * 1.22), (4 if left else -4, 0), textcoords="offset points",
        ha="left" if left else "right", va="center", color=MUTED,
    )  # fmt: skip


def _mark_zeros(axes: Axes, profile: TargetProfile, top: int) -> None:
    edges = profile.histogram.edges
    place = _zero_bin(profile)
    if place is None:
        return
    wide, zeros = edges[place + 1] - edges[place], profile.zeros * profile.n
    bars = axes.bar(
        edges[place], zeros, wide, align="edge", color=CAUTION, ec="white", lw=0.5, label="zeros"
    )
    mark_bars(bars, rows([len(profile.histogram.counts)], "Tracks with exactly {0}: {2}"))
    axes.annotate(
        f"{formats.percent(profile.zeros)} are exactly 0",
        (edges[place], top * 1.08), (2, 0), textcoords="offset points",
        ha="left", va="center", color=CAUTION,
        bbox={"fc": "white", "ec": "none", "pad": 0.5},
    )  # fmt: skip


def _zero_bin(profile: TargetProfile) -> int | None:
    """Return the bin that holds zero; ``None`` where no track has it."""
    edges = profile.histogram.edges
    if not profile.zeros or not edges[0] <= 0 < edges[-1]:
        return None
    return max(i for i, edge in enumerate(edges[:-1]) if edge <= 0)


def _target_title(profile: TargetProfile, subject: Subject) -> str:
    unit = subject.noun if subject.logarithm else subject.unit
    median = formats.with_unit(subject.value(profile.median), unit)
    half = f"Half of all tracks have a {subject.noun} of {median} or less"
    if subject.noun.endswith("s"):
        half = f"Half of all tracks have {median} or fewer"
    if profile.zeros < ZEROS_WORTH_SAYING:
        return half
    return f"{half}, and {formats.percent(profile.zeros)} have exactly 0"


def _target_alt(profile: TargetProfile, subject: Subject) -> str:
    middle, mean, sd = map(formats.number, (profile.median, profile.mean, profile.sd))
    zeros = (
        f" {formats.percent(profile.zeros)} of the tracks have exactly 0." if profile.zeros else ""
    )
    return (
        f"Histogram of {subject.noun}, {formats.count(profile.n, 'track')}: median {middle}, "
        f"mean {mean}, standard deviation {sd}.{zeros}"
    )


def by_genre(
    groups: Sequence[GroupMean], genres: int, overall: float | None, subject: Subject
) -> Chart:
    """Return the mean of the target in each genre; of very many, both ends."""
    places = _both_ends(len(groups))
    shown = [groups[i] for i in places]
    tracks = formats.integer(sum(group.n for group in shown))
    part = (
        ""
        if len(shown) == len(groups)
        else f" The {len(shown) // 2} highest and, below the line, the {len(shown) // 2} lowest."
    )
    said = Words(
        title=_genre_title(groups, subject),
        caption=f"{_measure(subject)} with 95{formats.SPACE}% intervals; {tracks} tracks, "
        f"{formats.count(genres, 'genre')}.{part}",
        alt=f"{_measure(subject)}, highest first: {_spoken(shown, subject)}.",
    )

    def draw(width: float) -> Figure:
        figure = genre_figure(shown, overall, subject, places, width)
        if part:
            figure.axes[0].axhline(len(shown) / 2 - 0.5, color=MUTED, lw=0.8, label="left out")
        return figure

    return chart("by_genre", draw, said, _group_table("Genre", groups, subject))


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
    words_of = "{0}: {2}; tracks: {1}"
    dots(axes, means, range(len(groups)), colours=colours, told=rows(places, words_of))
    values = bounds(means) + ([] if overall is None else [overall])
    scale(axes, "x", reach(values), title=_measure(subject), write=_writer(subject),
          powers=subject.logarithm)  # fmt: skip
    figure.text(1, 1, "Tracks", ha="right", va="top", color=MUTED)
    if overall is not None:
        _mark_overall(axes, overall, subject.value(overall))
    return figure


def _mark_overall(axes: Axes, overall: float, written: str) -> None:
    line_at(axes, overall, dashed=True)
    low, high = axes.get_xlim()
    side = "left" if overall < (low + high) / 2 else "right"
    axes.annotate(
        f"All tracks {written}", (overall, 1), (0, 3),
        ("data", "axes fraction"), "offset points", ha=side, va="bottom", color=MUTED,
    )  # fmt: skip


def _both_ends(count: int) -> Sequence[int]:
    half = MOST_ROWS // 2
    return range(count) if count <= MOST_ROWS else [*range(half), *range(count - half, count)]


def _genre_title(groups: Sequence[GroupMean], subject: Subject) -> str:
    named = [group for group in groups if group.name != OTHER]
    if len(named) < 2:
        return f"{_measure(subject)} by genre"
    best, worst = named[0], named[-1]
    what = _mean_of(subject)
    if not _apart(best.mean, worst.mean):
        return f"Genres cannot be told apart by their {what}"
    high, low = words.sentence(words.short(best.name, 32)), words.short(worst.name, 32)
    return f"{high} has the highest {what}, {low} the lowest"


def by_year(groups: Sequence[GroupMean], subject: Subject) -> Chart:
    """Return the mean of the target by year of release."""
    tracks = formats.integer(sum(group.n for group in groups))
    first, last = _ends(groups)
    ends = (first,) if first is last else (first, last)
    said = Words(
        title=_year_title(groups, subject),
        caption=f"{_measure(subject)} by year of release; {tracks} tracks. "
        f"Band: 95{formats.SPACE}% interval.",
        alt=f"{_measure(subject)} by year of release: {_spoken(ends, subject)}.",
    )
    table = _group_table("Year", groups, subject)
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
    mark(line, rows(range(len(years)), "{0}: {2}; tracks: {1}"))
    scale(axes, "x", reach(years, 0.02, 1.0), write=_year, grid=False, most=8)
    scale(axes, "y", _without_wild_ends(means, lows, highs), title=_measure(subject),
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
        return f"{_measure(subject)} by year of release"
    old, new = words.short(first.name), words.short(last.name)
    if not _apart(first.mean, last.mean):
        return f"Tracks of {new} and of {old} cannot be told apart by their {_mean_of(subject)}"
    rising = last.mean.value > first.mean.value
    if subject.binary:
        side = "higher" if rising else "lower"
        return f"The share of hits is {side} among tracks of {new} than of {old}"
    what = f"{subject.side(rising=rising)} {subject.noun}"
    return f"Tracks of {new} have {what}, on average, than those of {old}"


def _ends(groups: Sequence[GroupMean]) -> tuple[GroupMean, GroupMean]:
    """Return the first and the last year that hold a fair share of the tracks."""
    total = sum(group.n for group in groups)
    fair = [group for group in groups if group.n >= FAIR_SHARE * total] or list(groups)
    return fair[0], fair[-1]


def _mean_of(subject: Subject) -> str:
    return "share of hits" if subject.binary else f"mean {subject.noun}"


def _apart(one: Estimate, other: Estimate) -> bool:
    low, high = sorted((one, other), key=lambda e: e.value)
    return low.high is not None and high.low is not None and low.high < high.low


def _measure(subject: Subject) -> str:
    if subject.binary:
        return "Share of hits"
    middle = "Geometric mean of" if subject.logarithm else "Mean"
    return f"{middle} {words.lower(subject.scale)}"


def _writer(subject: Subject) -> Writer:
    return percents if subject.binary else formats.decimal


def _spoken(groups: Sequence[GroupMean], subject: Subject) -> str:
    ends = groups if len(groups) <= 6 else (*groups[:3], *groups[-3:])
    return "; ".join(f"{words.short(g.name)} {subject.point(g.mean)}" for g in ends)


def _group_table(first: str, groups: Sequence[GroupMean], subject: Subject) -> ChartTable:
    return ChartTable(
        columns=(first, "Tracks", _measure(subject)),
        rows=tuple((g.name, formats.integer(g.n), subject.level(g.mean)) for g in groups),
    )
