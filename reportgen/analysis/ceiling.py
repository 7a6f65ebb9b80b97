"""What a flexible model reaches on artists never seen, beside the straight line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reportgen.analysis import flexible
from reportgen.analysis.classification import Hits
from reportgen.analysis.flexible import Guessed, Sample
from reportgen.analysis.intervals import Bootstrap, Resampled
from reportgen.analysis.regression import Straight
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.results import Ceiling, Estimate, Skipped
from reportgen.text import translate

STEP = "trust"


def ceiling(
    rows: Rows,
    straight: Straight | Skipped,
    hits: Hits | Skipped,
    bootstrap: Bootstrap,
    chosen: NDArray[np.bool_],
) -> Ceiling | Skipped:
    """Score trees that know all that the other models know, on the same artists.

    The trees learn from at most 20,000 tracks of whole artists, the other models from all;
    all are compared on the same tested tracks.

    Parameters
    ----------
    chosen : ndarray of bool, shape (clusters,)
        Artists whose tracks are used.
    """
    if isinstance(straight, Skipped) and isinstance(hits, Skipped):
        return Skipped(step=STEP, reason=translate("there is no other model to compare with"))
    source = rows if isinstance(straight, Skipped) else straight.predicted
    beside = () if isinstance(straight, Skipped) else ("squared_error", "baseline_error")
    cutoff = np.inf if isinstance(hits, Skipped) else hits.cutoff
    columns = flexible.everything(rows)
    sample = flexible.take(source, columns, ARTISTS, cutoff, chosen, beside)
    guessed = flexible.guess(sample, flexible.folds_to_test(rows.whole.rows, rows.folds), calm=True)
    if guessed is None:
        return Skipped(step=STEP, reason=translate("too few tracks to train a flexible model"))
    trees, line = (None, None) if isinstance(straight, Skipped) else _r2(sample, guessed, bootstrap)
    bent, logit = (None, None)
    if not isinstance(hits, Skipped):
        score = flexible.take(hits.scored, columns, ARTISTS, cutoff, chosen, ("score",)).beside[0]
        bent = flexible.auc_of(sample, guessed.rows, guessed.predicted, bootstrap)
        logit = flexible.auc_of(sample, guessed.rows, score[guessed.rows], bootstrap)
    return Ceiling(
        model=flexible.name(),
        n=guessed.n,
        r2=_estimate(trees),
        linear_r2=_estimate(line),
        r2_gain=_gain(trees, line),
        auc=_estimate(bent),
        logistic_auc=_estimate(logit),
        auc_gain=_gain(bent, logit),
    )


def _r2(
    sample: Sample, guessed: Guessed, bootstrap: Bootstrap
) -> tuple[Resampled | None, Resampled | None]:
    """R² of the trees and of the line, both against the mean that the line competes with."""
    linear, baseline = sample.beside[:, guessed.rows]
    cluster = sample.cluster[guessed.rows]
    error = (sample.target[guessed.rows] - guessed.predicted) ** 2
    trees, line = (
        flexible.share_explained(cluster, wrong, baseline, bootstrap) for wrong in (error, linear)
    )
    return trees, line


def _estimate(drawn: Resampled | None) -> Estimate | None:
    return None if drawn is None else drawn.estimate


def _gain(first: Resampled | None, second: Resampled | None) -> Estimate | None:
    return None if first is None or second is None else first.minus(second)
