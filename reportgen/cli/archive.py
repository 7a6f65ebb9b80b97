"""A folder for each run, a link to the newest, and a page of all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.render.brand import brand
from reportgen.render.outputs import place, place_folder, point
from reportgen.results import Report
from reportgen.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

LATEST = "latest"
INDEX = "index.html"
SHOWN = 400
"""Runs that the page lists."""
TREND = 60
"""Runs that a trend looks back to."""


def folder_name(report: Report, payload: bytes) -> str:
    """Return the name of a run's folder: the day of the report, and what it says."""
    return f"{report.provenance.created[:10]}-{hashlib.sha256(payload).hexdigest()[:10]}"


def placed(root: Path, folder: str, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Put the files of a run into their place: the output folder, or one in it."""
    if not folder:
        return place(root, files)
    paths = place_folder(root, folder, files)
    point(root, LATEST, folder)
    return paths


def write_index(engine: Engine, settings: Settings) -> Path:
    """Write the page of all runs into the output folder, and return its path."""
    from reportgen import history
    from reportgen.render.archive import PATHS, page

    root, runs = settings.report.output, history.runs(engine, SHOWN)
    subjects = dict.fromkeys(run.subject for run in runs)
    series = {name: history.series(engine, PATHS, TREND, subject=name) for name in subjects}
    content = page(
        runs,
        series,
        root,
        language=settings.report.language,
        brand=brand(settings.brand),
        templates=settings.report.templates,
    )
    (path,) = place(root, {INDEX: content})
    return path
