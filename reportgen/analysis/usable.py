"""Columns that models may use, why others may not, and whether enough rows are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reportgen import formats
from reportgen.aggregates.counts import LevelCounts
from reportgen.aggregates.moments import Moments, MomentSums
from reportgen.analysis.catalogue import Catalogue
from reportgen.engine import Engine
from reportgen.errors import DataError
from reportgen.results import Kind, Note, Role
from reportgen.text import translate

FEWEST_ROWS = 30
NAMED = 6
"""Folded levels, or columns left out, that are named."""


@dataclass(frozen=True, slots=True)
class Usable:
    """Columns that models may use, and why others may not.

    ``missing`` counts the gaps of every column that was asked for and has any, the
    target included.
    """

    features: tuple[str, ...]
    categories: tuple[str, ...]
    dropped: tuple[Note, ...]
    missing: dict[str, int]

    @property
    def names(self) -> tuple[str, ...]:
        """All columns in use but the target."""
        return (*self.features, *self.categories)


def usable(catalogue: Catalogue, single: Engine, max_missing: float) -> Usable:
    """Leave out columns with too many gaps or one value only.

    Parameters
    ----------
    single : Engine
        One row per track.
    max_missing : float
        Share of gaps above which a column is left out.
    """
    numbers = catalogue.names(Role.FEATURE, Kind.NUMBER)
    categories = (*catalogue.names(Role.CATEGORY), *catalogue.names(Role.GENRE))
    target = catalogue.names(Role.TARGET)
    moments, counts = single.run(
        Moments((*numbers, *target)),
        LevelCounts({name: len(catalogue.levels[name]) for name in categories}),
    )
    absent = dict(zip((*numbers, *target), moments.missing.tolist(), strict=True))
    absent |= {name: int(counts[name][-1]) for name in categories}
    constant = _constant(numbers, moments)
    dropped = []
    for name in (*numbers, *categories):
        label = catalogue.by_name[name].label
        if absent[name] > max_missing * single.rows:
            said = translate("{column}: too many missing values")
            dropped.append(Note(code=name, text=said.format(column=label)))
        elif name in constant:
            dropped.append(constant_note(name, label))
    out = {note.code for note in dropped}
    return Usable(
        tuple(name for name in numbers if name not in out),
        tuple(name for name in categories if name not in out),
        tuple(dropped),
        {name: n for name, n in absent.items() if n},
    )


def _constant(names: Sequence[str], moments: MomentSums) -> set[str]:
    """Names of columns with one value only (rounding may leave them a variance)."""
    spread = moments.maximum[: len(names)] > moments.minimum[: len(names)]
    return {name for name, varies in zip(names, spread, strict=True) if not varies}


def constant_features(engine: Engine, features: Sequence[str]) -> set[str]:
    """Names of features that have one value only on these rows."""
    if not features:
        return set()
    (moments,) = engine.run(Moments(tuple(features)))
    return _constant(features, moments)


def constant_note(name: str, label: str) -> Note:
    """Say why a column that does not vary is left out."""
    said = translate("{column}: the same value on every row")
    return Note(code=name, text=said.format(column=label))


def varying(catalogue: Catalogue, found: Usable, complete: Engine) -> Usable:
    """Leave out features that vary only on rows which were dropped."""
    if not complete.rows:
        return found
    constant = constant_features(complete, found.features)
    notes = (constant_note(n, catalogue.by_name[n].label) for n in sorted(constant))
    return replace(
        found,
        features=tuple(name for name in found.features if name not in constant),
        dropped=(*found.dropped, *notes),
    )


def fewest_rows(features: int, categories: int) -> int:
    """Rows that so many columns need at the least."""
    return max(FEWEST_ROWS, 2 * (features + categories))


def check(catalogue: Catalogue, found: Usable, complete: Engine) -> None:
    """Refuse a table that cannot answer.

    Raises
    ------
    DataError
        If no numeric feature is left, too few rows are, or the target is constant.
    """
    where = catalogue.reading.source
    if complete.rows < 2:
        raise DataError(
            f"Only {formats.count(complete.rows, 'complete row')} can be used",
            where=where,
            hint="Rows of one id count as one track, and rows without a value to explain are "
            "left out: look at these columns with `reportgen inspect`.",
        )
    if not found.features:
        reasons = "; ".join(note.text for note in found.dropped[:NAMED])
        raise DataError(
            f"No numeric feature is left to describe a track ({reasons})",
            where=where,
            hint="Name other columns under [columns] features in the settings, "
            "or raise max_missing under [preparation].",
        )
    fewest = fewest_rows(len(found.features), len(found.categories))
    if complete.rows < fewest:
        raise DataError(
            f"Only {complete.rows} complete rows are left, too few for "
            f"{len(found.features)} features (at least {fewest} are needed)",
            where=where,
            hint="Give a longer table, or leave out columns with missing values "
            "by [columns] exclude in the settings.",
        )
    check_target(catalogue, complete)


def check_target(catalogue: Catalogue, engine: Engine) -> None:
    """Refuse a target that is the same on every row."""
    target = catalogue.name(Role.TARGET)
    if target is None:
        return
    (moments,) = engine.run(Moments((target,)))
    if not np.all(moments.maximum > moments.minimum):
        raise DataError(
            f"The target {catalogue.by_name[target].source!r} has the same value on every row",
            where=catalogue.reading.source,
            hint="Choose another column with --target.",
        )
