"""What the scores would be if the test were easier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.axis import (
    across,
    bounds,
    line_at,
    new_figure,
    panel,
    reach,
    room_for,
    scale,
)  # fmt: skip
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.marks import cell, plain, rows
from reportgen.charts.rows import EDGE, GAP, above_rows, dots, name_rows
from reportgen.charts.theme import FULL, LEAD, MUTED, NARROW, SIZE, STRONG
from reportgen.results import AuditScore, Estimate, FlexibleScore, Trust
from reportgen.text import translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW, TOP, BOTTOM = 0.34, 0.26, 0.44
TALL = 0.6
"""Inches of a row whose label stands above its dots."""
NAIVE = "rows"
MODELS = (("values", -0.2), ("flexible", 0.2))
"""Of each model: the name of its dots, and how far they lie from the line."""
TOLD = {
    "values": "{split}, straight model: {score} {value}",
    "flexible": "{split}, flexible model: {score} {value}",
}
NAMED = {"values": "{value} straight model", "flexible": "{value} flexible model"}
"""What a dot of each model says, and what stands behind the first."""
FALL = {
    "artists": "Scores fall once artists are kept apart",
    "tracks": "Scores fall once each track stands on one row",
}
FLEXIBLE_FALLS = {
    "artists": "The score of a flexible model falls once artists are kept apart",
    "tracks": "The score of a flexible model falls once each track stands on one row",
}
RISE = {
    "artists": "Scores are higher once artists are kept apart",
    "tracks": "Scores are higher once each track stands on one row",
}
HOLD = {
    "artists": "Scores hold when artists are kept apart",
    "tracks": "Scores hold when each track stands on one row",
}
"""Titles, by what the honest split keeps apart."""


def audit(trust: Trust) -> Chart | None:
    """Return the scores from the naive split to the honest one; ``None`` if all lack."""
    scores = trust.audit
    if not any(score.r2 or score.auc for score in scores):
        return None
    spoken = "; ".join(_spoken(score) for score in scores)
    said = Words(
        title=_title(trust),
        caption=translate(
            "The same models under different splits into training and test; lines: {level} "
            "intervals. Bold: the headline. Tested on {rows} or more by the straight models, on "
            "fewer by the flexible one, which has the attributes alone."
        ).format(level=words.level(), rows=formats.count(min(score.n for score in scores), "row")),
        alt=translate("Scores by split. {scores}.").format(scores=words.sentence(spoken)),
    )
    return chart("audit", partial(audit_figure, trust), said, _table(scores))


def _table(scores: Sequence[AuditScore]) -> ChartTable:
    bent = [score.flexible for score in scores]
    rows = tuple(
        (
            score.label,
            formats.integer(score.n),
            _written(score.r2),
            _written(score.auc),
            _written(None if trees is None else trees.r2),
            _written(None if trees is None else trees.auc),
        )
        for score, trees in zip(scores, bent, strict=True)
    )
    columns = (
        translate("Split"),
        translate("Rows"),
        translate("R²"),
        translate("AUC"),
        translate("R² of the flexible model"),
        translate("AUC of the flexible model"),
    )
    numbers = tuple(
        (None, score.n, score.r2, score.auc, *_of(trees))
        for score, trees in zip(scores, bent, strict=True)
    )
    return ChartTable(columns=columns, rows=rows, numbers=numbers)


def _of(trees: FlexibleScore | None) -> tuple[Estimate | None, Estimate | None]:
    return (None, None) if trees is None else (trees.r2, trees.auc)


def audit_figure(trust: Trust, width: float = FULL) -> Figure:
    """Draw a panel for R² and one for AUC, each on its own scale, of those there are."""
    if width <= NARROW:
        return _stacked(trust, width)
    names = [words.fitted(score.label, 1.7, SIZE.label, STRONG) for score in trust.audit]
    left = words.widest(names, SIZE.label, STRONG) + GAP
    figure = new_figure(TOP + BOTTOM + ROW * len(names), width)
    parts = _parts(trust.audit)
    each = (width - left) / len(parts)
    honest = next((i for i, s in enumerate(trust.audit) if s.name == trust.honest), None)
    for i, part in enumerate(parts):
        margin = width - left - each * (i + 1) + 0.1
        axes = panel(figure, left + each * i + 0.1, BOTTOM, margin, TOP)
        if i == 0:
            name_rows(axes, names, honest)
        else:
            axes.set_ylim(len(names) - 0.5, -0.5)
            axes.set_yticks([])
        _panel(axes, part, honest, named=i == 0)
        _head(axes, part)
    return figure


def _stacked(trust: Trust, width: float) -> Figure:
    """Draw the panels below one another, with the names of the splits above their dots."""
    parts = _parts(trust.audit)
    names = [score.label for score in trust.audit]
    each = TOP + BOTTOM + TALL * len(names)
    figure = new_figure(each * len(parts), width)
    honest = next((i for i, s in enumerate(trust.audit) if s.name == trust.honest), None)
    for i, part in enumerate(parts):
        below = each * (len(parts) - 1 - i)
        axes = panel(figure, EDGE, below + BOTTOM, EDGE, each * i + TOP)
        above_rows(axes, names, [""] * len(names), TALL, honest)
        _panel(axes, part, honest, named=i == 0)
        _head(axes, part)
    return figure


def _head(axes: Axes, part: Part) -> None:
    axes.annotate(part.head, (0, 1), (0, 5), "axes fraction", "offset points", va="bottom",
                  weight=STRONG, size=SIZE.head)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One score under each split, by the straight and by the flexible model."""

    head: str
    straight: tuple[Estimate | None, ...]
    flexible: tuple[Estimate | None, ...]
    reference: float
    title: str
    columns: tuple[int, int]


def _parts(scores: Sequence[AuditScore]) -> list[Part]:
    bent = [score.flexible for score in scores]
    parts = [
        Part(
            translate("R²"),
            tuple(score.r2 for score in scores),
            tuple(None if trees is None else trees.r2 for trees in bent),
            0.0,
            translate("{zero}: the mean of all tracks").format(zero=formats.integer(0)),
            (2, 4),
        ),
        Part(
            translate("AUC"),
            tuple(score.auc for score in scores),
            tuple(None if trees is None else trees.auc for trees in bent),
            0.5,
            translate("{half}: chance").format(half=formats.decimal(0.5, 1)),
            (3, 5),
        ),
    ]
    return [part for part in parts if any(part.straight)]


def _panel(axes: Axes, part: Part, honest: int | None, *, named: bool) -> None:
    """Draw the scores with their values behind them; the first two say which is which."""
    first = _first_pair(part) if named else None
    ends: list[tuple[float, str, float]] = []
    for values, column, (label, offset) in zip(
        (part.straight, part.flexible), part.columns, MODELS, strict=True
    ):
        said = translate(TOLD[label]).format(
            split=cell(0), score=plain(part.head), value=cell(column)
        )
        there = [(i, value) for i, value in enumerate(values) if value is not None]
        dots(
            axes,
            [value for _, value in there],
            [i + offset for i, _ in there],
            colours=[LEAD if i == honest else MUTED for i, _ in there],
            hollow=[offset > 0] * len(there),
            label=label,
            told=rows((i for i, _ in there), said),
        )
        for i, value in there:
            text = formats.point(value)
            text = translate(NAMED[label]).format(value=text) if i == first else text
            ends.append((max(bounds([value])), text, i + offset))
    for end, text, place in ends:
        axes.annotate(
            text, (end, place), (4, 0), textcoords="offset points", va="center_baseline",
            size=SIZE.note, color=MUTED, zorder=1.8,
            bbox={"fc": "white", "ec": "none", "pad": 0.3},
        )  # fmt: skip
    line_at(axes, part.reference)
    drawn = [value for value in (*part.straight, *part.flexible) if value is not None]
    limits = reach([*bounds(drawn), part.reference])
    limits = room_for(limits, [(end, text) for end, text, _ in ends], across(axes), SIZE.note)
    scale(axes, "x", limits, title=part.title, most=5)


def _first_pair(part: Part) -> int | None:
    """Return the first split that both models were scored under."""
    pairs = enumerate(zip(part.straight, part.flexible, strict=True))
    return next((i for i, (one, other) in pairs if one and other), None)


def _title(trust: Trust) -> str:
    by_name = {score.name: score for score in trust.audit}
    naive, honest = by_name.get(NAIVE), by_name.get(trust.honest)
    if naive is None or honest is None:
        return translate("Scores under the split that the table allows")
    when = "artists" if honest.name == "artists" else "tracks"
    straight = [_change(gap) for gap in (naive.r2_gap, naive.auc_gap) if gap is not None]
    trees = naive.flexible
    gaps = () if trees is None else (trees.r2_gap, trees.auc_gap)
    bent = [_change(gap) for gap in gaps if gap is not None]
    if "fall" in straight:
        return translate(FALL[when])
    if "fall" in bent:
        return translate(FLEXIBLE_FALLS[when])
    if straight and all(change == "rise" for change in straight):
        return translate(RISE[when])
    return translate(HOLD[when])


def _change(gap: Estimate) -> str:
    """Say which way a score goes from the naive split to the honest one."""
    if gap.low is None or gap.high is None or gap.low <= 0 <= gap.high:
        return "hold"
    return "fall" if gap.value > 0 else "rise"


def _spoken(score: AuditScore) -> str:
    trees = score.flexible
    values = [(translate("R² {value}"), score.r2), (translate("AUC {value}"), score.auc)]
    if trees is not None:
        values += [
            (translate("R² of trees {value}"), trees.r2),
            (translate("AUC of trees {value}"), trees.auc),
        ]
    parts = [said.format(value=formats.estimate(e)) for said, e in values if e is not None]
    return f"{words.lower(score.label)}: {formats.listing(parts)}"


def _written(value: Estimate | None) -> str:
    return "" if value is None else formats.estimate(value)
