from __future__ import annotations

import pytest

from reportgen.results import Skipped, lookup
from tests.change import change
from tests.example import unjudged_report

REPORT = unjudged_report()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("title", "Example catalogue"),
        ("preparation.rows_read", 32_240),
        ("regression.scores[full].r2.value", 0.083),
        ("regression.scores[2].r2.value", 0.083),
        ("exploration.by_genre[r&b].n", 4_560),
        ("segments.members[3].label", "Acoustic and calm"),
        ("exploration.target.histogram.counts[0]", 2_526),
        ("data.columns[popularity].role", "target"),
    ],
)
def test_a_path_leads_to_its_value(path: str, value: object) -> None:
    assert lookup(REPORT, path) == value


def test_a_name_goes_before_a_position() -> None:
    names = change(REPORT, **{"exploration.by_genre[0].name": "1"})
    assert lookup(names, "exploration.by_genre[1].mean.value") == 46.9


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("regression.nothing", "Regression has no field 'nothing'"),
        ("regression.scores[absent]", "no member 'absent'"),
        ("regression.scores[3]", "no member '3'"),
        ("title[0]", "str has no members"),
        ("title.length", "str has no field 'length'"),
        ("regression scores", "cannot be read at position 10"),
        ("regression.scores[", "cannot be read at position 17"),
    ],
)
def test_a_wrong_path_names_the_step_that_failed(path: str, why: str) -> None:
    with pytest.raises(KeyError, match=f"{path}.*".replace("[", r"\[")) as error:
        lookup(REPORT, path)
    assert why in str(error.value)


def test_a_path_through_a_skipped_part_fails() -> None:
    skipped = change(REPORT, regression=Skipped(step="regression", reason="no target"))
    assert lookup(skipped, "regression.reason") == "no target"
    with pytest.raises(KeyError, match="Skipped has no field 'effects'"):
        lookup(skipped, "regression.effects")
