"""Examples of a nightly run: their syntax, and that each command in them is understood."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from reportgen.cli import main
from reportgen.cli.ci import PLACES, example
from reportgen.errors import ExitCode

FILES = [name for names in PLACES.values() for name in names]


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["ci", *map(str, arguments)])


@pytest.mark.parametrize("kind", PLACES)
def test_an_example_is_printed_or_written_where_it_belongs(kind: str, tmp_path: Path) -> None:
    ended = invoke(kind, "-o", tmp_path)
    assert ended.exit_code == ExitCode.OK
    paths = [Path(line) for line in ended.stdout.splitlines()]
    assert paths == [tmp_path / to for to in PLACES[kind].values()]
    printed = invoke(kind).stdout
    for path, name in zip(paths, PLACES[kind], strict=True):
        assert path.read_text(encoding="utf-8") == example(name)
        assert example(name) in printed
    paths[-1].write_text("mine", encoding="utf-8")
    assert invoke(kind, "-o", tmp_path).exit_code == ExitCode.SETTINGS
    assert paths[-1].read_text(encoding="utf-8") == "mine"
    assert invoke(kind, "-o", tmp_path, "--force").exit_code == ExitCode.OK
    assert paths[-1].read_text(encoding="utf-8") != "mine"


def commands(text: str) -> Iterator[list[str]]:
    """Yield the words of each command of reportgen in a file."""
    for line in text.splitlines():
        if line.lstrip().startswith("#"):
            continue
        for found in re.finditer(r"(?:^|[\s/=])reportgen ((?!ended)[a-z].*)", line):
            yield shlex.split(re.split(r"\s2?>>|;|\|\||&&|\s#", found[1])[0])


@pytest.mark.parametrize("name", [name for name in FILES if not name.endswith(".timer")])
def test_each_command_in_an_example_is_understood(name: str) -> None:
    seen = set()
    for given in commands(example(name)):
        command: click.Command = main
        words = given
        while isinstance(command, click.Group):
            command, words = command.commands[words[0]], words[1:]
        with click.Context(command, info_name=command.name) as context:
            _, rest, _ = command.make_parser(context).parse_args(list(words))
        assert rest == [], given
        seen.add(given[0])
    assert "run" in seen


@pytest.mark.parametrize("kind", ["github", "gitlab"])
def test_a_pipeline_follows_the_schema_of_its_server(kind: str, tmp_path: Path) -> None:
    schema = {"github": "vendor.github-workflows", "gitlab": "vendor.gitlab-ci"}[kind]
    more = ["--data-transform", "gitlab-ci"] if kind == "gitlab" else []
    path = tmp_path / f"{kind}.yml"

    def checked(text: str) -> int:
        path.write_text(text, encoding="utf-8")
        words = ["-m", "check_jsonschema", "--builtin-schema", schema, *more, str(path)]
        done = subprocess.run([sys.executable, *words], capture_output=True, check=False)
        return done.returncode

    text = example(f"{kind}.yml")
    assert checked(text) == 0
    assert checked(text.replace("    steps:", "    stepps:").replace("  script:", "  scrpt:")) == 1


def test_shell_in_examples_is_sound() -> None:
    """Blocks of shell are parsed by the shell itself, without being run."""
    blocks = re.findall(r"run: \|\n((?: {10}.*\n)+)", example("github.yml"))
    lines = re.findall(r"^    - (?!if:)(.*)$", example("gitlab.yml"), flags=re.MULTILINE)
    assert (len(blocks), len(lines)) == (3, 8)
    for text in (*blocks, *lines):
        subprocess.run(["sh", "-n"], input=text.encode(), check=True)


def test_the_line_of_cron_is_one() -> None:
    """Settings of the environment and one line: five fields, then a command without ``%``."""
    lines = [line for line in example("reportgen.cron").splitlines() if not line.startswith("#")]
    (line,) = (line for line in lines if not re.fullmatch(r"[A-Z]+=\S+", line))
    *fields, command = line.split(" ", 5)
    for field, (low, high) in zip(
        fields, [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)], strict=True
    ):
        assert field == "*" or low <= int(field) <= high
    assert "%" not in command
    subprocess.run(["sh", "-n"], input=command.encode(), check=True)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_units_are_sound(tmp_path: Path) -> None:
    def verified(change: tuple[str, str]) -> subprocess.CompletedProcess[str]:
        for name in PLACES["systemd"]:
            text = re.sub(r"/srv/reportgen/\S+/reportgen", sys.executable, example(name))
            (tmp_path / name).write_text(text.replace(*change), encoding="utf-8")
        units = [str(tmp_path / name) for name in PLACES["systemd"]]
        words = ["systemd-analyze", "verify", "--man=no", *units]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    done = verified(("", ""))
    ours = [line for line in done.stderr.splitlines() if "reportgen" in line]
    assert (done.returncode, ours) == (0, [])
    assert "OnCalender" in verified(("OnCalendar", "OnCalender")).stderr
