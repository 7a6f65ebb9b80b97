"""What exports do to tables: each is recognised, mended where that is safe, and noted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.errors import DataError, ReportgenError
from reportgen.ingest import Table, open_table
from reportgen.ingest.dialect import header_at, sniff
from reportgen.ingest.times import day_of
from tests.ingest.tables import saved

HEADER = "track_name,artist,time_signature,energy,tempo,popularity"
LINES = [f"S{n},A{n},4,0.{n + 10},{100 + n},{n}" for n in range(30)]


def opened(folder: Path, *lines: str, end: str = "\n") -> Table:
    return open_table(saved(folder, "\n".join(lines) + end))


def notes(table: Table) -> dict[str, str]:
    reading = table.reading
    return {note.code: note.text for note in (*reading.assumptions, *reading.problems)}


def test_titles_above_the_header(tmp_path: Path) -> None:
    table = opened(tmp_path, "Tracks of 2019", "", "exported today", HEADER, *LINES)
    assert notes(table)["titles"] == "2 lines above the names of the columns were left out."
    assert table.reading.rows == 30


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_trailing_delimiter(tmp_path: Path, delimiter: str) -> None:
    lines = [f"{line.replace(',', delimiter)}{delimiter}" for line in LINES]
    table = opened(tmp_path, HEADER.replace(",", delimiter), *lines)
    assert notes(table)["trailing_delimiter"].startswith("Each row ends in a delimiter")
    assert len(table.reading.fields) == 6
    assert table.reading.rows == 30


def test_a_trailing_delimiter_in_the_header_too(tmp_path: Path) -> None:
    table = opened(tmp_path, HEADER + ",", *(line + "," for line in LINES))
    assert table.reading.rows == 30
    assert all(f.excluded for f in table.reading.fields if f.source == "(unnamed)")


def test_names_of_rows_without_a_header(tmp_path: Path) -> None:
    table = opened(tmp_path, HEADER, *(f'"{n}",{line}' for n, line in enumerate(LINES, 1)))
    assert "index_column" in notes(table)
    assert table.tracks([4])[0].title == "S4"
    assert table.reading.rows == 30


def test_an_index_column(tmp_path: Path) -> None:
    table = opened(tmp_path, "," + HEADER, *(f"{n},{line}" for n, line in enumerate(LINES)))
    assert notes(table)["not_used"].startswith("Not used: (unnamed) (counts the rows")


def test_a_sum_and_a_footer_below(tmp_path: Path) -> None:
    table = opened(
        tmp_path,
        HEADER,
        *LINES,
        "Total,,,5.85,3435,435",
        ",,,,,",
        "Source: our archive,,,,,",
        "exported by hand",
    )
    found = notes(table)
    assert table.reading.rows == 30
    assert (
        found["total_row"] == "The row “Total” below the tracks was taken for a sum and left out."
    )
    assert "footer" in found
    assert found["empty_rows"] == "1 row without any value was left out."
    assert not table.reading.problems


def test_a_song_called_total_stays(tmp_path: Path) -> None:
    table = opened(tmp_path, HEADER, *LINES, "Total,Ada,4,0.5,100,40")
    assert table.reading.rows == 31
    assert "total_row" not in notes(table)


def test_a_song_called_sum_without_artists_stays(tmp_path: Path) -> None:
    table = opened(
        tmp_path, "track_name,energy,popularity", "A,0.5,1", "B,0.25,3", "C,1,5", "Sum,0.5,7"
    )
    assert table.reading.rows == 4
    assert (
        opened(
            tmp_path, "track_name,energy,popularity", "A,0.5,1", "B,0.25,3", "C,1,5", "Sum,1.75,9"
        ).reading.rows
        == 3
    )


def test_rows_without_any_value(tmp_path: Path) -> None:
    table = opened(tmp_path, HEADER, *LINES[:10], ",,,,,", ",,,,,", *LINES[10:])
    assert notes(table)["empty_rows"] == "2 rows without any value were left out."
    assert table.reading.rows == 30


def test_a_repeated_header(tmp_path: Path) -> None:
    table = opened(tmp_path, HEADER, *LINES[:15], HEADER, *LINES[15:])
    assert notes(table)["repeated_header"].startswith("1 row that repeats the names")
    assert table.reading.rows == 30
    assert not table.reading.problems


def test_rows_whose_cells_have_moved(tmp_path: Path) -> None:
    table = opened(tmp_path, HEADER, *LINES, "feat,S31,A31,4 beats,half,fast")
    assert notes(table)["shifted_rows"].startswith("1 row with words in columns of numbers")
    assert table.reading.rows == 30


def test_an_unquoted_delimiter_is_mended_where_one_way_fits(tmp_path: Path) -> None:
    header = "track_name,energy,artist,tempo,popularity"
    lines = [f"S{n},0.5,A{n},100,{n}" for n in range(20)]
    table = opened(tmp_path, header, *lines, "Hello, Goodbye,0.5,The Beatles,100,60")
    assert notes(table)["mended_rows"].startswith("1 row with too many cells could be mended")
    assert table.tracks([20])[0].title == "Hello, Goodbye"
    assert not table.reading.problems


def test_an_unquoted_delimiter_between_two_texts_is_not_guessed(tmp_path: Path) -> None:
    table = opened(tmp_path, HEADER, *LINES, "Hello, Goodbye,The Beatles,4,0.5,100,60")
    assert notes(table)["ragged_rows"].startswith("1 row (3.2")
    assert table.reading.rows == 30


def test_spare_empty_cells_are_cut_off(tmp_path: Path) -> None:
    table = opened(tmp_path, HEADER, *LINES, "S30,A30,4,0.5,100,60,,,")
    assert table.reading.rows == 31
    assert not table.reading.problems


def test_the_last_record_cut_short(tmp_path: Path) -> None:
    table = opened(tmp_path, HEADER, *LINES, "S30,A30,4,0.", end="")
    assert notes(table)["truncated_record"].startswith("The last row is cut short")
    assert table.reading.rows == 30


@pytest.mark.parametrize(
    ("cells", "levels"),
    [
        (["04-Apr", "03-Apr", "05-Apr"], ("3", "4", "5")),
        (["04-Apr", "04-Mar", "04-May"], ("3", "4", "5")),
        (["4. Apr.", "3. Apr.", "6. Aug."], ("3", "4", "6")),
        (["Apr-04", "Apr-03"], ("3", "4")),
        (["2024-04-04", "2024-04-03"], ("3", "4")),
        (["4/4", "3/4", "04-Apr"], ("3", "4")),
    ],
)
def test_dates_in_place_of_time_signatures(
    tmp_path: Path, cells: list[str], levels: tuple[str, ...]
) -> None:
    lines = [f"S{n},A{n},{cells[n % len(cells)]},0.5,100,{n}" for n in range(30)]
    table = opened(tmp_path, HEADER, *lines)
    assert table.levels["time_signature"] == levels
    assert "turned back into time signatures" in notes(table)["dates_for_signatures"]


def test_dates_that_may_be_either_signature_are_left(tmp_path: Path) -> None:
    lines = [f"S{n},A{n},{('02-Apr', '04-Feb')[n % 2]},0.5,100,{n}" for n in range(30)]
    assert "dates_for_signatures" not in notes(opened(tmp_path, HEADER, *lines))


def test_days_that_do_not_exist() -> None:
    assert day_of("31-Feb") is None
    assert day_of("44-Apr") is None
    assert day_of("4-Foo") is None


def test_many_unlike_rows_are_refused(tmp_path: Path) -> None:
    lines = [line if n % 3 else line + ",1,2" for n, line in enumerate(LINES)]
    with pytest.raises(DataError, match="In 10 of 30 rows the number of cells is not the 6"):
        opened(tmp_path, HEADER, *lines)


def test_nothing_but_empty_rows(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no row with a value"):
        opened(tmp_path, HEADER, ",,,,,", ",,,,,")


@pytest.mark.parametrize(
    ("widths", "at"), [([1, 3, 3], 1), ([3, 3], 0), ([1, 1, 1], 0), ([2, 3, 3], 0), ([], 0)]
)
def test_where_the_header_stands(widths: list[int], at: int) -> None:
    assert header_at(widths) == at


SCRAPS = st.one_of(
    st.sampled_from(
        [
            b",",
            b";",
            b"\t",
            b"|",
            b'"',
            b"'",
            b"\\",
            b"\n",
            b"\r",
            b"\r\n",
            b"energy",
            b"tempo",
            b"popularity",
            b"0.5",
            b"12",
            b"sep=;\n",
            b"\xef\xbb\xbf",
            b"\xff\xfe",
            b"\0",
            b"{",
            b"[",
            b"}",
            b"]",
            b"\x1f\x8b",
            b"PK\x03\x04",
            b"PAR1",
            b"BZh9",
            b"\xfd7zXZ\0",
            b"ARROW1",
            b"SQLite format 3\0",
            b"\xff\xff\xff\xff",
            b"FEA1",
            b"(\xb5/\xfd",
        ]
    ),
    st.binary(max_size=6),
)


@given(st.lists(SCRAPS, max_size=40).map(b"".join))
def test_any_bytes_are_a_table_or_a_told_mistake(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = saved(tmp_path_factory.getbasetemp(), data, "fuzz")
    try:
        assert open_table(path).reading.rows > 0
    except ReportgenError as error:
        told = (error.where != "", error.hint != "")
        assert told == (True, True)


@given(st.text(st.sampled_from("ab,;|\t\"'\\\n\r 1."), max_size=80), st.booleans())
def test_any_text_has_a_dialect(text: str, whole: bool) -> None:
    assert sniff(text, whole=whole).delimiter
