"""What other choices would make of the headline: each is the headline of a run so prepared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from reportgen import Settings, analyze
from reportgen.analysis import forest
from reportgen.analysis.classification import hits
from reportgen.analysis.intervals import Bootstrap
from reportgen.analysis.preparation import Prepared
from reportgen.analysis.regression import straight_line
from reportgen.analysis.sensitivity import sensitivity, with_consequences
from reportgen.analysis.trust import Models
from reportgen.results import Classification, Regression, Sensitivity, Skipped, Status
from reportgen.settings import ClassificationSettings, PreparationSettings, ValidationSettings
from tests.builders import prepared, songs

N = 500


@pytest.fixture(autouse=True)
def _small_forests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forest, "TREES", 8)


def messy(*, gaps: bool = True, far_out: bool = True, zeros: int = 40) -> pd.DataFrame:
    """Songs with repeats, gaps, outliers and scores of zero planted."""
    frame = songs(N, artists=60, seed=21)
    frame["tempo"] = 60 + frame["tempo"] / 2
    if far_out:
        frame.loc[::25, "tempo"] = 245.0
        frame.loc[::25, "popularity"] = 90.0
    if gaps:
        frame.loc[3::9, "energy"] = np.nan
        frame.loc[4::40, "genre"] = None
    frame.loc[frame.index[7 : 7 + zeros], "popularity"] = 0.0
    return frame


def repeating(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([frame, frame.iloc[100:180]], ignore_index=True)


def boot(found: Prepared) -> Bootstrap:
    return Bootstrap(found.rows.cluster_keys, 80, 3)


def models(found: Prepared) -> Models:
    line = straight_line(found.rows, boot(found))
    return Models(line, hits(found.rows, boot(found), ClassificationSettings()))


def told(frame: pd.DataFrame, **settings: Any) -> tuple[Prepared, Models, Sensitivity]:
    found = prepared(frame, PreparationSettings(**settings))
    fitted = models(found)
    answer = sensitivity(found, fitted, boot(found))
    assert isinstance(answer, Sensitivity)
    return found, fitted, answer


FOREST = pytest.param({"outliers": "isolation-forest"}, marks=pytest.mark.long)
OTHER = {
    "missing": ({"missing": "drop"}, {"missing": "impute"}),
    "outliers": ({"outlier_action": "flag"}, {"outlier_action": "remove"}),
}


@pytest.mark.parametrize("name", OTHER)
@pytest.mark.parametrize("forth", [True, False])
@pytest.mark.parametrize("rest", [{}, {"outliers": "mad"}, FOREST])
def test_an_alternative_is_the_headline_of_a_run_so_set(
    name: str, forth: bool, rest: dict[str, Any]
) -> None:
    here, there = OTHER[name] if forth else OTHER[name][::-1]
    _, _, answer = told(messy(), **here, **rest)
    found, fitted, _ = told(messy(), **there, **rest)
    (alternative,) = [a for a in answer.alternatives if a.name == name]
    assert alternative.score is not None
    assert fitted.headline is not None
    for end in ("value", "low", "high"):
        assert getattr(alternative.score, end) == pytest.approx(
            getattr(fitted.headline, end), rel=1e-8
        )
    assert alternative.n == found.account.rows_scored
    assert alternative.score.value != answer.score.value


def test_the_two_choices_together_still_agree() -> None:
    _, _, answer = told(messy(), missing="impute", outlier_action="remove")
    for name, settings in (
        ("missing", {"outlier_action": "remove"}),
        ("outliers", {"missing": "impute"}),
    ):
        _, fitted, _ = told(messy(), **settings)
        (alternative,) = [a for a in answer.alternatives if a.name == name]
        assert alternative.score is not None
        assert fitted.headline is not None
        assert alternative.score.value == pytest.approx(fitted.headline.value, rel=1e-8)


def test_leaving_zeros_out_is_a_table_without_them() -> None:
    frame = messy(gaps=False, far_out=False)
    found, _, answer = told(frame)
    assert [a.name for a in answer.alternatives] == ["zeros"]
    _, fitted, rest = told(frame[frame["popularity"] > 0])
    assert rest.alternatives == ()
    (zeros,) = answer.alternatives
    assert zeros.score is not None
    assert fitted.headline is not None
    assert zeros.n == N - 40 == found.account.rows_scored - 40
    assert zeros.score.value == pytest.approx(fitted.headline.value, rel=1e-8)
    assert zeros.difference is None


def test_repeats_left_in_are_scored_with_artists_apart() -> None:
    found, _, answer = told(repeating(messy(gaps=False, far_out=False, zeros=0)))
    (repeats,) = answer.alternatives
    assert (repeats.name, repeats.n) == ("repeats", N + 80)
    assert repeats.score is not None
    assert repeats.score.value != answer.score.value
    assert answer.n == found.account.rows_scored == N


def test_nothing_to_change_is_not_shown() -> None:
    found, fitted, answer = told(messy(gaps=False, far_out=False, zeros=0))
    assert answer.alternatives == ()
    assert answer.score == fitted.headline
    account = with_consequences(found, fitted, boot(found))
    assert account == replace(found.account, sensitivity=answer)


def test_a_difference_is_that_of_the_scores_and_paired() -> None:
    _, _, answer = told(messy())
    (outliers,) = [a for a in answer.alternatives if a.name == "outliers"]
    assert outliers.score is not None
    assert outliers.difference is not None
    gap = outliers.score.value - answer.score.value
    assert outliers.difference.value == pytest.approx(gap, rel=1e-9)
    _, _, back = told(messy(), outlier_action="remove")
    (kept,) = [a for a in back.alternatives if a.name == "outliers"]
    assert kept.difference is not None
    assert kept.difference.low == pytest.approx(-(outliers.difference.high or 0.0), rel=1e-8)
    assert {a.name for a in answer.alternatives if a.difference} == {"outliers"}


def test_a_yes_or_no_target_is_told_by_its_auc() -> None:
    frame = messy()
    frame["popularity"] = (frame["popularity"] > 45).astype(int)
    _, fitted, answer = told(repeating(frame))
    assert answer.measure == "AUC"
    assert answer.score == fitted.auc
    assert [a.name for a in answer.alternatives] == ["repeats", "missing", "outliers"]
    for name in ("missing", "outliers"):
        other = told(repeating(frame), **OTHER[name][1])[1].auc
        (alternative,) = [a for a in answer.alternatives if a.name == name]
        assert other is not None
        assert alternative.score is not None
        assert alternative.score.value == pytest.approx(other.value, rel=1e-6)
        assert alternative.score.low == pytest.approx(other.low, rel=1e-6)
    (outliers,) = answer.alternatives[2:]
    assert outliers.difference is not None
    assert outliers.score is not None
    assert outliers.difference.value == pytest.approx(outliers.score.value - answer.score.value)


def test_what_leaves_too_few_rows_has_no_score() -> None:
    _, _, answer = told(messy(), outliers="z", outlier_factor=0.3)
    (outliers,) = [a for a in answer.alternatives if a.name == "outliers"]
    assert (outliers.score, outliers.difference) == (None, None)


def test_without_a_model_there_is_nothing_to_move() -> None:
    found = prepared(messy())
    nothing = Skipped(step="model", reason="none")
    assert sensitivity(found, Models(nothing, nothing), boot(found)) == Skipped(
        step="sensitivity", reason="no model was scored on unseen artists"
    )


@pytest.mark.parametrize("rule", ["iqr", "isolation-forest"])
def test_a_whole_report_describes_what_is_inside_and_scores_all(rule: Any) -> None:
    preparation = PreparationSettings(missing="impute", outliers=rule, outlier_action="remove")
    settings = Settings(preparation=preparation, validation=ValidationSettings(replicates=50))
    report = analyze(repeating(messy()), settings)
    account = report.preparation
    assert account.rows_scored == N > account.rows_modelled == N - account.outlier_rows
    assert isinstance(report.regression, Regression)
    assert report.regression.n == account.rows_modelled
    assert {score.n for score in report.regression.scores} == {N}
    assert isinstance(report.classification, Classification)
    assert report.classification.n == N
    confusion = report.classification.confusion
    assert confusion.true_positive + confusion.false_negative == report.classification.positives
    assert report.classification.prevalence == report.classification.positives / N
    (ledger,) = [check for check in report.trust.checks if check.name == "ledger"]
    assert ledger.status is Status.PASSED
    assert any(f.code == "gaps-filled" for f in report.findings)
    assert any("still predicted" in f.text for f in report.findings if f.code == "outliers")
