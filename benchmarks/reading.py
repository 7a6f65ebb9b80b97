"""Measure reading against pyarrow: ``python -m benchmarks.reading [TABLE ...]``.

The tables are drawn by the generator of the sample, larger; they are stored as CSV, plain
and gzip, and as Parquet.  Each is read several times in a process of its own, in turns: by
pyarrow, which parses the columns and does nothing else, and by reportgen, which understands
them as well.  CPU seconds count all threads.  The table is printed and written into
``reading.md`` beside this script.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
from pyarrow import csv as pacsv
from pyarrow import parquet as pq

from benchmarks.measuring import Cost, measure, median
from benchmarks.whole_command import rewrite
from data.make_sample import make
from data.sample_design import Design

PAGE = Path(__file__).with_name("reading.md")
DRAWN = 100_000
SIZES = (100_000, 1_000_000)
RUNS = 5
PYARROW = """
import sys
import pyarrow.csv, pyarrow.parquet
path = sys.argv[1]
if path.endswith(".parquet"):
    pyarrow.parquet.read_table(path)
else:
    parse = pyarrow.csv.ParseOptions(newlines_in_values=True, delimiter=sys.argv[2])
    convert = pyarrow.csv.ConvertOptions(strings_can_be_null=True)
    pyarrow.csv.read_csv(path, parse_options=parse, convert_options=convert)
"""
OURS = """
import sys
from reportgen.ingest import open_table
open_table(sys.argv[1])
"""
NOTHING = {
    "pyarrow": "import pyarrow.csv, pyarrow.parquet",
    "ours": "import pandas, reportgen.ingest.delimited, reportgen.ingest.columnar",
}
"""What either loads before it reads; pyarrow's functions load pandas where it is installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What one table costs pyarrow and reportgen."""

    table: str
    rows: int
    pyarrow: Cost
    ours: Cost


def draw(rows: int, folder: Path) -> tuple[Path, ...]:
    """Write a table of about ``rows`` rows as CSV, gzip and Parquet."""
    path = folder / f"{rows}.csv"
    with path.open("wb") as file:
        for n in range(max(rows // DRAWN, 1)):
            design = replace(Design(), tracks=min(rows, DRAWN), seed=Design().seed + n)
            text = make(design).text
            file.write(text if n == 0 else text.partition(b"\n")[2])
    packed = path.with_suffix(".csv.gz")
    with pa.CompressedOutputStream(str(packed), "gzip") as out:
        out.write(path.read_bytes())
    columns = path.with_suffix(".parquet")
    pq.write_table(pacsv.read_csv(path), columns)
    return packed, path, columns


def compare(path: Path, runs: int, delimiter: str = ",") -> Pair:
    """Measure both on one table, in turns."""
    ours, theirs = [], []
    for _ in range(runs):
        theirs.append(measure([sys.executable, "-c", PYARROW, str(path), delimiter], runs=1))
        ours.append(measure([sys.executable, "-c", OURS, str(path)], runs=1))
    return Pair(table=path.name, rows=_rows(path), pyarrow=median(theirs), ours=median(ours))


def _rows(path: Path) -> int:
    if path.suffix == ".parquet":
        return int(pq.read_metadata(path).num_rows)
    options = pacsv.ParseOptions(newlines_in_values=True)
    return int(pacsv.read_csv(path, parse_options=options).num_rows)


def as_markdown(pairs: Sequence[Pair], floors: dict[str, Cost], runs: int) -> str:
    """Return the table of a page; *reading* is a process without what its imports cost."""
    theirs, ours = floors["pyarrow"].cpu, floors["ours"].cpu
    head = (
        f"Median of {runs} runs, Python {platform.python_version()}, pyarrow {version('pyarrow')}. "
        f"Imports alone: pyarrow {theirs:.2f} s, reportgen {ours:.2f} s."
    )
    columns = (
        "table | rows | pyarrow s | reportgen s | ratio | reading: pyarrow s | reportgen s | ratio "
        "| reportgen MB"
    )
    lines = [head, "", f"| {columns} |", "|---|---:|---:|---:|---:|---:|---:|---:|---:|"]
    for pair in pairs:
        whole, of = pair.ours.cpu, pair.pyarrow.cpu
        lines.append(
            f"| {pair.table} | {pair.rows:,} | {of:.2f} | {whole:.2f} | {whole / of:.2f} "
            f"| {of - theirs:.2f} | {whole - ours:.2f} | {(whole - ours) / (of - theirs):.2f} "
            f"| {pair.ours.peak_mb:.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure the tables named, or those drawn; the latter are written down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        drawn = [] if asked.tables else [p for n in SIZES for p in draw(n, Path(folder))]
        pairs = [compare(path, asked.runs) for path in asked.tables or drawn]
    floors = {
        name: measure([sys.executable, "-c", code], runs=asked.runs)
        for name, code in NOTHING.items()
    }
    text = as_markdown(pairs, floors, asked.runs)
    print(text)
    if drawn:
        rewrite(PAGE, text)


if __name__ == "__main__":
    main()
