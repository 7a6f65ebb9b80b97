"""How often 95 % intervals hold what they are meant to hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from reportgen.aggregates.block import Floats
from reportgen.aggregates.counts import PairSums
from reportgen.analysis.classification import classify, scored_hits
from reportgen.analysis.cutoffs import labelled
from reportgen.analysis.decisions import decide, training_thresholds
from reportgen.analysis.intervals import Bootstrap, clustered_means
from reportgen.analysis.linear import Predicted, collect, fit_folds
from reportgen.analysis.ranking import Ranking, rank
from reportgen.analysis.regression import regress
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.analysis.scoring import linear_scores
from reportgen.results import Classification, Estimate, Regression
from reportgen.settings import ClassificationSettings
from tests.simulation.tables import Population, yes_or_no

REPLICATES = 400
SEED = 42
MANY_ARTISTS = 2_000
VERY_MANY_ARTISTS = 12_000
Covered = tuple[str, bool, float]
"""What the interval is of, whether it holds the truth, and its width."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many intervals of one kind held the truth; mean width."""

    kind: str
    held: int
    of: int
    width: float

    @property
    def share(self) -> float:
        """Share of the intervals that held the truth."""
        return self.held / self.of


def bootstrap(rows: Rows, replicates: int = REPLICATES) -> Bootstrap:
    """Resampling as the report does it."""
    return Bootstrap(rows.cluster_keys, replicates, SEED)


def coverage(
    population: Population, draws: int, targets: dict[str, float] | None = None
) -> tuple[Coverage, ...]:
    """Count over ``draws`` tables; scores are judged where ``targets`` has their truth."""
    return _counted(
        covered
        for seed in range(draws)
        for covered in _judged(population, population.draw(seed), targets or {})
    )


def _counted(found: Iterable[Covered]) -> tuple[Coverage, ...]:
    by_kind: dict[str, list[tuple[bool, float]]] = {}
    for kind, inside, wide in found:
        by_kind.setdefault(kind, []).append((inside, wide))
    return tuple(
        Coverage(
            kind=kind,
            held=sum(inside for inside, _ in pairs),
            of=len(pairs),
            width=sum(wide for _, wide in pairs) / len(pairs),
        )
        for kind, pairs in by_kind.items()
    )


def _judged(population: Population, rows: Rows, targets: dict[str, float]) -> Iterator[Covered]:
    drawn = bootstrap(rows)
    regression = regress(rows, drawn)
    assert isinstance(regression, Regression)
    yield from _effects(population, regression)
    yield from _genres(population, rows)
    hits = classify(yes_or_no(rows), drawn, ClassificationSettings())
    assert isinstance(hits, Classification)
    yield from _odds(population, rows, hits)
    scores = {**regression_scores(regression), **hit_scores(hits)}
    for kind, target in targets.items():
        if kind in scores:
            yield from _held(kind, scores[kind], target)


def _held(kind: str, interval: Estimate, truth: float) -> Iterator[Covered]:
    if interval.low is None or interval.high is None:
        yield kind, False, np.inf
        return
    yield kind, interval.low <= truth <= interval.high, interval.high - interval.low


def _effects(population: Population, regression: Regression) -> Iterator[Covered]:
    for j, effect in enumerate(regression.effects):
        assert effect.pooled is not None
        within, pooled = population.slopes[j], float(population.pooled_slopes[j])
        yield from _held("effect within genres", effect.per_sd, within * effect.sd)
        yield from _held("effect pooled", effect.pooled, pooled * effect.sd)


def _genres(population: Population, rows: Rows) -> Iterator[Covered]:
    (totals,) = rows.engine.run(PairSums("genre", "cluster", "popularity", rows.clusters))
    for mean in clustered_means(totals):
        yield from _held("mean of a genre", mean.mean, float(population.genre_means[mean.code]))


def _odds(population: Population, rows: Rows, hits: Classification) -> Iterator[Covered]:
    sd = rows.moments().sd
    for j, odds in enumerate(hits.odds):
        effect = population.logits[j] * float(sd[j])
        yield from _held("odds ratio", odds.odds_ratio, float(np.exp(effect)))
        yield from _held("average marginal effect", odds.marginal, effect * population.steepness)


def regression_scores(regression: Regression) -> dict[str, Estimate]:
    """Scores of the headline model."""
    score = next(s for s in regression.scores if s.name == regression.headline)
    return {"R²": score.r2, "RMSE": score.rmse}


def hit_scores(hits: Classification) -> dict[str, Estimate]:
    """Scores of the logistic model that come with an interval."""
    scores = {
        "AUC": hits.auc,
        "average precision": hits.average_precision,
        "Brier score": hits.brier,
        "accuracy": hits.accuracy,
        "accuracy at one half": hits.accuracy_at_half,
        "balanced accuracy": hits.balanced_accuracy,
        "calibration slope": hits.calibration_slope,
        "calibration intercept": hits.calibration_intercept,
    }
    if hits.top:
        scores["share of hits in the top 100"] = hits.top[0].share
    return scores


def coverage_of_own_models(population: Population, draws: int) -> tuple[Coverage, ...]:
    """Count how often the intervals of scores hold the score of the very models scored.

    The truth differs from table to table: its own cross-fitted models, each judging its
    part of 12,000 new artists.
    """
    many = replace(population, artists=VERY_MANY_ARTISTS)
    found: list[Covered] = []
    for seed in range(draws):
        rows = population.draw(seed)
        truth = scored_elsewhere(rows, many.draw(3 * 10**6 + seed))
        for kind, interval in _scores(rows).items():
            found.extend(_held(kind, interval, truth[kind]))
    return _counted(found)


def _scores(rows: Rows) -> dict[str, Estimate]:
    drawn = bootstrap(rows)
    regression = regress(rows, drawn)
    hits = classify(yes_or_no(rows), drawn, ClassificationSettings())
    assert isinstance(regression, Regression)
    assert isinstance(hits, Classification)
    return {**regression_scores(regression), **hit_scores(hits)}


def expected_scores(population: Population, draws: int) -> dict[str, float]:
    """Score on new artists that models of such tables reach on average.

    Each table's cross-fitted models (those of its folds) score a fresh table of 2,000
    artists, each artist by one of the models; seeds are apart from those of
    :func:`coverage`.
    """
    many = replace(population, artists=MANY_ARTISTS)
    found = [
        scored_elsewhere(population.draw(10**6 + seed), many.draw(2 * 10**6 + seed))
        for seed in range(draws)
    ]
    return {kind: float(np.mean([scores[kind] for scores in found])) for kind in found[0]}


def scored_elsewhere(rows: Rows, new: Rows) -> dict[str, float]:
    once = bootstrap(new, 1)
    sums = collect(rows.engine, rows.design(rows.moments()), "popularity", ARTISTS, rows.folds)
    step = Predicted(sums.design, fit_folds(sums), "popularity", ARTISTS, *rows.limits)
    linear = linear_scores(new.engine.derive(step), once)
    labels, new_labels = (labelled(yes_or_no(r), 0.5) for r in (rows, new))
    model, _, _ = scored_hits(labels, ARTISTS, bootstrap(rows, 1))
    engine = new_labels.engine.derive(model.probability(ARTISTS))
    ranking = rank(engine, once)
    decisions = decide(engine, training_thresholds(labels, model, ARTISTS), ARTISTS, once)
    return {
        "R²": linear.r2.value,
        "RMSE": linear.rmse.value,
        "AUC": ranking.auc.value,
        "average precision": ranking.average_precision.value,
        "Brier score": decisions.brier.value,
        "accuracy": decisions.accuracy.value,
        "accuracy at one half": decisions.accuracy_at_half.value,
        "balanced accuracy": decisions.balanced_accuracy.value,
        "calibration slope": ranking.slope.value,
        "calibration intercept": ranking.intercept.value,
        "share of hits in the top 100": _top_share(ranking, 100 / rows.n),
    }


def _top_share(ranking: Ranking, part: float) -> float:
    """Share of hits among the highest scores that make up ``part`` of all tracks."""
    hits, all_rows = (
        counts[::-1].astype(np.float64)
        for counts in (
            ranking.ranked.positives,
            ranking.ranked.positives + ranking.ranked.negatives,
        )
    )
    size = part * all_rows.sum()
    reached: Floats = np.clip((size - (np.cumsum(all_rows) - all_rows)) / all_rows, 0.0, 1.0)
    return float((hits * reached).sum() / size)
