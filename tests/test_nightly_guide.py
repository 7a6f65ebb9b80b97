"""What ``docs/nightly.md`` shows, held against the code."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

import reportgen
from reportgen.cli import main
from reportgen.configuration import load
from reportgen.verify import Difference, Gap, Verification, exit_code

TEXT = (Path(__file__).parents[1] / "docs" / "nightly.md").read_text(encoding="utf-8")
CODE = (Path(reportgen.__file__).parent / "cli").glob("*.py")
SOURCE = "".join(path.read_text(encoding="utf-8") for path in CODE)


def shown(language: str) -> str:
    return "".join(re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL))


COMMANDS = [line.split("#")[0].split()[1:] for line in shown("sh").splitlines()]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_commands_of_the_guide_are_understood(words: list[str]) -> None:
    command: click.Command = main
    while isinstance(command, click.Group):
        command, words = command.commands[words[0]], words[1:]
    with click.Context(command, info_name=command.name, **command.context_settings) as context:
        _, rest, _ = command.make_parser(context).parse_args(list(words))
    assert rest == []


def test_the_gates_of_the_guide_are_taken(tmp_path: Path) -> None:
    file = tmp_path / "reportgen.toml"
    file.write_text(shown("toml"), encoding="utf-8")
    gates = load(file, {}).gates
    assert [set(gate.limits) for gate in gates] == [
        {"min_rows"}, {"min", "max_drop"}, {"max", "max_change"}, {"fresh_within"},
    ]  # fmt: skip
    assert [gate.severity for gate in gates] == ["fail", "fail", "warn", "fail"]


def test_the_events_of_the_guide_are_those_that_are_logged() -> None:
    rows = re.findall(r"^\| ((?:`[a-z ]+`(?:, )?)+) \| (?:\w+,? ?)+ \|", TEXT, flags=re.MULTILINE)
    listed = {name for row in rows for name in re.findall("`(.*?)`", row)}
    logged = set(re.findall(r"\bevent\(\s*\"([a-z ]+)\"", SOURCE))
    assert listed == logged - {"verified"}


def test_the_codes_of_verify_are_those_of_the_guide() -> None:
    table = dict(re.findall(r"^\| (\d+) \| (agrees|disagrees|not comparable)", TEXT, re.MULTILINE))
    facts = {"title": "", "created": "", "source": "", "seed": 1, "version": "", "sha256": "a"}
    apart = (Difference(place="x", report="1", here="2"),)
    cases = (
        ({"table": "a"}, "agrees"),
        ({"table": "a", "values_apart": apart}, "disagrees"),
        ({"table": "b", "pages": apart}, "disagrees"),
        ({"table": "b"}, "not comparable"),
        ({"table": "a", "versions": apart}, "agrees"),
        ({"table": "a", "versions": apart, "values_apart": apart}, "not comparable"),
        ({"table": "a", "gaps": (Gap(place="x", reason="y"),)}, "not comparable"),
        ({"table": "a", "gaps": (Gap(place="x", reason="y", harmless=True),)}, "agrees"),
    )
    for more, outcome in cases:
        found = Verification(**facts, **more)  # type: ignore[arg-type]
        assert found.outcome == outcome
        assert table[str(int(exit_code(found)))] == outcome
