"""Decisions at a threshold, counted against the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportgen.aggregates.block import Block, Floats
from reportgen.aggregates.sandwich import ClusterSums
from reportgen.aggregates.scores import ScoreCounts
from reportgen.analysis.hits import HitModel, balanced_threshold
from reportgen.analysis.intervals import Bootstrap, percentile_interval
from reportgen.analysis.newton import Probability
from reportgen.analysis.rows import Rows
from reportgen.engine import Engine
from reportgen.results import Confusion, Estimate

COUNTS = ("true_negative", "false_positive", "false_negative", "true_positive")


def training_thresholds(rows: Rows, model: HitModel, fold: str) -> Floats:
    """Balanced threshold of each fold's model on the rows that it was fitted to, (F,)."""
    thresholds = []
    for f, fit in enumerate(model.folds):
        slopes, intercepts = fit.candidate.slopes[None], fit.candidate.intercepts[None]
        step = Probability(model.design, slopes, intercepts, None)
        training = rows.training(fold, f).derive(step)
        (ranked,) = training.run(ScoreCounts("score", "label"))
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
    """What decisions were worth on unseen artists."""

    confusion: Confusion
    accuracy: Estimate
    accuracy_at_half: Estimate
    balanced_accuracy: Estimate
    mcc: float
    brier: Estimate
    log_loss: float


def decide(engine: Engine, thresholds: Floats, fold: str, bootstrap: Bootstrap) -> Decisions:
    """Count decisions on rows with out-of-fold scores."""
    values = (*COUNTS, "brier", "log_loss", "right_at_half")
    decided = engine.derive(Decided(thresholds, fold))
    (sums,) = decided.run(ClusterSums(values, "cluster", bootstrap.clusters))
    total = sums.sum(axis=0)
    drawn = bootstrap.totals(sums)
    tn, fp, fn, tp = (round(float(x)) for x in total[1:5])
    return Decisions(
        confusion=Confusion(
            true_negative=tn, false_positive=fp, false_negative=fn, true_positive=tp
        ),
        accuracy=_share(total, drawn, (1, 4)),
        accuracy_at_half=_share(total, drawn, (7,)),
        balanced_accuracy=percentile_interval(_balanced(total[None])[0], _balanced(drawn)),
        mcc=matthews(tn, fp, fn, tp),
        brier=_share(total, drawn, (5,)),
        log_loss=float(total[6] / total[0]),
    )


def _share(total: Floats, drawn: Floats, columns: tuple[int, ...]) -> Estimate:
    with np.errstate(divide="ignore", invalid="ignore"):
        replicates = drawn[:, columns].sum(axis=1) / drawn[:, 0]
    return percentile_interval(float(total[list(columns)].sum() / total[0]), replicates)


def _balanced(sums: Floats) -> Floats:
    tn, fp, fn, tp = sums[:, 1:5].T
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((tn / (tn + fp) + tp / (tp + fn)) / 2)


def matthews(tn: int, fp: int, fn: int, tp: int) -> float:
    """Matthews correlation of decisions and truth (1975); 0 where a margin is empty."""
    product = float(tn + fp) * float(tn + fn) * float(tp + fp) * float(tp + fn)
    return (tp * tn - fp * fn) / product**0.5 if product > 0 else 0.0
