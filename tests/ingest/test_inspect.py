"""What `reportgen inspect` prints of a table."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from reportgen.cli.inspect import print_table
from reportgen.ingest import open_table
from tests.ingest.tables import HEADER, ROWS, saved, text_of

if TYPE_CHECKING:
    import pytest


def printed(path: Path, width: int) -> str:
    out = io.StringIO()
    print_table(open_table(path), Console(file=out, width=width, color_system=None))
    return out.getvalue()


def test_every_column_and_note_is_printed(tmp_path: Path) -> None:
    content = text_of((*HEADER, "[red]mood"), [(*row, "x") for row in ROWS])
    path = saved(tmp_path, content)
    text = printed(path, 140)
    reading = open_table(path).reading
    assert text.startswith("table.csv: CSV, 3 rows, 7 columns; target popularity: a score")
    for field in reading.fields:
        assert field.source in text
    for note in (*reading.assumptions, *reading.problems, *reading.limitations):
        assert note.text[:60] in text
    assert "Damaged" not in text


def test_narrow_terminals_lose_nothing(tmp_path: Path) -> None:
    text = printed(saved(tmp_path, text_of(HEADER, ROWS)), 60)
    assert max(map(len, text.splitlines())) <= 60
    assert "popularity" in text


def test_plain_where_there_is_no_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    print_table(open_table(saved(tmp_path, text_of(HEADER, ROWS))))
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "What the table cannot tell" in out
