"""What goes with the probability of a hit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.axis import bounds, line_at, reach, scale
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.marks import cell, rows
from reportgen.charts.rows import LABEL_ROOM, dots, row_panel
from reportgen.charts.subject import Subject
from reportgen.charts.theme import FULL
from reportgen.results import Classification, Estimate, Odds
from reportgen.text import translate

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COMPACT = 8
"""Associations shown on the first page."""
PROBABILITIES = {
    (False, False): "{tracks} tend to have a lower probability of being popular",
    (False, True): "{tracks} tend to have a higher probability of being popular",
    (True, False): "{tracks} tend to have a lower probability of being a hit",
    (True, True): "{tracks} tend to have a higher probability of being a hit",
}
"""Titles, by whether the target is hit or not, and whether the probability is higher."""


def odds(
    result: Classification, subject: Subject, *, name: str = "odds", most: int | None = None
) -> Chart:
    """Return what goes with the probability of a hit, in points of probability."""
    ordered = sorted(result.odds, key=lambda o: (-abs(o.marginal.value), o.name))[:most]
    spoken = "; ".join(f"{words.lower(o.label)} {_points(o.marginal)}" for o in ordered[:3])
    said = Words(
        title=_odds_title(ordered, subject),
        caption=translate(
            "Average marginal effects of the logistic regression, {tracks}; lines: {level} "
            "intervals. Hollow: the interval holds zero."
        ).format(tracks=formats.count(result.n, "track"), level=words.level()),
        alt=translate(
            "Points of probability per standard deviation, largest first: {values}."
        ).format(values=spoken),
    )
    data = tuple((o.label, _points(o.marginal), formats.estimate(o.odds_ratio)) for o in ordered)
    columns = (translate("Feature"), translate("Percentage points"), translate("Odds ratio"))
    numbers = tuple((None, _times_hundred(o.marginal), o.odds_ratio) for o in ordered)
    table = ChartTable(columns=columns, rows=data, numbers=numbers)
    if most is None:
        return chart(name, partial(odds_figure, ordered, room=1.2), said, table, "wide")
    return chart(name, partial(odds_figure, ordered), said, table)


def odds_compact(result: Classification, subject: Subject) -> Chart:
    """Return the largest associations, for the first page of a yes-or-no target."""
    return odds(result, subject, name="effects_compact", most=COMPACT)


def odds_figure(
    ordered: Sequence[Odds], width: float = FULL, *, room: float = LABEL_ROOM
) -> Figure:
    """Draw marginal effects as dots on their intervals, in percentage points."""
    shown = [_times_hundred(o.marginal) for o in ordered]
    figure, axes = row_panel(
        [o.label for o in ordered], [_points(o.marginal) for o in ordered], width=width, room=room
    )
    line_at(axes, 0)
    said = translate("{feature}: {difference} percentage points")
    told = rows(range(len(shown)), said.format(feature=cell(0), difference=cell(1)))
    dots(axes, shown, range(len(shown)), hollow=[not _clear(o) for o in ordered], told=told)
    title = translate("Percentage points of probability per standard deviation")
    scale(axes, "x", reach([*bounds(shown), 0.0]), title=title, write=formats.signed)
    return figure


def _times_hundred(e: Estimate) -> Estimate:
    low, high = (None if b is None else b * 100 for b in (e.low, e.high))
    return Estimate(value=e.value * 100, low=low, high=high, level=e.level)


def _points(marginal: Estimate) -> str:
    return formats.signed_estimate(_times_hundred(marginal))


def _clear(o: Odds) -> bool:
    low, high = o.marginal.low, o.marginal.high
    return low is not None and high is not None and not low <= 0 <= high


def _odds_title(ordered: Sequence[Odds], subject: Subject) -> str:
    clear = [o for o in ordered if _clear(o)]
    if not clear:
        said = translate("No feature's association with {target} can be told from zero")
        return said.format(target=subject.hits)
    said = translate(PROBABILITIES[subject.binary, clear[0].marginal.value > 0])
    return words.sentence(said.format(tracks=subject.tracks_with(clear[0].name)))
