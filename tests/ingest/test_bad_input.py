"""Every mistake is told with what, where and what to do."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pytest

from reportgen.errors import DataError
from reportgen.ingest import from_frame, open_table
from reportgen.settings import ColumnSettings
from tests.ingest.tables import HEADER, ROWS, saved, text_of

GOOD = text_of(HEADER, ROWS)


def refused(path: Path, **columns: object) -> DataError:
    with pytest.raises(DataError) as caught:
        open_table(path, ColumnSettings(**columns))  # type: ignore[arg-type]
    assert caught.value.where == str(path)
    assert caught.value.hint.endswith((".", "?", "`."))
    return caught.value


def test_missing_file(tmp_path: Path) -> None:
    saved(tmp_path, GOOD, "tracks.csv")
    error = refused(tmp_path / "track.csv")
    assert error.what == "The file does not exist"
    assert error.hint == "Did you mean 'tracks.csv'?"


def test_missing_folder(tmp_path: Path) -> None:
    assert "no folder" in refused(tmp_path / "nowhere" / "track.csv").hint


def test_folder_without_tables(tmp_path: Path) -> None:
    saved(tmp_path, "no table", "README.md")
    assert refused(tmp_path).what == "The folder holds no table"


def test_empty_file(tmp_path: Path) -> None:
    assert refused(saved(tmp_path, b"")).what == "The file is empty"


def test_blank_file(tmp_path: Path) -> None:
    assert "no text" in refused(saved(tmp_path, "\n\n")).what


def test_header_only(tmp_path: Path) -> None:
    assert "no rows" in refused(saved(tmp_path, text_of(HEADER, []))).what


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise PermissionError

    path = saved(tmp_path, GOOD)
    monkeypatch.setattr(Path, "open", refuse)
    assert refused(path).what == "The file may not be read"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "a PNG picture"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old or a locked Excel workbook"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"\x80\x05\x95\0\0\0\0\0\0\0\0", "a Python pickle"),
        (bytes(257) + b"ustar" + bytes(250), "a tar archive"),
        (b"a,b\n1,\0\0\n", "a binary file"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer"),
    ],
)
def test_no_table_at_all(tmp_path: Path, content: bytes, what: str) -> None:
    assert refused(saved(tmp_path, content)).what == f"This is {what}, not a table"


def test_gzip_cut_short(tmp_path: Path) -> None:
    error = refused(saved(tmp_path, gzip.compress(GOOD.encode())[:-20]))
    assert "damaged or cut short" in error.what


def test_parquet_damaged(tmp_path: Path) -> None:
    assert "Parquet file is damaged" in refused(saved(tmp_path, b"PAR1 nonsense PAR1")).what


def test_no_header(tmp_path: Path) -> None:
    assert "not the names of columns" in refused(saved(tmp_path, "1,2,0.5\n3,4,0.7\n")).what


def test_repeated_column(tmp_path: Path) -> None:
    error = refused(saved(tmp_path, "energy,tempo,energy\n0.5,100,0.5\n"))
    assert error.what == "More than one column is called 'energy'"


def test_ragged_table(tmp_path: Path) -> None:
    content = GOOD + "x,y\n"
    error = refused(saved(tmp_path, content))
    assert error.what == "In 1 of 4 rows the number of cells is not the 6 of the header"


def test_few_ragged_rows_are_left_out_and_counted(tmp_path: Path) -> None:
    content = text_of(HEADER, ROWS * 10) + "x,y\n"
    table = open_table(saved(tmp_path, content))
    assert table.reading.rows == 30
    (note,) = table.reading.problems
    assert note.code == "ragged_rows"
    assert note.text.startswith("1 row (3.2")


def test_open_quote(tmp_path: Path) -> None:
    content = GOOD + 'd4,"never closed,Ada,5,0.5,100\n' + GOOD.partition("\n")[2]
    error = refused(saved(tmp_path, content))
    assert error.what == "In 1 of 4 rows the number of cells is not the 6 of the header"
    assert "quotation marks" in error.hint


def test_no_numeric_feature(tmp_path: Path) -> None:
    path = saved(tmp_path, "track_name,artist_name,popularity\nA,B,3\n")
    error = refused(path)
    assert error.what.startswith("No numeric feature that is known")
    assert "[columns] features" in error.hint


def test_named_column_that_is_absent(tmp_path: Path) -> None:
    error = refused(saved(tmp_path, GOOD), target="Popularty")
    assert error.what == "There is no column 'Popularty', which [columns] target asks for"
    assert error.hint == "Did you mean 'popularity'?"


def test_named_column_that_resembles_none(tmp_path: Path) -> None:
    assert refused(saved(tmp_path, GOOD), features=("zzz",)).hint.startswith("The columns are:")


def test_named_target_that_holds_text(tmp_path: Path) -> None:
    error = refused(saved(tmp_path, GOOD), target="track_name")
    assert error.what == "The target 'track_name' cannot be used: 3 values of 3 are no numbers"


def test_target_of_two_other_values(tmp_path: Path) -> None:
    path = saved(tmp_path, "energy,grade\n0.5,1\n0.6,2\n0.7,2\n")
    assert "has only the values 1 and 2" in refused(path, target="grade").what


def test_no_target_is_no_error(tmp_path: Path) -> None:
    reading = open_table(saved(tmp_path, "energy,tempo\n0.5,100\n")).reading
    assert (reading.task, reading.target) == ("none", None)
    assert "no_target" in {note.code for note in reading.limitations}


def test_empty_frame() -> None:
    with pytest.raises(DataError, match="no rows"):
        from_frame(pd.DataFrame({"energy": []}))


def test_frame_with_repeated_columns() -> None:
    with pytest.raises(DataError, match="More than one column"):
        from_frame(pd.DataFrame([[0.1, 0.2]], columns=["energy", "energy"]))
