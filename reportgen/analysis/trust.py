"""How far to trust the scores: the same models under harder and easier splits."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from reportgen.aggregates.block import Block
from reportgen.aggregates.moments import Moments
from reportgen.analysis.ceiling import flexible
from reportgen.analysis.classification import scored_hits
from reportgen.analysis.cutoffs import labelled
from reportgen.analysis.distribution import quantiles
from reportgen.analysis.intervals import Bootstrap
from reportgen.analysis.rows import ARTISTS, ROWS, TIME, TRACKS, Rows
from reportgen.analysis.scoring import linear_scores, predict
from reportgen.results import (
    AuditScore,
    Ceiling,
    Classification,
    Estimate,
    Regression,
    Skipped,
    Trust,
)

STEP = "trust"
RECENT = 0.8
FEWEST_RECENT = 200
LABELS = {
    ROWS: "Rows as they come",
    TRACKS: "One row per track",
    ARTISTS: "Artists never seen",
    TIME: "Trained on the past",
}
NAMES = {ROWS: "rows", TRACKS: "tracks", ARTISTS: "artists", TIME: "future"}


@dataclass(frozen=True, slots=True)
class PastAndFuture:
    """Adds the fold of time: 1 for years after ``last``, 0 up to it; no year, no row."""

    last: float

    def __call__(self, block: Block) -> Block:
        """Return the dated rows with their fold."""
        dated = block.keep(~np.isnan(block.columns["year"]))
        return dated.having(**{TIME: (dated.columns["year"] > self.last).astype(np.int32)})


@dataclass(frozen=True, slots=True)
class Future:
    """Keeps the rows after the last year trained on."""

    def __call__(self, block: Block) -> Block:
        """Return the rows of fold 1."""
        return block.keep(block.columns[TIME] == 1)


@dataclass(frozen=True, slots=True)
class Models:
    """What was already fitted and scored on unseen artists."""

    regression: Regression | Skipped
    classification: Classification | Skipped

    @property
    def headline(self) -> Estimate | None:
        """R² on unseen artists, where there is one."""
        if isinstance(self.regression, Skipped):
            return None
        named = {score.name: score.r2 for score in self.regression.scores}
        return named[self.regression.headline]

    @property
    def auc(self) -> Estimate | None:
        """AUC on unseen artists, where there is one."""
        return None if isinstance(self.classification, Skipped) else self.classification.auc


def audit(rows: Rows, repeated: Rows, models: Models, bootstrap: Bootstrap) -> Trust:
    """Score the same models on rows, tracks, unseen artists and the future.

    Parameters
    ----------
    rows : Rows
        One row per track.
    repeated : Rows
        The same table with repeated tracks left in.
    """
    scores = [
        _audited(repeated, ROWS, models, bootstrap),
        _audited(rows, TRACKS, models, bootstrap),
    ]
    if rows.artists is not None:
        scores.append(_headline(rows, models))
    later = _future(rows, models, bootstrap)
    if later is not None:
        scores.append(later)
    defined = tuple(s for s in scores if s.r2 is not None or s.auc is not None)
    return Trust(audit=defined, ceiling=_ceiling(rows, models, bootstrap), checks=())


def _audited(rows: Rows, fold: str, models: Models, bootstrap: Bootstrap) -> AuditScore:
    r2, auc = None, None
    if isinstance(models.regression, Regression):
        predicted = predict(rows, rows.design(rows.moments()), fold)
        r2 = linear_scores(predicted.engine, bootstrap).r2
    if isinstance(models.classification, Classification):
        cutoff = 0.5 if models.classification.cutoff is None else models.classification.cutoff
        _, _, ranking = scored_hits(labelled(rows, cutoff), fold, bootstrap)
        auc = ranking.auc
    return AuditScore(name=NAMES[fold], label=LABELS[fold], n=rows.n, r2=r2, auc=auc)


def _headline(rows: Rows, models: Models) -> AuditScore:
    name, label = NAMES[ARTISTS], LABELS[ARTISTS]
    return AuditScore(name=name, label=label, n=rows.n, r2=models.headline, auc=models.auc)


def _future(rows: Rows, models: Models, bootstrap: Bootstrap) -> AuditScore | None:
    """Train on the earlier years, test on the latest; ``None`` where dates do not allow it."""
    if not rows.dated or not isinstance(models.regression, Regression):
        return None
    (moments,) = rows.engine.run(Moments(("year",)))
    if not moments.n[0]:
        return None
    last = quantiles(rows.engine, ("year",), moments, (RECENT,))[0, 0] - 1
    dated = rows.on(rows.engine.derive(PastAndFuture(float(last))))
    recent = dated.engine.derive(Future()).rows
    if min(recent, dated.n - recent) < FEWEST_RECENT:
        return None
    two = replace(dated, folds=2)
    predicted = predict(two, two.design(two.moments()), TIME)
    r2 = linear_scores(predicted.engine.derive(Future()), bootstrap).r2
    return AuditScore(name=NAMES[TIME], label=LABELS[TIME], n=recent, r2=r2, auc=None)


def _ceiling(rows: Rows, models: Models, bootstrap: Bootstrap) -> Ceiling | Skipped:
    if not isinstance(models.regression, Regression):
        return Skipped(step=STEP, reason="there is no linear regression to compare with")
    return flexible(rows, bootstrap)
