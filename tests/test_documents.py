"""What the documents claim about the command line, the codes and the files."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import click
import pytest
from packaging.requirements import Requirement

import reportgen
from reportgen.cli import main
from reportgen.configuration import load
from reportgen.errors import ExitCode

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "data/README.md",
    "docs/branding-and-templates.md",
    "benchmarks/README.md",
    "reportgen/README.md",
)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def commands() -> list[list[str]]:
    lines = "".join(blocks("sh")).splitlines()
    plain = [line.partition("#")[0].strip() for line in lines]
    return [line.split() for line in plain if line.startswith("reportgen ")]


def test_the_readme_lists_every_exit_code() -> None:
    codes = re.findall(r"^\| (\d+) \|", README, flags=re.MULTILINE)
    assert [int(code) for code in codes] == sorted(ExitCode)


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_the_commands_of_the_readme_are_understood(words: list[str]) -> None:
    name, *arguments = re.findall(r'"[^"]*"|\S+', " ".join(words))[1:]
    command = main.commands[name]
    while isinstance(command, click.Group):
        name, *arguments = arguments
        command = command.commands[name]
    with click.Context(command, info_name=name) as context:
        rest = command.make_parser(context).parse_args([word.strip('"') for word in arguments])[1]
    assert rest == []


def test_the_readme_shows_commands() -> None:
    assert len(commands()) >= 7


def test_the_settings_of_the_readme_are_valid(tmp_path: Path) -> None:
    (text,) = blocks("toml")
    file = tmp_path / "reportgen.toml"
    file.write_text(text, encoding="utf-8")
    settings = load(file, {})
    assert settings.report.formats == ("pdf", "json")
    assert settings.classification.cutoff == 70.0
    assert settings.columns.exclude == ("playlist_position",)


def test_the_python_of_the_readme_uses_public_names() -> None:
    (code,) = blocks("python")
    used = {
        node.attr
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "reportgen"
    }
    assert used == {"analyze", "write"}
    assert used <= set(reportgen.__all__)


@pytest.mark.parametrize("page", PAGES)
def test_links_between_documents_lead_somewhere(page: str) -> None:
    path = ROOT / page
    links = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith("https://")]
    assert [link for link in local if not (path.parent / link).exists()] == []


def test_the_constraints_hold_every_requirement() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if not line.startswith("#"))
    for line in wanted:
        requirement = Requirement(line)
        assert requirement.specifier.contains(pinned[requirement.name.lower()]), line


def test_the_constraints_are_plain_pins() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", line) for line in lines)
    names = [line.partition("==")[0] for line in lines]
    assert names == sorted(names)
