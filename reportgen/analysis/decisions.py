"""Decisions at a threshold, counted against the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.sandwich import ClusterSums
from reportgen.analysis.hits import HitModel, balanced_threshold
from reportgen.analysis.intervals import Bootstrap, percentile_interval
from reportgen.analysis.newton import Probability
from reportgen.analysis.ranking import score_counts
from reportgen.analysis.rows import Rows
from reportgen.engine import Engine
from reportgen.results import Confusion, Estimate, Rates

COUNTS = ("true_negative", "false_positive", "false_negative", "true_positive")


def training_thresholds(rows: Rows, model: HitModel, fold: str) -> Floats:
    """Balanced threshold of each fold's model on the rows that it was fitted to, (F,)."""
    thresholds = []
    for f, fit in enumerate(model.folds):
        slopes, intercepts = fit.candidate.slopes[None], fit.candidate.intercepts[None]
        step = Probability(model.design, slopes, intercepts, None)
        training = rows.training(fold, f).derive(step)
        (ranked,) = training.run(score_counts(training))
        thresholds.append(balanced_threshold(ranked.negatives, ranked.positives, ranked.score))
    return np.array(thresholds)


@dataclass(frozen=True, slots=True)
class Decided:
    """Adds the four kinds of decision, losses, and rightness at one half, as 0 or 1."""

    thresholds: Floats
    fold: str

    def __call__(self, block: Block) -> Block:
        """Return the block with its decisions."""
        score, label = block.columns["score"], block.columns["label"] > 0.5
        said = score >= self.thresholds[block.columns[self.fold]]
        own = np.clip(np.where(label, score, 1.0 - score), 1e-15, 1.0)
        kinds = (~said & ~label, said & ~label, ~said & label, said & label)
        columns = {n: k.astype(np.float64) for n, k in zip(COUNTS, kinds, strict=True)}
        columns["brier"] = (score - label) ** 2
        columns["log_loss"] = -np.log(own)
        columns["right_at_half"] = ((score >= 0.5) == label).astype(np.float64)
        return block.having(**columns)


@dataclass(frozen=True, slots=True)
class Decisions:
    """What decisions were worth on unseen artists.

    ``above_majority`` is the accuracy at one half minus the share of the more frequent
    answer, ``brier_skill`` the share of the Brier score of the bare prevalence that is saved.
    """

    confusion: Confusion
    rates: Rates
    accuracy: Estimate
    accuracy_at_half: Estimate
    above_majority: Estimate
    balanced_accuracy: Estimate
    mcc: Estimate
    brier: Estimate
    brier_skill: Estimate
    log_loss: Estimate


def decide(engine: Engine, thresholds: Floats, fold: str, bootstrap: Bootstrap) -> Decisions:
    """Count decisions on rows with out-of-fold scores.

    Each interval is that of the same measure over resampled clusters, differences included.
    """
    values = (*COUNTS, "brier", "log_loss", "right_at_half")
    decided = engine.derive(Decided(thresholds, fold))
    (sums,) = decided.run(ClusterSums(values, "cluster", bootstrap.clusters))
    total = sums.sum(axis=0)
    both = np.concatenate([total[None], bootstrap.totals(sums)])
    tn, fp, fn, tp = (round(float(x)) for x in total[1:5])
    popular = total[3] + total[4] > total[1] + total[2]
    return Decisions(
        confusion=Confusion(
            true_negative=tn, false_positive=fp, false_negative=fn, true_positive=tp
        ),
        rates=_rates(both),
        accuracy=_interval(_ratio(both[:, 1] + both[:, 4], both[:, 0])),
        accuracy_at_half=_interval(_ratio(both[:, 7], both[:, 0])),
        above_majority=_interval(_above_majority(both, popular=bool(popular))),
        balanced_accuracy=_interval(_balanced(both)),
        mcc=_interval(matthews(*both[:, 1:5].T)),
        brier=_interval(_ratio(both[:, 5], both[:, 0])),
        brier_skill=_interval(_brier_skill(both)),
        log_loss=_interval(_ratio(both[:, 6], both[:, 0])),
    )


def _interval(values: Floats) -> Estimate:
    """Estimate whose value comes first and its bootstrap replicates after it."""
    return percentile_interval(float(values[0]), values[1:])


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Return shares; undefined ones are NaN."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(part / whole)


def _rates(sums: Floats) -> Rates:
    tn, fp, fn, tp = sums[:, 1:5].T
    return Rates(
        sensitivity=_rate(tp, tp + fn),
        specificity=_rate(tn, tn + fp),
        precision=_rate(tp, tp + fp),
        omission=_rate(fn, fn + tn),
    )


def _rate(part: Floats, whole: Floats) -> Estimate | None:
    """Share with its interval; ``None`` where there is nothing to have a share of."""
    return _interval(_ratio(part, whole)) if whole[0] > 0 else None


def _above_majority(sums: Floats, *, popular: bool) -> Floats:
    hits = sums[:, 3] + sums[:, 4]
    majority = hits if popular else sums[:, 0] - hits
    return _ratio(sums[:, 7] - majority, sums[:, 0])


def _brier_skill(sums: Floats) -> Floats:
    """One minus the Brier score over that of the prevalence (Brier 1950; Murphy 1973)."""
    prevalence = _ratio(sums[:, 3] + sums[:, 4], sums[:, 0])
    return 1.0 - _ratio(sums[:, 5], sums[:, 0] * prevalence * (1.0 - prevalence))


def _balanced(sums: Floats) -> Floats:
    tn, fp, fn, tp = sums[:, 1:5].T
    return (_ratio(tn, tn + fp) + _ratio(tp, tp + fn)) / 2


def matthews(tn: Floats, fp: Floats, fn: Floats, tp: Floats) -> Floats:
    """Matthews correlations of decisions and truth (1975); 0 where a margin is empty."""
    product = (tn + fp) * (tn + fn) * (tp + fp) * (tp + fn)
    root = np.sqrt(np.where(product > 0, product, 1.0))
    return np.where(product > 0, (tp * tn - fp * fn) / root, 0.0)
