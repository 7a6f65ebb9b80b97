"""Reports compared leaf by leaf."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from reportgen import analyze
from reportgen.engine_settings import EngineSettings
from reportgen.results import Report
from reportgen.settings import SegmentSettings, Settings, ValidationSettings
from tests.builders import songs

BARE = Settings(
    validation=ValidationSettings(folds=3, replicates=50), segments=SegmentSettings(k_max=2)
)


def frame() -> pd.DataFrame:
    """Return tracks with repeats, gaps and years."""
    made = songs(420, artists=40, seed=77)
    made["year"] = 1990 + np.arange(420) // 14
    made = pd.concat([made, made.iloc[50:90].assign(genre="rock")], ignore_index=True)
    made.loc[[5, 77, 300], "energy"] = np.nan
    return made


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """Return all that a report holds, by path."""
    if is_dataclass(value):
        named = {f".{field.name}": getattr(value, field.name) for field in fields(value)}
    elif isinstance(value, tuple):
        named = {f"[{i}]": part for i, part in enumerate(value)}
    else:
        return {path: value}
    found = {path: type(value).__name__}
    for name, part in named.items():
        found |= leaves(part, path + name)
    return found


def require_alike(one: Report, other: Report) -> None:
    """Assert that numbers agree to 1e-8, and that everything else is the same."""
    a, b = leaves(one), leaves(other)
    assert list(a) == list(b)
    numbers = 0
    for path, value in a.items():
        if isinstance(value, float) and not isinstance(value, Enum):
            numbers += 1
            assert b[path] == pytest.approx(value, rel=1e-8, abs=1e-9), path
        else:
            assert b[path] == value, path
    assert numbers > 500


def made(table: Path, engine: EngineSettings, threads: int = 1) -> Report:
    """Return the report of a table, without what tells how the table was stored."""
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    report = analyze(table, replace(BARE, engine=engine, threads=threads), now=moment)
    assert report.provenance.engine == engine.name
    same = replace(
        report.provenance,
        engine="",
        threads=1,
        source="",
        sha256="",
        size=0,
        command="",
        settings=(),
    )
    notes = tuple(note for note in report.data.assumptions if note.code != "files")
    return replace(report, title="", provenance=same, data=replace(report.data, assumptions=notes))
