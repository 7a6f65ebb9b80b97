"""The answer of page one: one sentence and four tiles."""

from __future__ import annotations

from enum import StrEnum

from reportgen import formats
from reportgen.findings.classification import headline_top
from reportgen.findings.limits import limits
from reportgen.findings.naming import target_name
from reportgen.findings.phrase import Sentence, Slot, at, compose, lower, show, word, words
from reportgen.findings.regression import clear_effects
from reportgen.findings.regression_scores import headline_r2, named_score, unseen
from reportgen.findings.since import gated, since
from reportgen.findings.trust import suspect
from reportgen.results import (
    Classification,
    Estimate,
    Regression,
    Report,
    Skipped,
    Tile,
    Verdict,
)
from reportgen.text import translate

NOT_APPLICABLE = "n/a"


class Answer(StrEnum):
    """How much of popularity the attributes tell."""

    MUCH = "much"
    SOME = "some"
    LITTLE = "little"
    GENRE = "by genre more than by sound"
    NOTHING = "nothing"
    UNKNOWN = "cannot be told"
    SUSPICIOUS = "suspicious"


_OPENINGS = {
    Answer.MUCH: "Largely",
    Answer.SOME: "To some extent",
    Answer.LITTLE: "Only a little",
    Answer.GENRE: "More by genre than by sound",
    Answer.NOTHING: "No",
    Answer.UNKNOWN: "It cannot be told from these tracks",
    Answer.SUSPICIOUS: "The scores look too good to be true",
}


def verdict(report: Report) -> Verdict:
    """Answer the question of the report, and give the four headline numbers."""
    sentence = _sentence(report)
    tiles = (_tracks(report), _r2(report), _ranking(report), _segments(report))
    return Verdict(
        answer=sentence.text,
        evidence=sentence.evidence,
        tiles=tiles,
        since=since(report),
        gated=gated(report),
        limits=limits(report),
    )


def answer(report: Report) -> Answer:
    """Grade how well popularity can be predicted, from the headline score."""
    if suspect(report) is not None:
        return Answer.SUSPICIOUS
    r2 = headline_r2(report)
    if r2 is not None:
        return _by_genre(report) or _by_r2(r2[1])
    if isinstance(report.classification, Classification):
        return _by_auc(report.classification.auc)
    return Answer.UNKNOWN


def _by_genre(report: Report) -> Answer | None:
    """Tell whether it is genre, not the attributes asked for, that lifts the score."""
    both = headline_r2(report)
    if isinstance(report.regression, Skipped) or both is None:
        return None
    alone = named_score(report.regression, "features")
    if alone is None or _by_r2(both[1]) not in {Answer.SOME, Answer.MUCH}:
        return None
    weak = {Answer.LITTLE, Answer.NOTHING, Answer.UNKNOWN}
    return Answer.GENRE if _by_r2(alone.r2) in weak else None


def _by_r2(r2: Estimate) -> Answer:
    return _by_bands(r2, nothing=0.0, noise=0.05, little=0.10, some=0.30)


def _by_auc(auc: Estimate) -> Answer:
    return _by_bands(auc, nothing=0.5, noise=0.6, little=0.6, some=0.75)


def _by_bands(
    score: Estimate, *, nothing: float, noise: float, little: float, some: float
) -> Answer:
    """Place a score; one that may be nothing is "nothing" only if it cannot be much more."""
    if score.low is None or score.high is None:
        return Answer.UNKNOWN
    if score.low <= nothing:
        return Answer.NOTHING if score.high <= noise else Answer.UNKNOWN
    if score.value < little:
        return Answer.LITTLE
    return Answer.SOME if score.value < some else Answer.MUCH


def _sentence(report: Report) -> Sentence:
    model, r2 = report.regression, headline_r2(report)
    if isinstance(model, Regression) and r2 is not None:
        return _explained(report, model, r2[0])
    opening = _OPENINGS[answer(report)]
    if isinstance(report.classification, Classification):
        return _ranked(report, opening)
    slots = {"reason": word("classification.reason", _clause), "opening": _said(opening)}
    return compose(report, "{opening}: {reason}.", slots)


def _explained(report: Report, model: Regression, path: str) -> Sentence:
    found = answer(report)
    template = "{opening}: on {unseen}, "
    slots = {
        "opening": _said(_OPENINGS[found]),
        "unseen": unseen(report),
        "model": _inputs(model),
        "target": target_name(report),
    }
    if found in {Answer.NOTHING, Answer.UNKNOWN}:
        template += "{model} predict {target} with an R² of {r2}, where guessing the average "
        template += "scores zero"
        slots["r2"] = show(path, formats.estimate)
    else:
        template += "{model} explain {share} of the differences in {target}, "
        if found is Answer.GENRE:
            template += "the attributes alone {alone}, "
            slots["alone"] = show("regression.scores[features].r2", formats.percent_estimate)
        template += "where guessing the average explains none"
        slots["share"] = show(path, formats.percent_estimate)
    strongest = clear_effects(model)[:2]
    if strongest and found in {Answer.LITTLE, Answer.SOME, Answer.MUCH}:
        template += "; most strongly associated with it: {features}"
        slots["features"] = words(
            [f"{at('regression.effects', model.effects, e)}.label" for e in strongest], lower
        )
    return compose(report, f"{template}.", slots)


def _inputs(model: Regression) -> Slot:
    both = model.headline == "full"
    text = "musical attributes and genre together" if both else "musical attributes"
    return word("regression.headline", lambda _: translate(text))


def _said(words: str) -> Slot:
    """Fill a gap with words chosen by the rule."""
    return word("title", lambda _: translate(words))


def _ranked(report: Report, opening: str) -> Sentence:
    template = (
        "{opening}: of a popular and another track, both by {unseen}, the model ranks the "
        "popular one higher {share} of the time, where a coin is right half of the time."
    )
    if report.preparation.artists is None:
        template = template.replace("both by", "both")
    share = show("classification.auc", formats.percent_estimate)
    slots = {"opening": _said(opening), "unseen": unseen(report), "share": share}
    return compose(report, template, slots)


def _tracks(report: Report) -> Tile:
    return _tile(
        report,
        "tracks",
        value="{modelled}",
        label="tracks analysed",
        note="of {read} rows read",
        modelled=show("preparation.rows_modelled"),
        read=show("preparation.rows_read"),
    )


def _r2(report: Report) -> Tile:
    known = report.preparation.artists is not None
    label = "R² on artists never seen" if known else "R² on tracks never seen"
    headline = headline_r2(report)
    if headline is None:
        return _absent(report, "r2", label, "regression.reason")
    path, r2 = headline
    note, slots = "guessing the average scores zero", {"r2": show(path, formats.point)}
    if r2.low is not None and r2.high is not None:
        note = "{interval}; guessing the average scores zero"
        slots["interval"] = show(path, formats.interval)
    return _tile(report, "r2", value="{r2}", label=label, note=note, **slots)


def _ranking(report: Report) -> Tile:
    model = report.classification
    if isinstance(model, Skipped):
        return _absent(report, "ranking", "AUC", "classification.reason")
    slots = {"auc": show("classification.auc", formats.point)}
    top = headline_top(model)
    note = "a coin scores one half"
    if top is not None:
        path = at("classification.top", model.top, top)
        note = "of the {n} tracks ranked highest, {hits} are popular, against {blind} picked blind"
        slots |= {
            "n": show(f"{path}.n"),
            "hits": show(f"{path}.hits"),
            "blind": _blind(path, top.n),
        }
    return _tile(report, "ranking", value="{auc}", label="AUC", note=note, **slots)


def _blind(path: str, n: int) -> Slot:
    """Write the share picked blind as a count where the tracks are one hundred."""
    return show(f"{path}.blind", formats.per_hundred if n == 100 else formats.percent)


def _segments(report: Report) -> Tile:
    segments = report.segments
    if isinstance(segments, Skipped):
        return _absent(report, "segments", "segments", "segments.reason")
    if segments.k < 2:
        return _none_found(report)
    label = "segments, a number that was set" if segments.asked else "segments found"
    note, slots = "groups of similar tracks", {"k": show("segments.k")}
    chosen = [i for i, c in enumerate(segments.candidates) if c.k == segments.k]
    if chosen:
        path = f"segments.candidates[{chosen[0]}]"
        note = "silhouette {silhouette}, against {reference} for tracks without groups"
        slots["silhouette"] = show(f"{path}.silhouette", formats.number)
        slots["reference"] = show(f"{path}.reference", formats.number)
    return _tile(report, "segments", value="{k}", label=label, note=note, **slots)


def _none_found(report: Report) -> Tile:
    return _tile(
        report,
        "segments",
        value="none",
        label="no real segments",
        note="{verdict}",
        verdict=word("segments.verdict", _clause),
    )


def _absent(report: Report, name: str, label: str, path: str) -> Tile:
    reason = word(path, _clause)
    note = "not applicable: {reason}"
    return _tile(report, name, value=NOT_APPLICABLE, label=label, note=note, reason=reason)


def _tile(report: Report, name: str, *, value: str, label: str, note: str, **slots: Slot) -> Tile:
    parts = [compose(report, template, slots) for template in (value, label, note)]
    evidence = dict.fromkeys(e for part in parts for e in part.evidence)
    return Tile(
        name=name,
        value=parts[0].text,
        label=parts[1].text,
        note=parts[2].text,
        evidence=tuple(evidence),
    )


def _clause(text: str) -> str:
    return lower(translate(text)).rstrip(".")
