"""``reportgen ci``: examples of a nightly run, to print or to write where they belong."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from reportgen.errors import SettingsError
from reportgen.render.outputs import place

PLACES: dict[str, dict[str, str]] = {
    "github": {"github.yml": ".github/workflows/nightly-report.yml"},
    "gitlab": {"gitlab.yml": ".gitlab-ci.yml"},
    "cron": {"reportgen.cron": "reportgen.cron"},
    "systemd": {
        "reportgen.service": "reportgen.service",
        "reportgen.timer": "reportgen.timer",
    },
}
"""What an example is for → its files here, and where they belong."""


def example(name: str) -> str:
    """Return the text of one file of the examples."""
    return files("reportgen").joinpath("examples", name).read_text(encoding="utf-8")


def print_example(kind: str) -> None:
    """Print the files of an example; where there are several, each after its name."""
    for name in PLACES[kind]:
        if len(PLACES[kind]) > 1:
            click.echo(f"# {name}")
        click.echo(example(name))


def write_example(kind: str, folder: Path, *, force: bool) -> None:
    """Write an example into a folder, all its files or none, and print their paths.

    Raises
    ------
    SettingsError
        If a file is there already and ``force`` does not hold.
    RenderError
        If a file cannot be written.
    """
    wanted = {to: example(name).encode() for name, to in PLACES[kind].items()}
    there = [name for name in wanted if (folder / name).exists()]
    if there and not force:
        raise SettingsError(
            "The file is there already",
            where=str(folder / there[0]),
            hint="Name another folder with -o, or write over it with --force.",
        )
    for path in place(folder, wanted):
        click.echo(path)
