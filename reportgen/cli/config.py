"""``reportgen config``: what is set and where, whether a file is sound, the schema."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.table import Table as Grid
from rich.text import Text

from reportgen.cli.inspect import terminal
from reportgen.cli.origins import Origin, origins
from reportgen.cli.secrets import variables
from reportgen.configuration import load
from reportgen.ingest.dictionary import chosen_dictionary
from reportgen.render.brand import brand
from reportgen.render.pages import check_templates
from reportgen.text import using


def print_settings(config: Path | None, flags: Mapping[str, Any], *, as_json: bool) -> None:
    """Print each setting with its value and where it comes from.

    Raises
    ------
    SettingsError
        If the file cannot be read, or a setting is unknown or impossible.
    """
    found = origins(config, flags)
    if as_json:
        click.echo(json.dumps([asdict(item) for item in found], ensure_ascii=False, indent=1))
        return
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    for column in ("setting", "value", "from"):
        grid.add_column(column, overflow="fold")
    for item in found:
        style = "dim" if item.source == "default" else ""
        grid.add_row(*(Text(text) for text in (item.name, _value(item), item.source)), style=style)
    terminal().print(grid)


def _value(item: Origin) -> str:
    if item.value is None:
        return "not set"
    text = item.value if isinstance(item.value, str) else json.dumps(item.value, ensure_ascii=False)
    return text if item.variable is None else f"{text} (the variable is {item.variable})"


def check_file(path: Path) -> None:
    """Hold a file against all that a run asks of its settings, and say so if they pass.

    Files that it names are looked at as well: templates, logo, words, dictionary.

    Raises
    ------
    SettingsError
        If something in it is unknown or impossible, or names what is not there.
    """
    settings = load(path, {})
    brand(settings.brand)
    check_templates(settings.report.templates)
    chosen_dictionary(settings.columns.dictionary)
    with using(settings.report.language, settings.report.catalogue):
        pass
    n = sum(item.source not in {"default", "flag"} for item in origins(path, {}))
    click.echo(f"{path}: {n} {'setting' if n == 1 else 'settings'}, nothing wrong")
    for name in variables(settings):
        if not os.environ.get(name):
            click.echo(f"Note: the environment variable {name} is not set here.", err=True)
