from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from math import inf, nan

import jsonschema
import pytest

from reportgen.errors import RenderError
from reportgen.render.json import dump, load, published_schema, schema, schema_text
from reportgen.results import FORMAT_VERSION, Report
from tests.change import change
from tests.example import (
    binary_report,
    example_report,
    no_genre_no_artist_report,
    no_segments_report,
    no_target_report,
)

EXAMPLES = [
    example_report,
    binary_report,
    no_segments_report,
    no_genre_no_artist_report,
    no_target_report,
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_report_comes_back_from_its_json(example: Callable[[], Report]) -> None:
    report = example()
    assert load(dump(report)) == report


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_schema_accepts_each_example(example: Callable[[], Report]) -> None:
    jsonschema.Draft202012Validator(schema()).validate(json.loads(dump(example())))


def test_the_published_schema_is_the_generated_one() -> None:
    assert published_schema() == schema_text()


def test_the_schema_refuses_an_unknown_field(report: Report) -> None:
    tree = json.loads(dump(report))
    tree["verdict"]["mood"] = "good"
    with pytest.raises(jsonschema.ValidationError, match="mood"):
        jsonschema.Draft202012Validator(schema()).validate(tree)


def test_text_is_written_as_it_is_and_fields_keep_their_order(report: Report) -> None:
    text = dump(replace(report, title="Größe 🎵")).decode()
    assert '"title": "Größe 🎵"' in text
    assert list(json.loads(text))[:3] == ["title", "generated", "verdict"]
    assert text.endswith("}\n")


@pytest.mark.parametrize("value", [nan, inf])
def test_a_number_that_is_not_finite_is_an_error(report: Report, value: float) -> None:
    with pytest.raises(RenderError, match="cannot be written as JSON"):
        dump(change(report, **{"regression.r2_training": value}))


def test_an_unknown_field_is_an_error(report: Report) -> None:
    tree = json.loads(dump(report))
    tree["mood"] = "good"
    with pytest.raises(RenderError, match="fields that a report does not have"):
        load(json.dumps(tree).encode())


def test_another_format_version_is_an_error(report: Report) -> None:
    later = dump(replace(report, format_version=FORMAT_VERSION + 1))
    with pytest.raises(RenderError, match=f"format version {FORMAT_VERSION + 1}"):
        load(later)


def test_a_value_of_the_wrong_kind_names_its_place(report: Report) -> None:
    tree = json.loads(dump(report))
    tree["preparation"]["rows_read"] = "many"
    with pytest.raises(RenderError, match=r"preparation\.rows_read"):
        load(json.dumps(tree).encode())


@pytest.mark.parametrize("payload", [b"{", b"[]", b"\xff"])
def test_what_is_no_report_is_an_error(payload: bytes) -> None:
    with pytest.raises(RenderError):
        load(payload)
