"""The table as it was read: what every analysis starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reportgen.aggregates.hashing import Keys
from reportgen.engine import Engine
from reportgen.results import Field, Kind, Reading, Role


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The table as it was read.

    Parameters
    ----------
    engine : Engine
        Where the rows live.
    reading : Reading
        What was understood of the columns.
    levels : mapping of str to tuple of str
        Level names of each category column, in the order of their codes.
    artist_keys : ndarray of uint64
        Hashed artist names in the order of their codes; empty without artists.
    missing, distinct : mapping of str to int
        Missing and distinct values of each column.
    dated : bool
        Whether the rows have a column ``year``.
    """

    engine: Engine
    reading: Reading
    levels: Mapping[str, tuple[str, ...]]
    artist_keys: Keys
    missing: Mapping[str, int]
    distinct: Mapping[str, int]
    dated: bool

    @property
    def by_name(self) -> dict[str, Field]:
        """Fields by canonical name."""
        return {field.name: field for field in self.reading.fields}

    def names(self, role: Role, kind: Kind | None = None) -> tuple[str, ...]:
        """Names of the columns that play ``role`` (and hold ``kind``)."""
        return tuple(
            field.name
            for field in self.reading.fields
            if field.role is role and kind in (None, field.kind)
        )

    def name(self, role: Role) -> str | None:
        """Name of the column that plays ``role``, if there is one."""
        return next(iter(self.names(role)), None)

    @property
    def key(self) -> str | None:
        """What makes two rows one track; ``None`` where only equal rows can be found."""
        if self.name(Role.TRACK_ID) is not None:
            return "track id"
        if self.name(Role.TITLE) is not None and self.name(Role.ARTIST) is not None:
            return "title and artist"
        return None
