"""Which engine the rows are worked on by, and where; part of the settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

EngineName = Literal["auto", "memory", "stream", "dask"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """``[engine]``: where the rows are worked on; the report is the same on each engine.

    ``name`` is ``memory`` (all rows at once), ``stream`` (rows on a scratch file, block by
    block) or ``dask`` (a Dask cluster); by default ``auto``: ``memory``, or ``stream`` where
    the table would take up more than half of the memory available.  ``scheduler`` is the
    address of a cluster, such as ``tcp://10.0.0.5:8786``; ``dask`` without one starts
    workers on this machine.  ``scratch`` is the folder of scratch files, by default the
    system's for temporary files; its path starts from the folder of the settings file.
    """

    name: EngineName = "auto"
    scheduler: str | None = None
    scratch: Path | None = None

    def __post_init__(self) -> None:
        """Refuse the address of a cluster for an engine that has none."""
        if self.scheduler is not None and self.name not in ("auto", "dask"):
            raise ValueError(f"scheduler has no meaning for the engine {self.name}")

    @property
    def asked(self) -> EngineName:
        """The engine asked for; the address of a cluster asks for it."""
        return "dask" if self.scheduler is not None else self.name
