"""``reportgen templates``: the names of the originals, and copies of them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

import click

from reportgen.errors import RenderError, SettingsError
from reportgen.render.outputs import place
from reportgen.render.pages import blocks, originals


def print_templates() -> None:
    """Print each template with its blocks."""
    for name in originals():
        inside = ", ".join(blocks(name))
        click.echo(f"{name}: {inside}" if inside else name)


def eject(folder: Path, only: Sequence[str], *, force: bool) -> None:
    """Copy originals into a folder, print their paths, and say what to do next.

    Raises
    ------
    SettingsError
        If a name is none of an original.
    RenderError
        If a file is there already and ``force`` does not hold, or cannot be written.
    """
    known = originals()
    for name in only:
        _check(name, tuple(known))
    wanted = {name: path.read_bytes() for name, path in known.items() if not only or name in only}
    there = [name for name in wanted if (folder / name).exists()]
    if there and not force:
        raise RenderError(
            f"{there[0]} is there already"
            + (f", and so are {len(there) - 1} more" if len(there) > 1 else ""),
            where=str(folder),
            hint="Nothing was written. Choose another folder, or write over it with --force.",
        )
    for path in place(folder, wanted):
        click.echo(path)
    click.echo(
        f"Edit these, delete those that stay as they are, then: "
        f"reportgen run TABLE --templates {folder}",
        err=True,
    )


def _check(name: str, known: Sequence[str]) -> None:
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        raise SettingsError(
            f"There is no template {name}",
            where="--only",
            hint=f"Did you mean {near[0]}?" if near else "See reportgen templates list.",
        )
