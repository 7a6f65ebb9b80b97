"""From rows read to rows modelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.charts import words
from reportgen.charts.chart import Chart, ChartTable, Words, chart
from reportgen.charts.marks import Told, cell, mark_bars, rows
from reportgen.charts.rows import row_panel
from reportgen.charts.theme import CAUTION, FAINT, HALF, LEAD
from reportgen.results import Preparation
from reportgen.text import translate

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def ledger(preparation: Preparation) -> Chart:
    """Return what each step of the preparation left and took away."""
    said = Words(title=_title(preparation), caption=translate(_CAPTION), alt=_alt(preparation))
    return chart("ledger", ledger_figure(preparation), said, _table(preparation), "half")


_CAPTION = (
    "Rows of the table. Grey and blue: rows that remain after a step; orange: rows that it removed."
)


def ledger_figure(preparation: Preparation) -> Figure:
    """Draw a bar for the rows read, for each step, and for the rows modelled."""
    steps = preparation.steps
    last = len(steps) + 1
    figure, axes = row_panel(
        [translate("Rows read"), *(step.label for step in steps), translate("Rows modelled")],
        [
            formats.integer(preparation.rows_read),
            *(formats.integer(-step.removed) for step in steps),
            formats.integer(preparation.rows_modelled),
        ],
        bottom=0.05,
        row=0.25,
        width=HALF,
        room=1.1,
    )
    kept = [preparation.rows_read, *(s.remaining for s in steps), preparation.rows_modelled]
    colours = [FAINT] * last + [LEAD]
    bars = axes.barh(range(last + 1), kept, 0.62, color=colours, label="remaining")
    remaining = translate("{step}: rows remaining {n}").format(step=cell(0), n=cell(2))
    mark_bars(bars, rows(range(last + 1), remaining))
    lost = axes.barh(
        range(1, last), [s.removed for s in steps], 0.62,
        left=[s.remaining for s in steps], color=CAUTION, label="removed",
    )  # fmt: skip
    removed = translate("{step}: rows removed {n}").format(step=cell(0), n=cell(1))
    told = [Told(i + 1, removed) if s.removed else None for i, s in enumerate(steps)]
    mark_bars(lost, told)
    axes.set_xlim(0, max(preparation.rows_read, 1))
    axes.set_xticks([])
    return figure


def _title(preparation: Preparation) -> str:
    removed = [step for step in preparation.steps if step.removed]
    read = formats.count(preparation.rows_read, "row")
    if not removed:
        return translate("All {rows} read are modelled").format(rows=read)
    largest = max(removed, key=lambda step: step.removed)
    step = words.lower(words.short(largest.label))
    kept = formats.integer(preparation.rows_modelled)
    return translate("{kept} of {rows} are modelled; the largest loss: {step}").format(
        kept=kept, rows=read, step=step
    )


def _alt(preparation: Preparation) -> str:
    removed = [s for s in preparation.steps if s.removed]
    parts = [f"{words.lower(s.label)}, {formats.integer(s.removed)}" for s in removed]
    read = formats.count(preparation.rows_read, "row")
    kept = formats.integer(preparation.rows_modelled)
    if not parts:
        said = translate("Bars: {rows} read, {kept} modelled. No row was removed.")
        return said.format(rows=read, kept=kept)
    return translate("Bars: {rows} read, {kept} modelled. Removed: {steps}.").format(
        rows=read, kept=kept, steps="; ".join(parts)
    )


def _table(preparation: Preparation) -> ChartTable:
    steps = (
        (step.label, formats.integer(step.removed), formats.integer(step.remaining))
        for step in preparation.steps
    )
    read = (translate("Rows read"), "", formats.integer(preparation.rows_read))
    left = (translate("Rows modelled"), "", formats.integer(preparation.rows_modelled))
    columns = (translate("Step"), translate("Rows removed"), translate("Rows remaining"))
    numbers = (
        (None, None, preparation.rows_read),
        *((None, step.removed, step.remaining) for step in preparation.steps),
        (None, None, preparation.rows_modelled),
    )
    return ChartTable(columns=columns, rows=(read, *steps, left), numbers=numbers)
