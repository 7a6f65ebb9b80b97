"""What the scores would be if the test were easier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.axis import Writer, bounds, line_at, new_figure, panel, reach, scale
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.rows import GAP, dots, name_rows
from reportgen.charts.theme import ACCENT, FULL, MUTED, SIZE, STRONG
from reportgen.results import AuditScore, Estimate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW = 0.27
HEADLINE = "artists"
NAIVE = "rows"


def audit(scores: Sequence[AuditScore]) -> Chart | None:
    """Return the scores from the naive split to the honest one; ``None`` if all lack."""
    if not any(score.r2 or score.auc for score in scores):
        return None
    spoken = "; ".join(_spoken(score) for score in scores)
    said = Words(
        title=_title(scores),
        caption=f"The same models under different splits into training and test; lines: "
        f"95{formats.SPACE}% intervals. Blue: the headline.",
        alt=f"Scores by split. {words.sentence(spoken)}.",
    )
    rows = tuple((s.label, formats.integer(s.n), _written(s.r2), _written(s.auc)) for s in scores)
    table = ChartTable(columns=("Split", "Tracks", "R²", "AUC"), rows=rows)
    return chart("audit", audit_figure(scores), said, table)


def audit_figure(scores: Sequence[AuditScore]) -> Figure:
    """Draw a panel for R² and one for AUC, each on its own scale, of those there are."""
    names = [words.fitted(score.label, 1.7, SIZE.label) for score in scores]
    left = words.widest(names, SIZE.label) + GAP
    figure = new_figure(0.26 + 0.45 + ROW * len(scores))
    parts = _parts(scores)
    each = (FULL - left) / len(parts)
    for i, (head, values, reference, write) in enumerate(parts):
        axes = panel(figure, left + each * i + 0.1, 0.45, FULL - left - each * (i + 1) + 0.2, 0.26)
        if i == 0:
            name_rows(axes, names)
        else:
            axes.set_ylim(len(names) - 0.5, -0.5)
            axes.set_yticks([])
        _panel(axes, scores, values, reference, write)
        axes.annotate(head, (0, 1), (0, 5), "axes fraction", "offset points", va="bottom",
                      weight=STRONG, size=SIZE.head)  # fmt: skip
    return figure


Part = tuple[str, list[Estimate | None], float, Writer]


def _parts(scores: Sequence[AuditScore]) -> list[Part]:
    parts: list[Part] = [
        ("R²", [score.r2 for score in scores], 0.0, formats.decimal),
        ("AUC", [score.auc for score in scores], 0.5, formats.decimal),
    ]
    return [part for part in parts if any(part[1])]


def _panel(
    axes: Axes,
    scores: Sequence[AuditScore],
    values: Sequence[Estimate | None],
    reference: float,
    write: Writer,
) -> None:
    there = [(i, value) for i, value in enumerate(values) if value is not None]
    places = [i for i, _ in there]
    shown = [value for _, value in there]
    headline = scores[-1].name if all(s.name != HEADLINE for s in scores) else HEADLINE
    colours = [ACCENT if scores[i].name == headline else MUTED for i in places]
    dots(axes, shown, places, colours=colours)
    line_at(axes, reference)
    title = "0: the mean of all tracks" if reference == 0 else "0.5: chance"
    low, high = reach([*bounds(shown), reference])
    scale(axes, "x", (low, high), title=title, write=write, most=5)
    for i, value in there:
        axes.annotate(
            formats.point(value), (value.value, i), (0, 4.5), textcoords="offset points",
            ha="center", va="bottom", size=SIZE.note, color=MUTED,
        )  # fmt: skip


def _title(scores: Sequence[AuditScore]) -> str:
    by_name = {score.name: score for score in scores}
    naive = by_name.get(NAIVE)
    honest = by_name.get(HEADLINE) or by_name.get("tracks")
    if naive is None or honest is None or naive is honest:
        return "Scores under the split that the table allows"
    when = "artists are kept apart" if honest.name == HEADLINE else "each track stands on one row"
    pairs = [(naive.r2, honest.r2), (naive.auc, honest.auc)]
    changes = [_change(before, after) for before, after in pairs if before and after]
    if "fall" in changes:
        return f"Scores fall once {when}"
    if changes and all(change == "rise" for change in changes):
        return f"Scores are higher once {when}"
    return f"Scores hold when {when}"


def _change(before: Estimate, after: Estimate) -> str:
    """Say which way a score goes: clearly, beyond the interval of the other."""
    if before.low is not None and after.value < before.low:
        return "fall"
    if before.high is not None and after.value > before.high:
        return "rise"
    return "hold"


def _spoken(score: AuditScore) -> str:
    parts = [
        f"{name} {formats.estimate(value)}"
        for name, value in (("R²", score.r2), ("AUC", score.auc))
        if value is not None
    ]
    return f"{words.lower(score.label)}: {formats.listing(parts)}"


def _written(value: Estimate | None) -> str:
    return "" if value is None else formats.estimate(value)
