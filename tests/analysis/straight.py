"""Plain columns through the aggregates of least squares, and back to stored units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.design import Design
from reportgen.aggregates.moments import Moments
from reportgen.analysis.linear import Fit, Sums, collect
from reportgen.engine import MemoryEngine
from tests.builders import block, cut


def straight(
    columns: Mapping[str, NDArray[np.float64]],
    places: Sequence[int] = (),
    *,
    folds: int = 1,
    threads: int = 1,
) -> Sums:
    """Gather what fits of the last column on the others need, without categories.

    Rows are cut into blocks at ``places`` and dealt to folds in turn.
    """
    *names, target = columns
    fold = np.arange(len(columns[target]), dtype=np.int32) % folds
    engine = MemoryEngine(tuple(cut(block(**columns, fold=fold), places)), threads)
    (moments,) = engine.run(Moments(tuple(names)))
    design = Design(tuple(names), tuple(moments.mean.tolist()), tuple(moments.sd.tolist()))
    return collect(engine, design, target, "fold", folds)


def raw(fit: Fit) -> tuple[list[float], list[float]]:
    """Coefficients and classical errors in stored units, intercept first."""
    zero = np.array(fit.design.shift) / np.array(fit.design.scale)
    away = fit.centre[0] + zero
    intercept = float(fit.intercepts[0] - fit.slopes @ zero)
    error = float(np.sqrt(fit.variance * (1 / fit.n + away @ fit.inverse @ away)))
    scale = np.array(fit.design.scale)
    return [intercept, *(fit.slopes / scale)], [error, *(fit.errors / scale)]
