from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from reportgen.ingest import from_frame, open_table, understand
from reportgen.ingest.table import BLOCK_ROWS
from tests.ingest.tables import HEADER, ROWS, saved, text_of


@pytest.fixture
def frame() -> pd.DataFrame:
    frame = pd.DataFrame(ROWS, columns=list(HEADER))
    return frame.astype({"popularity": int, "energy": float, "tempo": float})


def test_file_frame_and_parquet_are_one_table(tmp_path: Path, frame: pd.DataFrame) -> None:
    path = tmp_path / "table.parquet"
    frame.to_parquet(path)
    csv = open_table(saved(tmp_path, text_of(HEADER, ROWS)))
    for other in (open_table(path), from_frame(frame)):
        assert other.levels == csv.levels
        assert other.tracks([2, 0]) == csv.tracks([2, 0])
        assert other.missing == csv.missing
        assert other.distinct == csv.distinct
        assert other.reading.fields == csv.reading.fields
        for name, values in csv.blocks[0].columns.items():
            np.testing.assert_array_equal(other.blocks[0].columns[name], values)


def test_formats_are_named(tmp_path: Path, frame: pd.DataFrame) -> None:
    path = tmp_path / "table.bin"
    frame.to_parquet(path)
    assert understand(path).format == "Parquet"
    assert from_frame(frame).reading.format == "pandas frame"
    assert from_frame(frame, name="mine").reading.source == "mine"


def test_digest_is_of_the_content(frame: pd.DataFrame) -> None:
    first, again = from_frame(frame), from_frame(frame.set_index("track_id", drop=False))
    assert first.sha256 == again.sha256
    assert first.size == again.size > 0
    assert from_frame(frame.assign(tempo=1.0)).sha256 != first.sha256


def test_digest_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    path = saved(tmp_path, "energy\n0.5\n")
    table = open_table(path)
    assert table.size == 11
    assert table.sha256 == ("830f28795add04d23c1bdead7494cc7fec3246a0dbdcd98b7f834d04057e4364")


def test_odd_columns_of_a_frame() -> None:
    frame = pd.DataFrame(
        {
            "energy": pd.Series([0.5, None, 0.25], dtype="Float64"),
            "genre": pd.Categorical(["pop", "rock", "pop"]),
            "artists": [["A", "B"], ["C"], None],
            "explicit": pd.Series([True, None, False], dtype="boolean"),
            "release_date": pd.to_datetime(["2019-05-01", "2020-01-01", "NaT"]),
            "popularity": ["10", 20, None],
            7: [{"a": 1}, None, {"b": 2}],
        }
    )
    table = from_frame(frame)
    assert table.levels["genre"] == ("pop", "rock")
    assert table.levels["artist"] == ("(unknown)", "A", "C")
    assert table.levels["explicit"] == ("no", "yes")
    np.testing.assert_array_equal(table.blocks[0].columns["year"], [2019, 2020, np.nan])
    np.testing.assert_array_equal(table.blocks[0].columns["popularity"], [10, 20, np.nan])
    assert [field.source for field in table.reading.fields][-1] == "7"


def test_blocks_are_cut_and_numbered(tmp_path: Path) -> None:
    n = BLOCK_ROWS + 5
    path = tmp_path / "long.parquet"
    pq.write_table(pa.table({"energy": np.linspace(0, 1, n), "tempo": np.full(n, 100.0)}), path)
    blocks = open_table(path).blocks
    assert [block.size for block in blocks] == [BLOCK_ROWS, 5]
    assert blocks[1].columns["row"].tolist() == list(range(BLOCK_ROWS, n))
    assert blocks[1].columns["energy"][-1] == 1.0


def test_a_type_that_changes_far_down_the_file(tmp_path: Path) -> None:
    rows = "".join(f"t{i},{i % 7},0.5\n" for i in range(150_000))
    table = open_table(saved(tmp_path, f"title,sales,energy\n{rows}last,many,0.25\n"))
    assert table.reading.rows == 150_001
    assert table.blocks[-1].columns["energy"][-1] == 0.25


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2019", 2019),
        ("2019-06", 2019),
        ("14/06/2019", 2019),
        ("June 5, 1999", 1999),
        ("0000", None),
    ],
)
def test_years(text: str, year: int | None) -> None:
    table = from_frame(pd.DataFrame({"energy": [0.5], "release_date": [text]}))
    expected = [np.nan if year is None else year]
    np.testing.assert_array_equal(table.blocks[0].columns["year"], expected)
    assert table.missing["release_date"] == (year is None)


def test_dates_of_mixed_precision_are_noted() -> None:
    frame = pd.DataFrame({"energy": [0.5, 0.4], "release_date": ["2019", "2018-01-01"]})
    notes = {note.code: note.text for note in from_frame(frame).reading.assumptions}
    assert notes["year"] == "Some dates in release_date are only a year, so only years are used."


def test_empty_columns_are_not_used() -> None:
    frame = pd.DataFrame({"energy": [0.5, 0.4], "artist": None, "track_id": None, "title": None})
    table = from_frame(frame.assign(genre=None, mode=None, tempo=np.nan, popularity=None))
    assert table.levels == {}
    assert sorted(table.blocks[0].columns) == ["energy", "row"]
    assert table.reading.task == "none"
    reasons = {field.source: field.excluded for field in table.reading.fields}
    assert reasons["tempo"] == reasons["genre"] == "empty"
    assert reasons["popularity"] == "named like a target, but empty"
    assert {"no_genre", "no_artist"} <= {note.code for note in table.reading.limitations}


def test_bytes_are_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "bytes.parquet"
    pq.write_table(pa.table({"energy": [0.5, 0.4], "artist": [b"Ada", b"\xff"]}), path)
    assert open_table(path).levels["artist"] == ("Ada", "\N{REPLACEMENT CHARACTER}")
