"""A folder for each run, a link to the newest, and a page of all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from reportgen.render.outputs import place, place_folder, point
from reportgen.results import Report

LATEST = "latest"


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
