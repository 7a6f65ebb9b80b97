"""Report → JSON → Report, and the schema of that file.

Fields keep the order of their definition, text stays as it is, and a number that is
not finite is an error: the same report always gives the same bytes.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reportgen.errors import RenderError
from reportgen.results import FORMAT_VERSION, Report

if TYPE_CHECKING:
    from pydantic import TypeAdapter

SCHEMA_FILE = "report.schema.json"


def dump(report: Report) -> bytes:
    """Return the report as UTF-8 encoded JSON.

    Raises
    ------
    RenderError
        If a value is not finite, or not a plain number or text.
    """
    try:
        text = json.dumps(asdict(report), ensure_ascii=False, indent=1, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise RenderError(
            f"a result cannot be written as JSON ({error})", where="report.json"
        ) from error
    return text.encode() + b"\n"


def load(payload: bytes) -> Report:
    """Return the report that :func:`dump` wrote.

    Raises
    ------
    RenderError
        If the bytes are not a report of this format version.
    """
    tree = _parse(payload)
    _check_version(tree)
    report = _validate(payload)
    if json.loads(dump(report)) != tree:
        raise RenderError(
            "the file has fields that a report does not have",
            where="report.json",
            hint=f"Compare it with the published schema, {SCHEMA_FILE}.",
        )
    return report


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a report."""
    made = _adapter().json_schema()
    for definition in (made, *made["$defs"].values()):
        if definition.get("type") == "object":
            definition["additionalProperties"] = False
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"reportgen report, format version {FORMAT_VERSION}",
        **{key: value for key, value in made.items() if key != "title"},
    }


def schema_text() -> str:
    """Return the schema as it is published beside this module."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def published_schema() -> str:
    """Return the text of the published schema file."""
    return files("reportgen.render").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")


@cache
def _adapter() -> TypeAdapter[Report]:
    from pydantic import TypeAdapter

    return TypeAdapter(Report)


def _parse(payload: bytes) -> dict[str, Any]:
    try:
        tree = json.loads(payload)
    except ValueError as error:
        raise RenderError(f"the file is not JSON ({error})", where="report.json") from error
    if not isinstance(tree, dict):
        raise RenderError("the file holds no report", where="report.json")
    return tree


def _check_version(tree: dict[str, Any]) -> None:
    version = tree.get("format_version")
    if version != FORMAT_VERSION:
        raise RenderError(
            f"the file has format version {version}, and this version reads {FORMAT_VERSION}",
            where="report.json",
            hint="Make the report again.",
        )


def _validate(payload: bytes) -> Report:
    from pydantic import ValidationError

    try:
        return _adapter().validate_json(payload, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise RenderError(f"{place} is not valid: {first['msg']}", where="report.json") from error
