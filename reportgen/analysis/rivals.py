"""Linear models held against one another on the same unseen artists."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reportgen.aggregates.block import Floats
from reportgen.aggregates.design import Design
from reportgen.aggregates.rivals import RivalErrors
from reportgen.aggregates.sandwich import ClusterSums
from reportgen.analysis.intervals import Bootstrap, percentile_interval
from reportgen.analysis.linear import FoldFits, Sums, fit_folds, without
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.results import Estimate, Importance

FULL, MEAN = "full", "mean"


@dataclass(frozen=True, slots=True)
class Contest:
    """Squared errors of models, by name, and their totals in resamples of clusters.

    ``total`` has shape (K,), ``drawn`` (replicates, K); ``place`` gives the column of a
    model.
    """

    place: Mapping[str, int]
    total: Floats
    drawn: Floats

    def gain(self, worse: str, better: str) -> Estimate:
        """R² of one model less that of another, with its paired interval."""
        a, b, mean = (self.place[name] for name in (worse, better, MEAN))
        with np.errstate(divide="ignore", invalid="ignore"):
            drawn = (self.drawn[:, a] - self.drawn[:, b]) / self.drawn[:, mean]
        return percentile_interval((self.total[a] - self.total[b]) / self.total[mean], drawn)


def contest(
    rows: Rows, sums: Sums, rivals: Mapping[str, Collection[str]], bootstrap: Bootstrap,
    ungrouped: Rows | None = None,
) -> Contest:  # fmt: skip
    """Fit each rival outside each fold and add up its squared errors, in one pass.

    Parameters
    ----------
    rows : Rows
        Rows that hold all columns of ``sums.design``.
    sums : Sums
        Fold factors of all columns together.
    rivals : mapping of str to collection of str
        Columns that each model leaves out.
    bootstrap : Bootstrap
        Resamples of the clusters; the same for all models, so that gains are paired.
    ungrouped : Rows, optional
        Rows with the predictions of the model without the absorbed category, which then
        takes part under the name of that category.
    """
    fits = [fit_folds(without(sums, left_out)) for left_out in rivals.values()]
    designs = [sums.design.without(left_out) for left_out in rivals.values()]
    names = [*rivals, MEAN]
    errors = _errors(rows, sums, fits, designs)
    if ungrouped is not None and rows.genre is not None:
        (alone,) = ungrouped.engine.run(ClusterSums(("squared_error",), "cluster", rows.clusters))
        errors, names = np.column_stack([errors, alone[:, 1]]), [*names, rows.genre.name]
    place = {name: k for k, name in enumerate(names)}
    return Contest(place, errors.sum(axis=0), bootstrap.totals(errors))


def _errors(rows: Rows, sums: Sums, fits: Sequence[FoldFits], designs: Sequence[Design]) -> Floats:
    """Squared errors by cluster of each fit and, last, of the training mean."""
    folds, groups = fits[0].intercepts.shape
    slopes = np.zeros((folds, len(fits) + 1, sums.design.width))
    for k, (fit, design) in enumerate(zip(fits, designs, strict=True)):
        slopes[:, k, [sums.design.terms.index(term) for term in design.terms]] = fit.slopes
    means = np.repeat(fits[0].means[:, None], groups, axis=1)
    intercepts = np.stack([*(fit.intercepts for fit in fits), means], axis=1)
    (errors,) = rows.engine.run(
        RivalErrors(
            sums.design, str(rows.target), ARTISTS, "cluster", rows.clusters,
            slopes, intercepts, *rows.limits,
        )
    )  # fmt: skip
    return np.asarray(errors)


def importance(rows: Rows, design: Design, held: Contest) -> tuple[Importance, ...]:
    """Return the loss of R² without each column of ``design``, the largest first."""
    columns = [*design.features, *(factor.name for factor in design.factors)]
    names = [*columns, *([rows.genre.name] if rows.genre else [])]
    losses = [
        Importance(name=name, label=rows.fields[name].label, loss=held.gain(name, FULL))
        for name in names
    ]
    return tuple(sorted(losses, key=lambda i: (-i.loss.value, i.name)))
