"""What a flexible model reaches on the same unseen artists."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from reportgen.aggregates.block import Floats
from reportgen.aggregates.design import group_sums
from reportgen.aggregates.sample import RowSample
from reportgen.analysis.intervals import Bootstrap, percentile_interval
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.results import Ceiling, Estimate

SAMPLE = 20_000
SEED = 0
MODEL = "gradient-boosted trees"


def flexible(rows: Rows, bootstrap: Bootstrap) -> Ceiling:
    """Score gradient-boosted trees on a fifth of the artists, trained on the others.

    A sample of at most 20,000 rows is used; R² is against the training mean, its
    interval from resampled artists.
    """
    categories = tuple(factor.name for factor in rows.factors)
    genre = () if rows.genre is None else (rows.genre.name,)
    names = (*rows.features, *categories, *genre)
    columns = (*names, ARTISTS, "cluster", str(rows.target))
    (sample,) = rows.engine.run(RowSample(columns, SAMPLE, SEED))
    values = sample.values.T
    fold = values[:, len(names)]
    test = fold == fold.min()
    x, y = values[:, : len(names)], values[:, -1]
    is_category = np.arange(len(names)) >= len(rows.features)
    model = HistGradientBoostingRegressor(
        max_iter=80, learning_rate=0.1, categorical_features=is_category, random_state=SEED
    )
    with threadpool_limits(1):
        predicted = model.fit(x[~test], y[~test]).predict(x[test])
    cluster = values[test, len(names) + 1].astype(np.intp)
    error, baseline = (y[test] - predicted) ** 2, (y[test] - y[~test].mean()) ** 2
    return Ceiling(
        model=MODEL,
        n=int(test.sum()),
        r2=_score(cluster, error, baseline, bootstrap),
    )


def _score(
    cluster: NDArray[np.intp], error: Floats, baseline: Floats, bootstrap: Bootstrap
) -> Estimate:
    sums = group_sums(cluster, np.stack([error, baseline]), bootstrap.clusters)
    drawn = bootstrap.totals(sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        replicates = 1.0 - drawn[:, 0] / drawn[:, 1]
    return percentile_interval(1.0 - error.sum() / baseline.sum(), replicates)
