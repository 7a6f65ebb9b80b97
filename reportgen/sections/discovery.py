"""Which sections the installed packages offer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from reportgen.errors import SettingsError
from reportgen.sections.contract import Section

GROUP = "reportgen.sections"
"""The entry point group."""


@dataclass(frozen=True, slots=True)
class Found:
    """A section that a package offers; ``section`` is why not, where it cannot be had."""

    name: str
    package: str
    section: Section | str


def installed(disabled: Collection[str] = ()) -> tuple[Found, ...]:
    """Return the sections of all installed packages, in the order of their names.

    One that cannot be imported, or is no :class:`Section` of the name of its entry point,
    comes with the reason.

    Raises
    ------
    SettingsError
        If two packages offer a section of the same name.
    """
    points = [point for point in entry_points(group=GROUP) if point.name not in disabled]
    twice = [name for name, n in Counter(point.name for point in points).items() if n > 1]
    if twice:
        packages = sorted(_package(point) for point in points if point.name == twice[0])
        raise SettingsError(
            f"The section {twice[0]} is offered twice, by {' and '.join(packages)}",
            where=GROUP,
            hint="Uninstall one of them, or name it in sections.disabled.",
        )
    return tuple(_found(point) for point in sorted(points, key=lambda point: point.name))


def templates(names: Collection[str]) -> dict[str, Path | None]:
    """Return the templates of the sections of these names that are installed.

    One without a template of its own has ``None``.
    """
    if not names:
        return {}
    others = {point.name for point in entry_points(group=GROUP)} - set(names)
    return {
        found.name: found.section.template
        for found in installed(others)
        if isinstance(found.section, Section)
    }


def _found(point: EntryPoint) -> Found:
    return Found(point.name, _package(point), _loaded(point))


def _loaded(point: EntryPoint) -> Section | str:
    try:
        loaded = point.load()
    except Exception as error:  # noqa: BLE001 - whatever a package does, the report is made
        return f"its package cannot be imported ({_said(error)})"
    if not isinstance(loaded, Section):
        return f"{point.value} is no reportgen.sections.Section"
    if loaded.name != point.name:
        return f"its entry point is called {point.name}, but the section {loaded.name}"
    if loaded.template is not None and not loaded.template.is_file():
        return f"its template {loaded.template.name} is missing"
    return loaded


def _package(point: EntryPoint) -> str:
    dist = point.dist
    return "" if dist is None else f"{dist.name} {dist.version}"


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
