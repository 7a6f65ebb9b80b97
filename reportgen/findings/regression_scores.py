"""How much the features tell: scores of the linear model on what it never saw."""

from __future__ import annotations

from reportgen import formats
from reportgen.findings.grade import clear_of, grade, grade_unclear
from reportgen.findings.naming import is_logarithm, target_name, unit_words
from reportgen.findings.phrase import Slot, show, word
from reportgen.findings.rule import NotApplicable, Outcome, RuleTable, draft
from reportgen.results import Estimate, Regression, Report, Score, Severity, Skipped
from reportgen.text import translate

LITTLE = 0.10
OVERFIT = 0.05
FAR = 0.5
"""Share of the target's standard deviation from which an error is a large one."""
NO_GENRE = "the table has no genre column"


def little_explained(report: Report, model: Regression) -> Outcome:
    """Say that musical attributes alone tell little about popularity."""
    score = named_score(model, "features")
    if score is None:
        return NotApplicable("there is no score of the attributes alone")
    if not clear_of(score.r2) or not 0 < score.r2.value < LITTLE:
        return None
    path = "regression.scores[features].r2"
    return draft(
        report,
        severity=Severity.NOTE if model.headline == score.name else Severity.KEY,
        grade=grade(score.r2, score.n),
        rank=70,
        title="Musical attributes alone tell little",
        text=(
            "On {unseen}, they explain {share} of the differences in {target}. Much else that "
            "goes with it, such as fame, promotion and playlists, is unknown to the model."
        ),
        unseen=unseen(report),
        share=show(path, formats.percent_estimate),
        target=target_name(report),
    )


def nothing_explained(report: Report, model: Regression) -> Outcome:
    """Warn that the model does not beat guessing the average."""
    score = named_score(model, model.headline)
    if score is None:
        return NotApplicable("there is no headline score")
    if score.r2.low is None or score.r2.low > 0:
        return None
    return draft(
        report,
        severity=Severity.WARNING,
        grade=grade_unclear(score.n),
        rank=92,
        title="The model does not clearly beat guessing the average",
        text=(
            "On {unseen}, its R² is {r2}, where guessing the average scores zero. Its "
            "effects describe these tracks and predict others hardly or not at all."
        ),
        unseen=unseen(report),
        r2=show(f"regression.scores[{score.name}].r2", formats.estimate),
    )


def genre_against_audio(report: Report, model: Regression) -> Outcome:
    """Compare what genre alone and attributes alone explain."""
    genre = named_score(model, "genre")
    if genre is None or genre.over_features is None:
        return NotApplicable(NO_GENRE)
    gap = genre.over_features
    if not clear_of(gap):
        return None
    title = "Genre tells more than sound" if gap.value > 0 else "Sound tells more than genre"
    both = named_score(model, "full")
    together = "" if both is None else " With both it is {both}."
    return draft(
        report,
        severity=Severity.KEY,
        grade=grade(gap, genre.n),
        rank=96 if gap.value > 0 else 80,
        title=title,
        text=(
            "On {unseen}, R² is {genre} for genre alone, and {audio} for musical attributes alone."
            + together
        ),
        unseen=unseen(report),
        genre=show("regression.scores[genre].r2", formats.estimate),
        audio=show("regression.scores[features].r2", formats.estimate),
        both=show("regression.scores[full].r2", formats.estimate),
    )


def genre_adds(report: Report, model: Regression) -> Outcome:
    """Say that genre adds to the attributes, where their comparison does not say it."""
    both = named_score(model, "full")
    if both is None or both.over_features is None:
        return NotApplicable(NO_GENRE)
    gain = both.over_features
    if not (clear_of(gain) and gain.value > 0) or genre_against_audio(report, model) is not None:
        return None
    return draft(
        report,
        severity=Severity.NOTE,
        grade=grade(gain, both.n),
        rank=48,
        title="Genre adds to what attributes tell",
        text=(
            "R² is {audio} for musical attributes alone. With genre beside them it is higher by "
            "{gain}."
        ),
        audio=show("regression.scores[features].r2", formats.point),
        gain=show("regression.scores[full].over_features", formats.estimate),
    )


def typical_error(report: Report, model: Regression) -> Outcome:
    """State the size of a typical error in the target's unit."""
    profile, score = report.exploration.target, named_score(model, model.headline)
    if score is None or isinstance(profile, Skipped):
        return NotApplicable("there is no target on a scale")
    factor = is_logarithm(report)
    return draft(
        report,
        severity=Severity.NOTE,
        grade=grade(score.rmse, score.n),
        rank=44,
        title="A typical prediction is far from exact"
        if score.rmse.value > FAR * profile.sd
        else "How exact a typical prediction is",
        text=(
            f"For a single track the error is typically {'a factor of ' if factor else ''}{{rmse}}"
            f"{'' if factor else ' {unit}'}; guessing the average for every track, it is {{sd}}."
        ),
        rmse=show(
            f"regression.scores[{score.name}].rmse",
            lambda rmse: formats.factor(rmse.value) if factor else formats.number(rmse.value),
        ),
        unit=word("regression.unit", unit_words),
        sd=show("exploration.target.sd", formats.factor if factor else formats.number),
    )


def overfit(report: Report, model: Regression) -> Outcome:
    """Warn that the model fits its own tracks much better than others."""
    score = named_score(model, model.headline)
    if score is None:
        return NotApplicable("there is no headline score")
    if model.r2_training - score.r2.value <= OVERFIT:
        return None
    return draft(
        report,
        severity=Severity.WARNING,
        grade=grade(score.r2, score.n, model.r2_training),
        rank=57,
        title="The model fits its own tracks better than others",
        text="R² is {training} on the tracks it learnt from, but {unseen_r2} on {unseen}.",
        training=show("regression.r2_training", lambda r2: formats.number(r2, 2)),
        unseen_r2=show(f"regression.scores[{score.name}].r2", formats.estimate),
        unseen=unseen(report),
    )


def unseen(report: Report) -> Slot:
    """Name what was kept from the model: artists, or tracks where no artist is known."""
    known = report.preparation.artists is not None
    who = "artists the model never saw" if known else "tracks the model never saw"
    return word("title", lambda _: translate(who))


def named_score(model: Regression, name: str) -> Score | None:
    """Return the score of that name, if the model has it."""
    return next((score for score in model.scores if score.name == name), None)


def headline_r2(report: Report) -> tuple[str, Estimate] | None:
    """Return the path and value of the headline R², if there is a linear model."""
    if isinstance(report.regression, Skipped):
        return None
    score = named_score(report.regression, report.regression.headline)
    return None if score is None else (f"regression.scores[{score.name}].r2", score.r2)


_TABLE = RuleTable("regression", "regression")

RULES = (
    _TABLE.rule("little-explained", "What attributes alone explain", little_explained),
    _TABLE.rule(
        "nothing-explained",
        "Better than guessing the average",
        nothing_explained,
        clear="The model is better than guessing the average.",
    ),
    _TABLE.rule("genre-against-audio", "Genre against sound", genre_against_audio),
    _TABLE.rule("genre-adds", "What genre adds", genre_adds),
    _TABLE.rule("typical-error", "Typical error", typical_error),
    _TABLE.rule(
        "overfit",
        "Fit on own tracks and on others",
        overfit,
        clear="The model is about as good on other tracks as on its own.",
    ),
)
