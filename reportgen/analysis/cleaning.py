"""What happens to rows with gaps and to rows far out, learnt from training parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from reportgen.aggregates.block import Block
from reportgen.analysis.missing import CompleteRows, fillings
from reportgen.analysis.outliers import Marked, Screen, screens
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.analysis.training import (
    Filled,
    Fillings,
    InsideLimits,
    OutsideFold,
    Parts,
    outside_column,
)
from reportgen.analysis.usable import fewest_rows
from reportgen.engine import Engine
from reportgen.settings import PreparationSettings


@dataclass(frozen=True, slots=True)
class Cleaning:
    """The choices between dropping and filling gaps, keeping and removing outliers.

    Parameters
    ----------
    settings : PreparationSettings
        The rule for outliers.
    needed : tuple of str
        Columns in use; a row that misses any is dropped unless ``impute``.
    impute, remove : bool
        Whether gaps are filled, and rows far out removed from training parts.
    """

    settings: PreparationSettings
    needed: tuple[str, ...]
    impute: bool
    remove: bool

    @classmethod
    def of(cls, settings: PreparationSettings, needed: tuple[str, ...]) -> Cleaning:
        """Return the choices of the settings."""
        impute, remove = settings.missing == "impute", settings.outlier_action == "remove"
        return cls(settings, needed, impute, remove)

    def complete(self, engine: Engine) -> Engine:
        """Return the rows that stay in spite of their gaps."""
        return engine if self.impute else engine.derive(CompleteRows(self.needed))


Screens = tuple[Screen, ...]


def cleaned(
    source: Rows,
    cleaning: Cleaning,
    folds: Sequence[str],
    known: Mapping[str, Screens] = MappingProxyType({}),
) -> Rows:
    """Clean rows that may have gaps and outliers.

    The rows of the result are filled and without outliers; those that are scored keep
    their outliers, and each training part is cleaned by what it teaches itself.

    Parameters
    ----------
    folds : sequence of str
        Fold columns by which the rows will be split; by the first one it is told which
        rows are far out and stay out of the rows described.
    known : mapping of str to Screens
        What was learnt about outliers from these rows before, by fold column.
    """
    whole = cleaning.complete(source.engine)
    described = whole
    by_fold: dict[str, Fillings] = {}
    if cleaning.remove:
        every = tuple(range(source.folds))
        for fold in folds:
            found = known.get(fold) or screens(
                whole, source.features, fold, every, cleaning.settings
            )
            whole = whole.derive(Marked(fold, found))
        described = whole.derive(InsideLimits(folds[0]))
    if cleaning.impute:
        learnt = {fold: fillings(source, whole, fold) for fold in folds}
        everywhere = learnt[folds[0]][0]
        if everywhere:
            described = described.derive(Filled(everywhere, folds[0], 0))
            by_fold = {fold: apart for fold, (_, apart) in learnt.items()}
    if described is whole:
        return source.on(whole)
    return replace(source, engine=described, parts=Parts(whole, by_fold, cleaning.remove))


@dataclass(frozen=True, slots=True)
class Only:
    """Keeps some columns, so that passes over them are cheap."""

    names: tuple[str, ...]

    def __call__(self, block: Block) -> Block:
        """Return the block with these columns alone."""
        return Block({name: block.columns[name] for name in self.names}, block.size)


def too_few(rows: Rows) -> bool:
    """Whether too few rows are left to describe, or to learn from in a training part."""
    fewest = fewest_rows(len(rows.features), len(rows.factors) + (rows.genre is not None))
    if rows.n < fewest:
        return True
    if rows.parts is None or not rows.parts.limited:
        return False
    marks = rows.parts.engine.derive(Only((ARTISTS, outside_column(ARTISTS))))
    return any(
        marks.derive(OutsideFold(ARTISTS, f)).derive(InsideLimits(ARTISTS, f)).rows < fewest // 2
        for f in range(rows.folds)
    )
