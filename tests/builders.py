"""Generated tracks, and their way to blocks, rows and plain frames for oracles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportgen.aggregates.block import Block
from reportgen.analysis.catalogue import Catalogue
from reportgen.analysis.intervals import Bootstrap
from reportgen.analysis.preparation import Prepared, prepare
from reportgen.analysis.rows import Rows
from reportgen.engine import Engine, MemoryEngine
from reportgen.ingest import Table, from_frame
from reportgen.settings import ColumnSettings, PreparationSettings

FOLDS = 5
FEATURES = ("energy", "loudness", "tempo", "valence")


def songs(n: int = 600, *, artists: int = 60, seed: int = 0) -> pd.DataFrame:
    """Tracks whose popularity depends on features, genre and artist; no row repeats."""
    draw = np.random.default_rng(seed)
    artist = draw.integers(0, artists, n)
    energy = np.clip(draw.normal(0.6, 0.15, n) + draw.normal(0, 0.1, artists)[artist], 0.01, 0.99)
    genre = draw.choice(["jazz", "pop", "rock"], n, p=[0.2, 0.5, 0.3])
    frame = pd.DataFrame(
        {
            "track_id": [f"t{i}" for i in range(n)],
            "track_name": [f"Song {i}" for i in range(n)],
            "artist_name": [f"Artist {a}" for a in artist],
            "genre": genre,
            "energy": energy.round(4),
            "loudness": (-20 + 18 * energy + draw.normal(0, 2, n)).round(3),
            "tempo": draw.normal(120, 25, n).clip(50, 210).round(2),
            "valence": draw.beta(2, 2, n).round(4),
            "mode": draw.integers(0, 2, n),
            "time_signature": draw.choice([3, 4, 5], n, p=[0.2, 0.6, 0.2]),
        }
    )
    level = 35 + 12 * energy + 0.05 * (frame["tempo"] - 120) + 6 * (genre == "pop")
    noise = draw.normal(0, 6, artists)[artist] + draw.normal(0, 12, n)
    frame["popularity"] = np.clip(level + 2 * frame["mode"] + noise, 1, 99).round()
    return frame


def block(**columns: Sequence[Any] | NDArray[Any]) -> Block:
    """Make a block of columns that are arrays or become them."""
    arrays = {name: np.asarray(values) for name, values in columns.items()}
    return Block(arrays, len(next(iter(arrays.values()))))


def cut(whole: Block, places: Iterable[int]) -> list[Block]:
    """Cut a block at row numbers; equal ones give empty blocks."""
    edges = [0, *sorted(min(place, whole.size) for place in places), whole.size]
    return [
        Block({name: values[a:b] for name, values in whole.columns.items()}, b - a)
        for a, b in pairwise(edges)
    ]


def whole(engine: Engine) -> Mapping[str, NDArray[Any]]:
    """All columns of an engine in memory, in the order of its blocks."""
    assert isinstance(engine, MemoryEngine)
    names = engine.blocks[0].columns
    return {name: np.concatenate([b.columns[name] for b in engine.blocks]) for name in names}


def recut(table: Table, places: Iterable[int]) -> Table:
    """Cut the rows of a table anew."""
    return replace(
        table,
        blocks=tuple(
            cut(Block(whole(MemoryEngine(tuple(table.blocks))), table_rows(table)), places)
        ),
    )


def table_rows(table: Table) -> int:
    """Number of rows of a table."""
    return sum(part.size for part in table.blocks)


def catalogue(table: Table, threads: int = 1) -> Catalogue:
    """Start the analysis of a table."""
    return Catalogue(
        engine=MemoryEngine(tuple(table.blocks), threads),
        reading=table.reading,
        levels=table.levels,
        artist_keys=table.artist_keys,
        missing=table.missing,
        distinct=table.distinct,
        dated="year" in table.blocks[0].columns,
    )


def prepared(frame: pd.DataFrame, settings: PreparationSettings | None = None) -> Prepared:
    """Clean a frame as the report does, but keep columns that tell the target by themselves."""
    table = catalogue(from_frame(frame))
    return prepare(table, settings or PreparationSettings(), FOLDS, tuple(frame.columns))


def rows_of(frame: pd.DataFrame) -> Rows:
    """Rows of a frame that models can be fitted to."""
    return prepared(frame).rows


def rows_of_score(frame: pd.DataFrame) -> Rows:
    """Rows of a frame whose target is the column ``score``, which no dictionary knows."""
    table = from_frame(frame, ColumnSettings(target="score"))
    return prepare(catalogue(table), PreparationSettings(), FOLDS).rows


def resampling(rows: Rows, replicates: int = 50) -> Bootstrap:
    """Few resamples: enough for an interval, quick."""
    return Bootstrap(rows.cluster_keys, replicates, 1)


def numbered(n: int) -> NDArray[np.uint64]:
    """Keys for clusters that have only numbers."""
    return np.arange(n, dtype=np.uint64)


def regressors(rows: Rows) -> pd.DataFrame:
    """The design as others have it: a constant, raw features, one dummy for each level."""
    columns = whole(rows.engine)
    out = {"const": np.ones(rows.n)} | {name: columns[name] for name in rows.features}
    factors = (*rows.factors, *(() if rows.genre is None else (rows.genre,)))
    for factor in factors:
        for code, level in enumerate(factor.levels[1:], start=1):
            out[f"{factor.name}={level}"] = (columns[factor.name] == code).astype(np.float64)
    return pd.DataFrame(out)
