"""Trust and provenance of the hand-written report."""

from __future__ import annotations

from reportgen.results import (
    AuditScore,
    Bound,
    Ceiling,
    Check,
    Estimate,
    Execution,
    FlexibleScore,
    Handling,
    Package,
    Provenance,
    ScreenedColumn,
    Setting,
    Status,
    StepTime,
    Trust,
)
from tests.example_models import (
    MODELLED,
    estimate,
)
from tests.example_parts import ROWS

_CHECKS = (
    ("ledger", "Rows reconcile", Status.PASSED, "Rows read equal rows kept plus rows removed."),
    ("leaks", "Columns made from the target", Status.PASSED, "No column is named like one."),
    ("repeats", "One row per track", Status.WARNS, "Some tracks stand on several rows."),
    ("separation", "Separation", Status.NOT_APPLICABLE, "No category is in the model."),
)


def trust() -> Trust:
    """Return the trust part."""
    return Trust(
        audit=_audit(),
        honest="artists",
        flexible="gradient-boosted trees",
        ceiling=Ceiling(
            model="gradient-boosted trees",
            n=5_600,
            r2=estimate(0.127, 0.112, 0.142),
            linear_r2=estimate(0.088, 0.073, 0.103),
            r2_gain=estimate(0.039, 0.024, 0.054),
            auc=estimate(0.721, 0.701, 0.741),
            logistic_auc=estimate(0.705, 0.684, 0.726),
            auc_gain=estimate(0.016, 0.003, 0.029),
        ),
        screen=(
            ScreenedColumn(name="energy", label="Energy", r2=0.031, handling=Handling.KEPT),
            ScreenedColumn(name="genre", label="Genre", r2=0.027, handling=Handling.KEPT),
            ScreenedColumn(name="tempo", label="Tempo", r2=-0.001, handling=Handling.KEPT),
        ),
        bounds=(
            Bound(
                name="r2",
                label="R² of musical attributes alone",
                path="regression.scores[features].r2",
                value=estimate(0.056, 0.046, 0.066),
                published=0.13,
                source="a study of 113,000 tracks",
                limit=0.35,
                exceeded=False,
            ),
            Bound(
                name="auc",
                label="AUC",
                path="classification.auc",
                value=estimate(0.703, 0.689, 0.717),
                published=None,
                source="no study with artists kept apart comes near",
                limit=0.95,
                exceeded=False,
            ),
        ),
        checks=tuple(
            Check(name=name, label=label, status=status, text=text)
            for name, label, status, text in _CHECKS
        ),
    )


_SPLITS = (
    ("rows", "Rows as they come", ROWS, (0.118, 0.722), (0.035, 0.019), (0.381, 0.803)),
    ("tracks", "One row per track", MODELLED, (0.105, 0.716), (0.022, 0.013), (0.205, 0.736)),
    ("artists", "Artists kept apart", MODELLED, (0.083, 0.703), None, (0.094, 0.682)),
    ("future", "Past to future", 7_260, (0.061, 0.684), (-0.022, -0.019), (0.071, 0.664)),
)


def _audit() -> tuple[AuditScore, ...]:
    return tuple(
        AuditScore(
            name=name,
            label=label,
            n=n,
            r2=_about(r2, 0.012),
            auc=_about(auc, 0.014),
            r2_gap=None if gaps is None else _about(gaps[0], 0.006),
            auc_gap=None if gaps is None else _about(gaps[1], 0.007),
            flexible=FlexibleScore(
                n=n // 5,
                r2=_about(trees_r2, 0.04),
                auc=_about(trees_auc, 0.03),
                r2_gap=None if gaps is None else _about(trees_r2 - 0.094, 0.05),
                auc_gap=None if gaps is None else _about(trees_auc - 0.682, 0.04),
            ),
        )
        for name, label, n, (r2, auc), gaps, (trees_r2, trees_auc) in _SPLITS
    )


def _about(value: float, half: float) -> Estimate:
    return estimate(*(round(x, 4) for x in (value, value - half, value + half)))


def provenance() -> Provenance:
    """Return the provenance part."""
    return Provenance(
        created="2026-11-23T06:00:00+00:00",
        version="0.1.0",
        python="3.11.2",
        packages=(
            Package(name="numpy", version="2.4.6"),
            Package(name="scikit-learn", version="1.9.1"),
        ),
        source="catalogue.csv",
        sha256="3f1c9a5e7b2d4860" * 4,
        size=7_984_213,
        seed=42,
        threads=2,
        engine="memory",
        command="reportgen run catalogue.csv --seed 42",
        settings=(
            Setting(name="validation.folds", value="5"),
            Setting(name="validation.replicates", value="400"),
        ),
        recipe="seed = 42\n",
    )


def execution() -> Execution:
    """Return what the analysis cost."""
    steps = (
        StepTime(name="read", seconds=0.312, cpu=0.452),
        StepTime(name="clean", seconds=0.871, cpu=1.207),
        StepTime(name="audit", seconds=4.634, cpu=6.118),
        StepTime(name="hum", seconds=0.051, cpu=0.049),
    )
    return Execution(steps=steps, seconds=5.868, cpu=7.826, peak_memory=412_377_088)
