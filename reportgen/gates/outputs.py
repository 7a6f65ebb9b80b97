"""How gates are told to machines: JUnit XML, Markdown for a step summary, a line of JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from reportgen import formats
from reportgen.gates import exit_code
from reportgen.results import (
    Comparison,
    Estimate,
    GateOutcome,
    GateStatus,
    Judgement,
    Report,
    Skipped,
)
from reportgen.text import translate

SUITE = "reportgen gates"
MADE = "the report is made"
"""What stands in place of the gates where it is not."""


def outcomes(report: Report) -> tuple[GateOutcome, ...]:
    """Return the outcomes; none where no gates are set."""
    return () if isinstance(report.gates, Skipped) else report.gates.outcomes


def junit(report: Report) -> bytes:
    """Return the gates as JUnit XML, one test case each.

    A gate that fails is a ``failure``, one that cannot be computed an ``error``; one that
    only warns passes and says so in ``system-out``.  The form is the one that CI servers
    read: Apache Ant's, with the counts as attributes of the suite.
    """
    gates = outcomes(report)
    suite = ET.Element(
        "testsuite",
        name=SUITE,
        tests=str(len(gates)),
        failures=str(sum(_element(gate) == "failure" for gate in gates)),
        errors=str(sum(_element(gate) == "error" for gate in gates)),
        skipped="0",
        time="0",
        timestamp=report.provenance.created[:19],
    )
    for gate in gates:
        _case(suite, report, gate)
    ET.indent(suite)
    payload: bytes = ET.tostring(suite, encoding="utf-8", xml_declaration=True)
    return payload + b"\n"


def junit_of_failure(kind: str, text: str, moment: str) -> bytes:
    """Return JUnit XML that says that no report was made, so that no gate is green.

    Parameters
    ----------
    kind, text : str
        The class of the error, and what it says.
    moment : str
        When, in ISO form and universal time.
    """
    counts = {"tests": "1", "failures": "0", "errors": "1", "skipped": "0", "time": "0"}
    suite = ET.Element("testsuite", {"name": SUITE, **counts, "timestamp": moment[:19]})
    case = ET.SubElement(suite, "testcase", classname=SUITE, name=MADE, time="0")
    details = {"message": _clean(text), "type": kind}
    ET.SubElement(case, "error", details).text = _clean(text)
    ET.indent(suite)
    payload: bytes = ET.tostring(suite, encoding="utf-8", xml_declaration=True)
    return payload + b"\n"


def _case(suite: ET.Element, report: Report, gate: GateOutcome) -> None:
    name = _clean(gate.name)
    case = ET.SubElement(suite, "testcase", classname=SUITE, name=name, time="0")
    element = _element(gate)
    if element is not None:
        details = {"message": _clean(gate.text), "type": gate.status.value}
        ET.SubElement(case, element, details).text = _clean(_detail(report, gate))
    out = ET.SubElement(case, "system-out")
    out.text = _clean(f"{_sign(gate)}: {gate.text}")


def _element(gate: GateOutcome) -> str | None:
    if gate.status is GateStatus.PASSED or gate.severity == "warn":
        return None
    return "failure" if gate.status is GateStatus.FAILED else "error"


def _detail(report: Report, gate: GateOutcome) -> str:
    return f"{gate.path or 'rows'} ({gate.on}) of {report.provenance.source}: {gate.text}"


def _sign(gate: GateOutcome) -> str:
    """Return how a gate ended in a word or two; a warning is called one."""
    return f"warning, {gate.status.value}" if _only_warns(gate) else gate.status.value


def _word(gate: GateOutcome) -> str:
    """Return the same in the language in use."""
    status = translate(gate.status.value)
    return translate("warning, {status}").format(status=status) if _only_warns(gate) else status


def _only_warns(gate: GateOutcome) -> bool:
    return gate.status is not GateStatus.PASSED and gate.severity == "warn"


def _clean(text: str) -> str:
    """Return text without what XML 1.0 cannot hold."""
    return "".join(c for c in text if c in "\t\n\r" or (ord(c) >= 32 and not _outside(ord(c))))


def _outside(code: int) -> bool:
    return 0xD800 <= code <= 0xDFFF or code in {0xFFFE, 0xFFFF}


def markdown(report: Report) -> str:
    """Return the gates and what changed since the last run, for a step summary."""
    gates = outcomes(report)
    kept = sum(gate.status is GateStatus.PASSED for gate in gates)
    lines = [f"### {_cell(report.title)}", "", _cell(report.verdict.answer), ""]
    if gates:
        said = translate("Gates: {kept} of {n} passed").format(kept=kept, n=len(gates))
        lines += [said, "", *_table(gates), ""]
    else:
        lines += [translate("No gates are set."), ""]
    if report.verdict.since.text:
        said = translate("Since the last run: {text}")
        lines += [said.format(text=_cell(report.verdict.since.text)), "", *_changes(report)]
    return "\n".join(lines)


def markdown_of_failure(text: str) -> str:
    """Return the summary of a run that made no report."""
    return f"### No report was made\n\n{_cell(text)}\n\nNo gate was checked.\n"


def _changes(report: Report) -> list[str]:
    """Return the results that changed, as a table; nothing where none did."""
    found = report.comparison
    changed = () if isinstance(found, Skipped) else [r for r in found.results if r.changed]
    if not changed:
        return []
    heads = (translate("result"), translate("then"), translate("now"), translate("verdict"))
    rows = (
        (_cell(r.label), _point(r.before), _point(r.now), translate(r.judgement)) for r in changed
    )
    lines = (f"| {' | '.join(cells)} |" for cells in (heads, ("---",) * len(heads), *rows))
    return [*lines, ""]


def _point(value: Estimate | None) -> str:
    return "" if value is None else formats.point(value)


def _table(gates: Sequence[GateOutcome]) -> list[str]:
    rows = (f"| {_cell(g.name)} | {_word(g)} | {_cell(g.text)} |" for g in gates)
    heads = (translate("gate"), translate("result"), translate("why"))
    return [f"| {' | '.join(heads)} |", "|---|---|---|", *rows]


_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#|~"} | {"\n": " "})


def _cell(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return text.translate(_MARKS)


def json_line(report: Report, files: Sequence[str], *, warn_only: bool = False) -> str:
    """Return the outcome of a run on one line of JSON.

    Keys: ``status`` (``passed``, ``failed`` or ``not comparable``; ``error`` where
    :func:`json_line_of_failure` writes the line), ``exit_code``, ``title``,
    ``source``, ``sha256``, ``rows``, ``files``, ``gates`` (each with name, path, status,
    severity, value and text), ``comparison`` (``None`` where nothing is compared).
    """
    code = exit_code(report, warn_only=warn_only)
    return json.dumps(
        {
            "status": {0: "passed", 10: "failed", 11: "not comparable"}[int(code)],
            "exit_code": int(code),
            "title": report.title,
            "source": report.provenance.source,
            "sha256": report.provenance.sha256,
            "rows": report.data.rows,
            "files": list(files),
            "gates": [_short(gate) for gate in outcomes(report)],
            "comparison": _compared(report),
        },
        ensure_ascii=False,
    )


def json_line_of_failure(kind: str, text: str, code: int) -> str:
    """Return the outcome of a run that made no report on one line of JSON."""
    found = {"status": "error", "exit_code": code, "kind": kind, "text": text}
    return json.dumps(found, ensure_ascii=False)


def _short(gate: GateOutcome) -> dict[str, object]:
    keys = ("name", "path", "status", "severity", "value", "text")
    return {key: getattr(gate, key) for key in keys}


def _compared(report: Report) -> dict[str, object] | None:
    comparison = report.comparison
    if not isinstance(comparison, Comparison):
        return None
    plain = {Judgement.CONFIRMED, Judgement.NOISE}
    return {
        "baseline": comparison.baseline or None,
        "quiet": comparison.quiet,
        "comparable": comparison.comparable,
        "drifted": [d.name for d in comparison.drift if d.drifted],
        "changed": {
            f"{r.kind} {r.name}": r.judgement
            for r in comparison.results
            if r.judgement not in plain
        },
    }
