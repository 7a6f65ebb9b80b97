"""What a flexible model reaches, split by split: the leak, and the ceiling that is left.

Gradient-boosted trees are tuned (when to stop) on a validation part that is split off in
the same way as the test part.  That is how such scores come about in practice: under a
naive split nothing tells the model to stop learning artists and copies by heart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.design import group_sums
from reportgen.aggregates.hashing import mix
from reportgen.aggregates.sample import RowSample
from reportgen.aggregates.sandwich import ClusterSums
from reportgen.analysis.intervals import Bootstrap, Resampled, resampled
from reportgen.analysis.ranking import area
from reportgen.analysis.rows import ARTISTS, TIME, Rows
from reportgen.engine import Engine, MemoryEngine
from reportgen.text import translate

SAMPLE = 20_000
SMALL = 4_000
"""Rows up to which every fold is tested; above, the first one."""
FEWEST = 20
SALT = 9
NAME = "gradient-boosted trees"
_EAGER = {"max_leaf_nodes": 63, "min_samples_leaf": 5, "max_iter": 100}
_CALM = {"max_leaf_nodes": 31, "min_samples_leaf": 20, "max_iter": 200}


@dataclass(frozen=True, slots=True)
class OfClusters:
    """Keeps the rows of chosen clusters; ``chosen`` has one flag for each code."""

    chosen: NDArray[np.bool_]

    def __call__(self, block: Block) -> Block:
        """Return their rows."""
        return block.keep(self.chosen[block.columns["cluster"]])


def name() -> str:
    """Return what the flexible model is called, in the language in use."""
    return translate(NAME)


def some_clusters(rows: Rows) -> NDArray[np.bool_]:
    """Choose whole artists, by the hash of their names, until they have 20,000 tracks.

    Single rows would not do: a sample of them holds few copies and few fellow tracks, and
    so hides the very leak that is looked for.
    """
    (sums,) = rows.whole.run(ClusterSums((), "cluster", rows.clusters))
    n = sums[:, 0]
    if n.sum() <= SAMPLE:
        return np.ones(len(n), np.bool_)
    order = np.argsort(mix(rows.cluster_keys, SALT), kind="stable")
    order = order[n[order] <= SAMPLE / 4]
    chosen = np.zeros(len(n), np.bool_)
    chosen[order[np.cumsum(n[order]) <= SAMPLE]] = True
    return chosen


@dataclass(frozen=True, slots=True)
class Sample:
    """Sampled rows, in the order of the hashes of their row numbers.

    ``inputs`` has shape (rows, columns); ``fold`` and ``inner`` say which rows are tested
    and which are held back for validation.
    """

    inputs: Floats
    is_category: NDArray[np.bool_]
    target: Floats
    label: NDArray[np.bool_]
    fold: NDArray[np.intp]
    inner: NDArray[np.intp]
    cluster: NDArray[np.int32]
    beside: Floats


@dataclass(frozen=True, slots=True)
class Columns:
    """What a flexible model looks at: numbers, then categories."""

    numbers: tuple[str, ...]
    categories: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.numbers, *self.categories)


def attributes(rows: Rows) -> Columns:
    """Return the musical attributes alone."""
    return Columns(rows.features, tuple(factor.name for factor in rows.factors))


def everything(rows: Rows) -> Columns:
    """Return all that the linear model knows, genre with it."""
    genre = () if rows.genre is None else (rows.genre.name,)
    alone = attributes(rows)
    return Columns(alone.numbers, (*alone.categories, *genre))


def take(
    rows: Rows,
    columns: Columns,
    fold: str,
    cutoff: float,
    chosen: NDArray[np.bool_],
    beside: Sequence[str] = (),
) -> Sample:
    """Take the rows of chosen clusters, gaps and all: trees know how to live with them.

    Parameters
    ----------
    cutoff : float
        From here on a row of the target counts as popular.
    beside : sequence of str
        Further columns, taken along with shape (columns, rows).
    """
    target = str(rows.target)
    wanted = (*columns.names, target, fold, ARTISTS, "cluster", *beside)
    engine = rows.whole.derive(OfClusters(chosen))
    (drawn,) = engine.run(RowSample(wanted, max(engine.rows, 1), SALT))
    width = len(columns.names)
    target_values, folds, artists, cluster = drawn.values[width : width + 4]
    return Sample(
        inputs=np.ascontiguousarray(drawn.values[:width].T),
        is_category=np.arange(width) >= len(columns.numbers),
        target=target_values,
        label=target_values >= cutoff,
        fold=folds.astype(np.intp),
        inner=(artists if fold == TIME else folds).astype(np.intp),
        cluster=cluster.astype(np.int32),
        beside=drawn.values[width + 4 :],
    )


@dataclass(frozen=True, slots=True)
class Guessed:
    """Predictions for the tested rows, with the mean that they compete with."""

    rows: NDArray[np.intp]
    predicted: Floats
    mean: Floats

    @property
    def n(self) -> int:
        """Rows tested."""
        return len(self.rows)


def guess(sample: Sample, folds: Sequence[int], *, calm: bool = False) -> Guessed | None:
    """Train on the rows outside each fold and predict the rows inside.

    ``None`` where no fold has enough rows on each side.

    Parameters
    ----------
    folds : sequence of int
        Folds to test.
    calm : bool
        Smaller trees, which do best on artists never seen; without, trees that can learn
        details by heart where the validation part lets them.
    """
    parts = [part for fold in folds if (part := _guess_fold(sample, fold, calm=calm)) is not None]
    if not parts:
        return None
    return Guessed(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.predicted for part in parts]),
        np.concatenate([part.mean for part in parts]),
    )


def _guess_fold(sample: Sample, fold: int, *, calm: bool) -> Guessed | None:
    test = sample.fold == fold
    held_back = _next_fold(sample.inner[~test])
    checked = ~test & (sample.inner == held_back)
    train = ~test & ~checked
    if min(test.sum(), checked.sum(), train.sum()) < FEWEST:
        return None
    model = HistGradientBoostingRegressor(
        learning_rate=0.15,
        categorical_features=sample.is_category,
        early_stopping=True,
        n_iter_no_change=5,
        random_state=0,
        **(_CALM if calm else _EAGER),
    )
    with threadpool_limits(1):
        model.fit(
            sample.inputs[train],
            sample.target[train],
            X_val=sample.inputs[checked],
            y_val=sample.target[checked],
        )
        predicted = model.predict(sample.inputs[test])
    mean = np.full(int(test.sum()), sample.target[~test].mean())
    return Guessed(np.flatnonzero(test), predicted, mean)


def _next_fold(inner: NDArray[np.intp]) -> int:
    """Return the fold to stop by: the highest one that has rows, so never the tested one."""
    return int(inner.max(initial=-1))


def folds_to_test(rows: int, folds: int) -> tuple[int, ...]:
    """All folds of a small table; of a large one the first, which is enough and quick."""
    return tuple(range(folds)) if rows <= SMALL else (0,)


def r2_of(sample: Sample, guessed: Guessed, bootstrap: Bootstrap) -> Resampled | None:
    """R² of predictions against the training mean."""
    observed = sample.target[guessed.rows]
    error, baseline = (observed - guessed.predicted) ** 2, (observed - guessed.mean) ** 2
    return share_explained(sample.cluster[guessed.rows], error, baseline, bootstrap)


def share_explained(
    cluster: NDArray[np.int32], error: Floats, baseline: Floats, bootstrap: Bootstrap
) -> Resampled | None:
    """One minus the ratio of two sums of squared errors, resampled by cluster.

    ``None`` where the second sum is nothing.
    """
    sums = group_sums(cluster.astype(np.intp), np.stack([error, baseline]), bootstrap.clusters)
    drawn = bootstrap.totals(sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        replicates = 1.0 - drawn[:, 0] / drawn[:, 1]
    whole = baseline.sum()
    return resampled(1.0 - error.sum() / whole if whole > 0 else np.nan, replicates)


def auc_of(
    sample: Sample, rows: NDArray[np.intp], score: Floats, bootstrap: Bootstrap
) -> Resampled | None:
    """Area under the ROC curve of any scores of some of the rows."""
    return area(_ranked(score, sample.label[rows], sample.cluster[rows]), bootstrap)


def _ranked(score: Floats, label: NDArray[np.bool_], cluster: NDArray[np.int32]) -> Engine:
    """Rows with the place of their score, between 0 and 1, which ranks them just the same."""
    _, place = np.unique(score, return_inverse=True)
    columns: dict[str, NDArray[Any]] = {
        "score": place / max(int(place.max(initial=0)), 1),
        "label": label.astype(np.float64),
        "cluster": cluster,
    }
    return MemoryEngine((Block(columns, len(score)),))
