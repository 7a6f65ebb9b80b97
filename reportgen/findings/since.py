"""What page one says of the last run and of the gates, in one statement each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportgen import formats
from reportgen.findings.phrase import Sentence, Slot, at, compose, lower, show, word, words
from reportgen.results import (
    ColumnChange,
    Comparison,
    Judgement,
    Report,
    ResultChange,
    Skipped,
    Statement,
)
from reportgen.text import translate

SURPRISE = (
    Judgement.REVERSED,
    Judgement.WEAKENED,
    Judgement.STRENGTHENED,
    Judgement.NEW,
    Judgement.GONE,
)
"""Judgements of changes, the most surprising first."""


def since(report: Report) -> Statement:
    """Say for page one what has changed since the last run; empty where nothing is compared."""
    found = report.comparison
    if isinstance(found, Skipped):
        return Statement()
    return _stated(_said(report, found))


def _said(report: Report, found: Comparison) -> Iterator[Sentence]:
    then = _then(found)
    if not found.comparable:
        reason = {"reason": word("comparison.reasons[0].text")}
        text = "Not comparable with the run of {day}: {reason}."
        if found.baseline:
            text = "Not comparable with the baseline “{name}” of {day}: {reason}."
        yield compose(report, text, then | reason)
        yield from _loud(report, found)
    elif found.quiet:
        yield from _quiet(report, found, then)
    else:
        text = "Compared with the run of {day}."
        if found.baseline:
            text = "Compared with the baseline “{name}” of {day}."
        yield compose(report, text, then)
        yield from _loud(report, found)
    yield from _tracks(report, found)


def _then(found: Comparison) -> dict[str, Slot]:
    """Return what names the earlier run."""
    name = {"name": word("comparison.baseline")} if found.baseline else {}
    return {"day": show("comparison.created", formats.date), **name}


def _quiet(report: Report, found: Comparison, then: dict[str, Slot]) -> Iterator[Sentence]:
    if found.same_file:
        text = "Nothing to decide: the table is that of {day}, to the byte."
        if found.baseline:
            text = "Nothing to decide: the table is that of the baseline “{name}”, to the byte."
        yield compose(report, text, then)
        return
    text = "Nothing to decide: no column drifted since the run of {day}."
    if found.baseline:
        text = "Nothing to decide: no column drifted since the baseline “{name}” of {day}."
    yield compose(report, text, then)
    if found.family > 1:
        text = "None of the {family} results that can be compared moved by more than noise."
        yield compose(report, text, {"family": show("comparison.family")})
    apart = [r for r in found.results if r.judgement is Judgement.NOT_COMPARABLE]
    if apart:
        paths = [f"{at('comparison.results', found.results, r)}.label" for r in apart]
        yield compose(report, "Not comparable: {apart}.", {"apart": words(paths, quoted)})


def _tracks(report: Report, found: Comparison) -> Iterator[Sentence]:
    """Say how many tracks came and went; about how many, where it is an estimate."""
    tracks = found.tracks
    if tracks is None or found.same_file:
        return
    came = {"came": show("comparison.tracks.came.value", _some_tracks)}
    went = {"went": show("comparison.tracks.went.value", _some_tracks)}
    if not tracks.came.value and not tracks.went.value:
        if tracks.exact:
            yield compose(report, "The tracks are the same.", {})
    elif not tracks.went.value:
        text = "No track went, {came} came." if tracks.exact else "About {came} came."
        yield compose(report, text, came)
    elif not tracks.came.value:
        text = "No track came, {went} went." if tracks.exact else "About {went} went."
        yield compose(report, text, went)
    else:
        text = "{came} came, {went} went." if tracks.exact else "About {came} came, {went} went."
        yield compose(report, text, {**came, **went})


def _some_tracks(n: float) -> str:
    return formats.count(round(n), "track")


def _loud(report: Report, found: Comparison) -> Iterator[Sentence]:
    """Yield what is not as it was, rows first, results last."""
    if found.repeats is not None and found.repeats.risen:
        yield compose(report, "More rows repeat a track ({share}).", _share())
    read = [c for c in found.counts if c.name == "read" and c.moved]
    if read:
        path = at("comparison.counts", found.counts, read[0])
        counts = {"before": show(f"{path}.before"), "now": show(f"{path}.now")}
        yield compose(report, "Rows read went from {before} to {now}.", counts)
    if found.columns:
        yield compose(report, "Columns that differ: {columns}.", {"columns": columns(found)})
    drifted = [at("comparison.drift", found.drift, d) for d in found.drift if d.drifted]
    if drifted:
        yield compose(report, "Values drifted: {drifted}.", {"drifted": labels(drifted)})
    emptied = [at("comparison.drift", found.drift, d) for d in found.drift if d.emptied]
    if emptied:
        yield compose(report, "Gaps changed: {emptied}.", {"emptied": labels(emptied)})
    if changed(found):
        yield compose(report, "Results that changed: {results}.", {"results": results(found)})
    if found.method and found.comparable:
        yield compose(report, "Settings that differ: {settings}.", {"settings": settings(found)})


def _share() -> dict[str, Slot]:
    return {"share": show("comparison.repeats.now", formats.percent)}


def columns(found: Comparison) -> Slot:
    """Return the columns that differ, each with how."""
    return words([at("comparison.columns", found.columns, c) for c in found.columns], _altered)


def _altered(change: ColumnChange) -> str:
    return f"{lower(change.label)} ({translate(change.alteration.value)})"


def changed(found: Comparison) -> list[ResultChange]:
    """Return the results that ask for a look, the most surprising first."""
    return sorted(
        (r for r in found.results if r.changed), key=lambda r: SURPRISE.index(r.judgement)
    )


def results(found: Comparison) -> Slot:
    """Return the results that changed, each with what became of it."""
    return words([at("comparison.results", found.results, r) for r in changed(found)], _became)


def _became(change: ResultChange) -> str:
    return f"{quoted(change.label)} ({translate(change.judgement.value)})"


def settings(found: Comparison) -> Slot:
    """Return the names of settings that differ."""
    return words([f"{at('comparison.method', found.method, m)}.name" for m in found.method])


def labels(paths: Sequence[str]) -> Slot:
    """Return the labels at paths as a phrase."""
    return words([f"{path}.label" for path in paths], lower)


def quoted(label: str) -> str:
    """Return a label in quotation marks."""
    return f"“{lower(label)}”"


def gated(report: Report) -> Statement:
    """Say for page one how many gates passed, and why others did not; empty without gates."""
    return Statement() if isinstance(report.gates, Skipped) else _stated(_gates(report))


def _gates(report: Report) -> Iterator[Sentence]:
    gates = report.gates
    assert not isinstance(gates, Skipped)  # noqa: S101  the caller has looked
    counts = {"passed": show("gates.passed"), "n": show("gates.n")}
    yield compose(report, "{passed} of {n} passed.", counts)
    for outcome in gates.outcomes:
        path = at("gates.outcomes", gates.outcomes, outcome)
        slots = {
            "name": word(f"{path}.name", _named),
            "status": word(f"{path}.status", translate),
            "text": word(f"{path}.text"),
        }
        if outcome.status != "passed" and outcome.severity == "warn":
            yield compose(report, "{name} {status}, which only warns: {text}.", slots)
        elif outcome.status != "passed":
            yield compose(report, "{name} {status}: {text}.", slots)


def _named(name: str) -> str:
    return f"“{name}”"


def _stated(sentences: Iterator[Sentence]) -> Statement:
    said = list(sentences)
    evidence = dict.fromkeys(e for sentence in said for e in sentence.evidence)
    return Statement(text=" ".join(s.text for s in said), evidence=tuple(evidence))
