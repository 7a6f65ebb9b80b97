"""Reports that try the charts: too many, too few, too long, too large, too odd."""

from __future__ import annotations

from dataclasses import replace

from reportgen.results import (
    Bin,
    Correlation,
    Curve,
    Estimate,
    Exploration,
    GroupMean,
    Histogram,
    MapPoint,
    Regression,
    Report,
    Segments,
    Skipped,
    TargetProfile,
)
from tests.example import example_report
from tests.example_models import estimate

ODD_NAMES = (
    "A name of a good deal more than sixty characters that goes on and on",
    '$x_2^{3}$ <b>&amp; "q" id="no" --> ]]>',
    "שלום עולם",
    "موسيقى عربية",
    "日本のポップ",
    "😀 emoji 🎸",
    "tab\tnew\nline\x00nul",
    "",
    "a",
    "\\frac{1}{2} 100% #1",
)


def crowded_report() -> Report:
    """Return 25 features, 114 genres, 8 segments, 10,000 points, and odd names."""
    report = example_report()
    parts = _parts(report)
    return replace(
        report,
        exploration=_crowded_exploration(parts[0]),
        regression=_crowded_regression(parts[1]),
        segments=_crowded_segments(parts[2]),
        preparation=replace(
            report.preparation,
            steps=tuple(replace(s, label=ODD_NAMES[0]) for s in report.preparation.steps),
        ),
        trust=replace(
            report.trust, audit=tuple(replace(a, label=ODD_NAMES[0]) for a in report.trust.audit)
        ),
    )


def sparse_report() -> Report:
    """Return two features, two genres, one year, nothing removed, and huge or tiny values."""
    report = example_report()
    exploration, regression, segments = _parts(report)
    return replace(
        report,
        exploration=_sparse_exploration(exploration),
        regression=_sparse_regression(regression),
        segments=replace(segments, candidates=segments.candidates[1:2]),
        preparation=replace(report.preparation, rows_read=100, rows_modelled=100, steps=()),
        trust=replace(
            report.trust,
            audit=(replace(report.trust.audit[0], r2=estimate(-0.3, -0.9, 0.1)),),
        ),
    )


def _parts(report: Report) -> tuple[Exploration, Regression, Segments]:
    assert not isinstance(report.regression, Skipped)
    assert not isinstance(report.segments, Skipped)
    return report.exploration, report.regression, report.segments


def _crowded_exploration(exploration: Exploration) -> Exploration:
    assert not isinstance(exploration.by_year, Skipped)
    names = (*(f"feature_{i}" for i in range(24)), "popularity")
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    wild = replace(exploration.by_year[2], mean=estimate(40, 1, 99))
    return replace(
        exploration,
        names=names,
        correlations=tuple(
            Correlation(first=a, second=b, r=(i * 37 % 200 - 100) / 100)
            for i, (a, b) in enumerate(pairs)
        ),
        by_genre=tuple(_genre(i) for i in range(114)),
        genres=114,
        by_year=(*exploration.by_year[:2], wild, *exploration.by_year[5:]),
    )


def _genre(i: int) -> GroupMean:
    name = ODD_NAMES[i] if i < len(ODD_NAMES) else f"genre number {i}"
    mean = 60 - 0.4 * i
    return GroupMean(name=name, n=1_000 + i, mean=estimate(mean, mean - 1.5, mean + 1.5))


def _crowded_regression(regression: Regression) -> Regression:
    first = regression.effects[0]
    effects = tuple(
        replace(
            first,
            name=f"feature_{i}",
            label=ODD_NAMES[i % 10] or "Danceability",
            per_sd=estimate(-1 - i * 0.3, -1.5 - i * 0.3, -0.5 - i * 0.3),
            pooled=estimate(-2 - i * 0.3, -2.5 - i * 0.3, -1.5 - i * 0.3),
        )
        for i in range(25)
    )
    curves = tuple(
        replace(
            regression.curves[-1],
            name=f"feature_{i}",
            label=ODD_NAMES[i % 10] or "Danceability",
            unit=ODD_NAMES[0],
        )
        for i in range(25)
    )
    importance = tuple(
        replace(regression.importance[0], name=f"feature_{i}", label=ODD_NAMES[i % 10] or "Key")
        for i in range(25)
    )
    return replace(regression, effects=effects, curves=curves, importance=importance)


def _crowded_segments(segments: Segments) -> Segments:
    labels = ("Energetic, instrumental and acoustic", "Unbrokenandverylongword and calm")
    members = tuple(
        replace(segments.members[i % 3], name=name, label=labels[i % 2], share=0.125)
        for i, name in enumerate("12345678")
    )
    points = tuple(
        MapPoint(x=(i * 7919 % 1000) / 100 + i % 8, y=(i * 104729 % 1009) / 200, segment=i % 8 + 1)
        for i in range(10_000)
    )
    return replace(segments, k=8, members=members, points=points)


def _sparse_exploration(exploration: Exploration) -> Exploration:
    assert not isinstance(exploration.target, Skipped)
    assert not isinstance(exploration.by_genre, Skipped)
    assert not isinstance(exploration.by_year, Skipped)
    return replace(
        exploration,
        names=("danceability", "popularity"),
        correlations=(Correlation(first="danceability", second="popularity", r=-0.999),),
        target=_huge_target(exploration.target),
        by_genre=tuple(replace(g, mean=huge(g.mean)) for g in exploration.by_genre[:2]),
        genres=2,
        by_year=tuple(replace(g, mean=huge(g.mean)) for g in exploration.by_year[:1]),
    )


def _huge_target(target: TargetProfile) -> TargetProfile:
    edges = tuple(edge * 1e8 for edge in target.histogram.edges)
    counts = tuple(n * 100_000 for n in target.histogram.counts)
    histogram = Histogram(edges=edges, counts=counts)
    return replace(target, mean=4e9, median=9.9e9, sd=1e9, zeros=0.0, histogram=histogram)


def _sparse_regression(regression: Regression) -> Regression:
    return replace(
        regression,
        effects=tuple(
            replace(e, per_sd=huge(e.per_sd), pooled=huge(e.pooled) if e.pooled else None)
            for e in regression.effects[:2]
        ),
        bins=tuple(
            Bin(
                n=b.n,
                predicted=b.predicted * 1e-7,
                observed=Estimate(value=b.observed.value * 1e-7),
            )
            for b in regression.bins
        ),
        scores=tuple(replace(s, r2=estimate(-0.3, -0.6, 0.1)) for s in regression.scores),
        importance=tuple(
            replace(i, loss=estimate(-0.3, -0.6, 0.1)) for i in regression.importance[:2]
        ),
        curves=tuple(_tiny_curve(c) for c in regression.curves[:1]),
        misses=replace(
            regression.misses,
            ratio=None,
            spread=tuple(
                replace(s, predicted=s.predicted * 1e9, miss=huge(s.miss))
                for s in regression.misses.spread[:1]
            ),
        ),
    )


def _tiny_curve(curve: Curve) -> Curve:
    return replace(
        curve,
        knot=None,
        gain=None,
        bins=tuple(
            replace(b, at=b.at * 1e-7, line=b.line * 1e9, observed=Estimate(value=b.line * 1e9))
            for b in curve.bins[:2]
        ),
    )


def huge(e: Estimate) -> Estimate:
    """Return an estimate a billion times as large."""
    assert e.low is not None
    assert e.high is not None
    return Estimate(value=e.value * 1e9, low=e.low * 1e9, high=e.high * 1e9)
