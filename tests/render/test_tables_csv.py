from __future__ import annotations

import csv
import io
import re

import pytest

from reportgen.render.tables_csv import Table, as_csv, tables
from reportgen.results import Report, Skipped
from tests.example import no_target_report


def _read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def _named(report: Report, name: str) -> list[dict[str, str]]:
    (table,) = (table for table in tables(report) if table.name == name)
    return _read(as_csv(table))


def _one(*values: str | float | bool | None) -> bytes:
    columns = tuple(f"c{i}" for i in range(len(values)))
    return as_csv(Table(name="t", title="T", columns=columns, rows=(values,)))


def test_each_table_of_the_pages_has_its_file(report: Report, made: dict[str, bytes]) -> None:
    placed = set(re.findall(r'id="table-([\w-]+)"', made["html"].decode()))
    assert len(placed) > 15
    assert placed - {table.name for table in tables(report)} == set()


def test_numbers_are_those_of_the_report(report: Report) -> None:
    regression = report.regression
    assert not isinstance(regression, Skipped)
    rows = _named(report, "effects")
    assert [row["name"] for row in rows] == [effect.name for effect in regression.effects]
    for row, effect in zip(rows, regression.effects, strict=True):
        bounds = (effect.per_sd.value, effect.per_sd.low, effect.per_sd.high)
        assert tuple(float(row[f"per_sd{end}"]) for end in ("", "_low", "_high")) == bounds
        assert float(row["p_adjusted"]) == effect.p_adjusted


def test_parts_of_a_result_are_columns(report: Report) -> None:
    audit = {row["name"]: row for row in _named(report, "audit")}
    score = next(s for s in report.trust.audit if s.flexible is not None)
    assert score.flexible is not None
    assert score.flexible.r2 is not None
    assert float(audit[score.name]["flexible_r2_low"]) == score.flexible.r2.low
    segments = report.segments
    assert not isinstance(segments, Skipped)
    trait = segments.members[0].traits[0]
    assert float(_named(report, "segments")[0][f"traits_{trait.name}_z"]) == trait.z


def test_the_ledger_begins_with_the_rows_read(report: Report) -> None:
    rows = _named(report, "ledger")
    assert rows[0]["remaining"] == str(report.preparation.rows_read)
    assert len(rows) == 1 + len(report.preparation.steps)


def test_what_was_skipped_has_no_file() -> None:
    names = {table.name for table in tables(no_target_report())}
    assert {"columns", "ledger", "checks"} <= names
    assert names & {"effects", "classification", "by-genre"} == set()


def test_files_follow_the_standard() -> None:
    content = _one('a "b", c', "two\nlines", None, True, 0.1)
    assert content == b'c0,c1,c2,c3,c4\r\n"a ""b"", c","two\nlines",,true,0.1\r\n'
    assert "é–".encode() in _one("é–")


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-x", "@sum", "\tx", "\rx", "-1+2", "-"])
def test_what_could_start_a_formula_is_defused(text: str) -> None:
    (row,) = _read(_one(text, "end"))
    assert row["c0"] == f"'{text}"


@pytest.mark.parametrize("value", [-0.5, -3, 1e-300, "-0.5", "+2", "a=b", "−1"])
def test_numbers_and_plain_words_stay(value: str | float) -> None:
    (row,) = _read(_one(value))
    assert row["c0"] == str(value)
