"""What the linear model leans on: features that cannot be spared, straight lines, artists."""

from __future__ import annotations

from reportgen import formats
from reportgen.findings.grade import FACT, clear_of, grade
from reportgen.findings.naming import is_logarithm, target_name, unit_words
from reportgen.findings.phrase import at, lower, show, word, words
from reportgen.findings.regression_scores import unseen
from reportgen.findings.rule import NotApplicable, Outcome, RuleTable, draft
from reportgen.results import (
    Curve,
    Estimate,
    Importance,
    InfluentialArtist,
    Regression,
    Report,
    Severity,
    Shape,
)
from reportgen.text import translate

HIGH_VIF = 10.0
HIGH_CONDITION = 30.0
MANY_CLIPPED = 0.01
UNEVEN = 1.25
MOVING = 1.0
LONGEST_NAME = 60
NO_ARTIST = "artists are not known"
TOO_MANY = "the artists are too many to be looked at one by one"


def most_missed(report: Report, model: Regression) -> Outcome:
    """Name the attribute without which the model loses most."""
    missed = [i for i in model.importance if i.name != "genre" and _lost(i)]
    if not missed:
        return None
    path = at("regression.importance", model.importance, missed[0])
    return draft(
        report,
        severity=Severity.NOTE,
        grade=grade(missed[0].loss, model.n),
        rank=47,
        title="{label} tells most that the other attributes do not",
        text=(
            "Without {lower}, R² on {unseen} is lower by {loss}. What an attribute shares with "
            "others is no loss here, because they tell it in its place."
        ),
        label=word(f"{path}.label"),
        lower=word(f"{path}.label", lower),
        unseen=unseen(report),
        loss=show(f"{path}.loss", formats.estimate),
    )


def _lost(item: Importance) -> bool:
    return clear_of(item.loss) and item.loss.value > 0


def departures(model: Regression) -> list[Curve]:
    """Return the features that are no straight line, the largest gain first."""
    bent = [c for c in model.curves if c.shape is not Shape.LINE and c.gain is not None]
    return sorted(bent, key=lambda curve: -curve.gain.value if curve.gain else 0.0)


def departure(report: Report, model: Regression) -> Outcome:
    """Say where a straight line says too little."""
    bent = departures(model)
    if not bent:
        return None
    curve, *others = bent
    path = at("regression.curves", model.curves, curve)
    turns = curve.shape is Shape.TURNS
    labels = [f"{at('regression.curves', model.curves, other)}.label" for other in others]
    return draft(
        report,
        severity=Severity.NOTE,
        grade=grade(curve.gain or Estimate(value=0.0), model.n),
        rank=46,
        title="The association with {lower} "
        + ("turns round within its range" if turns else "is not a straight line"),
        text="A line that may bend once, at {knot}, raises R² on {unseen} by {gain}."
        + (" Departures are also clear for {others}." if others else ""),
        lower=word(f"{path}.label", lower),
        knot=show(f"{path}.knot", lambda knot: formats.quantity(knot, curve.unit)),
        unseen=unseen(report),
        gain=show(f"{path}.gain", formats.estimate),
        **({"others": words(labels, lower)} if others else {}),
    )


def uneven_misses(report: Report, model: Regression) -> Outcome:
    """Say that predictions are surer in one part of the scale than in another."""
    ratio = model.misses.ratio
    if ratio is None:
        return NotApplicable("the predictions do not differ")
    if not clear_of(ratio, 1.0) or 1 / UNEVEN < ratio.value < UNEVEN:
        return None
    last = len(model.misses.spread) - 1
    return draft(
        report,
        severity=Severity.NOTE,
        grade=grade(ratio, model.n, 1.0),
        rank=22,
        title="High predictions are "
        + ("less sure than low ones" if ratio.value > 1 else "surer than low ones"),
        text=(
            "A typical miss is {high} {unit} where predictions are highest and {low} {unit} "
            "where they are lowest. The intervals of the effects allow for that."
        ),
        high=show(f"regression.misses.spread[{last}].miss", formats.point),
        low=show("regression.misses.spread[0].miss", formats.point),
        unit=word("regression.unit", unit_words),
    )


def influential_artist(report: Report, model: Regression) -> Outcome:
    """Tell of an artist without whom an effect would be another."""
    artist = model.influence.artist
    if artist is None:
        known = report.preparation.artists is not None
        return NotApplicable(TOO_MANY if known else NO_ARTIST)
    if artist.errors <= MOVING:
        return None
    path = "regression.influence.artist"
    effect = next(e for e in model.effects if e.name == artist.name)
    digits, ratio = formats.estimate_digits(effect.per_sd) or 2, is_logarithm(report)
    write = formats.factor if ratio else lambda value: formats.signed(value, digits)
    return draft(
        report,
        severity=Severity.WARNING if _another(effect.per_sd, artist) else Severity.NOTE,
        grade=FACT,
        rank=56,
        title="One artist moves the effect of {label}",
        text=(
            "Without {artist} ({n}), one standard deviation more of it would be associated with a "
            + ("ratio" if ratio else "difference")
            + " of {without} instead of {per_sd}{unit} in {target}: a move of {errors} standard "
            "errors."
        ),
        label=word(f"{path}.label", lower),
        artist=word(f"{path}.artist", _named),
        n=show(f"{path}.n", lambda n: formats.count(n, "track")),
        without=show(f"{path}.without", write),
        per_sd=show(f"{path}.per_sd", write),
        unit=word("regression.unit", lambda unit: "" if ratio else f" {unit_words(unit)}"),
        target=target_name(report),
        errors=show(f"{path}.errors", lambda errors: formats.decimal(errors, 1)),
    )


def _another(effect: Estimate, artist: InfluentialArtist) -> bool:
    """Say whether the effect without the artist lies outside its interval with them."""
    low, high = effect.low, effect.high
    return low is None or high is None or not low <= artist.without <= high


def _named(artist: str) -> str:
    if not artist:
        return translate("one artist")
    return artist if len(artist) <= LONGEST_NAME else f"{artist[: LONGEST_NAME - 1].rstrip()}…"


def collinear(report: Report, model: Regression) -> Outcome:
    """Warn that features are so entangled that their effects blur."""
    worst = max(model.effects, key=lambda effect: effect.vif, default=None)
    if worst is not None and worst.vif > HIGH_VIF:
        path = at("regression.effects", model.effects, worst)
        number = show(f"{path}.vif", formats.number)
        text = "The variance inflation of {name} is {number}, where ten is reason for doubt. "
        name = word(f"{path}.label", lower)
    elif model.condition_number > HIGH_CONDITION:
        number = show("regression.condition_number", formats.number)
        text = (
            "The condition number of the features is {number}, where thirty is reason for doubt. "
        )
        name = None
    else:
        return None
    slots = {"number": number} if name is None else {"number": number, "name": name}
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=58,
        title="Some attributes cannot be told apart",
        text=text + "Read the effects of such attributes together, not one by one.",
        **slots,
    )


def clipped(report: Report, model: Regression) -> Outcome:
    """Say that predictions were cut to the scale of the target."""
    if model.clipped < MANY_CLIPPED:
        return None
    return draft(
        report,
        severity=Severity.NOTE,
        grade=FACT,
        rank=12,
        title="Some predictions left the scale",
        text="{share} of the predictions lay outside the scale of {target} and were cut to it.",
        share=show("regression.clipped", formats.percent),
        target=target_name(report),
    )


_TABLE = RuleTable("regression", "regression")

RULES = (
    _TABLE.rule("most-missed", "Attribute that is missed most", most_missed),
    _TABLE.rule(
        "departure",
        "Straight lines",
        departure,
        clear="No attribute departs clearly from a straight line.",
    ),
    _TABLE.rule("collinearity", "Attributes that can be told apart", collinear),
    _TABLE.rule(
        "influential-artist",
        "Effects that hang on one artist",
        influential_artist,
        clear="No single artist moves an effect by more than its standard error.",
    ),
    _TABLE.rule(
        "uneven-misses",
        "Misses of high and low predictions",
        uneven_misses,
        clear="High predictions miss about as widely as low ones.",
    ),
    _TABLE.rule("clipped", "Predictions outside the scale", clipped),
)
