"""Tables with far more columns than a report can name."""

from __future__ import annotations

from dataclasses import replace

from reportgen.formats import integer
from reportgen.ingest.names import recognised
from reportgen.ingest.raw import RawTable
from reportgen.settings import ColumnSettings
from reportgen.text import translate

MOST_COLUMNS = 1_000
"""Columns up to which each is listed, used or not."""


def narrowed(raw: RawTable, columns: ColumnSettings) -> RawTable:
    """Keep only columns with known names, or named by the settings, where there are too many."""
    names = raw.data.column_names
    if len(names) <= MOST_COLUMNS:
        return raw
    asked = {
        *(columns.target, columns.genre, columns.artist, columns.id, columns.title, columns.date),
        *columns.features,
        *columns.exclude,
    }
    kept = [name for name in names if name in asked or recognised(name) is not None]
    raw.notes.assume(
        "many_columns",
        translate(
            "The table has {n} columns; the {kept} with known names were read, and those that the "
            "settings name under [columns]."
        ).format(n=integer(len(names)), kept=integer(len(kept))),
    )
    return replace(raw, data=raw.data.select(kept))
