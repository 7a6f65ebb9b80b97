"""What is needed to make the same report again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A library that took part, and its version."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A setting that shaped the report."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Everything needed to make the same report again."""

    created: str
    version: str
    python: str
    packages: tuple[Package, ...]
    source: str
    sha256: str
    size: int
    seed: int
    threads: int
    engine: str
    command: str
    settings: tuple[Setting, ...]
