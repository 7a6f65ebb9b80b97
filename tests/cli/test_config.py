"""``reportgen config``: values with their origin, files that are checked, the schema."""

from __future__ import annotations

import json
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.cli import main
from reportgen.cli.origins import leaves, lines
from reportgen.configuration import from_text, load, published_schema, toml
from reportgen.errors import ExitCode
from reportgen.provenance import NOT_SHAPING, SHAPING, recipe
from reportgen.settings import Settings

FILE = '''# the night
seed = 7
report.title = """
seed = 9
"""
[input]
sql = "SELECT 'pa55'"
sql_url_env = "MUSIC"

[columns]
features = [
  "loud=ness",  # and more
  "b",
]
[columns.read_as]
"x.y" = "tempo"
valance = "valence"
[[gates]]
path = "data.rows"
min = 3
[[gates]]
min_rows = 5

severity = "warn"
'''
PLACES = {
    "seed": 2,
    "report.title": 3,
    "input.sql": 7,
    "input.sql_url_env": 8,
    "columns.features": 11,
    "columns.read_as.x.y": 16,
    "columns.read_as.valance": 17,
    "gates[0].path": 19,
    "gates[0].min": 20,
    "gates[1].min_rows": 22,
    "gates[1].severity": 24,
}


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["config", *map(str, arguments)])


@pytest.fixture
def night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "night.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def shown(*arguments: str | Path) -> dict[str, dict[str, Any]]:
    return {item["name"]: item for item in json.loads(invoke("show", "--json", *arguments).stdout)}


def test_each_value_has_its_origin(night: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MUSIC", raising=False)
    found = shown("-c", night, "--seed", "4", "--read-as", "valance=energy", "-o", "here")
    told = {name: item["source"] for name, item in found.items() if item["source"] != "default"}
    flags = {"seed", "columns.read_as.valance", "report.output"}
    expected = {name: f"{night}:{line}" for name, line in PLACES.items()}
    assert told == expected | dict.fromkeys(flags, "flag")
    assert (found["seed"]["value"], found["columns.read_as.valance"]["value"]) == (4, "energy")
    assert found["report.title"]["value"] == "seed = 9\n"
    assert (found["validation.folds"]["value"], found["validation.folds"]["source"]) == (
        5, "default",
    )  # fmt: skip
    assert found["gates[1].severity"]["value"] == "warn"
    table = invoke("show", "-c", night).stdout
    assert "validation.folds" in table
    (row,) = (line.split() for line in table.splitlines() if line.startswith("gates[0].min "))
    assert row[1] == "3.0"
    assert "".join(row[2:]).endswith(":20") or "night.toml" in table


def test_secrets_are_not_shown(night: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSIC", "postgresql://ada:pa55@h/x")
    for words in ((), ("--json",)):
        assert "pa55" not in invoke("show", "-c", night, *words).stdout
    item = shown("-c", night)["input.sql_url_env"]
    assert (item["value"], item["variable"]) == ("MUSIC", "set")
    monkeypatch.delenv("MUSIC")
    assert shown("-c", night)["input.sql_url_env"]["variable"] == "not set"
    assert "MUSIC (the variable is not set)" in invoke("show", "-c", night).stdout


def test_all_settings_are_shown_without_a_file(night: Path) -> None:
    found = shown()
    assert {item["source"] for item in found.values()} == {"default"}
    assert len(found) == len(dict(leaves(Settings())))
    night.rename(night.with_name("reportgen.toml"))
    assert shown()["seed"]["source"] == "reportgen.toml:2"


def test_wrong_words_are_those_of_run(night: Path) -> None:
    ended = invoke("show", "--sede", "3")
    assert ended.exit_code == ExitCode.USAGE
    assert "--seed" in ended.stderr


def test_check_holds_a_file_against_what_a_run_asks(night: Path) -> None:
    ended = invoke("check", night)
    assert (ended.exit_code, ended.stdout) == (0, f"{night}: 11 settings, nothing wrong\n")
    for text, words in (
        ("[[gates]]\nmin_rows = 3\n[[gates]]\npath = 'data.rows'\nmni = 3\n", "gates[1].mni"),
        ("[columns.red_as]\na = 'b'\n", "Did you mean columns.read_as?"),
        ('[report]\ntemplates = "none"\n', "none"),
        ('[report]\ncatalogue = "none.po"\n', "none.po"),
        ('[brand]\naccent = "#eeeeee"\n', "accent"),
        ("[columns]\ndictionary = 'none.toml'\n", "none.toml"),
        ("[brand]\nname = 'X'\nlogo = 'none.svg'\n", "none.svg"),
    ):
        night.write_text(text, encoding="utf-8")
        ended = invoke("check", night)
        wrong = ExitCode.RENDERING if "templates" in text else ExitCode.SETTINGS
        assert ended.exit_code == wrong, text
        assert words in ended.stderr


def test_the_schema_is_the_published_one() -> None:
    assert invoke("schema").stdout == published_schema()


_NAMES = st.text("ab.= #'\"\\\n[]é", min_size=1, max_size=6)
_VALUES = st.one_of(st.integers(), st.booleans(), _NAMES, st.lists(_NAMES, max_size=3))


@settings(max_examples=40)
@given(st.dictionaries(_NAMES, _VALUES, max_size=5), st.dictionaries(_NAMES, _VALUES, max_size=5))
def test_lines_are_found_whatever_names_and_values_are(
    above: dict[str, Any], below: dict[str, Any]
) -> None:
    text, places, line = "", {}, 1
    for head, group in (("", above), ("[in.side]\n", below)):
        text += head
        line += head.count("\n")
        for name, value in group.items():
            row = f"{toml(name)} = {toml(value)}\n# {name!r}\n\n"
            places[f"in.side.{name}" if head else name] = line
            text += row
            line += row.count("\n")
    assert lines(text) == places


def test_a_recipe_holds_all_that_shapes_a_report_and_no_secret(night: Path) -> None:
    assert set(SHAPING) | set(NOT_SHAPING) == {
        field.name for field in fields(Settings) if field.name not in {"seed", "threads"}
    }
    flags = {"brand": {"name": "X"}, "preparation": {"outlier_factor": 2.5}, "threads": 3}
    asked = load(night, flags)
    text = recipe(asked)
    again = from_text(text, "recipe", {})
    for name in ("seed", *SHAPING):
        if name != "input":
            assert getattr(again, name) == getattr(asked, name), name
    assert "input" not in tomllib.loads(text)
    assert "pa55" not in text
    assert not any(is_dataclass(value) for value in tomllib.loads(text).values())
