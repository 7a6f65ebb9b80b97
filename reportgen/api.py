"""The public functions; everything heavy is imported when one is called."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.errors import DataError, EngineError, RenderError
from reportgen.results import Provenance, Report, Skipped
from reportgen.settings import BrandSettings, Settings
from reportgen.text import using

if TYPE_CHECKING:
    import pandas as pd

    from reportgen.compare import Beside
    from reportgen.ingest import Table
    from reportgen.pipeline import Progress

Earlier = Callable[[Provenance], Report | Skipped]
"""What finds the report to compare with."""


def analyze(
    table: str | Path | pd.DataFrame | None = None,
    settings: Settings | None = None,
    *,
    now: datetime | None = None,
    progress: Progress | None = None,
    previous: Report | Earlier | None = None,
    beside: Beside | None = None,
) -> Report:
    """Answer what goes with the popularity of the tracks in a table.

    Parameters
    ----------
    table : str, Path or DataFrame, optional
        A file (CSV, Parquet, Arrow, Excel, JSON or SQLite, packed or plain), a folder or
        a pattern of files of one shape, ``-`` for standard input, the address of a
        database with a query in ``settings.input.sql``, or a frame; by default the sample
        that comes with the package.
    settings : Settings, optional
        By default all defaults.
    now : datetime, optional
        When the report is made; by default the clock.
    progress : callable, optional
        Called with the name of each step; returns a context that is entered meanwhile.
    previous : Report or callable, optional
        An earlier report on such a table, to compare with: segments that are still there
        keep their names, and changes are told from noise.  Or what finds it, given how this
        report is made: it returns a report, or a ``Skipped`` that says why there is none.
    beside : Beside, optional
        The name under which ``previous`` was kept, and what looks up earlier runs; by default
        it is the last run, and its report tells of those before it.

    Returns
    -------
    Report
        All results and findings, as plain frozen values.

    Raises
    ------
    DataError
        If the table cannot be read or cannot answer the question.
    AnalysisError
        If a statistic cannot be computed.
    EngineError
        If memory, scratch or cluster fail, or the table cannot be read in parts.
    SettingsError
        If two installed packages offer a section of the same name.
    """
    from reportgen.pipeline import quiet

    settings = settings or Settings()
    progress = progress or quiet
    now = now or datetime.now(UTC)
    with using(settings.report.language, settings.report.catalogue), _room():
        with progress("read"):
            read, engine = read_table(table, settings)
        return analyze_table(
            read,
            engine,
            settings,
            now=now,
            progress=progress,
            previous=previous,
            beside=beside,
        )


def analyze_table(
    table: Table,
    engine: str,
    settings: Settings,
    *,
    now: datetime,
    progress: Progress,
    previous: Report | Earlier | None = None,
    beside: Beside | None = None,
) -> Report:
    """Answer the same of a table that was read with these settings for an engine."""
    from reportgen.compare import ALONE
    from reportgen.pipeline import run
    from reportgen.sections import installed

    sections = installed(settings.sections.disabled)
    with using(settings.report.language, settings.report.catalogue), _room():
        provenance = _recorded(table, engine, settings, now)
        before = previous(provenance) if callable(previous) else previous
        return run(table, settings, provenance, progress, before, sections, beside or ALONE)


@contextmanager
def _room() -> Iterator[None]:
    """Say what to do where the memory is not enough.

    Raises
    ------
    EngineError
        In the place of a MemoryError.
    """
    try:
        yield
    except MemoryError as error:
        raise EngineError(
            "There is not enough memory for this table",
            hint="Use --engine stream, which keeps rows on disk, or allow for more memory.",
        ) from error


def _recorded(table: Table, engine: str, settings: Settings, now: datetime) -> Provenance:
    from reportgen.provenance import record

    return record(
        table.reading.source,
        table.sha256,
        table.size,
        settings,
        threads=_threads(settings),
        now=now,
        engine=engine,
    )


def _threads(settings: Settings) -> int:
    return settings.threads or os.cpu_count() or 1


def read_table(table: str | Path | pd.DataFrame | None, settings: Settings) -> tuple[Table, str]:
    """Return a table as it was understood, and the engine that it is for."""
    from reportgen.ingest import from_frame, opened
    from reportgen.ingest.sample import NAME, sample_path

    engine: str = settings.engine.asked
    if table is not None and not isinstance(table, str | Path):
        read = from_frame(table, settings.columns)
        return read, "memory" if engine == "auto" else engine
    if table is None and settings.input.sql_url_env is None:
        table = sample_path()
    read, engine = opened(table or "", settings, _threads(settings))
    if Path(table or "").name == NAME and Path(table or "").samefile(sample_path()):
        read = replace(read, reading=replace(read.reading, generated=True))
    return read, engine


def read_report(path: str | Path) -> Report:
    """Read a report back from its JSON file, or from the PDF that it is attached to.

    Parameters
    ----------
    path : str or Path
        A ``report.json`` or ``report.pdf`` that this version of reportgen wrote.

    Raises
    ------
    DataError
        If the file cannot be read, or is no report of this format version.
    """
    from reportgen.render.attached import MAGIC, attached
    from reportgen.render.json import load

    try:
        stored = Path(path).read_bytes()
        return load(attached(stored) if stored.startswith(MAGIC) else stored)
    except OSError as error:
        raise DataError(
            f"The earlier report cannot be read ({error.strerror})",
            where=str(path),
            hint="Give the path of a report.json or report.pdf.",
        ) from error
    except RenderError as error:
        raise DataError(
            f"This is no report that can be compared: {error.what}",
            where=str(path),
            hint=error.hint or "Give a report.json that reportgen wrote.",
        ) from error


def write(
    report: Report,
    directory: str | Path,
    formats: Sequence[str] = ("pdf", "html", "json"),
    *,
    templates: str | Path | None = None,
    brand: BrandSettings | None = None,
) -> tuple[Path, ...]:
    """Write a report into a folder, all files or none.

    Parameters
    ----------
    report : Report
        What to write.
    directory : str or Path
        Made where it is missing.
    formats : sequence of {"pdf", "html", "json", "md", "png"}
        Which files to make.
    templates : str or Path, optional
        A folder of templates that go before those of reportgen.
    brand : BrandSettings, optional
        Whose report it is; by default nobody's.

    Returns
    -------
    tuple of Path
        The files written.

    Raises
    ------
    RenderError
        If a page, chart or file cannot be made.
    SettingsError
        If a format is unknown, or the brand has a logo or colour that cannot be used.
    """
    from reportgen.render import write as write_files
    from reportgen.render.brand import brand as checked

    folder = None if templates is None else Path(templates)
    publisher = checked(brand or BrandSettings())
    return write_files(report, Path(directory), tuple(formats), folder, brand=publisher)
