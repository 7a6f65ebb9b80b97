"""From rows read to rows modelled, with an account of every row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block
from reportgen.aggregates.counts import LevelCounts
from reportgen.aggregates.hashing import Content, Keys, buckets
from reportgen.aggregates.moments import Moments, MomentSums
from reportgen.aggregates.sandwich import ClusterSums
from reportgen.analysis import outliers
from reportgen.analysis.catalogue import Catalogue
from reportgen.analysis.intervals import Bootstrap
from reportgen.analysis.levels import Recoding, recoded
from reportgen.analysis.linear import collect
from reportgen.analysis.repeats import content, without_repeats
from reportgen.analysis.rows import ARTISTS, ROWS, TRACKS, Rows
from reportgen.analysis.scoring import linear_scores, predict
from reportgen.engine import Engine
from reportgen.errors import DataError
from reportgen.results import (
    Estimate,
    Kind,
    LedgerStep,
    Level,
    Note,
    Preparation,
    Role,
)
from reportgen.settings import PreparationSettings

MOST_CLUSTERS = 65_536
CLUSTERS_WITHOUT_ARTISTS = 4_096
FEWEST_ROWS = 30
NAMED = 6
"""Folded levels, or columns left out, that are named."""
FEWEST_ARTISTS = 10
"""Artists below which none are held out and no errors are clustered: tracks are instead."""


@dataclass(frozen=True, slots=True)
class CompleteRows:
    """Keeps rows that miss none of ``needed``."""

    needed: tuple[str, ...]

    def __call__(self, block: Block) -> Block:
        """Return the complete rows."""
        whole = np.ones(block.size, np.bool_)
        for name in self.needed:
            values = block.columns[name]
            whole &= ~np.isnan(values) if values.dtype.kind == "f" else values >= 0
        return block.keep(whole)


@dataclass(frozen=True, slots=True)
class Ready:
    """Recodes categories and adds folds and clusters.

    Folds are drawn from hashed names and contents: the same on every engine, in any
    order of rows, every night.
    """

    recodings: tuple[Recoding, ...]
    key: str | None
    content: Content
    artist_keys: Keys
    folds: int
    clusters: int

    def __call__(self, block: Block) -> Block:
        """Return the block with its new columns."""
        columns: dict[str, NDArray[Any]] = {
            r.factor.name: r.codes[block.columns[r.factor.name]] for r in self.recodings
        }
        track = self._track(block)
        columns[ROWS] = buckets(block.columns["row"], self.folds, 3)
        columns[TRACKS] = buckets(track, self.folds, 2)
        if len(self.artist_keys):
            artist = block.columns["artist"]
            key = self.artist_keys[artist]
            columns[ARTISTS] = buckets(key, self.folds, 1)
            whole = len(self.artist_keys) <= self.clusters
            columns["cluster"] = artist if whole else buckets(key, self.clusters, 4)
        else:
            columns[ARTISTS] = columns[TRACKS]
            columns["cluster"] = buckets(track, self.clusters, 4)
        return block.having(**columns)

    @property
    def cluster_keys(self) -> Keys:
        """Key of each cluster code: the artist's, or a number where clusters are buckets."""
        numbers = np.arange(self.clusters, dtype=np.uint64)
        return self.artist_keys if len(self.artist_keys) == self.clusters else numbers

    def _track(self, block: Block) -> Keys:
        if self.key is not None:
            return block.columns["track"]
        return self.content.of(block)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Modelled rows, the same with repeats left in, and the account of what was done."""

    rows: Rows
    repeated: Rows
    account: Preparation


@dataclass(frozen=True, slots=True)
class Usable:
    """Columns that models may use, and why others may not."""

    features: tuple[str, ...]
    categories: tuple[str, ...]
    dropped: tuple[Note, ...]
    missing: tuple[Level, ...]


def prepare(catalogue: Catalogue, settings: PreparationSettings, folds: int) -> Prepared:
    """Clean the table and account for every row.

    Raises
    ------
    DataError
        If no numeric feature is left, the target is constant, or too few rows remain.
    """
    _check_asked(catalogue)
    single, repeats = without_repeats(catalogue)
    usable = _usable(catalogue, single, settings)
    has_target = CompleteRows(catalogue.names(Role.TARGET))
    has_all = CompleteRows((*usable.features, *usable.categories))
    with_target = single.derive(has_target)
    complete = with_target.derive(has_all)
    usable = _varying(catalogue, usable, complete)
    _check(catalogue, usable, complete)
    recodings, ready = _readiness(catalogue, usable, complete, settings, folds)
    rows, copies = _without_copies(
        _rows(catalogue, usable, recodings, complete.derive(ready), ready)
    )
    far_out, far_out_rows = outliers.flagged(rows, settings.outlier_factor)
    repeated = catalogue.engine.derive(has_target).derive(has_all).derive(ready)
    account = Preparation(
        rows_read=catalogue.engine.rows,
        rows_modelled=rows.n,
        steps=_ledger(catalogue, single, with_target, complete),
        repeats=repeats,
        missing=usable.missing,
        dropped_columns=(
            *usable.dropped,
            *_folded(catalogue, recodings, usable),
            *copies,
            *_too_few_artists(catalogue, rows),
        ),
        outlier_rule=outliers.rule(settings.outlier_factor),
        outliers=far_out,
        outlier_rows=far_out_rows,
        artists=rows.artists,
    )
    return Prepared(rows, rows.on(repeated), account)


def _check_asked(catalogue: Catalogue) -> None:
    if catalogue.name(Role.TARGET) is None:
        columns = ", ".join(field.source for field in catalogue.reading.fields[:30])
        raise DataError(
            f"No column says how popular a track is (columns: {columns})",
            where=catalogue.reading.source,
            hint="Name the column to explain with --target.",
        )


def _usable(catalogue: Catalogue, single: Engine, settings: PreparationSettings) -> Usable:
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
        if absent[name] > settings.max_missing * single.rows:
            dropped.append(Note(code=name, text=f"{label}: too many missing values"))
        elif name in constant:
            dropped.append(_constant_note(catalogue, name))
    out = {note.code for note in dropped}
    return Usable(
        tuple(name for name in numbers if name not in out),
        tuple(name for name in categories if name not in out),
        tuple(dropped),
        tuple(Level(name=name, n=n) for name, n in absent.items() if n),
    )


def _constant(names: Sequence[str], moments: MomentSums) -> set[str]:
    """Names of columns with one value only (rounding may leave them a variance)."""
    spread = moments.maximum[: len(names)] > moments.minimum[: len(names)]
    return {name for name, varies in zip(names, spread, strict=True) if not varies}


def _constant_note(catalogue: Catalogue, name: str) -> Note:
    return Note(code=name, text=f"{catalogue.by_name[name].label}: the same value on every row")


def _varying(catalogue: Catalogue, usable: Usable, complete: Engine) -> Usable:
    """Leave out features that vary only on rows which were dropped."""
    if not complete.rows or not usable.features:
        return usable
    (moments,) = complete.run(Moments(usable.features))
    constant = _constant(usable.features, moments)
    return replace(
        usable,
        features=tuple(name for name in usable.features if name not in constant),
        dropped=(*usable.dropped, *(_constant_note(catalogue, n) for n in sorted(constant))),
    )


def _check(catalogue: Catalogue, usable: Usable, complete: Engine) -> None:
    where = catalogue.reading.source
    if not usable.features:
        reasons = "; ".join(note.text for note in usable.dropped[:NAMED])
        raise DataError(
            f"No numeric feature is left to describe a track ({reasons})",
            where=where,
            hint="Name other columns under [columns] features in the settings, "
            "or raise max_missing under [preparation].",
        )
    fewest = max(FEWEST_ROWS, 2 * (len(usable.features) + len(usable.categories)))
    if complete.rows < fewest:
        raise DataError(
            f"Only {complete.rows} complete rows are left, too few for "
            f"{len(usable.features)} features (at least {fewest} are needed)",
            where=where,
            hint="Give a longer table, or leave out columns with missing values "
            "by [columns] exclude in the settings.",
        )
    target = catalogue.name(Role.TARGET)
    if target is None:
        return
    (moments,) = complete.run(Moments((target,)))
    if not moments.maximum[0] > moments.minimum[0]:
        raise DataError(
            f"The target {catalogue.by_name[target].source!r} has the same value on every row",
            where=where,
            hint="Choose another column with --target.",
        )


def _readiness(
    catalogue: Catalogue,
    usable: Usable,
    complete: Engine,
    settings: PreparationSettings,
    folds: int,
) -> tuple[tuple[Recoding, ...], Ready]:
    sizes = {name: len(catalogue.levels[name]) for name in usable.categories}
    (counts,) = complete.run(LevelCounts(sizes))
    fewest, most = settings.min_level_rows, settings.max_levels
    found = (recoded(n, catalogue.levels[n], counts[n], fewest, most) for n in sizes)
    recodings = tuple(recoding for recoding in found if recoding is not None)
    keys = catalogue.artist_keys
    if _artists(complete, "artist", len(keys)) < FEWEST_ARTISTS:
        keys = keys[:0]
    clusters = min(len(keys), MOST_CLUSTERS) if len(keys) else CLUSTERS_WITHOUT_ARTISTS
    ready = Ready(recodings, catalogue.key, content(catalogue), keys, folds, clusters)
    return recodings, ready


def _artists(engine: Engine, column: str, codes: int) -> int:
    """Count the codes of artists that have rows; 0 where the table names none."""
    if not codes:
        return 0
    (sums,) = engine.run(ClusterSums((), column, codes))
    return int(np.count_nonzero(sums[:, 0]))


def _rows(
    catalogue: Catalogue,
    usable: Usable,
    recodings: Sequence[Recoding],
    engine: Engine,
    ready: Ready,
) -> Rows:
    genre = catalogue.name(Role.GENRE)
    artists = _artists(engine, "cluster", ready.clusters) if len(ready.artist_keys) else None
    return Rows(
        engine=engine,
        fields=catalogue.by_name,
        task=catalogue.reading.task,
        target=catalogue.name(Role.TARGET),
        features=usable.features,
        factors=tuple(r.factor for r in recodings if r.factor.name != genre),
        genre=next((r.factor for r in recodings if r.factor.name == genre), None),
        folds=ready.folds,
        cluster_keys=ready.cluster_keys,
        artists=artists,
        dated=catalogue.dated,
    )


def _ledger(
    catalogue: Catalogue, single: Engine, with_target: Engine, complete: Engine
) -> tuple[LedgerStep, ...]:
    reasons = (
        ("repeats", "Repeated tracks", "one row per track, so that none is counted twice"),
        ("missing_target", "No popularity", "rows without the target can teach nothing"),
        ("missing", "Missing values", "rows that miss a feature or category in use"),
        ("outliers", "Outliers", "flagged and kept: the limits are wide and removal is a choice"),
    )
    before = catalogue.engine.rows
    after = (single.rows, with_target.rows, complete.rows, complete.rows)
    steps = []
    for (name, label, reason), remaining in zip(reasons, after, strict=True):
        removed = before - remaining
        steps.append(
            LedgerStep(name=name, label=label, removed=removed, remaining=remaining, reason=reason)
        )
        before = remaining
    return tuple(steps)


def with_consequences(
    prepared: Prepared, headline: Estimate | None, bootstrap: Bootstrap
) -> Preparation:
    """Return the account with the headline R² as it would be without each step.

    Collapsing repeats is undone by scoring the table with repeats left in, artists
    still kept apart.  Dropping rows without the target cannot be undone; steps that
    removed nothing change nothing.
    """
    account = prepared.account
    if headline is None or not account.steps[0].removed:
        return account
    rows = prepared.repeated
    predicted = predict(rows, rows.design(rows.moments()), ARTISTS)
    r2 = linear_scores(predicted.engine, bootstrap).r2
    first = replace(account.steps[0], r2_without=r2)
    return replace(account, steps=(first, *account.steps[1:]))


def _folded(
    catalogue: Catalogue, recodings: Sequence[Recoding], usable: Usable
) -> tuple[Note, ...]:
    kept = {recoding.factor.name for recoding in recodings}
    labels = {name: field.label for name, field in catalogue.by_name.items()}
    rare = [
        Note(
            code=r.factor.name,
            text=f"{labels[r.factor.name]}: rare levels folded together: {_some(r.folded)}",
        )
        for r in recodings
        if r.folded
    ]
    single = [
        Note(code=name, text=f"{labels[name]}: only one level with enough rows")
        for name in usable.categories
        if name not in kept
    ]
    return (*rare, *single)


def _some(names: Sequence[str]) -> str:
    """Name a few, most frequent first, and say that there are more."""
    shown = ", ".join(names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown} and {len(names) - NAMED} more"


def _without_copies(rows: Rows) -> tuple[Rows, tuple[Note, ...]]:
    """Leave out columns that others determine, so that no model meets them."""
    design = rows.design(rows.moments())
    distinct = collect(rows.engine, design, str(rows.target), ARTISTS, rows.folds).design
    kept = {name for name, _ in distinct.terms}
    gone = [name for name, _ in design.terms if name not in kept]
    notes = tuple(
        Note(code=name, text=f"{rows.fields[name].label}: follows from other columns")
        for name in dict.fromkeys(gone)
    )
    features = tuple(name for name in rows.features if name in kept)
    factors = tuple(factor for factor in rows.factors if factor.name in kept)
    return replace(rows, features=features, factors=factors), notes


def _too_few_artists(catalogue: Catalogue, rows: Rows) -> tuple[Note, ...]:
    if rows.artists is not None or not len(catalogue.artist_keys):
        return ()
    name = catalogue.names(Role.ARTIST)[0]
    label = catalogue.by_name[name].label
    return (Note(code=name, text=f"{label}: fewer than {FEWEST_ARTISTS}, too few to keep apart"),)
