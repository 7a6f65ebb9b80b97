"""How many groups there are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.axis import new_figure, panel, reach, scale
from reportgen.charts.chart import Chart, ChartTable, Width, Words, chart
from reportgen.charts.marks import cell, mark, rows
from reportgen.charts.theme import (
    FAINT,
    FULL,
    LEAD,
    MUTED,
    NARROW,
    SIZE,
    STRONG,
)  # fmt: skip
from reportgen.results import Candidate, Segment, Segments
from reportgen.text import translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LINE = 10.5
"""Points from one line of labels to the next."""
FEW_SEGMENTS = 3


def candidates(segments: Segments) -> Chart:
    """Return how distinct and how stable each number of segments is."""
    tried = segments.candidates
    table = ChartTable(
        columns=(
            translate("Segments"),
            translate("Silhouette"),
            translate("Without groups"),
            translate("Stability"),
        ),
        rows=tuple(
            (formats.integer(c.k), formats.decimal(c.silhouette, 3),
             formats.decimal(c.reference, 3), formats.decimal(c.stability, 2))
            for c in tried
        ),
        numbers=tuple((c.k, c.silhouette, c.reference, c.stability) for c in tried),
    )  # fmt: skip
    said = Words(
        title=_choice_title(segments),
        caption=translate(
            "Silhouette in squared Euclidean distance, beside that of tracks without groups (band: "
            "two standard deviations of its draws); stability: mean adjusted Rand index with "
            "resamples, ± one standard deviation ({one}: the same groups each time)."
        ).format(one=formats.integer(1)),
        alt=_choice_alt(segments),
    )
    return chart("candidates", partial(candidates_figure, segments), said, table)


def candidates_figure(segments: Segments, width: float = FULL) -> Figure:
    """Draw silhouette and stability side by side or stacked, each on its own scale."""
    tried = segments.candidates
    stacked = width <= NARROW
    figure = new_figure(3.2 if stacked else 1.6, width)
    left, right = _stacked(figure) if stacked else _side_by_side(figure)
    cloud, distinct = [c.reference for c in tried], [c.silhouette for c in tried]
    steady, ks = [c.stability for c in tried], [c.k for c in tried]
    low, high = ([c.reference + side * 2 * c.reference_sd for c in tried] for side in (-1, 1))
    left.fill_between(ks, low, high, color=FAINT, alpha=0.35, lw=0, label="draws")
    said = translate("{k} segments, without groups: {silhouette}")
    _line(left, tried, cloud, FAINT, "reference", said.format(k=cell(0), silhouette=cell(2)))
    said = translate("{k} segments: silhouette {silhouette}")
    _line(left, tried, distinct, LEAD, "silhouette", said.format(k=cell(0), silhouette=cell(1)))
    spread = [(c.stability - c.stability_sd, c.stability + c.stability_sd) for c in tried]
    right.vlines(ks, *zip(*spread, strict=True), color=LEAD, lw=0.8, label="spread")
    said = translate("{k} segments: stability {stability}")
    _line(right, tried, steady, LEAD, "stability", said.format(k=cell(0), stability=cell(3)))
    for axes, top in ((left, [*low, *high, *distinct]), (right, [*sum(spread, ())])):
        scale(axes, "x", reach(ks, 0.06, 1), title=translate("Number of segments"), write=_whole,
              grid=False, most=8)  # fmt: skip
        scale(axes, "y", (min(0.0, *top), max(0.05, *top) * 1.3), most=4)
    _end_labels(left, tried[-1])
    _head(left, translate("Silhouette"))
    _head(right, translate("Stability"))
    _mark_choice(left, right, segments)
    return figure


def _stacked(figure: Figure) -> tuple[Axes, Axes]:
    return panel(figure, 0.4, 2.02, 0.95, 0.24), panel(figure, 0.4, 0.42, 0.3, 1.84)


def _side_by_side(figure: Figure) -> tuple[Axes, Axes]:
    left = panel(figure, 0.4, 0.42, FULL / 2 + 0.95, 0.24)
    return left, panel(figure, FULL / 2 + 0.4, 0.42, 0.3, 0.24)


def _whole(value: float, _digits: int) -> str:
    return formats.integer(value) if value == round(value) else ""


def _line(
    axes: Axes,
    tried: Sequence[Candidate],
    values: Sequence[float],
    colour: str,
    label: str,
    said: str,
) -> None:
    ks = [c.k for c in tried]
    (line,) = axes.plot(ks, values, "o-", color=colour, ms=3.5, lw=1.4, label=label, clip_on=False)
    mark(line, rows(range(len(tried)), said))


def _end_labels(axes: Axes, last: Candidate) -> None:
    """Name both lines at their ends, never one over the other; the axis has its limits."""
    above = last.silhouette >= last.reference
    ends = [(last.k, last.silhouette), (last.k, last.reference)]
    (_, one), (_, other) = axes.transData.transform(ends) * 72 / axes.figure.dpi
    shift = max(0.0, LINE - abs(one - other)) / 2

    for value, text, colour, up in (
        (last.silhouette, translate("the tracks"), LEAD, above),
        (last.reference, translate("without groups"), MUTED, not above),
    ):
        axes.annotate(
            text, (last.k, value), (8, shift if up else -shift), textcoords="offset points",
            va="center", color=colour, annotation_clip=False,
        )  # fmt: skip


def _head(axes: Axes, text: str) -> None:
    axes.annotate(
        text, (0, 1), (0, 5), "axes fraction", "offset points",
        va="bottom", weight=STRONG, size=SIZE.head,
    )  # fmt: skip


def _mark_choice(left: Axes, right: Axes, segments: Segments) -> None:
    chosen = _chosen(segments)
    if chosen is None:
        return
    first = chosen == segments.candidates[0]
    said = translate("{k} chosen").format(k=formats.integer(chosen.k))
    for axes, value in ((left, chosen.silhouette), (right, chosen.stability)):
        axes.plot(
            [chosen.k],
            [value],
            "o",
            ms=8,
            mfc="none",
            mec=LEAD,
            mew=1.4,
            label="chosen",
            clip_on=False,
        )
        axes.annotate(
            said, (chosen.k, value), (-5 if first else 0, 11),
            textcoords="offset points", ha="left" if first else "center", va="bottom",
            color=LEAD, weight=STRONG,
        )  # fmt: skip


def _chosen(segments: Segments) -> Candidate | None:
    return next((c for c in segments.candidates if c.k == segments.k), None)


def _choice_title(segments: Segments) -> str:
    chosen = _chosen(segments)
    if chosen is None:
        return translate("No number of segments holds: the tracks are treated as one group")
    said = translate(
        "{segments} are hardly more distinct than tracks without groups give"
        if chosen.silhouette < chosen.reference + segments.margin
        else "{segments} are more distinct than tracks without groups give"
    )
    return said.format(segments=formats.count(chosen.k, "segment"))


def _choice_alt(segments: Segments) -> str:
    chosen = _chosen(segments)
    if chosen is None:
        best = max(segments.candidates, key=lambda c: c.silhouette)
        return translate(
            "No number of segments is chosen of {n} tried; the highest silhouette is {silhouette}, "
            "at {k}."
        ).format(
            n=formats.integer(len(segments.candidates)),
            silhouette=formats.decimal(best.silhouette, 3),
            k=formats.integer(best.k),
        )
    return translate(
        "At {segments} the silhouette is {silhouette}, against {reference} for tracks without "
        "groups; the stability is {stability}."
    ).format(
        segments=formats.count(chosen.k, "segment"),
        silhouette=formats.decimal(chosen.silhouette, 3),
        reference=formats.decimal(chosen.reference, 3),
        stability=formats.decimal(chosen.stability, 2),
    )


def width_of(segments: Segments, few: int = FEW_SEGMENTS) -> Width:
    """Return half a page for few segments, so that two blocks stand side by side."""
    return "full" if len(segments.members) > few else "half"


def named(member: Segment) -> str:
    """Return a segment with its number."""
    return f"{words.clean(member.name)} {words.short(member.label)}"
