"""Small tables for the tests of reading."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data"

HEADER = ("track_id", "track_name", "artist_name", "popularity", "energy", "tempo")
ROWS = (
    ("a1", "First", "Ada", "10", "0.5", "120.5"),
    ("b2", "Second", "Bo", "0", "0.25", "98"),
    ("c3", "Third", "Cy", "77", "0.75", "141"),
)


def real(name: str) -> Path:
    """Return a table made by others, or skip the test where it is absent."""
    path = REAL / name
    if not path.is_file():
        pytest.skip(f"{name} is not on this machine")
    return path


def text_of(
    header: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ",", end: str = "\n"
) -> str:
    """Write a table as CSV text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def saved(folder: Path, content: str | bytes, name: str = "table.csv") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
