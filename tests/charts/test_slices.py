"""Marks are where the results say, and titles say what the results show."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from reportgen import formats
from reportgen.charts import (
    binned,
    classification,
    correlations,
    curves,
    data,
    exploration,
    odds,
    plane,
    predictions,
    preparation,
    profile,
    regression,
    segments,
    target,
    trust,
)
from reportgen.charts.axis import new_figure, panel
from reportgen.charts.subject import Subject, subject
from reportgen.errors import RenderError
from reportgen.results import (
    Classification,
    Estimate,
    GroupMean,
    Regression,
    Report,
    Segments,
    Shape,
    Skipped,
    TargetProfile,
)
from tests.charts import reading
from tests.example import binary_report, no_segments_report
from tests.example_models import estimate


def profile_of(report: Report) -> TargetProfile:
    assert not isinstance(report.exploration.target, Skipped)
    return report.exploration.target


def genres_of(report: Report) -> tuple[GroupMean, ...]:
    assert not isinstance(report.exploration.by_genre, Skipped)
    return report.exploration.by_genre


def years_of(report: Report) -> tuple[GroupMean, ...]:
    assert not isinstance(report.exploration.by_year, Skipped)
    return report.exploration.by_year


def test_the_checks_of_the_layout_can_fail() -> None:
    figure = new_figure(1.0, 2.0)
    figure.text(0.5, 0.5, "one")
    figure.text(0.52, 0.5, "two")
    figure.text(0.95, 0.9, "beyond the edge")
    assert reading.overlapping(figure) == [("one", "two")]
    assert reading.clipped(figure) == ["beyond the edge"]


def test_the_check_of_marks_through_words_can_fail() -> None:
    figure = new_figure(1.0, 2.0)
    axes = panel(figure, 0, 0, 0, 0)
    axes.hlines([0.5], [0], [1])
    axes.scatter([0.1], [0.9])
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.text(0.5, 0.5, "struck", va="center")
    axes.text(0.1, 0.9, "under a dot", va="center")
    axes.text(0.5, 0.8, "free")
    assert sorted(reading.crossed(figure)) == ["struck", "under a dot"]


def test_a_sparkline_stands_for_the_counts(report: Report) -> None:
    column = next(c for c in report.data.columns if c.name == "energy")
    assert column.histogram is not None
    (patch,) = data.sparkline_figure(column.histogram).axes[0].patches
    assert tuple(patch.get_data().values) == column.histogram.counts  # type: ignore[attr-defined]
    svg = data.sparkline(column)
    assert svg is not None
    assert "From 0 to 1, half of the values at or below 0.72." in svg
    assert data.sparkline(replace(column, histogram=None)) is None


def test_the_ledger_reconciles_as_bars(report: Report) -> None:
    account = report.preparation
    (axes,) = preparation.ledger_figure(account).axes
    kept = [bar.get_width() for bar in reading.bars(axes, "remaining")]
    removed = [bar.get_width() for bar in reading.bars(axes, "removed")]
    assert kept == [account.rows_read, *(s.remaining for s in account.steps), account.rows_modelled]
    assert removed == [step.removed for step in account.steps]
    assert kept[0] - sum(removed) == kept[-1]
    assert axes.get_xlim()[0] == 0


def test_the_ledger_names_the_largest_loss(report: Report) -> None:
    chart = preparation.ledger(report.preparation)
    assert chart.title.endswith("the largest loss: repeated tracks collapsed")
    assert "4,120" in chart.alt
    nothing = replace(report.preparation, steps=(), rows_modelled=report.preparation.rows_read)
    assert preparation.ledger(nothing).title == "All 32,240 rows read are modelled"


def test_the_target_shows_counts_zeros_and_median(report: Report, about: Subject) -> None:
    profile = profile_of(report)
    (axes,) = target.target_figure(profile, about).axes
    bars = reading.bars(axes, "tracks")
    assert tuple(bar.get_height() for bar in bars) == profile.histogram.counts
    (zeros,) = reading.bars(axes, "zeros")
    assert zeros.get_height() == pytest.approx(profile.zeros * profile.n)
    assert zeros.get_x() == 0
    assert axes.get_ylim()[0] == 0
    chart = target.target(profile, about)
    assert "median 42" in chart.alt
    assert chart.title.endswith("and 8.2\N{NO-BREAK SPACE}% have exactly 0")
    few = target.target(replace(profile, zeros=0.01), about)
    assert few.title == "Half of all tracks have a popularity of 42 or less"


def test_a_target_of_hits_is_two_bars() -> None:
    profile = replace(profile_of(binary_report()), mean=0.12, n=1000)
    chart = target.hits(profile)
    assert chart.title == "12\N{NO-BREAK SPACE}% of all tracks are hits"
    assert chart.table.rows == (("Hits", "120"), ("Others", "880"))


def test_genres_stand_where_their_means_are(report: Report, about: Subject) -> None:
    groups = genres_of(report)
    axes = exploration.genre_figure(groups, 40.7, about).axes[0]
    assert reading.dots(axes, "values") == [(g.mean.value, float(i)) for i, g in enumerate(groups)]
    assert reading.spans(axes, "values interval") == [(g.mean.low, g.mean.high) for g in groups]


def test_the_title_of_genres_never_names_other_or_what_overlaps(
    report: Report, about: Subject
) -> None:
    groups = genres_of(report)
    rest = replace(groups[-1], name="other", mean=estimate(10, 9, 11))
    title = exploration.by_genre((*groups, rest), 6, None, about).title
    assert title == "Pop has the highest mean popularity, edm the lowest"
    alike = tuple(replace(g, mean=estimate(g.mean.value, 20, 60)) for g in groups)
    title = exploration.by_genre(alike, 6, None, about).title
    assert title == "Genres cannot be told apart by their mean popularity"


def test_very_many_genres_are_shown_from_both_ends(report: Report, about: Subject) -> None:
    (first, *_) = genres_of(report)
    many = tuple(replace(first, name=f"g{i}") for i in range(40))
    chart = exploration.by_genre(many, 40, None, about)
    assert len(chart.table.rows) == 40
    assert ">g11<" in chart.svg
    assert ">g12<" not in chart.svg
    assert ">g39<" in chart.svg


def test_years_are_a_line_in_a_band(report: Report, about: Subject) -> None:
    groups = years_of(report)
    (axes,) = exploration.year_figure(groups, about).axes
    assert reading.line(axes, "means") == [(float(g.name), g.mean.value) for g in groups]
    title = exploration.by_year(groups, about).title
    assert title == "Tracks of 2019 have higher popularity, on average, than those of 2008"
    back = exploration.by_year(
        tuple(replace(g, mean=h.mean) for g, h in zip(groups, reversed(groups), strict=True)), about
    )
    assert "have lower popularity" in back.title
    rare = (replace(groups[0], name="1957", n=3, mean=estimate(60, 20, 99)), *groups)
    assert exploration.by_year(rare, about).title == title
    flat = tuple(replace(g, mean=estimate(40, 39, 41)) for g in groups)
    assert "cannot be told" in exploration.by_year(flat, about).title


def test_each_pair_has_one_cell(report: Report, about: Subject) -> None:
    result = report.exploration
    figure = correlations.correlations_figure(result, about)
    (mesh,) = figure.axes[0].collections
    values: list[float] = np.ma.compressed(np.ma.asarray(mesh.get_array())).tolist()
    assert sorted(values) == sorted(pair.r for pair in result.correlations)
    chart = correlations.correlations(result, 28_068, about)
    assert chart.title == "Energy and loudness rise together, more than any other pair"
    assert "energy and loudness 0.68" in chart.alt
    weak = replace(result, correlations=tuple(replace(p, r=0.1) for p in result.correlations))
    title = correlations.correlations(weak, 28_068, about).title
    assert title == "No two columns are more than weakly correlated"


def test_effects_are_ordered_by_size_beside_the_pooled(linear: Regression, about: Subject) -> None:
    ordered = regression.by_size(linear.effects)
    sizes = [abs(effect.per_sd.value) for effect in ordered]
    assert all(a >= b for a, b in pairwise(sizes))
    (axes,) = regression.effects_figure(ordered, about, pooled=True).axes
    within = [(e.per_sd.value, float(i)) for i, e in enumerate(ordered)]
    assert reading.dots(axes, "values") == within
    pooled = [x for x, _ in reading.dots(axes, "pooled")]
    assert pooled == [e.pooled.value for e in ordered if e.pooled]
    assert reading.spans(axes, "values interval") == [
        (e.per_sd.low, e.per_sd.high) for e in ordered
    ]


def test_the_compact_chart_holds_the_eight_largest(linear: Regression, about: Subject) -> None:
    chart = regression.effects_compact(linear, about)
    assert len(chart.table.rows) == 8
    assert chart.table.rows[0][0] == "Energy"
    assert chart.caption.startswith("The 8 largest of 10 effects.")


def test_the_title_of_effects_follows_their_signs(linear: Regression, about: Subject) -> None:
    def title(*values: float, half: float = 0.1) -> str:
        effects = tuple(
            replace(e, per_sd=estimate(v, v - half, v + half))
            for e, v in zip(linear.effects[1:], values, strict=False)
        )
        return regression.effects(replace(linear, effects=effects), about).title

    assert title(-3, 2) == "Energetic tracks tend to have lower popularity, loud tracks higher"
    assert title(-3, -2) == "Energetic tracks and loud tracks tend to have lower popularity"
    assert title(3) == "Energetic tracks tend to have higher popularity"
    expected = "No feature's association with popularity can be told from zero"
    assert title(3, 2, half=9) == expected


def test_scores_start_at_zero_with_the_flexible_model_last(
    report: Report, linear: Regression, about: Subject
) -> None:
    chart = predictions.scores(linear, report.trust.ceiling, about)
    assert chart.table.rows[-1] == (
        "Flexible model: gradient-boosted trees", "0.127 (0.112 to 0.142)",
    )  # fmt: skip
    lines = [(score.label, score.r2) for score in linear.scores]
    (axes,) = predictions.scores_figure(linear, lines).axes
    assert [x for x, _ in reading.dots(axes, "values")] == [s.r2.value for s in linear.scores]
    assert axes.get_xlim()[0] <= 0
    none = tuple(replace(s, r2=estimate(0.01, -0.01, 0.03)) for s in linear.scores)
    title = predictions.scores(replace(linear, scores=none), report.trust.ceiling, about).title
    assert title == "No better prediction than the mean is shown for artists never seen"


def test_bins_stand_beside_the_line_of_agreement(linear: Regression, about: Subject) -> None:
    (axes,) = binned.binned_figure(linear.bins, "x", lambda v, _: str(v)).axes
    assert reading.dots(axes, "bins") == [(b.predicted, b.observed.value) for b in linear.bins]
    assert all(x == y for x, y in reading.line(axes, "agreement"))
    off = tuple(replace(b, predicted=b.predicted + 9) for b in linear.bins)
    assert binned.missed(off) == 10
    title = predictions.fit(replace(linear, bins=off), about).title
    assert title == "Predictions are off in 10 of 10 bins"


def test_residuals_are_counted(linear: Regression, about: Subject) -> None:
    (axes,) = predictions.residuals_figure(linear, about).axes
    bars = reading.bars(axes, "tracks")
    assert tuple(bar.get_height() for bar in bars) == linear.residuals.counts
    assert "22.7 points" in predictions.residuals(linear, about).title


def test_curves_pass_through_their_points(classes: Classification, about: Subject) -> None:
    figure = classification.curve_figure(classes.roc, "x", "y", "{0}: {1}")
    assert reading.line(figure.axes[0], "curve") == [(p.x, p.y) for p in classes.roc]
    precision = classification.precision_figure(classes, about).axes[0]
    assert reading.line(precision, "curve") == [(p.x, p.y) for p in classes.precision_recall]
    assert precision.get_ylim()[0] == 0


def test_titles_of_curves_give_way_to_chance(classes: Classification, about: Subject) -> None:
    assert "70 are ranked" in classification.roc(classes, about).title
    chance = replace(classes, auc=estimate(0.52, 0.49, 0.55))
    title = classification.roc(chance, about).title
    assert title == "The ranking cannot be told from chance"
    level = replace(classes.gains, average_precision=estimate(0.01, -0.01, 0.03))
    poor = replace(classes, gains=level)
    assert "cannot be told" in classification.precision_recall(poor, about).title
    assert "46\N{NO-BREAK SPACE}%" in classification.gain(classes, about).title


def test_the_confusion_matrix_has_counts_and_rates(classes: Classification, about: Subject) -> None:
    shown = reading.texts(classification.confusion_figure(classes.confusion, about))
    assert {"1,280", "2,088", "16,796", "7,904"} <= set(shown)
    assert "62\N{NO-BREAK SPACE}% found" in shown
    assert "32\N{NO-BREAK SPACE}% false alarms" in shown
    chart = classification.confusion(classes, about)
    assert chart.table.rows[0] == ("Popular tracks", "1,280", "2,088")


def test_a_class_without_tracks_has_no_rates(classes: Classification, about: Subject) -> None:
    empty = replace(classes.confusion, true_positive=0, false_negative=0)
    assert "none" in classification.confusion(replace(classes, confusion=empty), about).title


def test_odds_are_in_percentage_points(classes: Classification) -> None:
    ordered = sorted(classes.odds, key=lambda o: -abs(o.marginal.value))
    (axes,) = odds.odds_figure(ordered).axes
    shown = [x for x, _ in reading.dots(axes, "values")]
    assert shown == pytest.approx([o.marginal.value * 100 for o in ordered])


def test_the_choice_of_segments_is_marked_on_both_scales(groups: Segments) -> None:
    left, right = segments.candidates_figure(groups).axes
    assert reading.line(left, "silhouette") == [(c.k, c.silhouette) for c in groups.candidates]
    assert reading.line(left, "reference") == [(c.k, c.reference) for c in groups.candidates]
    assert reading.line(right, "stability") == [(c.k, c.stability) for c in groups.candidates]
    assert reading.line(left, "chosen") == [(3, 0.246)]
    assert reading.line(right, "chosen") == [(3, 0.91)]


def test_the_title_of_the_choice(groups: Segments) -> None:
    title = segments.candidates(groups).title
    assert title == "3 segments are more distinct than tracks without groups give"
    shuffled = tuple(replace(c, reference=0.9) for c in groups.candidates)
    title = segments.candidates(replace(groups, candidates=shuffled)).title
    assert title == "3 segments are hardly more distinct than tracks without groups give"
    none = no_segments_report().segments
    assert not isinstance(none, Skipped)
    assert segments.candidates(none).title.startswith("No number of segments holds")
    assert plane.map_(none).title == "The tracks form one cloud, without separate groups"


@pytest.mark.parametrize(
    ("silhouette", "title"),
    [
        (0.43, "The segments shade into one another"),
        (0.45, "The segments differ, with soft borders"),
        (0.76, "The segments stand clearly apart"),
    ],
)
def test_the_title_of_the_map(groups: Segments, silhouette: float, title: str) -> None:
    assert plane.map_(replace(groups, silhouette=silhouette)).title == title


def test_the_map_shows_each_point_in_its_segment(groups: Segments) -> None:
    (axes,) = plane.map_figure(groups).axes
    for i in range(3):
        expected = [(p.x, p.y) for p in groups.points if p.segment == i + 1]
        assert reading.dots(axes, f"segment {i}") == expected


def test_points_name_their_segment_by_its_number(groups: Segments) -> None:
    points = tuple(replace(p, segment=i % 3 + 1) for i, p in enumerate(groups.points))
    assert plane.owners(replace(groups, points=points))[:4] == [0, 1, 2, 0]
    with pytest.raises(RenderError, match="belongs to no segment"):
        plane.owners(replace(groups, points=(replace(points[0], segment=7),)))


def test_the_profile_shows_each_trait(groups: Segments, about: Subject) -> None:
    (axes,) = profile.profile_figure(groups, about).axes
    values = np.asarray(axes.collections[0].get_array()).reshape(len(groups.features), -1)
    for j, member in enumerate(groups.members):
        assert values[:, j].tolist() == [trait.z for trait in member.traits]
    chart = profile.profile(groups, about)
    assert chart.title == "Segment 3 stands out most, by high acousticness"


def test_the_audit_has_a_scale_for_each_score(report: Report) -> None:
    scores = report.trust.audit
    left, right = trust.audit_figure(report.trust).axes
    bent = [s.flexible for s in scores if s.flexible]
    assert [x for x, _ in reading.dots(left, "flexible")] == [s.r2.value for s in bent if s.r2]
    assert [x for x, _ in reading.dots(left, "values")] == [s.r2.value for s in scores if s.r2]
    assert [x for x, _ in reading.dots(right, "values")] == [s.auc.value for s in scores if s.auc]
    only = tuple(replace(score, r2=None) for score in scores)
    assert len(trust.audit_figure(replace(report.trust, audit=only)).axes) == 1
    none = tuple(replace(score, auc=None) for score in only)
    assert trust.audit(replace(report.trust, audit=none)) is None


def test_the_title_of_the_audit_says_which_way_scores_go(report: Report) -> None:
    rows, *others = report.trust.audit
    flexible = rows.flexible
    assert flexible is not None
    none, above, below = (
        estimate(0.0, -0.1, 0.1),
        estimate(0.2, 0.1, 0.3),
        estimate(-0.2, -0.3, -0.1),
    )

    def title(gap: Estimate, trees: Estimate) -> str:
        bent = replace(flexible, r2_gap=trees, auc_gap=trees)
        changed = replace(rows, r2_gap=gap, auc_gap=gap, flexible=bent)
        chart = trust.audit(replace(report.trust, audit=(changed, *others)))
        assert chart is not None
        return chart.title

    apart = "once artists are kept apart"
    assert title(above, none) == f"Scores fall {apart}"
    assert title(none, above) == f"The score of a flexible model falls {apart}"
    assert title(below, none) == f"Scores are higher {apart}"
    assert title(none, none) == "Scores hold when artists are kept apart"


def test_words_for_a_target_that_is_counted(about: Subject) -> None:
    streams = replace(about, label="Streams", unit="log10 streams", counted=True)
    assert (streams.scale, streams.differences) == ("Streams", "Times as many streams")
    assert streams.level(estimate(8.03, 7.95, 8.11)) == "110,000,000 (89,000,000 to 130,000,000)"
    assert streams.difference(estimate(-0.046, -0.091, -0.001)) == "0.90 (0.81 to 1.00)"
    assert (streams.side(rising=True), streams.side(rising=False)) == ("more", "fewer")
    assert (about.scale, about.differences) == ("Popularity (0–100)", "Points of popularity")
    assert about.side(rising=True) == "higher"


def test_words_for_a_target_of_hits() -> None:
    about = subject(binary_report())
    assert (about.binary, about.scale, about.hits) == (True, "Share of hits", "hits")
    assert about.tracks_with("energy") == "energetic tracks"
    assert about.tracks_with("warmth_index") == "tracks with more warmth index"


def test_losses_stand_in_order_without_genre(linear: Regression) -> None:
    chart = regression.importance(linear)
    items = [item for item in linear.importance if item.name != "genre"]
    (axes,) = regression.importance_figure(items).axes
    assert reading.dots(axes, "values") == [(i.loss.value, float(k)) for k, i in enumerate(items)]
    assert reading.spans(axes, "values interval") == [(i.loss.low, i.loss.high) for i in items]
    assert chart.title == "Duration tells most that the other features do not, then energy"
    assert chart.caption.endswith("Without genre the loss is 0.031 (0.021 to 0.041).")
    assert chart.table.rows[0][0] == "Genre"
    nothing = replace(
        linear,
        importance=tuple(replace(i, loss=estimate(0.1, -0.1, 0.3)) for i in linear.importance),
    )
    title = "No single feature is clearly missed when it is left out"
    assert regression.importance(nothing).title == title


def test_curves_show_departures_first_then_the_strongest_effects(
    linear: Regression, about: Subject
) -> None:
    shown = curves.chosen(linear)
    assert [c.name for c in shown] == ["duration", "instrumentalness", "energy", "loudness"]
    panels = curves.curves_figure(shown, about).axes
    assert len(panels) == 4
    for axes, curve in zip(panels, shown, strict=True):
        assert reading.dots(axes, "bins") == [(b.at, b.observed.value) for b in curve.bins]
        assert reading.line(axes, "line") == [(b.at, b.line) for b in curve.bins]
        assert axes.get_ylim() == panels[0].get_ylim()
    title = "The associations with duration and instrumentalness are no straight lines"
    assert curves.curves(linear, about).title == title


def test_the_title_of_curves_follows_from_their_shapes(linear: Regression, about: Subject) -> None:
    straight = tuple(replace(c, shape=Shape.LINE) for c in linear.curves)
    found = curves.curves(replace(linear, curves=straight), about)
    assert found.title == "No feature departs clearly from a straight line"
    assert "those with the strongest effects" in found.caption
    one = tuple(c if c.name == "duration" else replace(c, shape=Shape.LINE) for c in linear.curves)
    found = curves.curves(replace(linear, curves=one), about)
    assert found.title == "The association with duration turns round within its range"


def test_typical_misses_stand_over_their_predictions_from_zero(
    linear: Regression, about: Subject
) -> None:
    bins = linear.misses.spread
    (axes,) = curves.spread_figure(bins, about).axes
    assert reading.dots(axes, "bins") == [(b.predicted, b.miss.value) for b in bins]
    assert axes.get_ylim()[0] == 0


@pytest.mark.parametrize(
    ("ratio", "title"),
    [
        (estimate(1.4, 1.2, 1.6), "Misses are wider where predictions are high"),
        (estimate(0.7, 0.6, 0.8), "Misses are wider where predictions are low"),
        (estimate(1.12, 1.08, 1.16), "Misses are about as wide for high as for low predictions"),
        (estimate(1.4, 0.9, 1.9), "Misses are not clearly wider for high or low predictions"),
        (None, "Misses are not clearly wider for high or low predictions"),
    ],
)
def test_the_title_of_misses_follows_from_their_ratio(
    linear: Regression, about: Subject, ratio: Estimate | None, title: str
) -> None:
    changed = replace(linear, misses=replace(linear.misses, ratio=ratio))
    assert curves.spread(changed, about).title == title


def test_the_middles_of_segments_stand_on_the_map_and_in_its_data(groups: Segments) -> None:
    (axes,) = plane.map_figure(groups).axes
    table = plane.map_(groups).table
    for i, row in enumerate(table.rows):
        mine = [(p.x, p.y) for p in groups.points if p.segment == i + 1]
        middle = np.mean(mine, axis=0)
        assert reading.dots(axes, f"middle {i}") == [pytest.approx(tuple(middle))]
        assert row[4:] == tuple(formats.decimal(float(v), 2) for v in middle)
    gone = tuple(p for p in groups.points if p.segment != 2)
    assert plane.map_(replace(groups, points=gone)).table.rows[1][4:] == ("", "")


def test_a_map_without_segments_shows_the_quartiles() -> None:
    none = no_segments_report().segments
    assert not isinstance(none, Skipped)
    (axes,) = plane.map_figure(none).axes
    low, middle, high = np.quantile([(p.x, p.y) for p in none.points], (0.25, 0.5, 0.75), axis=0)
    assert reading.dots(axes, "across") == [pytest.approx(tuple(middle))]
    assert reading.spans(axes, "across interval") == [pytest.approx((low[0], high[0]))]
    quartiles = [
        tuple(formats.decimal(float(v[i]), 2) for v in (low, middle, high)) for i in (0, 1)
    ]
    assert [row[2:] for row in plane.map_(none).table.rows] == quartiles
