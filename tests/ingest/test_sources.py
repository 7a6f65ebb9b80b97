"""Files, folders, patterns, standard input and workbooks, by the command line and without."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import socket
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from reportgen.cli import main
from reportgen.errors import DataError, ExitCode
from reportgen.ingest import open_table
from reportgen.settings import InputSettings
from tests.ingest.tables import HEADER, ROWS, saved, text_of

GOOD = text_of(HEADER, ROWS)


def parts(folder: Path) -> Path:
    """Write three files of one shape in three formats, and what is no table beside them."""
    saved(folder, text_of(HEADER, ROWS[:1]), "1.csv")
    other = [tuple(reversed(row)) for row in ROWS[1:2]]
    saved(folder, gzip.compress(text_of(HEADER[::-1], other, ";").encode()), "2.csv.gz")
    frame = pd.DataFrame(ROWS[2:], columns=list(HEADER))
    frame.astype({"popularity": int, "energy": float, "tempo": float}).to_parquet(
        folder / "3.parquet"
    )
    saved(folder, "about", "README.md")
    saved(folder, "", "_SUCCESS")
    saved(folder, GOOD, ".hidden.csv")
    return folder


def test_a_folder_is_one_table(tmp_path: Path) -> None:
    whole = open_table(saved(tmp_path, GOOD))
    (tmp_path / "parts").mkdir()
    table = open_table(parts(tmp_path / "parts"))
    assert table.levels == whole.levels
    assert table.tracks(range(3)) == whole.tracks(range(3))
    for name, values in whole.blocks[0].columns.items():
        np.testing.assert_array_equal(table.blocks[0].columns[name], values)
    assert table.reading.format == "3 files of CSV, CSV (gzip), Parquet"
    assert table.reading.source == "parts"
    texts = [note.text for note in table.reading.assumptions]
    assert texts[0] == "The rows of 3 files stand below each other: 1.csv, 2.csv.gz and 3.parquet."
    assert "2.csv.gz: Cells are separated by a semicolon." in texts
    assert table.size == sum(
        file.stat().st_size for file in (tmp_path / "parts").iterdir() if file.name[0] in "123"
    )


def test_the_digest_of_a_folder_is_that_of_its_files(tmp_path: Path) -> None:
    first = open_table(parts(tmp_path)).sha256
    assert open_table(tmp_path).sha256 == first
    saved(tmp_path, text_of(HEADER, ROWS[:2]), "1.csv")
    assert open_table(tmp_path).sha256 != first


def test_a_pattern(tmp_path: Path) -> None:
    table = open_table(str(parts(tmp_path) / "[12].csv*"))
    assert table.reading.rows == 2
    assert open_table(str(tmp_path / "1*")).reading.format == "CSV"
    with pytest.raises(DataError, match="No file matches the pattern"):
        open_table(str(tmp_path / "*.xml"))


def test_a_column_of_other_kinds_in_each_file_keeps_its_texts(tmp_path: Path) -> None:
    saved(tmp_path, "energy,popularity,mood\n" + "0.5,1,7\n" * 20, "a.csv")
    saved(tmp_path, "energy,popularity,mood\nhigh,2,glad\n0.25,n/a,\n", "b.csv")
    table = open_table(tmp_path)
    assert table.missing["energy"] == 1
    assert table.distinct["mood"] == 2


def test_files_of_another_shape_are_named(tmp_path: Path) -> None:
    saved(tmp_path, "energy,popularity\n0.5,1\n", "a.csv")
    path = saved(tmp_path, "energy,tempo\n0.5,100\n", "b.csv")
    with pytest.raises(DataError) as caught:
        open_table(tmp_path)
    assert caught.value.where == str(path)
    assert caught.value.what == (
        "The columns are not those of a.csv: it lacks 'popularity' and has 'tempo' besides"
    )


def test_standard_input(tmp_path: Path) -> None:
    by_file = CliRunner().invoke(main, ["inspect", str(saved(tmp_path, GOOD))])
    by_pipe = CliRunner().invoke(main, ["inspect", "-"], input=gzip.compress(GOOD.encode()))
    assert by_pipe.exit_code == ExitCode.OK, by_pipe.output
    expected = by_file.output.replace("table.csv: CSV", "standard input: CSV (gzip)")
    assert by_pipe.output.split() == expected.split()


def test_empty_standard_input() -> None:
    result = CliRunner().invoke(main, ["inspect", "-"], input=b"")
    assert result.exit_code == ExitCode.DATA
    assert "standard input: Nothing came" in result.output


def test_inspect_needs_a_table() -> None:
    result = CliRunner().invoke(main, ["inspect"])
    assert result.exit_code == ExitCode.USAGE
    assert "Missing argument 'TABLE'" in result.output


def test_flags_beat_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    saved(tmp_path, "track_name~energy~tempo\nЯ~0,5~1.000\n".encode("cp866"), "t.csv")
    saved(tmp_path, '[input]\nencoding = "cp866"\ndelimiter = "tab"\n', "reportgen.toml")
    result = CliRunner().invoke(main, ["inspect", "t.csv", "--delimiter", "~", "--decimal", ","])
    assert result.exit_code == ExitCode.OK, result.output
    assert "The file was read as cp866." in result.output
    assert "Cells are separated by a tilde." in result.output
    assert "A comma in a number stands before its decimals." in result.output


@pytest.mark.parametrize("mark", ["", "ab", '"', "\n", "é"])
def test_a_delimiter_has_to_be_one_character(tmp_path: Path, mark: str) -> None:
    path = saved(tmp_path, GOOD)
    result = CliRunner().invoke(main, ["inspect", str(path), "--delimiter", mark])
    assert result.exit_code == ExitCode.SETTINGS
    assert "delimiter has to be one ASCII character" in result.output


def test_the_decimal_mark_is_taken_as_said(tmp_path: Path) -> None:
    path = saved(tmp_path, "energy;streams\n0.5;1,234\n0.25;2,345\n")
    point = open_table(path).blocks[0].columns["streams"]
    comma = open_table(path, settings=InputSettings(decimal=",")).blocks[0].columns["streams"]
    assert point.tolist() == pytest.approx(np.log10([1234, 2345]))
    assert comma.tolist() != point.tolist()


@pytest.mark.parametrize(
    "settings",
    [{"sheet": "x"}, {"table": "x"}, {"sql": "SELECT 1"}, {"member": "x"}],
)
def test_a_setting_without_meaning_is_refused(tmp_path: Path, settings: dict[str, str]) -> None:
    with pytest.raises(DataError) as caught:
        open_table(saved(tmp_path, GOOD), settings=InputSettings(**settings))  # type: ignore[arg-type]
    assert "no meaning" in caught.value.what or "no zip archive" in caught.value.what


def test_a_pipe_and_a_socket_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        for name in ("pipe", "socket"):
            with pytest.raises(DataError, match="pipe or a device") as caught:
                open_table(tmp_path / name)
            assert "give - in place" in caught.value.hint
    with pytest.raises(DataError, match="pipe or a device"):
        open_table("/dev/null")


def workbook(folder: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = folder / "book.xlsx"
    book.save(path)
    return path


TYPED: list[list[object]] = [
    [*HEADER],
    *([*row[:3], int(row[3]), float(row[4]), float(row[5])] for row in ROWS),
]


def test_a_sheet_by_its_name(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"About": [["Our tracks"]], "2019": TYPED, "2020": TYPED[:3]})
    first = open_table(path)
    assert (first.reading.format, first.reading.rows) == ("Excel workbook", 3)
    assert "The sheet “2019” was read" in first.reading.assumptions[0].text
    assert open_table(path, settings=InputSettings(sheet="2020")).reading.rows == 2
    with pytest.raises(DataError, match="no sheet '2021'") as caught:
        open_table(path, settings=InputSettings(sheet="2021"))
    assert caught.value.hint == "It has About, 2019 and 2020."


def test_a_workbook_made_by_hand(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Our tracks of 2019"],
        [],
        [None, "track", "artist", "time_signature", "energy", "popularity", "release_date"],
    ]
    for n in range(6):
        day = dt.date(2024, 4, 4 if n % 2 else 3)
        rows.append([None, f"S{n}", f"A{n}", day, 0.1 * n, n, dt.date(2010 + n, 1, 2)])
    rows[5][4] = "#N/A"
    rows += [[], [None, "Total", None, None, 1.5, 15], [], ["Source: our archive"]]
    table = open_table(workbook(tmp_path, {"Sheet1": rows}))
    assert table.reading.rows == 6
    codes = [note.code for note in table.reading.assumptions]
    assert {"titles", "footer", "total_row", "dates_for_signatures"} <= set(codes)
    assert table.levels["time_signature"] == ("3", "4")
    assert table.missing["energy"] == 1
    assert table.blocks[0].columns["year"].tolist() == [2010, 2011, 2012, 2013, 2014, 2015]


def test_an_empty_workbook(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No sheet of the workbook holds a table"):
        open_table(workbook(tmp_path, {"a": [], "b": [["x"]]}))


def test_a_damaged_workbook(tmp_path: Path) -> None:
    data = workbook(tmp_path, {"a": TYPED}).read_bytes()
    for broken in (data[: len(data) // 2], data.replace(b"sheet1.xml", b"sheet9.xml")):
        with pytest.raises(DataError):
            open_table(saved(tmp_path, broken, "broken.xlsx"))


@pytest.mark.long
def test_the_command_that_is_recorded_reads_the_same_table(tmp_path: Path) -> None:
    header = "track_id,artist,danceability,energy,tempo,popularity\n"
    numbers = np.random.default_rng(3).uniform(0, 1, (400, 2)).round(3)
    body = "".join(
        f"t{i},a{i % 40},{numbers[i, 0]},{numbers[i, 1]},{90 + i % 60},{i % 90}\n"
        for i in range(400)
    )
    saved(tmp_path, header + body, "tracks.csv")
    arguments = ["run", str(tmp_path / "*.csv"), "--delimiter", ",", "--encoding", "utf-8"]
    result = CliRunner().invoke(main, [*arguments, "--format", "json", "-o", str(tmp_path / "o")])
    assert result.exit_code == ExitCode.OK, result.output
    stored = json.loads((tmp_path / "o" / "report.json").read_bytes())["provenance"]
    assert stored["source"] == "tracks.csv"
    assert "--delimiter , --encoding utf-8" in stored["command"]
