"""What page one says of the last run and of the gates, in one statement each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportgen import formats
from reportgen.findings.phrase import Slot, at, compose, lower, show, word, words
from reportgen.results import (
    Alteration,
    Comparison,
    Judgement,
    Report,
    Skipped,
    Statement,
)

Clause = tuple[str, dict[str, Slot]]
"""A template and what fills it."""


def since(report: Report) -> Statement:
    """Say for page one what has changed since the last run; empty where nothing is compared."""
    found = report.comparison
    if isinstance(found, Skipped):
        return Statement()
    day = {"day": show("comparison.created", formats.date)}
    if not found.comparable:
        reason = word("comparison.reasons[0].text")
        return _stated(
            report, "Not comparable with the run of {day}: {reason}.", {**day, "reason": reason}
        )
    if found.same_file and found.quiet:
        return _stated(report, "Nothing to decide: the table is that of {day}, to the byte.", day)
    if found.quiet:
        return _quiet(report, found, day)
    clauses = list(_clauses(found))
    slots = {key: slot for _, filled in clauses for key, slot in filled.items()}
    text = "; ".join(template for template, _ in clauses)
    return _stated(report, f"Against the run of {{day}}, {text}.", {**day, **slots})


def _quiet(report: Report, found: Comparison, slots: dict[str, Slot]) -> Statement:
    text = "Nothing to decide: against the run of {day}, no column drifted"
    if found.family > 1:
        text += ", and none of the {family} results that can be compared moved by more than noise"
        slots["family"] = show("comparison.family")
    apart = [i for i, r in enumerate(found.results) if r.judgement is Judgement.NOT_COMPARABLE]
    text += ". Not comparable: {apart}." if apart else "."
    slots["apart"] = words([f"comparison.results[{i}].label" for i in apart], quoted)
    return _stated(report, text, slots)


def gated(report: Report) -> Statement:
    """Say for page one how many gates passed, and why others did not; empty without gates."""
    gates = report.gates
    if isinstance(gates, Skipped):
        return Statement()
    missed = [i for i, o in enumerate(gates.outcomes) if o.status != "passed"]
    counts = {"passed": show("gates.passed"), "n": show("gates.n")}
    if not missed:
        return _stated(report, "{passed} of {n} passed.", counts)
    clauses, slots = [], dict(counts)
    for i in missed:
        path = f"gates.outcomes[{i}]"
        end = ", which only warns" if gates.outcomes[i].severity == "warn" else ""
        clauses.append(f"{{name{i}}} {{status{i}}}{end}: {{text{i}}}")
        slots[f"name{i}"] = word(f"{path}.name", quoted)
        slots[f"status{i}"] = word(f"{path}.status")
        slots[f"text{i}"] = word(f"{path}.text")
    return _stated(report, "{passed} of {n} passed. Not passed: " + "; ".join(clauses) + ".", slots)


def _stated(report: Report, template: str, slots: dict[str, Slot]) -> Statement:
    sentence = compose(report, template, slots)
    return Statement(text=sentence.text, evidence=sentence.evidence)


def _clauses(found: Comparison) -> Iterator[Clause]:
    """Yield what is not as it was, rows first, results last."""
    if found.repeats is not None and found.repeats.risen:
        yield _repeated()
    read = [c for c in found.counts if c.name == "read" and c.moved]
    if read:
        path = at("comparison.counts", found.counts, read[0])
        yield (
            "rows read went from {read_before} to {read}",
            {
                "read_before": show(f"{path}.before"),
                "read": show(f"{path}.now"),
            },
        )
    yield from columns(found)
    yield from _drift(found)
    yield from results(found)
    if found.method:
        names = words([f"comparison.method[{i}].name" for i in range(len(found.method))])
        yield "settings differ: {settings}", {"settings": names}


def _repeated() -> Clause:
    return (
        "more rows repeat a track ({repeats_before} before, {repeats} now)",
        {
            "repeats_before": show("comparison.repeats.before", formats.percent),
            "repeats": show("comparison.repeats.now", formats.percent),
        },
    )


def columns(found: Comparison) -> Iterator[Clause]:
    """Yield how the schema differs."""
    kinds = (
        ("gone", "columns gone: {gone}", {Alteration.REMOVED}),
        ("added", "new columns: {added}", {Alteration.ADDED}),
        (
            "altered",
            "read otherwise than before: {altered}",
            set(Alteration) - {Alteration.REMOVED, Alteration.ADDED},
        ),
    )
    for key, template, alterations in kinds:
        there = [i for i, c in enumerate(found.columns) if c.alteration in alterations]
        if there:
            yield template, {key: words([f"comparison.columns[{i}].label" for i in there], lower)}


def _drift(found: Comparison) -> Iterator[Clause]:
    drifted = [at("comparison.drift", found.drift, d) for d in found.drift if d.drifted]
    emptied = [at("comparison.drift", found.drift, d) for d in found.drift if d.emptied]
    if drifted:
        yield "values drifted in {drifted}", {"drifted": labels(drifted)}
    if emptied:
        yield "gaps changed in {emptied}", {"emptied": labels(emptied)}


def labels(paths: Sequence[str]) -> Slot:
    """Return the labels at paths as a phrase."""
    return words([f"{path}.label" for path in paths], lower)


_BECAME = {
    Judgement.REVERSED: "reversed: {reversed}",
    Judgement.WEAKENED: "weakened: {weakened}",
    Judgement.STRENGTHENED: "strengthened: {strengthened}",
    Judgement.NEW: "newly clear: {new}",
    Judgement.GONE: "gone: {gone_results}",
}


def results(found: Comparison) -> Iterator[Clause]:
    """Yield what became of the results that changed."""
    for judgement, template in _BECAME.items():
        paths = [
            f"comparison.results[{i}].label"
            for i, result in enumerate(found.results)
            if result.judgement is judgement
        ]
        if paths:
            key = template.partition("{")[2].rstrip("}")
            yield template, {key: words(paths, quoted)}


def quoted(label: str) -> str:
    """Return a label in quotation marks."""
    return f"“{lower(label)}”"
