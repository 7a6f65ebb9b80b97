"""How far to trust the scores: the same models under harder and easier splits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Block
from reportgen.aggregates.moments import Moments
from reportgen.analysis import flexible
from reportgen.analysis.bounds import bounds
from reportgen.analysis.ceiling import ceiling
from reportgen.analysis.classification import Hits, predicted_hits
from reportgen.analysis.cleaning import cleaned
from reportgen.analysis.cutoffs import labelled
from reportgen.analysis.distribution import quantiles
from reportgen.analysis.hits import fit_hits
from reportgen.analysis.intervals import Bootstrap, Resampled
from reportgen.analysis.preparation import Prepared
from reportgen.analysis.ranking import area
from reportgen.analysis.regression import Straight
from reportgen.analysis.rows import ARTISTS, ROWS, TIME, TRACKS, Rows
from reportgen.analysis.scoring import linear_scores, predict
from reportgen.analysis.settle import varied
from reportgen.errors import AnalysisError
from reportgen.results import (
    AuditScore,
    Estimate,
    FlexibleScore,
    Skipped,
    Trust,
)
from reportgen.text import translate

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
    """What was already fitted and scored on unseen artists; what could not be had was skipped."""

    straight: Straight | Skipped
    hits: Hits | Skipped

    @property
    def headline(self) -> Estimate | None:
        """R² on unseen artists, where there is one."""
        if isinstance(self.straight, Skipped):
            return None
        result = self.straight.result
        named = {score.name: score.r2 for score in result.scores}
        return named[result.headline]

    @property
    def auc(self) -> Estimate | None:
        """AUC on unseen artists, where there is one."""
        return None if isinstance(self.hits, Skipped) else self.hits.result.auc


@dataclass(frozen=True, slots=True)
class Split:
    """One way of splitting: its rows, its fold column, and which rows count as tested."""

    rows: Rows
    fold: str
    tested: Callable[[Block], Block] | None = None

    @property
    def n(self) -> int:
        """Rows tested."""
        engine = self.rows.whole
        return engine.rows if self.tested is None else engine.derive(self.tested).rows

    def only_tested(self, rows: Rows) -> Rows:
        """Return the tested ones among rows with predictions."""
        return rows if self.tested is None else rows.on(rows.engine.derive(self.tested))

    @property
    def test_folds(self) -> tuple[int, ...]:
        """Folds that a flexible model is tested on."""
        return (1,) if self.fold == TIME else flexible.folds_to_test(self.n, self.rows.folds)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Scores under one split, with their replicates."""

    n: int
    r2: Resampled | None
    auc: Resampled | None


def audit(prepared: Prepared, models: Models, bootstrap: Bootstrap) -> Trust:
    """Score the same models on rows, tracks, unseen artists and the future."""
    rows = prepared.rows
    if rows.target is None:
        return _nothing_scored(rows)
    splits = _splits(prepared)
    honest = TRACKS if rows.artists is None else ARTISTS
    plain = {split.fold: _plain(split, models, bootstrap) for split in splits}
    chosen = flexible.some_clusters(rows)
    bent = {split.fold: _flexible(split, models, bootstrap, chosen) for split in splits}
    found = tuple(
        score
        for split in splits
        if (score := _score(split, honest, plain, bent)).r2 is not None or score.auc is not None
    )
    above = ceiling(rows, models.straight, models.hits, bootstrap, chosen)
    return Trust(
        audit=found,
        honest=NAMES[honest],
        flexible=flexible.name(),
        ceiling=above,
        screen=prepared.screened,
        bounds=bounds(rows, models.straight, models.hits, above),
        checks=(),
    )


def _nothing_scored(rows: Rows) -> Trust:
    """Return the audit of a table without a target, in which there is nothing to score."""
    return Trust(
        audit=(),
        honest=NAMES[TRACKS if rows.artists is None else ARTISTS],
        flexible=flexible.name(),
        ceiling=Skipped(step="ceiling", reason=translate("the table has no target column")),
        screen=(),
        bounds=(),
        checks=(),
    )


def _splits(prepared: Prepared) -> tuple[Split, ...]:
    rows = prepared.rows
    honest = () if rows.artists is None else (Split(rows, ARTISTS),)
    naive = (Split(prepared.repeated, ROWS), Split(rows, TRACKS))
    return (*naive, *honest, *_past_and_future(prepared))


def _past_and_future(prepared: Prepared) -> tuple[Split, ...]:
    """Train on the earlier years, test on the latest; none where dates do not allow it."""
    rows = prepared.rows
    if not rows.dated:
        return ()
    (moments,) = rows.whole.run(Moments(("year",)))
    if not moments.n[0]:
        return ()
    last = quantiles(rows.whole, ("year",), moments, (RECENT,))[0, 0] - 1
    dated = _dated(prepared, PastAndFuture(float(last)))
    split = Split(dated, TIME, Future())
    recent = split.n
    return (split,) if min(recent, dated.whole.rows - recent) >= FEWEST_RECENT else ()


def _dated(prepared: Prepared, step: PastAndFuture) -> Rows:
    """Return the dated rows in two folds, cleaned by what the past alone teaches."""
    rows = prepared.rows
    if rows.parts is None:
        return replace(rows.on(rows.engine.derive(step)), folds=2)
    source = replace(prepared.source.derive(step), folds=2)
    return varied(cleaned(source, prepared.cleaning, (TIME,)))[0]


def _plain(split: Split, models: Models, bootstrap: Bootstrap) -> Drawn:
    """Score the linear and the logistic model under one split."""
    r2, auc = None, None
    if not isinstance(models.straight, Skipped):
        predicted = models.straight.predicted
        if split.fold != ARTISTS:
            predicted = predict(split.rows, models.straight.design, split.fold)
        r2 = linear_scores(split.only_tested(predicted).engine, bootstrap).drawn
    if not isinstance(models.hits, Skipped):
        scored = models.hits.scored if split.fold == ARTISTS else _scored(split, models.hits)
        if scored is not None:
            auc = area(split.only_tested(scored).engine, bootstrap)
    return Drawn(split.n, r2, auc)


def _scored(split: Split, hits: Hits) -> Rows | None:
    """Probabilities by the same logistic model under another split; ``None`` if no fit settles."""
    labels = labelled(split.rows, hits.cutoff)
    try:
        if labels.parts is not None:
            return predicted_hits(labels, split.fold)[1]
        model = fit_hits(labels, hits.model.design, split.fold, hits.model.whole)
    except AnalysisError:
        return None
    return labels.on(labels.engine.derive(model.probability(split.fold)))


def _flexible(
    split: Split, models: Models, bootstrap: Bootstrap, chosen: NDArray[np.bool_]
) -> Drawn | None:
    """Score a flexible model of the attributes alone under one split."""
    rows, cutoff = split.rows, _cutoff(models)
    sample = flexible.take(rows, flexible.attributes(rows), split.fold, cutoff, chosen)
    guessed = flexible.guess(sample, split.test_folds)
    if guessed is None:
        return None
    r2, auc = None, None
    if not isinstance(models.straight, Skipped):
        r2 = flexible.r2_of(sample, guessed, bootstrap)
    if not isinstance(models.hits, Skipped):
        auc = flexible.auc_of(sample, guessed.rows, guessed.predicted, bootstrap)
    return Drawn(guessed.n, r2, auc)


def _cutoff(models: Models) -> float:
    return np.inf if isinstance(models.hits, Skipped) else models.hits.cutoff


def _score(
    split: Split, honest: str, plain: dict[str, Drawn], bent: dict[str, Drawn | None]
) -> AuditScore:
    """Put the scores of one split beside those of the honest one."""
    here, itself = plain[split.fold], split.fold == honest
    r2, auc, r2_gap, auc_gap = _against(here, None if itself else plain[honest])
    return AuditScore(
        name=NAMES[split.fold],
        label=translate(LABELS[split.fold]),
        n=here.n,
        r2=r2,
        auc=auc,
        r2_gap=r2_gap,
        auc_gap=auc_gap,
        flexible=_bent(bent[split.fold], None if itself else bent[honest]),
    )


def _bent(here: Drawn | None, honest: Drawn | None) -> FlexibleScore | None:
    if here is None:
        return None
    r2, auc, r2_gap, auc_gap = _against(here, honest)
    return FlexibleScore(n=here.n, r2=r2, auc=auc, r2_gap=r2_gap, auc_gap=auc_gap)


def _against(here: Drawn, honest: Drawn | None) -> tuple[Estimate | None, ...]:
    """R² and AUC, and how far each lies above the honest one."""
    pairs = [
        (here.r2, None if honest is None else honest.r2),
        (here.auc, None if honest is None else honest.auc),
    ]
    values = (None if a is None else a.estimate for a, _ in pairs)
    gaps = (None if a is None or b is None else a.minus(b) for a, b in pairs)
    return (*values, *gaps)
