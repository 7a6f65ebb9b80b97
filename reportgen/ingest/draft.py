"""A table while it is being understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reportgen.ingest.raw import RawTable
from reportgen.ingest.roles import Part
from reportgen.ingest.target import Target
from reportgen.music import Dictionary
from reportgen.results import Role
from reportgen.settings import ColumnSettings
from reportgen.text import translate

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(slots=True, eq=False)
class Draft:
    """A table in the making; parts by source, everything else by canonical name."""

    raw: RawTable
    settings: ColumnSettings
    dictionary: Dictionary
    parts: dict[str, Part]
    values: dict[str, NDArray[Any]] = field(default_factory=dict)
    levels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    distinct: dict[str, int] = field(default_factory=dict)
    scales: dict[str, float] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    target: Target | None = None
    artist_keys: NDArray[np.uint64] = field(default_factory=lambda: np.empty(0, np.uint64))

    def column(self, part: Part) -> pa.ChunkedArray:
        """Return the stored values of a part."""
        return self.raw.data[part.source]

    def playing(self, *roles: Role) -> list[Part]:
        """Return the parts with one of ``roles``."""
        return [part for part in self.parts.values() if part.role in roles]

    def one(self, role: Role) -> Part | None:
        """Return the part with ``role``, if there is one."""
        return next(iter(self.playing(role)), None)

    def drop(self, part: Part, reason: str) -> None:
        """Leave a column out after all."""
        self.parts[part.source] = part.left_out(Role.IGNORED, reason)

    def refuse(self, part: Part, reason: str) -> None:
        """Leave a column out that does not hold what its name says, and note the damage."""
        self.drop(part, reason)
        said = translate("{column} is not used: {reason}.")
        self.raw.notes.problem("unusable_column", said.format(column=part.source, reason=reason))
