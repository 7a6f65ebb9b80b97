"""Effects, scores and segments of two runs: the interval of each difference, and a verdict.

The two runs are taken to be independent.  Where they share tracks their estimates go
together, so that the true interval of the difference is narrower: what is called a change
here is one all the more, and small changes may stay unseen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from scipy import special

from reportgen.compare.method import inputs
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
QUANTILE = 1.959964
"""Normal quantile of the 95 % intervals that reports hold."""
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
    found = (*_linear(now, before), *_logistic(now, before), *_segments(now, before))
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
        pair, difference=None, errors=None, judgement=Judgement.NOT_COMPARABLE, reason=reason
    )


Part = tuple[str, str, Estimate]
"""Label, path and estimate of a result."""


def _linear(now: Report, before: Report) -> Iterator[ResultChange]:
    a, b = before.regression, now.regression
    if isinstance(a, Skipped) and isinstance(b, Skipped):
        return
    apart = _models_differ(now, before)
    yield from _paired("effect", _on_old_scale(a, a), _on_old_scale(b, a), apart)
    yield from _paired("score", _r2(a), _r2(b), apart)


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


def _scaled(e: Estimate, factor: float) -> Estimate:
    low, high = (None if bound is None else bound * factor for bound in (e.low, e.high))
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


def _logistic(now: Report, before: Report) -> Iterator[ResultChange]:
    a, b = before.classification, now.classification
    if isinstance(a, Skipped) and isinstance(b, Skipped):
        return
    apart = _models_differ(now, before)
    if isinstance(a, Classification) and isinstance(b, Classification) and a.cutoff != b.cutoff:
        apart = translate("the cut-off for popular differs, as it follows the table")
    if isinstance(now.regression, Skipped) and isinstance(before.regression, Skipped):
        yield from _paired("odds", _marginal(a), _marginal(b), apart)
    yield from _paired("score", _auc(a), _auc(b), apart)


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
        yield _pair(
            "segment",
            f"segment {member.name}" if new is not None else f"segment {member.name} before",
            member.label,
            f"segments.members[{member.name}].difference" if new is not None else "",
            None if old is None else old.difference,
            None if new is None else new.difference,
            apart
            or ("" if all(m is None or m.difference for m in (old, new)) else translate(_BARE)),
        )


_BARE = "one of the runs has no interval for it"
_ABSENT = "one of the runs could not compute it"


def _paired(
    kind: str, before: dict[str, Part], now: dict[str, Part], apart: str
) -> Iterator[ResultChange]:
    for name in dict.fromkeys((*before, *now)):
        label, path, _ = now.get(name) or before[name]
        old, new = (side[name][2] if name in side else None for side in (before, now))
        lost = not before or not now
        yield _pair(
            kind, name, label, path if new else "", old, new, apart or translate(_ABSENT) * lost
        )


def _pair(
    kind: str,
    name: str,
    label: str,
    path: str,
    before: Estimate | None,
    now: Estimate | None,
    apart: str,
) -> ResultChange:
    pair = ResultChange(
        kind=kind,  # type: ignore[arg-type]  # one of the four kinds, from above
        name=name,
        label=label,
        path=path,
        before=before,
        now=now,
        difference=None,
        errors=None,
        judgement=Judgement.NOISE,
    )
    if apart:
        return _apart(pair, apart)
    if before is None or now is None:
        return replace(pair, judgement=Judgement.NEW if before is None else Judgement.GONE)
    difference = independent_difference(now, before)
    if difference is None:
        return _apart(pair, translate(_BARE))
    return replace(pair, difference=difference, errors=_errors(difference))


def independent_difference(now: Estimate, before: Estimate) -> Estimate | None:
    """Difference of two independent estimates, from their intervals alone.

    Each bound recovers the variances from the sides of the intervals that matter for it,
    so that skewed ones stay skewed (MOVER, Zou & Donner 2008).  Estimates that go together,
    as those of the same tracks do, have a narrower one: this is conservative.
    """
    if now.low is None or now.high is None or before.low is None or before.high is None:
        return None
    d = now.value - before.value
    below = math.hypot(now.value - now.low, before.high - before.value)
    above = math.hypot(now.high - now.value, before.value - before.low)
    return Estimate(value=d, low=d - below, high=d + above)


def _errors(difference: Estimate) -> float:
    """How many standard errors a difference is from zero, on the side of zero."""
    assert difference.low is not None and difference.high is not None  # noqa: S101, PT018  made above
    d = difference.value
    side = d - difference.low if d >= 0 else difference.high - d
    if not side > 0:
        return 0.0 if d == 0 else math.inf
    return abs(d) * QUANTILE / side


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
    if pair.errors <= needed:
        same = was and is_now and old * new > 0
        return replace(pair, judgement=Judgement.CONFIRMED if same else Judgement.NOISE)
    return replace(pair, judgement=_turn(old, new, was=was, is_now=is_now))


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
