"""The part of the hand-written report that looks back at an earlier run, and its gates."""

from __future__ import annotations

from reportgen.results import (
    Alteration,
    ColumnChange,
    Comparison,
    CountChange,
    Draws,
    Drift,
    Estimate,
    GateLimit,
    GateOutcome,
    Gates,
    GateStatus,
    Imprint,
    Judgement,
    RepeatChange,
    ResultChange,
    RunPoint,
    TrackChange,
    TrackSketch,
    Trend,
    Trends,
)


def comparison() -> Comparison:
    """Return a comparison in which a column drifted and one effect reversed."""
    results = (
        _effect("energy", "Energy", (-1.3, 0.3), (1.2, 0.3), 15.7, Judgement.REVERSED),
        _effect("tempo", "Tempo", (0.2, 0.3), (0.1, 0.3), 0.63, Judgement.NOISE),
        ResultChange(
            kind="score",
            name="r2 full",
            label="R², attributes and genre",
            path="regression.scores[full].r2",
            before=_about(0.087, 0.011),
            now=_about(0.083, 0.012),
            difference=_about(-0.004, 0.0163),
            correlation=None,
            errors=0.48,
            judgement=Judgement.CONFIRMED,
        ),
        ResultChange(
            kind="score",
            name="auc",
            label="AUC",
            path="classification.auc",
            before=_about(0.701, 0.013),
            now=_about(0.694, 0.013),
            difference=None,
            correlation=None,
            errors=None,
            judgement=Judgement.NOT_COMPARABLE,
            reason="the cut-off for popular differs, as it follows the table",
        ),
    )
    return Comparison(
        created="2026-11-22T06:00:00+00:00",
        source="catalogue.csv",
        version="0.1.0",
        same_file=False,
        comparable=True,
        reasons=(),
        method=(),
        counts=(_count("read", "Rows read", 32_100, 32_240),),
        repeats=RepeatChange(before=0.071, now=0.074, tracks_change=0.0012, risen=False),
        tracks=TrackChange(
            before=29_821,
            now=29_857,
            stayed=_about(27_460, 140),
            came=_about(2_397, 140),
            went=_about(2_361, 140),
            exact=False,
        ),
        columns=(
            ColumnChange(
                name="mood",
                label="Mood",
                alteration=Alteration.REMOVED,
                before="ignored",
                now="",
            ),
        ),
        drift=(_drift("energy", "Energy", 0.31, 0.22), _drift("tempo", "Tempo", 0.002, 0.011)),
        results=results,
        family=3,
        paired=2,
        nights=30,
        needed=3.45,
        least=0.5,
        quiet=False,
    )


def trends() -> Trends:
    """Return eight runs, of which the third has no score."""
    days = [f"2026-11-{day:02}T06:00:00+00:00" for day in range(16, 24)]

    def series(path: str, label: str, kind: str, values: str, half: float) -> Trend:
        numbers = [None if text == "-" else float(text) for text in values.split()]
        points = tuple(
            RunPoint(created=day, value=None if n is None else _near(n, half))
            for day, n in zip(days, numbers, strict=True)
        )
        return Trend(path=path, label=label, kind=kind, points=points)  # type: ignore[arg-type]

    rows = "31840 31900 31960 31960 32010 32050 32100 32240"
    r2 = "0.088 0.087 - 0.086 0.087 0.088 0.087 0.083"
    auc = "0.702 0.701 - 0.7 0.702 0.701 0.701 0.694"
    energy = "-1.2 -1.3 - -1.4 -1.2 -1.3 -1.3 1.2"
    return Trends(
        runs=len(days),
        series=(
            series("preparation.rows_read", "Rows read", "count", rows, 0.0),
            series("regression.scores[full].r2", "R²", "score", r2, 0.011),
            series("classification.auc", "AUC", "score", auc, 0.013),
            series("regression.effects[energy].per_sd", "Energy", "effect", energy, 0.3),
        ),
    )


def _near(value: float, half: float) -> Estimate:
    return _about(value, half) if half else Estimate(value=value)


def imprint() -> Imprint:
    """Return the imprint of a run whose artists are known."""
    paths = ("regression.effects[energy].per_sd", "classification.auc")
    return Imprint(
        unit="artist",
        seed=42,
        replicates=4,
        draws=tuple(Draws(path=path, packed="YPBg8KAPYA8=") for path in paths),
        tracks=TrackSketch(
            key="track id", n=29_857, kept=2, digest="00f1e2d3c4b5a697", packed="AQAAAAACAAAAAA=="
        ),
    )


def gates() -> Gates:
    """Return four gates: one fails, one only warns, one cannot be computed."""
    text = "the lower bound 0.071 is below 0.0775"
    outcomes = (
        _gate("R² holds", "regression.scores[full].r2.value", "min", 0.0775, 0.071, text),
        _gate("enough rows", "", "min_rows", 1_000.0, 28_068.0, "28,068 rows are at least 1,000"),
        _gate("AUC", "classification.auc", "max_drop", 0.05, None, "the cut-off differs"),
        _gate(
            "zeros",
            "exploration.target.zeros",
            "max",
            0.0544,
            0.0912,
            "0.0912 is above 0.0544",
            "warn",
        ),
    )
    return Gates(n=4, passed=1, outcomes=outcomes)


def _about(value: float, half: float) -> Estimate:
    return Estimate(value=value, low=round(value - half, 4), high=round(value + half, 4))


def _effect(
    name: str,
    label: str,
    before: tuple[float, float],
    now: tuple[float, float],
    errors: float,
    judgement: Judgement,
) -> ResultChange:
    half = (before[1] ** 2 + now[1] ** 2 - 2 * 0.46 * before[1] * now[1]) ** 0.5
    return ResultChange(
        kind="effect",
        name=name,
        label=label,
        path=f"regression.effects[{name}].per_sd",
        before=_about(*before),
        now=_about(*now),
        difference=_about(round(now[0] - before[0], 4), half),
        correlation=0.46,
        errors=errors,
        judgement=judgement,
    )


def _count(name: str, label: str, before: int, now: int) -> CountChange:
    return CountChange(
        name=name, label=label, before=before, now=now, change=now / before - 1, moved=False
    )


def _drift(name: str, label: str, psi: float, shift: float) -> Drift:
    return Drift(
        name=name,
        label=label,
        n_before=32_100,
        n=32_240,
        bins=10,
        psi=psi,
        expected=0.00056,
        limit=0.1006,
        shift=_about(shift, 0.0155),
        missing_before=0.0,
        missing=0.001,
        drifted=psi > 0.1006,
        emptied=False,
    )


def _gate(
    name: str,
    path: str,
    limit: str,
    at: float,
    value: float | None,
    text: str,
    severity: str = "fail",
) -> GateOutcome:
    kept = {"min": 1, "min_rows": 1}.get(limit, -1)
    met = None if value is None else kept * (value - at) >= 0
    status = {True: GateStatus.PASSED, False: GateStatus.FAILED, None: GateStatus.NOT_COMPUTED}
    return GateOutcome(
        name=name,
        path=path,
        severity=severity,  # type: ignore[arg-type]  # "fail" or "warn"
        on="bound" if limit == "min" else "estimate",
        status=status[met],
        value=value,
        limits=(GateLimit(name=limit, limit=at, value=value, met=met, text=text),),  # type: ignore[arg-type]
        text=text,
    )
