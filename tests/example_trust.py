"""Trust and provenance of the hand-written report."""

from __future__ import annotations

from reportgen.results import (
    AuditScore,
    Ceiling,
    Check,
    Package,
    Provenance,
    Setting,
    Status,
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
    scores = (
        (
            "rows",
            "Rows as they come",
            ROWS,
            (0.118, 0.108, 0.128),
            (0.722, 0.712, 0.732),
        ),
        (
            "tracks",
            "One row per track",
            MODELLED,
            (0.105, 0.094, 0.116),
            (0.716, 0.705, 0.727),
        ),
        (
            "artists",
            "Artists kept apart",
            MODELLED,
            (0.083, 0.071, 0.095),
            (0.703, 0.689, 0.717),
        ),
        (
            "future",
            "Past to future",
            7_260,
            (0.061, 0.042, 0.08),
            (0.684, 0.661, 0.707),
        ),
    )
    return Trust(
        audit=tuple(
            AuditScore(name=name, label=label, n=n, r2=estimate(*r2), auc=estimate(*auc))
            for name, label, n, r2, auc in scores
        ),
        ceiling=Ceiling(model="gradient boosting", n=MODELLED, r2=estimate(0.127, 0.112, 0.142)),
        checks=tuple(
            Check(name=name, label=label, status=status, text=text)
            for name, label, status, text in _CHECKS
        ),
    )


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
    )
