"""Packages of sections, as installed ones look to Python: a module and its ``dist-info``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "own_section"


def offered(folder: Path, name: str, target: str, package: str = "own-sections") -> None:
    """Write what an installer writes about a package that offers a section."""
    info = folder / f"{package.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    with (info / "entry_points.txt").open("a") as file:
        if not file.tell():
            file.write("[reportgen.sections]\n")
        file.write(f"{name} = {target}\n")


@contextmanager
def installed(*folders: Path) -> Iterator[None]:
    """Let Python find the packages in these folders, and forget them afterwards."""
    before = set(sys.modules)
    sys.path[:0] = map(str, folders)
    try:
        yield
    finally:
        del sys.path[: len(folders)]
        for name in set(sys.modules) - before:
            path = getattr(sys.modules[name], "__file__", None) or ""
            if any(Path(path).is_relative_to(folder) for folder in folders):
                del sys.modules[name]


@contextmanager
def example(folder: Path) -> Iterator[None]:
    """Install the example of ``examples/own_section``."""
    offered(folder, "tempo_bands", "tempo_bands:section", "reportgen-tempo-bands")
    with installed(folder, EXAMPLE):
        yield
