"""What a section may be, and what an analysis may return."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.render.context import PARTS
from reportgen.render.json import dump, load
from reportgen.results import (
    After,
    ExtraContent,
    ExtraList,
    ExtraSection,
    ExtraTable,
    ExtraValue,
    Report,
)
from reportgen.sections import Section, Table, Tracks
from reportgen.sections.contract import BUILT_IN
from reportgen.sections.running import MOST_ITEMS, checked
from tests.change import change
from tests.example import example_report
from tests.example_extra import extended_report


def nothing(_report: Report, _tracks: Tracks) -> Mapping[str, Any]:
    return {}


def test_a_section_can_follow_each_part_but_the_first_and_last() -> None:
    assert tuple(PARTS)[1:-1] == get_args(After)
    assert set(PARTS) == BUILT_IN


@pytest.mark.parametrize("name", ["", "Tempo", "2nd", "a-b", "a.b", "../a", "a" * 41, *PARTS])
def test_impossible_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name"):
        Section(name=name, title="T", analyse=nothing)


def test_impossible_titles_and_places_are_refused() -> None:
    with pytest.raises(ValueError, match="1 to 60 letters"):
        Section(name="a", title=" ", analyse=nothing)
    with pytest.raises(ValueError, match="cannot stand after 'method'"):
        Section(name="a", title="T", analyse=nothing, after="method")  # type: ignore[arg-type]


def test_plain_values_are_kept_and_numbers_of_numpy_become_plain() -> None:
    returned: dict[str, Any] = {
        "n": np.int64(3),
        "share": np.float32(0.5),
        "word": "a",
        "gone": None,
        "many": [1, 2.5, "x", None],
        "table": Table("T", ["A", "B"], [["x", np.float64(1.5)]]),
    }
    found = checked(returned)
    assert found == ExtraContent(
        values=(
            ExtraValue(name="n", value=3),
            ExtraValue(name="share", value=0.5),
            ExtraValue(name="word", value="a"),
            ExtraValue(name="gone", value=None),
        ),
        lists=(ExtraList(name="many", items=(1, 2.5, "x", None)),),
        tables=(ExtraTable(name="table", title="T", columns=("A", "B"), rows=(("x", 1.5),)),),
    )
    assert type(found.values[0].value) is int
    assert type(found.values[1].value) is float


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        (None, "type NoneType instead of a mapping"),
        ([1], "type list instead of a mapping"),
        ({"a": math.nan}, "a holds a number that is not finite"),
        ({"a": [1.0, math.inf]}, "not finite"),
        ({"a": np.float64("nan")}, "not finite"),
        ({"a": np.zeros(3)}, "type ndarray"),
        ({"a": pd.DataFrame()}, "type DataFrame"),
        ({"a": True}, "type bool"),
        ({"a": 1j}, "type complex"),
        ({"a": b"x"}, "type bytes"),
        ({"a": date(2026, 1, 1)}, "type date"),
        ({"a": {"b": 1}}, "type dict"),
        ({"a": {1, 2}}, "type set"),
        ({"a": [[1]]}, "type list"),
        ({"a": "x" * 2_001}, "more than 2000 letters"),
        ({"a": [0] * (MOST_ITEMS + 1)}, "more than 2000 items"),
        ({f"a{i}": 0 for i in range(101)}, "more than 100 values"),
        ({1: 1}, "no name"),
        ({"a b": 1}, "no name"),
        ({"_a": 1}, "no name"),
        ({"items": 1}, "cannot read"),
        ({"a": Table("T", [], [])}, "0 columns"),
        ({"a": Table("T", ["x"] * 9, [])}, "9 columns"),
        ({"a": Table("T", ["x"], [[1, 2]])}, "row of another length"),
        ({"a": Table("T", ["x"], [[math.nan]])}, "not finite"),
        ({"a": Table("T", ["x"], [[0]] * (MOST_ITEMS + 1))}, "more than 2000 rows"),
        ({"a": Table("T", [1], [[0]])}, "instead of a text"),  # type: ignore[list-item]
        ({"a": Table("T", ["x"], [np.zeros(1)])}, "type ndarray"),  # type: ignore[list-item]
    ],
)
def test_anything_else_is_refused_with_its_name(returned: Any, words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=words):
        checked(returned)


CELLS = (
    st.none()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9)
)


@settings(max_examples=20, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdef"), CELLS | st.lists(CELLS, max_size=4)))
def test_what_is_accepted_survives_json(returned: dict[str, Any]) -> None:
    section = ExtraSection(name="s", title="S", after="data", package="", content=checked(returned))
    report = change(example_report(), extra=(section,))
    assert load(dump(report)) == report


def test_a_report_with_sections_is_read_back_and_fits_its_schema() -> None:
    import json

    import jsonschema

    from reportgen.render.json import published_schema

    report = extended_report()
    stored = dump(report)
    assert load(stored) == report
    jsonschema.validate(json.loads(stored), json.loads(published_schema()))


def test_the_template_of_the_contract_stands_beside_its_module() -> None:
    from tests.plugins import EXAMPLE

    names = [path.name for path in (EXAMPLE / "tempo_bands").iterdir() if path.is_file()]
    assert {"__init__.py", "tempo_bands.html.j2"} <= set(names)
    assert Path(EXAMPLE / "pyproject.toml").is_file()
