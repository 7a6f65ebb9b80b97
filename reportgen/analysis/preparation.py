"""From rows read to rows modelled, with an account of every row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from reportgen.aggregates.hashing import Keys
from reportgen.analysis.catalogue import Catalogue
from reportgen.analysis.cleaning import Cleaning, cleaned, too_few
from reportgen.analysis.folds import FEWEST_ARTISTS, Ready, artists, readiness
from reportgen.analysis.ledger import Losses, ledger
from reportgen.analysis.levels import Recoding
from reportgen.analysis.missing import CompleteRows, fillings, missingness
from reportgen.analysis.outliers import Flagged, flagged, rule
from reportgen.analysis.repeats import without_repeats
from reportgen.analysis.rows import ARTISTS, ROWS, TRACKS, Rows
from reportgen.analysis.screen import leak_notes, without_leaks
from reportgen.analysis.settle import varied, without_copies
from reportgen.analysis.usable import NAMED, Usable, check, check_target, usable, varying
from reportgen.analysis.zeros import zeros
from reportgen.engine import Engine
from reportgen.errors import DataError
from reportgen.formats import integer
from reportgen.results import Gap, Note, Preparation, Repeats, Role, ScreenedColumn, Skipped
from reportgen.settings import PreparationSettings
from reportgen.text import translate


@dataclass(frozen=True, slots=True)
class Prepared:
    """Modelled rows, the same with repeats left in, and the account of what was done.

    ``source`` has one row for each track with a target, gaps and outliers and all, and
    the columns in use: other choices than ``cleaning`` start from there.  ``far_out`` is
    what was learnt about outliers, ``screened`` what each column tells by itself, ``keys``
    the key of each track of the table, where tracks can be told apart.
    """

    rows: Rows
    repeated: Rows
    source: Rows
    cleaning: Cleaning
    far_out: Flagged
    screened: tuple[ScreenedColumn, ...]
    account: Preparation
    keys: Keys


@dataclass(frozen=True, slots=True)
class _Tracks:
    """One row per track: all, those with a target, and what is known of the columns."""

    single: Engine
    with_target: Engine
    repeats: Repeats
    keys: Keys
    usable: Usable


def prepare(
    catalogue: Catalogue,
    settings: PreparationSettings,
    folds: int,
    asked_for: Collection[str] = (),
) -> Prepared:
    """Clean the table and account for every row.

    Parameters
    ----------
    asked_for : collection of str
        Columns that stay though they may be made from the target, as the table calls them.

    Raises
    ------
    DataError
        If no numeric feature is left, the target is constant, or too few rows remain.
    """
    tracks = _tracks(catalogue, settings)
    cleaning = Cleaning.of(settings, tracks.usable.names)
    complete = cleaning.complete(tracks.with_target)
    found = varying(catalogue, tracks.usable, complete)
    check(catalogue, found, complete)
    ready = readiness(catalogue, found, complete, settings, folds)
    source = _rows(catalogue, found, tracks.with_target.derive(ready).keep(), ready)
    kept, copies = without_copies(_keeping(source, cleaning))
    kept, screened = without_leaks(kept, asked_for, catalogue.reading.source)
    source = _alike(source, kept)
    if set(_in_use(kept)) < set(cleaning.needed):
        cleaning = replace(cleaning, needed=_in_use(kept))
        kept = _keeping(source, cleaning)
    far_out = flagged(source, kept.whole, settings)
    rows, gone = _without_outliers(catalogue, source, kept, cleaning, far_out)
    rows = replace(rows, artists=_artists(rows, ready))
    folded = _folded(catalogue, ready.recodings, found)
    notes = (*leak_notes(screened), *found.dropped, *folded, *copies, *gone)
    return Prepared(
        rows=rows,
        repeated=_repeated(catalogue, replace(source, artists=rows.artists), ready, cleaning),
        source=source,
        cleaning=cleaning,
        far_out=far_out,
        screened=screened,
        account=_account(catalogue, tracks, source, rows, far_out, cleaning, notes),
        keys=tracks.keys,
    )


def _tracks(catalogue: Catalogue, settings: PreparationSettings) -> _Tracks:
    single, repeats, keys = without_repeats(catalogue)
    found = usable(catalogue, single, settings.max_missing)
    return _Tracks(single, single.derive(_has_target(catalogue)), repeats, keys, found)


def _has_target(catalogue: Catalogue) -> CompleteRows:
    return CompleteRows(catalogue.names(Role.TARGET))


def _rows(catalogue: Catalogue, found: Usable, engine: Engine, ready: Ready) -> Rows:
    genre = catalogue.name(Role.GENRE)
    factors = [recoding.factor for recoding in ready.recodings]
    return Rows(
        engine=engine,
        fields=catalogue.by_name,
        task=catalogue.reading.task,
        target=catalogue.name(Role.TARGET),
        features=found.features,
        factors=tuple(factor for factor in factors if factor.name != genre),
        genre=next((factor for factor in factors if factor.name == genre), None),
        folds=ready.folds,
        cluster_keys=ready.cluster_keys,
        artists=None,
        dated=catalogue.dated,
    )


def _artists(rows: Rows, ready: Ready) -> int | None:
    """Count the artists described; ``None`` where artists are not kept apart."""
    return artists(rows.engine, "cluster", ready.clusters) if len(ready.artist_keys) else None


def _alike(source: Rows, kept: Rows) -> Rows:
    """Return the source with the columns of other rows."""
    return replace(source, features=kept.features, factors=kept.factors, genre=kept.genre)


def _keeping(source: Rows, cleaning: Cleaning) -> Rows:
    """Clean gaps, and keep outliers."""
    return cleaned(source, replace(cleaning, remove=False), (ARTISTS, TRACKS))


def _in_use(rows: Rows) -> tuple[str, ...]:
    """Columns that models read; what misses only others is no reason to drop a row."""
    factors = (*rows.factors, *(() if rows.genre is None else (rows.genre,)))
    return (*rows.features, *(factor.name for factor in factors))


def _without_outliers(
    catalogue: Catalogue, source: Rows, kept: Rows, cleaning: Cleaning, far_out: Flagged
) -> tuple[Rows, tuple[Note, ...]]:
    """Describe and learn from the rows inside the limits, where asked to, and score all.

    Raises
    ------
    DataError
        If too few rows are inside, or all have the same target.
    """
    if not cleaning.remove:
        return kept, ()
    rows = cleaned(source, cleaning, (ARTISTS, TRACKS), {ARTISTS: far_out.screens})
    if too_few(rows):
        raise DataError(
            f"Only {rows.n} rows are left once outliers are removed, too few for "
            f"{len(rows.features)} features",
            where="[preparation] outlier_action",
            hint="Widen the limits by outlier_factor (or lower outlier_share), or flag only.",
        )
    check_target(catalogue, rows.engine)
    rows, constant = varied(rows)
    rows, copies = without_copies(rows)
    return rows, (*constant, *copies)


def _repeated(catalogue: Catalogue, source: Rows, ready: Ready, cleaning: Cleaning) -> Rows:
    engine = catalogue.engine.derive(_has_target(catalogue)).derive(ready)
    rows = cleaned(source.on(engine), cleaning, (ARTISTS, ROWS))
    return varied(rows)[0] if cleaning.remove else rows


def _account(
    catalogue: Catalogue,
    tracks: _Tracks,
    source: Rows,
    rows: Rows,
    far_out: Flagged,
    cleaning: Cleaning,
    notes: tuple[Note, ...],
) -> Preparation:
    missing = missingness(tracks.single, tracks.usable.missing, source)
    losses = Losses(
        repeats=tracks.repeats.extra_rows,
        missing_target=tracks.usable.missing.get(str(rows.target), 0),
        outliers=far_out.rows if cleaning.remove else 0,
    )
    remaining = (tracks.single.rows, tracks.with_target.rows, rows.whole.rows, rows.n)
    return Preparation(
        rows_read=catalogue.engine.rows,
        rows_modelled=rows.n,
        rows_scored=rows.whole.rows,
        steps=ledger(
            catalogue.engine.rows,
            remaining,
            losses,
            cleaning.settings,
            explained=rows.target is not None,
        ),
        repeats=tracks.repeats,
        missing=_filled(missing.columns, source, cleaning),
        gap_rows=missing.rows,
        gap_patterns=missing.patterns,
        dropped_columns=(*notes, *_too_few_artists(catalogue, rows)),
        outlier_rule=rule(cleaning.settings),
        outlier_action=cleaning.settings.outlier_action,
        outlier_shift=far_out.shift,
        outliers=far_out.features,
        outlier_rows=far_out.rows,
        zeros=zeros(rows),
        sensitivity=Skipped(step="sensitivity", reason=translate("no model was scored")),
        artists=rows.artists,
    )


def _filled(gaps: tuple[Gap, ...], source: Rows, cleaning: Cleaning) -> tuple[Gap, ...]:
    """Say what fills the gaps of the rows described."""
    if not cleaning.impute:
        return gaps
    everywhere, _ = fillings(source, source.engine, ARTISTS)
    categories = (*source.factors, *(() if source.genre is None else (source.genre,)))
    levels = {factor.name: factor.levels for factor in categories}
    return tuple(
        gap
        if gap.name not in everywhere
        else replace(gap, fill_level=levels[gap.name][int(everywhere[gap.name][0])])
        if gap.name in levels
        else replace(gap, fill_value=float(everywhere[gap.name][0]))
        for gap in gaps
    )


def _folded(
    catalogue: Catalogue, recodings: Sequence[Recoding], usable: Usable
) -> tuple[Note, ...]:
    kept = {recoding.factor.name for recoding in recodings}
    labels = {name: field.label for name, field in catalogue.by_name.items()}
    folded = translate("{column}: rare levels folded together: {levels}")
    one = translate("{column}: only one level with enough rows")
    rare = [
        Note(
            code=r.factor.name,
            text=folded.format(column=labels[r.factor.name], levels=_some(r.folded)),
        )
        for r in recodings
        if r.folded
    ]
    single = [
        Note(code=name, text=one.format(column=labels[name]))
        for name in usable.categories
        if name not in kept
    ]
    return (*rare, *single)


def _some(names: Sequence[str]) -> str:
    """Name a few, most frequent first, and say that there are more."""
    shown = ", ".join(names[:NAMED])
    if len(names) <= NAMED:
        return shown
    return translate("{names} and {n} more").format(names=shown, n=integer(len(names) - NAMED))


def _too_few_artists(catalogue: Catalogue, rows: Rows) -> tuple[Note, ...]:
    if rows.artists is not None or not len(catalogue.artist_keys):
        return ()
    name = catalogue.names(Role.ARTIST)[0]
    label = catalogue.by_name[name].label
    said = translate("{column}: fewer than {n}, too few to keep apart")
    return (Note(code=name, text=said.format(column=label, n=integer(FEWEST_ARTISTS))),)
