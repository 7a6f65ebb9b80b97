"""Effects, scores and segments of two runs: the interval of each difference, and a verdict.

Effects and scores of two runs go in pairs where both know their artists (see
:mod:`reportgen.compare.pairing`).  Other results, those of segments among them, are taken to
be independent: each run draws the borders of its segments anew, so that a segment now is not
quite the one that it was, and an interval for the same segment would be too narrow.  What is
called a change without pairs is one all the more; small changes may stay unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from scipy import special

from reportgen.compare.method import inputs
from reportgen.compare.pairing import QUANTILE, Pairing, difference, errors, pairing
from reportgen.compare.segments import matches, segments_differ
from reportgen.formats import listing
from reportgen.results import (
    Classification,
    Estimate,
    Judgement,
    MethodChange,
    Note,
    Regression,
    Report,
    ResultChange,
    Skipped,
)
from reportgen.text import translate

CHANCE = 0.05
LEAST = 0.5
"""Share of the margin of error of the earlier estimate below which a difference, real as it
may be, does not matter: both estimates then say the same."""
REFERENCE = {"auc": 0.5}
"""What a result is when there is nothing to it; 0 where not named."""


def needed_errors(family: int, nights: int) -> float:
    """Standard errors beyond which a difference counts as a change (Bonferroni).

    The chance that any of ``family`` results crosses the line on any of ``nights`` quiet
    nights is at most 5 %.
    """
    return float(special.ndtri(1 - CHANCE / (2 * max(family, 1) * nights)))


def result_changes(
    now: Report, before: Report, method: Sequence[MethodChange], reasons: Sequence[Note]
) -> tuple[ResultChange, ...]:
    """Pair the results of two reports; what cannot be compared says why.

    Judgements are left to :func:`judged`, which needs to know how many pairs there are.
    """
    touched = {part: change.name for change in method for part in change.parts}
    together = pairing(now, before)
    found = (
        *_linear(now, before, together),
        *_logistic(now, before, together),
        *_segments(now, before),
    )
    if reasons:
        return tuple(_apart(pair, reasons[0].text) for pair in found)
    return tuple(
        _apart(pair, translate("the setting {name} differs").format(name=translate(touched[key])))
        if (key := _key(pair, touched)) in touched
        else pair
        for pair in found
    )


def _key(pair: ResultChange, touched: dict[str, str]) -> str:
    return pair.name if pair.name in touched else pair.kind


def _apart(pair: ResultChange, reason: str) -> ResultChange:
    return replace(
        pair,
        difference=None,
        correlation=None,
        errors=None,
        judgement=Judgement.NOT_COMPARABLE,
        reason=reason,
    )


Part = tuple[str, str, Estimate]
"""Label, path and estimate of a result."""


def _linear(now: Report, before: Report, together: Pairing) -> Iterator[ResultChange]:
    a, b = before.regression, now.regression
    if isinstance(a, Skipped) and isinstance(b, Skipped):
        return
    apart = _models_differ(now, before)
    yield from _paired("effect", _on_old_scale(a, a), _on_old_scale(b, a), apart, together)
    yield from _paired("score", _r2(a), _r2(b), apart, together)


def _models_differ(now: Report, before: Report) -> str:
    """Say why effects "all else equal" do not mean the same, where they do not."""
    old, new = inputs(before), inputs(now)
    if not old or not new:
        return ""
    without, having = translate("without {feature}"), translate("with {feature}")
    gone = [without.format(feature=lower(x)) for name, x in old.items() if name not in new]
    came = [having.format(feature=lower(x)) for name, x in new.items() if name not in old]
    if not gone and not came:
        return ""
    return translate("the models are now {changes}").format(changes=listing([*gone, *came]))


def lower(label: str) -> str:
    """Return a label as it stands inside a sentence."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _on_old_scale(model: Regression | Skipped, old: Regression | Skipped) -> dict[str, Part]:
    """Effects per standard deviation of the earlier run, so that drift is no change of effect."""
    if isinstance(model, Skipped):
        return {}
    sds = {} if isinstance(old, Skipped) else {e.name: e.sd for e in old.effects}
    return {
        effect.name: (
            effect.label,
            f"regression.effects[{effect.name}].per_sd",
            _scaled(effect.per_sd, sds.get(effect.name, effect.sd) / effect.sd),
        )
        for effect in model.effects
        if effect.sd > 0
    }


def turned(before: str, now: str) -> bool:
    """Say whether a yes-or-no column is now told from its other side, by two labels.

    Of two levels the more frequent one is the reference, so that "Mode: minor" may be
    "Mode: major" in the next run: the same effect with the other sign.
    """
    (head, level, _), (other, again, _) = (label.partition(": ") for label in (before, now))
    return before != now and head == other and bool(level) and bool(again)


def _scaled(e: Estimate, factor: float) -> Estimate:
    low, high = (None if bound is None else bound * factor for bound in (e.low, e.high))
    if factor < 0:
        low, high = high, low
    return replace(e, value=e.value * factor, low=low, high=high)


def _r2(model: Regression | Skipped) -> dict[str, Part]:
    if isinstance(model, Skipped):
        return {}
    return {
        f"r2 {score.name}": (
            translate("R², {part}").format(part=f"{score.label[:1].lower()}{score.label[1:]}"),
            f"regression.scores[{score.name}].r2",
            score.r2,
        )
        for score in model.scores
    }


def _logistic(now: Report, before: Report, together: Pairing) -> Iterator[ResultChange]:
    a, b = before.classification, now.classification
    if isinstance(a, Skipped) and isinstance(b, Skipped):
        return
    apart = _models_differ(now, before)
    if isinstance(a, Classification) and isinstance(b, Classification) and a.cutoff != b.cutoff:
        apart = translate("the cut-off for popular differs, as it follows the table")
    if isinstance(now.regression, Skipped) and isinstance(before.regression, Skipped):
        yield from _paired("odds", _marginal(a), _marginal(b), apart, together)
    yield from _paired("score", _auc(a), _auc(b), apart, together)


def _marginal(model: Classification | Skipped) -> dict[str, Part]:
    if isinstance(model, Skipped):
        return {}
    return {
        odds.name: (odds.label, f"classification.odds[{odds.name}].marginal", odds.marginal)
        for odds in model.odds
    }


def _auc(model: Classification | Skipped) -> dict[str, Part]:
    if isinstance(model, Skipped):
        return {}
    return {"auc": ("AUC", "classification.auc", model.auc)}


def _segments(now: Report, before: Report) -> Iterator[ResultChange]:
    apart = segments_differ(now, before)
    for match in matches(now, before):
        old, new = match.before, match.now
        member = new or old
        assert member is not None  # noqa: S101  a match has one of them
        pair = _pair(
            "segment",
            f"segment {member.name}" if new is not None else f"segment {member.name} before",
            member.label,
            f"segments.members[{member.name}].difference" if new is not None else "",
            None if old is None else old.difference,
            None if new is None else new.difference,
        )
        bare = translate(_BARE) * any(m is not None and not m.difference for m in (old, new))
        yield _apart(pair, apart or bare) if apart or bare else _differing(pair, None, 0)


_BARE = "one of the runs has no interval for it"
_ABSENT = "one of the runs could not compute it"


def _paired(
    kind: str, before: dict[str, Part], now: dict[str, Part], apart: str, together: Pairing
) -> Iterator[ResultChange]:
    lost = translate(_ABSENT) * (not before or not now)
    for name in dict.fromkeys((*before, *now)):
        label, path, _ = now.get(name) or before[name]
        old, new = (side[name][2] if name in side else None for side in (before, now))
        sign = -1.0 if name in before and turned(before[name][0], label) else 1.0
        if old is not None:
            old = _scaled(old, sign)
        pair = _pair(kind, name, label, path if new else "", old, new)
        if apart or lost:
            yield _apart(pair, apart or lost)
        else:
            pairs = together.replicates(path)
            yield _differing(pair, together.correlation(path, sign), pairs)


def _pair(
    kind: str,
    name: str,
    label: str,
    path: str,
    before: Estimate | None,
    now: Estimate | None,
) -> ResultChange:
    return ResultChange(
        kind=kind,  # type: ignore[arg-type]  # one of the four kinds, from above
        name=name,
        label=label,
        path=path,
        before=before,
        now=now,
        difference=None,
        correlation=None,
        errors=None,
        judgement=Judgement.NOISE,
    )


def _differing(pair: ResultChange, correlation: float | None, pairs: int) -> ResultChange:
    """Add the difference with its interval; what is in one run only is new or gone."""
    if pair.before is None or pair.now is None:
        return replace(pair, judgement=Judgement.NEW if pair.before is None else Judgement.GONE)
    found = difference(pair.now, pair.before, correlation)
    if found is None:
        return _apart(pair, translate(_BARE))
    far = errors(found, correlation, pairs)
    return replace(pair, difference=found, correlation=correlation, errors=far)


def judged(pair: ResultChange, needed: float, family: int) -> ResultChange:
    """Return a pair with its judgement.

    Parameters
    ----------
    pair : ResultChange
        With its difference, if it can have one.
    needed : float
        Standard errors beyond which a difference is clear.
    family : int
        Results that are looked at together, for "clear" within one run.
    """
    if pair.errors is None or pair.before is None or pair.now is None:
        return pair
    zero = REFERENCE.get(pair.name, 0.0)
    clear = clearness(zero, needed_errors(family, 1))
    was, is_now = clear(pair.before), clear(pair.now)
    old, new = pair.before.value - zero, pair.now.value - zero
    if pair.errors <= needed or _too_small(pair.before, pair.now):
        same = was and is_now and old * new > 0
        return replace(pair, judgement=Judgement.CONFIRMED if same else Judgement.NOISE)
    return replace(pair, judgement=_turn(old, new, was=was, is_now=is_now))


def _too_small(before: Estimate, now: Estimate) -> bool:
    if before.low is None or before.high is None:
        return False
    return abs(now.value - before.value) < LEAST * (before.high - before.low) / 2


def _turn(old: float, new: float, *, was: bool, is_now: bool) -> Judgement:
    """What a clear difference means, given which side is clear of nothing."""
    if is_now and not was:
        return Judgement.NEW
    if was and not is_now:
        return Judgement.WEAKENED
    if old * new < 0:
        return Judgement.REVERSED
    return Judgement.STRENGTHENED if abs(new) > abs(old) else Judgement.WEAKENED


def clearness(zero: float, errors: float) -> Callable[[Estimate], bool]:
    """Return the test whether an estimate is clear of ``zero`` by so many standard errors."""

    def clear(e: Estimate) -> bool:
        if e.low is None or e.high is None:
            return False
        side = e.value - e.low if e.value > zero else e.high - e.value
        return abs(e.value - zero) * QUANTILE > errors * side

    return clear
