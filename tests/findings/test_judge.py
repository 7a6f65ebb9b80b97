"""What all sentences have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from reportgen.findings import RULES, judge, key_findings
from reportgen.findings.rule import Draft, apply
from reportgen.results import Estimate, Evidence, Finding, Grade, Report, Severity, Status, lookup
from tests import example
from tests.change import change
from tests.findings.test_rules import FIRES

REPORTS = {
    "example": example.example_report(),
    "binary": example.binary_report(),
    "no segments": example.no_segments_report(),
    "bare": example.no_genre_no_artist_report(),
    "no target": example.no_target_report(),
} | {f"fired {i}": judge(change(report, **c)) for i, (_, report, c, _) in enumerate(FIRES)}

CAUSAL = re.compile(
    r"\b(boost\w*|driv(e|es|en|ing)|leads? to|makes? (?!two|such|an?y)|because of|causes?|caused|"
    r"due to|results? in|increases?|decreases?|raises? popularity|improves?|impact\w*|effects? on|"
    r"significan\w*|proves?|thanks to|hit potential)\b",
    re.IGNORECASE,
)
WRONG_NUMBERS = re.compile(
    r"(?<![0-9.,])(0|100) %|p = 0\.000|(?<![\w])-[0-9]|\bnan\b|\bNone\b|\binf\b"
)


@pytest.fixture(params=REPORTS)
def report(request: pytest.FixtureRequest) -> Report:
    return REPORTS[str(request.param)]


def sentences(report: Report) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """Walk over every text that is made from numbers, with its evidence."""
    yield report.verdict.answer, report.verdict.evidence
    for tile in report.verdict.tiles:
        for text in (tile.value, tile.label, tile.note):
            yield text, tile.evidence
    for finding in report.findings:
        yield finding.title, finding.evidence
        yield finding.text, finding.evidence


def test_every_number_has_its_evidence(report: Report) -> None:
    for text, evidence in sentences(report):
        left = text
        for shown in sorted({e.shown for e in evidence}, key=len, reverse=True):
            left = re.sub(rf"(?<![0-9]){re.escape(shown)}(?![0-9])", "", left)
        assert not re.search(r"[0-9]", left), f"{left!r} in {text!r}"


def test_every_piece_of_evidence_leads_somewhere_and_is_shown(report: Report) -> None:
    for text, evidence in sentences(report):
        assert text
        for item in evidence:
            assert lookup(report, item.path) is not None
    for finding in report.findings:
        for item in finding.evidence:
            assert item.shown in f"{finding.title} {finding.text}"


def test_no_word_claims_a_cause(report: Report) -> None:
    for text, _ in sentences(report):
        assert not CAUSAL.search(text), text


def test_no_number_claims_too_much(report: Report) -> None:
    for text, _ in sentences(report):
        assert not WRONG_NUMBERS.search(text.replace("\N{NO-BREAK SPACE}", " ")), text


def test_the_lint_sees_what_it_should() -> None:
    assert CAUSAL.search("Energy boosts popularity")
    assert CAUSAL.search("a significant effect")
    assert CAUSAL.search("loudness leads to hits")
    assert not CAUSAL.search("what makes two rows one track")
    assert WRONG_NUMBERS.search("0 % of tracks")
    assert WRONG_NUMBERS.search("between -3 and 2")
    assert not WRONG_NUMBERS.search("10 % of tracks, 0.0 % less")


def test_titles_are_short_and_have_no_full_stop(report: Report) -> None:
    for finding in report.findings:
        assert not finding.title.endswith(".")
        assert len(finding.title) <= 90
        assert finding.text.endswith(".")
        assert ".." not in finding.text


def test_findings_come_by_severity_then_rank() -> None:
    report = REPORTS["example"]
    order = [Severity.KEY, Severity.WARNING, Severity.NOTE]
    keys = [(order.index(f.severity), -f.rank) for f in report.findings]
    assert keys == sorted(keys)
    assert len(report.findings) >= 20
    assert {f.slice for f in report.findings} == {
        "data",
        "preparation",
        "exploration",
        "segments",
        "regression",
        "classification",
        "trust",
    }


def test_each_finding_has_the_code_of_the_rule_that_fired() -> None:
    report = example.unjudged_report()
    fired = {rule.code for rule in RULES if isinstance(apply(rule, report), Draft)}
    assert {finding.code for finding in judge(report).findings} == fired


def test_three_to_six_findings_stand_on_page_one(report: Report) -> None:
    chosen = key_findings(report)
    assert 3 <= len(chosen) <= 6
    assert len(set(chosen)) == len(chosen)
    keys = [f.code for f in report.findings if f.severity is Severity.KEY]
    shown = [f.code for f in chosen if f.severity is Severity.KEY]
    assert shown == [code for code in keys if code in shown]


def test_what_is_weak_stands_on_page_one_only_to_make_three(report: Report) -> None:
    chosen = key_findings(report)
    assert not [f.code for f in chosen[3:] if f.grade is Grade.WEAK]
    assert not [f.code for f in chosen if f.severity is Severity.KEY and f.grade is Grade.WEAK]


def test_page_one_does_not_say_the_answer_again() -> None:
    useless = {"regression.scores[full].r2": Estimate(value=-0.02, low=-0.03, high=-0.01)}
    report = judge(change(example.unjudged_report(), **useless))
    assert "nothing-explained" in {f.code for f in report.findings}
    assert "nothing-explained" not in {f.code for f in key_findings(report)}


def test_page_one_tells_one_story_once() -> None:
    moved = {
        "preparation.sensitivity.alternatives[repeats].score": Estimate(
            value=0.2, low=0.19, high=0.21
        )
    }
    report = judge(change(example.unjudged_report(), **moved, **{"preparation.zeros.zeros": 2_401}))
    codes = [finding.code for finding in key_findings(report)]
    assert "moved-headline" in codes
    assert not {"repeated-tracks", "zeros-spike"} & set(codes)
    assert {"repeated-tracks", "zeros-spike"} <= {finding.code for finding in report.findings}


def test_suspicion_stays_on_page_one() -> None:
    high = {"trust.bounds[r2].exceeded": True}
    report = judge(change(example.unjudged_report(), **high))
    assert "too-good" in {finding.code for finding in key_findings(report)}


def test_page_one_leads_with_what_goes_with_popularity() -> None:
    codes = [finding.code for finding in key_findings(REPORTS["example"])]
    assert codes == [
        "strongest-effect",
        "useful-ranking",
        "leak",
        "next-effect",
        "accuracy-below-majority",
        "repeated-tracks",
    ]


def test_a_report_without_findings_has_none_on_page_one() -> None:
    assert key_findings(example.unjudged_report()) == ()


def test_judging_changes_nothing_else() -> None:
    before = example.unjudged_report()
    after = judge(before)
    assert after.regression is before.regression
    assert after.trust.audit == before.trust.audit
    assert after.trust.checks[: len(before.trust.checks)] == before.trust.checks


def test_judging_twice_gives_the_same() -> None:
    once = judge(example.unjudged_report())
    assert judge(once) == once


def test_rules_that_watch_for_trouble_become_checks() -> None:
    checks = {check.name: check for check in REPORTS["bare"].trust.checks}
    assert checks["zeros"].status is Status.WARNS
    assert checks["zeros"].text == "Many tracks have a popularity of zero."
    assert checks["few-tracks"].status is Status.PASSED
    assert checks["few-tracks"].text == "There are enough tracks."
    assert checks["few-artists"].status is Status.NOT_APPLICABLE
    assert checks["few-artists"].text == "Not applicable: the table has no artist column."


def test_the_evidence_of_a_finding_is_whole() -> None:
    found: dict[str, Finding] = {f.code: f for f in REPORTS["example"].findings}
    assert found["strongest-effect"].evidence == (
        Evidence(path="regression.effects[energy].sd", shown="0.181"),
        Evidence(path="regression.effects[energy].per_sd", shown="−3.4 (−4.1 to −2.7)"),
    )
