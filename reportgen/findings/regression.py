"""What goes with popularity, and how much of it the features tell."""

from __future__ import annotations

from reportgen import formats
from reportgen.findings.grade import clear_of, grade, grade_unclear, weakest
from reportgen.findings.naming import (
    difference,
    is_category,
    target_name,
    tracks_with,
    unit_words,
)
from reportgen.findings.phrase import Slot, at, lower, show, word, words
from reportgen.findings.regression_scores import headline_r2
from reportgen.findings.rule import NotApplicable, Outcome, RuleTable, draft
from reportgen.results import Effect, Estimate, GenreEffect, Regression, Report, Severity

LEVEL = 0.05
NO_GENRE = "the table has no genre column"


def strongest_effect(report: Report, model: Regression) -> Outcome:
    """State the largest clear effect with its interval."""
    return _effect_finding(report, model, place=0, rank=95)


def next_effect(report: Report, model: Regression) -> Outcome:
    """State the second largest clear effect with its interval."""
    return _effect_finding(report, model, place=1, rank=85)


def clear_effects(model: Regression) -> list[Effect]:
    """Return effects clear after adjustment, the largest per standard deviation first."""
    kept = [e for e in model.effects if clear_of(e.per_sd) and e.p_adjusted < LEVEL]
    return sorted(kept, key=lambda effect: -abs(effect.per_sd.value))


def _effect_finding(report: Report, model: Regression, place: int, rank: float) -> Outcome:
    ranked = clear_effects(model)
    if len(ranked) <= place:
        return None
    effect = ranked[place]
    write = _level_effect if is_category(report, effect.name) else _number_effect
    return write(report, model, effect, rank)


def _number_effect(report: Report, model: Regression, effect: Effect, rank: float) -> Outcome:
    path = at("regression.effects", model.effects, effect)
    more, equal = "more" if effect.per_sd.value > 0 else "less", _at_equal(model)
    size, slots = _size(report, f"{path}.per_sd")
    return draft(
        report,
        severity=_effect_severity(report),
        grade=grade(effect.per_sd, model.n),
        rank=rank,
        title=f"All else equal, {{tracks}} are {more} popular",
        text=(
            f"{equal}, a track that is one standard deviation ({{sd}}) higher in {{feature}} is "
            f"associated with {size}."
        ),
        tracks=tracks_with(report, f"{path}.label", effect.name, effect.label),
        feature=word(f"{path}.label", lower),
        sd=show(f"{path}.sd", lambda sd: formats.quantity(sd, effect.unit)),
        **slots,
    )


def _size(report: Report, path: str) -> tuple[str, dict[str, Slot]]:
    return difference(
        report, show(path, formats.signed_estimate), word("regression.unit", unit_words)
    )


def _level_effect(report: Report, model: Regression, effect: Effect, rank: float) -> Outcome:
    path = at("regression.effects", model.effects, effect)
    more, equal = "more" if effect.per_sd.value > 0 else "less", _at_equal(model)
    size, slots = _size(report, f"{path}.per_unit")
    return draft(
        report,
        severity=_effect_severity(report),
        grade=grade(effect.per_sd, model.n),
        rank=rank,
        title=f"All else equal, tracks with “{{level}}” are {more} popular",
        text=(f"{equal}, “{{level}}” rather than not is associated with {size}."),
        level=word(f"{path}.label", lower),
        **slots,
    )


def _effect_severity(report: Report) -> Severity:
    """Return what an effect is worth: a note where the model does not beat the average."""
    headline = headline_r2(report)
    beats = headline is not None and headline[1].low is not None and headline[1].low > 0
    return Severity.KEY if beats else Severity.NOTE


def _at_equal(model: Regression) -> str:
    """Return how a sentence begins that holds genre equal, where the model has it, or not."""
    held = any(reference.category == "genre" for reference in model.references)
    return "At equal other attributes and genre" if held else "At equal other attributes"


def other_effects(report: Report, model: Regression) -> Outcome:
    """Name further features with a clear effect."""
    more = clear_effects(model)[2:]
    if not more:
        return None
    return draft(
        report,
        severity=Severity.NOTE,
        grade=weakest(grade(effect.per_sd, model.n) for effect in more),
        rank=45,
        title="Further attributes have a clear, smaller association",
        text="After the two strongest follow, from larger to smaller: {labels}.",
        labels=_labels(model, more),
    )


def unclear_effects(report: Report, model: Regression) -> Outcome:
    """Name features whose interval includes zero."""
    unclear = [e for e in model.effects if not clear_of(e.per_sd) and not _fades(e)]
    if not unclear:
        return None
    return draft(
        report,
        severity=Severity.NOTE,
        grade=grade_unclear(model.n),
        rank=35,
        title="For some attributes not even the direction is clear",
        text=(
            "The interval includes zero for {labels}. An association may still be there; these "
            "tracks do not show it."
        ),
        labels=_labels(model, unclear),
    )


def _labels(model: Regression, effects: list[Effect]) -> Slot:
    paths = [f"{at('regression.effects', model.effects, e)}.label" for e in effects]
    return words(paths, lambda label: f"“{lower(label)}”" if ": " in label else lower(label))


def reversal(report: Report, model: Regression) -> Outcome:
    """Warn of an effect that turns round within genres (Simpson's paradox)."""
    pooled = [e for e in model.effects if e.pooled is not None]
    if not pooled:
        return NotApplicable(NO_GENRE)
    turned = [e for e in pooled if _turns(e)]
    if not turned:
        return None
    widest = max(turned, key=lambda effect: abs(effect.per_sd.value))
    path = at("regression.effects", model.effects, widest)
    return draft(
        report,
        severity=Severity.WARNING,
        grade=grade(widest.per_sd, model.n),
        rank=90,
        title="{feature} points the other way within genres",
        text=(
            "Per standard deviation of {lower} the difference in {target} is {pooled} {unit} "
            "across all tracks, and {within} within genres. Genres that differ in {lower} also "
            "differ in {target}: compare like with like."
        ),
        feature=word(f"{path}.label"),
        lower=word(f"{path}.label", lower),
        target=target_name(report),
        pooled=show(f"{path}.pooled", formats.signed_estimate),
        within=show(f"{path}.per_sd", formats.signed_estimate),
        unit=word("regression.unit", unit_words),
    )


def _turns(effect: Effect) -> bool:
    if effect.pooled is None or not (clear_of(effect.pooled) and clear_of(effect.per_sd)):
        return False
    return effect.pooled.value * effect.per_sd.value < 0


def turns_in_genre(report: Report, model: Regression) -> Outcome:
    """Tell of a genre in which a clear effect points the other way."""
    if not model.genres:
        return NotApplicable("no genre has tracks enough for a regression of its own")
    turned = [
        (g, e, there) for g in model.genres for e in g.effects if (there := _against(model, e))
    ]
    if not turned:
        return None
    genre, effect, there = max(turned, key=lambda found: abs(found[2].value))
    path = at("regression.genres", model.genres, genre)
    inside = at(f"{path}.effects", genre.effects, effect)
    return draft(
        report,
        severity=Severity.NOTE,
        grade=grade(there, genre.n),
        rank=55,
        title="In {genre} tracks the effect of {label} points the other way",
        text=(
            "Fitted to them alone, one standard deviation more is associated with a difference "
            "of {there} {unit} in {target}; over all genres together it is {common}."
        ),
        genre=word(f"{path}.name"),
        label=word(f"{inside}.label", lower),
        there=show(f"{inside}.per_sd", formats.signed_estimate),
        unit=word("regression.unit", unit_words),
        target=target_name(report),
        common=show(
            f"{at('regression.effects', model.effects, effect)}.per_sd", formats.signed_estimate
        ),
    )


def _against(model: Regression, there: GenreEffect) -> Estimate | None:
    """Return the effect in a genre if it is clear, and opposite to a clear common one."""
    common = next(e.per_sd for e in model.effects if e.name == there.name)
    if there.per_sd is None or not (clear_of(there.per_sd) and clear_of(common)):
        return None
    return there.per_sd if there.per_sd.value * common.value < 0 else None


def pooled_only(report: Report, model: Regression) -> Outcome:
    """Name features whose association is seen across genres but not within them."""
    pooled = [e for e in model.effects if e.pooled is not None]
    if not pooled:
        return NotApplicable(NO_GENRE)
    only = [e for e in pooled if _fades(e)]
    if not only:
        return None
    return draft(
        report,
        severity=Severity.NOTE,
        grade=grade_unclear(model.n),
        rank=42,
        title="Some associations are seen across genres, not within them",
        text=(
            "The association with {target} is clear over all tracks, but not at equal genre, "
            "for {labels}. It may belong to the genre rather than to the attribute."
        ),
        target=target_name(report),
        labels=_labels(model, only),
    )


def _fades(effect: Effect) -> bool:
    """Say whether an effect is clear across genres, unclear within, and the two differ."""
    if effect.pooled is None or not clear_of(effect.pooled) or clear_of(effect.per_sd):
        return False
    return clear_of(effect.per_sd, effect.pooled.value)


_TABLE = RuleTable("regression", "regression")

RULES = (
    _TABLE.rule("strongest-effect", "Strongest effect", strongest_effect),
    _TABLE.rule("next-effect", "Second strongest effect", next_effect),
    _TABLE.rule("other-effects", "Further clear effects", other_effects),
    _TABLE.rule("unclear-effects", "Effects without a direction", unclear_effects),
    _TABLE.rule(
        "reversal",
        "Effects that turn round within genres",
        reversal,
        clear="No clear effect points the other way within genres.",
    ),
    _TABLE.rule(
        "turns-in-genre",
        "Effects that turn round in one genre",
        turns_in_genre,
        clear="No strong effect clearly turns round in one of the larger genres.",
    ),
    _TABLE.rule("pooled-only", "Effects seen across genres only", pooled_only),
)
