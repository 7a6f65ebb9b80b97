"""What a dictionary of columns is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from reportgen.results import Kind, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known about one kind of column.

    Parameters
    ----------
    name, label : str
        Canonical name, and the words for a reader.
    role, kind
        What such a column is used for, and what it holds.
    names : tuple of str
        Other names without case, spaces and punctuation, the most telling first.
    unit : str
        Unit after reading.
    step : float or None
        A natural difference in ``unit``, for "per step" effects; ``None`` where no
        difference is more natural than a standard deviation.
    minimum, maximum : float or None
        Physical limits in ``unit``, inclusive; a value outside is a missing one.
    description : str
        One plain sentence for a glossary.
    high, low : str
        Adjectives for tracks with much and with little of it.
    reason : str
        Why such a column is left out, where it is.
    """

    name: str
    label: str
    role: Role
    kind: Kind
    names: tuple[str, ...] = ()
    unit: str = ""
    step: float | None = 1.0
    minimum: float | None = None
    maximum: float | None = None
    description: str = ""
    high: str = ""
    low: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Dictionary:
    """All entries for one kind of table, and the words to speak of it.

    Parameters
    ----------
    features, categories, targets, labels, left_out : tuple of Entry
        Targets stand in the order of preference where a table has several.
    words : mapping of str to str
        Fields of :class:`Vocabulary` that are set; the rest follows from them and the target.
    prefixes : tuple of str
        Beginnings of names that say nothing, such as ``song``.
    leaks : mapping of str to str
        Words in the name of an unknown column (as regular expressions of whole words)
        that betray a copy or a consequence of the target, and the reason to give.
    source : str
        Name of the file it comes from; empty for the one of tracks.
    """

    features: tuple[Entry, ...] = ()
    categories: tuple[Entry, ...] = ()
    targets: tuple[Entry, ...] = ()
    labels: tuple[Entry, ...] = ()
    left_out: tuple[Entry, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    prefixes: tuple[str, ...] = ()
    leaks: Mapping[str, str] = field(default_factory=dict)
    source: str = ""

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry."""
        return (*self.features, *self.categories, *self.targets, *self.labels, *self.left_out)

    @cached_property
    def by_name(self) -> Mapping[str, Entry]:
        """Entries by canonical name."""
        return {entry.name: entry for entry in self.entries}
