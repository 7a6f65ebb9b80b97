"""Report → its tables as CSV (RFC 4180), whole and with raw numbers.

A page shows rounded numbers and the first rows of a long table; these files hold all
rows and all digits.  An interval is three columns: the number, ``…_low``, ``…_high``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from reportgen.results import (
    Alternative,
    Classification,
    Estimate,
    Histogram,
    LedgerStep,
    Regression,
    Report,
    Segments,
    Skipped,
)
from reportgen.text import translate

Value = str | int | float | bool | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of values; ``name`` is that of the table in the pages."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A score of the classification, beside what is reached without a model."""

    name: str
    score: Estimate
    without_model: float | None = None
    gain: Estimate | None = None


def tables(report: Report) -> tuple[Table, ...]:
    """Return every table that the report has, whole; a table without rows is left out."""
    return tuple(
        _table(name, title, rows)
        for name, (title, rows) in _sources(report).items()
        if not isinstance(rows, Skipped) and rows
    )


def as_csv(table: Table) -> bytes:
    """Return the table as CSV: UTF-8, a header, lines that end in CR LF.

    A text that a spreadsheet would take for a formula is preceded by an apostrophe;
    numbers stay numbers.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([_cell(column) for column in table.columns])
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return buffer.getvalue().encode()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = str(value)
    dangerous = text.startswith(_FORMULA) and not _NUMBER.fullmatch(text)
    return f"'{text}" if dangerous else text


def _table(name: str, title: str, rows: Sequence[Any]) -> Table:
    flat = [dict(_flat(row)) for row in rows]
    columns = tuple(dict.fromkeys(key for row in flat for key in row))
    return Table(
        name=name,
        title=title,
        columns=columns,
        rows=tuple(tuple(row.get(column) for column in columns) for row in flat),
    )


def _flat(row: Any, before: str = "") -> Iterator[tuple[str, Value]]:
    """Yield the columns of a result, those of its parts under the names of the parts."""
    for field in fields(row):
        yield from _columns(f"{before}{field.name}", getattr(row, field.name))


def _columns(name: str, value: Any) -> Iterator[tuple[str, Value]]:
    if isinstance(value, Estimate):
        yield from ((name, value.value), (f"{name}_low", value.low), (f"{name}_high", value.high))
    elif isinstance(value, (Histogram, Skipped)):
        return
    elif is_dataclass(value):
        yield from _flat(value, f"{name}_")
    elif isinstance(value, tuple):
        yield from _listed(name, value)
    else:
        yield name, value


def _listed(name: str, items: Sequence[Any]) -> Iterator[tuple[str, Value]]:
    if all(isinstance(item, str) for item in items):
        yield name, "; ".join(items)
        return
    for item in items:
        if is_dataclass(item) and "name" in {field.name for field in fields(item)}:
            words = dict(_flat(item))
            label = words.pop("name")
            words.pop("label", None)
            yield from ((f"{name}_{label}_{key}", value) for key, value in words.items())


Sources = Mapping[str, tuple[str, Any]]


def _sources(report: Report) -> Sources:
    explored = report.exploration
    return {
        "columns": (translate("Columns of the table"), report.data.columns),
        **_preparation(report),
        "by-genre": (translate("Popularity by genre"), explored.by_genre),
        "by-year": (translate("Popularity by year"), explored.by_year),
        "correlations": (translate("Correlations of features and target"), explored.correlations),
        **_segments(report.segments),
        **_regression(report.regression),
        **_classification(report.classification),
        **_trust(report),
        "glossary": (translate("What the features mean"), _glossary(report)),
    }


def _preparation(report: Report) -> Sources:
    made = report.preparation
    read = LedgerStep(
        name="read", label=translate("Rows read"), removed=0, remaining=made.rows_read, reason=""
    )
    return {
        "ledger": (translate("From rows read to tracks modelled"), (read, *made.steps)),
        "sensitivity": (
            translate("The headline under other choices of cleaning"),
            _choices(report),
        ),
        "missing": (translate("Missing values"), made.missing),
        "missing-together": (translate("Values missing together"), made.gap_patterns),
        "outliers": (translate("Values beyond the limits"), made.outliers),
    }


def _choices(report: Report) -> Any:
    result = report.preparation.sensitivity
    if isinstance(result, Skipped):
        return result
    reported = Alternative(
        name="reported", label=translate("As reported"), n=result.n, score=result.score
    )
    return (reported, *result.alternatives) if result.alternatives else ()


def _segments(result: Segments | Skipped) -> Sources:
    if isinstance(result, Skipped):
        return {}
    changes = () if result.previous is None else result.previous.changes
    return {
        "candidates": (translate("Numbers of segments that were tried"), result.candidates),
        "segments": (translate("The segments with their traits"), result.members),
        "segment-changes": (translate("Segments beside those of the previous run"), changes),
    }


def _regression(result: Regression | Skipped) -> Sources:
    if isinstance(result, Skipped):
        return {}
    return {
        "effects": (translate("Effects of the features, all others held equal"), result.effects),
        "genres": (translate("Effects in regressions of the larger genres alone"), result.genres),
        "scores": (translate("Out-of-sample scores of the linear models"), result.scores),
        "importance": (translate("What is lost without a feature"), result.importance),
        "coefficients": (
            translate("Coefficients on the scale of the stored units"),
            result.coefficients,
        ),
    }


def _classification(result: Classification | Skipped) -> Sources:
    if isinstance(result, Skipped):
        return {}
    return {
        "classification": (translate("Scores of the logistic model"), tuple(_measures(result))),
        "top": (translate("Popular tracks among those ranked highest"), result.top),
        "cutoffs": (translate("The scores at other cut-offs"), result.cutoffs),
        "odds": (translate("Features and the chance of being popular"), result.odds),
        "log-odds": (translate("Coefficients of the logistic model"), result.coefficients),
    }


def _measures(result: Classification) -> Iterable[Measure]:
    gains, majority = result.gains, result.majority
    yield Measure(
        name="accuracy_at_half", score=result.accuracy_at_half, without_model=majority,
        gain=gains.accuracy,
    )  # fmt: skip
    yield Measure(name="accuracy", score=result.accuracy, without_model=majority)
    yield Measure(name="balanced_accuracy", score=result.balanced_accuracy, without_model=0.5)
    yield Measure(name="auc", score=result.auc, without_model=0.5)
    yield Measure(
        name="average_precision", score=result.average_precision,
        without_model=result.prevalence, gain=gains.average_precision,
    )  # fmt: skip
    yield Measure(name="mcc", score=result.mcc, without_model=0.0)
    yield Measure(name="brier", score=result.brier, gain=gains.brier)
    yield Measure(name="log_loss", score=result.log_loss)


def _trust(report: Report) -> Sources:
    trust = report.trust
    return {
        "audit": (translate("Scores under each split"), trust.audit),
        "ceiling": (
            translate("A flexible model beside the straight ones"),
            () if isinstance(trust.ceiling, Skipped) else (trust.ceiling,),
        ),
        "bounds": (
            translate("Scores and the limits above which they are suspicious"),
            trust.bounds,
        ),
        "screen": (translate("What each column explains of the target by itself"), trust.screen),
        "checks": (translate("Every check that ran"), trust.checks),
        **_night(report),
    }


def _night(report: Report) -> Sources:
    then = None if isinstance(report.comparison, Skipped) else report.comparison
    gates = () if isinstance(report.gates, Skipped) else report.gates.outcomes
    return {
        "changes": (
            translate("Results of the earlier run and of this one"),
            then.results if then else (),
        ),
        "drift": (translate("How the values of each column moved"), then.drift if then else ()),
        "gates": (translate("Limits that the settings put on results"), gates),
    }


def _glossary(report: Report) -> Sequence[Any]:
    from reportgen.render.glossary import glossary

    return glossary(report)
