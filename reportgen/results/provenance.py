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
    """Everything needed to make the same report again.

    ``settings`` are for readers; ``recipe`` is the text of a settings file (TOML) with all
    that shaped a number or a word, exactly, and no secret.
    """

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
    recipe: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTime:
    """How long a step took: seconds by the clock, and of the processor by this process."""

    name: str
    seconds: float
    cpu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """What the analysis cost, from reading the table to its findings.

    Making the pages comes after the report is complete and is not in it.  ``peak_memory``
    is the most bytes that the process held at once until then; ``None`` where the system
    does not say.
    """

    steps: tuple[StepTime, ...]
    seconds: float
    cpu: float
    peak_memory: int | None
