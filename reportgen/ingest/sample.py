"""Where the sample table lies."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from reportgen.errors import DataError

NAME = "sample_tracks.csv.gz"


def sample_path() -> Path:
    """Return the sample table: inside the installed package, else in the repository.

    Raises
    ------
    DataError
        If neither has it.
    """
    package = Path(str(files("reportgen")))
    for folder in (package / "data", package.parent / "data"):
        if (folder / NAME).is_file():
            return folder / NAME
    raise DataError(
        "The sample table is missing",
        where=str(package),
        hint="Install the package again, or run data/make_sample.py in the repository.",
    )
