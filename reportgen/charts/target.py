"""The distribution of the target on its own."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.charts.axis import baseline, new_figure, panel, scale
from reportgen.charts.binned import bin_words, numbers_of
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.marks import cell, mark_bars, rows
from reportgen.charts.rows import row_panel
from reportgen.charts.subject import Subject
from reportgen.charts.theme import CAUTION, FAINT, FULL, HALF, LEAD, LOW, MUTED
from reportgen.results import TargetProfile
from reportgen.text import translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ZEROS_WORTH_SAYING = 0.05
HALF_BELOW = {
    False: "Half of all tracks have a {target} of {median} or less",
    True: "Half of all tracks have a {target} of {median} or less, and {share} have exactly {zero}",
}
COUNTED_HALF = {
    False: "Half of all tracks have {median} or fewer",
    True: "Half of all tracks have {median} or fewer, and {share} have exactly {zero}",
}
"""The title of the target and of one that is counted; with zeros that are worth saying, or not."""


def target(profile: TargetProfile, subject: Subject) -> Chart:
    """Return the distribution of the target with its zeros and its median."""
    said = Words(
        title=_target_title(profile, subject),
        caption=translate("{tracks} modelled, by {target}.").format(
            tracks=formats.count(profile.n, "track"), target=subject.noun
        ),
        alt=_target_alt(profile, subject),
    )
    edges, counts = profile.histogram.edges, profile.histogram.counts
    bins = tuple(
        (subject.value(low), subject.value(high), formats.integer(n))
        for low, high, n in zip(edges, edges[1:], counts, strict=False)
    )
    if _zero_bin(profile) is not None:
        bins = (
            *bins,
            (
                formats.integer(0),
                formats.integer(0),
                formats.integer(round(profile.zeros * profile.n)),
            ),
        )
    columns = (translate("From"), translate("To"), translate("Tracks"))
    numbers = numbers_of(edges, counts, subject)
    if len(bins) > len(numbers):
        numbers = (*numbers, (0, 0, round(profile.zeros * profile.n)))
    table = ChartTable(columns=columns, rows=bins, numbers=numbers)
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
    mark_bars(bars, rows(range(len(counts)), bin_words()))
    scale(axes, "x", (edges[0], edges[-1]), title=subject.scale, grid=False,
          powers=subject.logarithm)  # fmt: skip
    scale(axes, "y", (0, top * 1.3), title=translate("Tracks"), most=4)
    baseline(axes)
    _mark_median(axes, profile, top, subject)
    _mark_zeros(axes, profile, top)
    return figure


def hits(profile: TargetProfile) -> Chart:
    """Return how many tracks are hits, of a target that is hit or not."""
    found = round(profile.mean * profile.n)
    share = formats.percent(profile.mean)
    tracks = formats.count(profile.n, "track")
    parts = ((translate("Hits"), found), (translate("Others"), profile.n - found))
    said = Words(
        title=translate("{share} of all tracks are hits").format(share=share),
        caption=translate("{tracks} modelled.").format(tracks=tracks),
        alt=translate("{hits} of {tracks}, {share}.").format(
            hits=formats.count(found, "hit"), tracks=tracks, share=share
        ),
    )
    table = ChartTable(
        columns=(translate("Group"), translate("Tracks")),
        rows=tuple((name, formats.integer(n)) for name, n in parts),
        numbers=tuple((None, n) for _, n in parts),
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
        translate("Median {value}").format(value=subject.value(profile.median)),
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
    told = translate("Tracks with exactly {value}: {n}").format(value=cell(0), n=cell(2))
    mark_bars(bars, rows([len(profile.histogram.counts)], told))
    axes.annotate(
        translate("{share} are exactly {zero}").format(
            share=formats.percent(profile.zeros), zero=formats.integer(0)
        ),
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
    zeros = profile.zeros >= ZEROS_WORTH_SAYING
    said = translate(COUNTED_HALF[zeros] if subject.counted else HALF_BELOW[zeros])
    return said.format(
        target=subject.noun,
        median=median,
        share=formats.percent(profile.zeros),
        zero=formats.integer(0),
    )


def _target_alt(profile: TargetProfile, subject: Subject) -> str:
    middle, mean, sd = map(formats.number, (profile.median, profile.mean, profile.sd))
    said = translate(
        "Histogram of {target}, {tracks}: median {median}, mean {mean}, standard deviation {sd}. "
        "{share} of the tracks have exactly {zero}."
        if profile.zeros
        else "Histogram of {target}, {tracks}: median {median}, mean {mean}, standard deviation "
        "{sd}."
    )
    return said.format(
        target=subject.noun,
        tracks=formats.count(profile.n, "track"),
        median=middle,
        mean=mean,
        sd=sd,
        share=formats.percent(profile.zeros),
        zero=formats.integer(0),
    )
