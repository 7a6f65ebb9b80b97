"""What machines read of the gates: JUnit XML by its rules, Markdown, one line of JSON."""

from __future__ import annotations

import json
from collections import Counter
from xml.etree import ElementTree as ET

import pytest

from reportgen.gates.outputs import json_line, junit, junit_of_failure, markdown
from reportgen.results import Report, Skipped, lookup
from tests.change import change
from tests.example import example_report

REPORT = example_report()
HARMFUL = "a<b>&\"'|`*_[x](y)\x00\x1b\ufffe\n\tend"

SUITE = {"name", "tests", "failures", "errors", "skipped", "time", "timestamp"}
CASE = {"name", "classname", "time"}
BELOW = {"failure": {"message", "type"}, "error": {"message", "type"}, "system-out": set[str]()}
"""Elements of a test case, in this order, each at most once, and their attributes."""


def checked(payload: bytes) -> ET.Element:
    """Parse JUnit XML and hold it against the rules that CI servers agree on."""
    suite = ET.fromstring(payload)
    assert suite.tag == "testsuite"
    assert set(suite.attrib) == SUITE
    assert len(suite.attrib["timestamp"]) == len("2026-11-23T06:00:00")
    kinds: Counter[str] = Counter()
    for case in suite:
        assert case.tag == "testcase"
        assert set(case.attrib) == CASE
        order = [child.tag for child in case]
        assert order == [tag for tag in BELOW if tag in order]
        assert len({"failure", "error"} & set(order)) < 2
        for child in case:
            assert set(child.attrib) == BELOW[child.tag]
            kinds[child.tag] += 1
    assert int(suite.attrib["tests"]) == len(suite)
    assert int(suite.attrib["failures"]) == kinds["failure"]
    assert int(suite.attrib["errors"]) == kinds["error"]
    return suite


def test_each_gate_is_a_case_of_its_kind() -> None:
    suite = checked(junit(REPORT))
    found = {case.attrib["name"]: [child.tag for child in case] for case in suite}
    assert found == {
        "R² holds": ["failure", "system-out"],
        "enough rows": ["system-out"],
        "AUC": ["error", "system-out"],
        "zeros": ["system-out"],
    }
    out = [case.findtext("system-out") for case in suite]
    assert out[3] == "warning, failed: 0.0912 is above 0.0544"
    failure = suite[0].find("failure")
    assert failure is not None
    assert failure.attrib["message"] == "the lower bound 0.071 is below 0.0775"
    assert failure.text == (
        "regression.scores[full].r2.value (bound) of catalogue.csv: "
        "the lower bound 0.071 is below 0.0775"
    )


def test_without_a_report_there_is_one_case_and_it_is_an_error() -> None:
    suite = checked(junit_of_failure("DataError", HARMFUL, "2026-11-23T06:00:00+00:00"))
    assert [child.tag for child in suite[0]] == ["error"]


def harmful() -> Report:
    return change(
        REPORT,
        **{"gates.outcomes[0].name": HARMFUL, "gates.outcomes[0].text": HARMFUL, "title": HARMFUL},
    )


def test_names_that_would_break_xml_do_not() -> None:
    name = checked(junit(harmful()))[0].attrib["name"]
    assert name == HARMFUL.translate({0: None, 0x1B: None, 0xFFFE: None})


def test_names_that_would_break_markdown_do_not() -> None:
    text = markdown(harmful())
    row = next(line for line in text.splitlines() if line.startswith("| a"))
    assert row.replace("\\|", "").count("|") == 4
    assert "\\<b\\>" in row
    assert "[x]" not in text


def test_a_summary_says_verdict_gates_and_changes() -> None:
    lines = markdown(REPORT).splitlines()
    assert lines[0] == "### Example catalogue"
    assert "Gates: 1 of 4 passed" in lines
    assert "| R² holds | failed | the lower bound 0.071 is below 0.0775 |" in lines
    assert "| zeros | warning, failed | 0.0912 is above 0.0544 |" in lines
    since = next(line for line in lines if line.startswith("Since the last run: "))
    assert "Compared with the run of 22 November 2026." in since
    assert lines[-1] == "| Energy | −1.3 | 1.2 | reversed |"


def test_without_gates_all_outputs_say_so() -> None:
    bare = change(
        REPORT,
        gates=Skipped(step="gates", reason="no gates are set"),
        comparison=Skipped(step="comparison", reason="this is the first run"),
    )
    assert len(checked(junit(bare))) == 0
    assert "No gates are set." in markdown(bare)
    found = json.loads(json_line(bare, ()))
    assert (found["status"], found["gates"], found["comparison"]) == ("passed", [], None)


def test_a_line_of_json_is_one_line_with_the_outcome() -> None:
    line = json_line(harmful(), ("out/report.json",))
    assert "\n" not in line
    found = json.loads(line)
    assert found["status"] == "failed"
    assert found["exit_code"] == 10
    assert found["files"] == ["out/report.json"]
    assert found["gates"][0]["text"] == HARMFUL
    assert found["gates"][1] == {
        "name": "enough rows",
        "path": "",
        "status": "passed",
        "severity": "fail",
        "value": 28_068.0,
        "text": "28,068 rows are at least 1,000",
    }
    assert found["comparison"] == {
        "baseline": None,
        "quiet": False,
        "comparable": True,
        "drifted": ["energy"],
        "changed": {"effect energy": "reversed", "score auc": "not comparable"},
    }


@pytest.mark.parametrize(
    ("comparable", "warn_only", "status"),
    [(True, False, "failed"), (True, True, "passed"), (False, True, "not comparable")],
)
def test_the_line_of_json_has_the_exit_code_of_the_run(
    comparable: bool, warn_only: bool, status: str
) -> None:
    report = change(REPORT, **{"comparison.comparable": comparable})
    assert lookup(report, "gates.passed") == 1
    assert json.loads(json_line(report, (), warn_only=warn_only))["status"] == status
