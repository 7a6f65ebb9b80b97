from __future__ import annotations

import codecs
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.ingest import Table, open_table
from reportgen.ingest.dialect import DELIMITERS, Dialect, records, sniff
from reportgen.ingest.encoding import decoded
from tests.ingest.tables import HEADER, ROWS, saved, text_of

CELLS = st.text(st.sampled_from("abcXYZ 0123456789.,;|\t\"'äéßñ-"), min_size=0, max_size=12)


@given(
    st.sampled_from(sorted(DELIMITERS)),
    st.lists(st.tuples(CELLS, CELLS, CELLS, st.integers(0, 100)), min_size=1, max_size=30),
    st.sampled_from(["\n", "\r\n"]),
)
def test_delimiter_is_found_whatever_stands_in_the_cells(
    delimiter: str, rows: list[tuple[str, str, str, int]], end: str
) -> None:
    written = [(*map(str, row[:3]), str(row[3])) for row in rows]
    text = text_of(("track_name", "artist name", "genre", "popularity"), written, delimiter, end)
    found = sniff(text, whole=True)
    assert found.delimiter == delimiter
    assert len(records(text, found, whole=True)) == len(rows) + 1


@given(st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), max_size=60))
def test_windows_text_comes_back_unless_it_is_valid_utf8(text: str) -> None:
    data = text.encode("cp1252")
    try:
        expected = data.decode("utf-8")
    except UnicodeDecodeError:
        expected = text
    found = decoded(data)
    if found.encoding == "Windows-1252":
        assert bytes(found.data).decode() == expected
        assert found.lost == 0


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=80))
def test_utf8_comes_back(text: str) -> None:
    text = text.removeprefix("\ufeff")
    found = decoded(text.encode())
    if text.encode()[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        assert found.encoding == "UTF-8"
        assert bytes(found.data).decode() == text
        assert found.lost == text.count("\N{REPLACEMENT CHARACTER}")


def test_sample_is_not_judged_by_a_cut_record() -> None:
    assert records("a,b\n1,2\n3", Dialect(","), whole=False) == [["a", "b"], ["1", "2"]]


def test_bytes_undefined_in_windows_are_replaced_and_counted() -> None:
    found = decoded(b"caf\xe9 \x81")
    assert found.encoding == "Windows-1252"
    assert bytes(found.data).decode() == "café \N{REPLACEMENT CHARACTER}"
    assert found.lost == 1


@pytest.fixture
def expected(tmp_path: Path) -> Table:
    return open_table(saved(tmp_path, text_of(HEADER, ROWS), "expected.csv"))


def same(a: Table, b: Table) -> None:
    assert a.levels == b.levels
    for name, values in a.blocks[0].columns.items():
        np.testing.assert_array_equal(values, b.blocks[0].columns[name])


@pytest.mark.parametrize("delimiter", sorted(DELIMITERS))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_same_table_however_it_is_written(
    tmp_path: Path, expected: Table, delimiter: str, encoding: str
) -> None:
    content = text_of(HEADER, ROWS, delimiter, "\r\n").encode(encoding)
    same(expected, open_table(saved(tmp_path, content)))


def test_excel_line_that_names_the_separator(tmp_path: Path, expected: Table) -> None:
    same(expected, open_table(saved(tmp_path, "sep=|\n" + text_of(HEADER, ROWS, "|"))))


def test_gzip(tmp_path: Path, expected: Table) -> None:
    import gzip

    path = saved(tmp_path, gzip.compress(text_of(HEADER, ROWS).encode()), "table.csv.gz")
    same(expected, open_table(path))
    assert open_table(path).reading.format == "CSV (gzip)"


def test_line_breaks_and_quotes_inside_cells(tmp_path: Path) -> None:
    rows = [("a", 'One\n"two", three', "Ada", "1", "0.5", "100"), *ROWS]
    table = open_table(saved(tmp_path, text_of(HEADER, rows)))
    assert table.reading.rows == 4
    assert table.tracks([0])[0].title == 'One\n"two", three'


def test_line_ends_of_old_macs(tmp_path: Path, expected: Table) -> None:
    same(expected, open_table(saved(tmp_path, text_of(HEADER, ROWS, end="\r"))))
