"""What has changed since an earlier report, and what of it is more than noise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from reportgen.results.common import Estimate
from reportgen.results.data import Note


class Judgement(StrEnum):
    """What became of one result.

    ``NEW``: it is clear now and was not there, or not clear, before.  ``CONFIRMED``: clear
    both times, in the same direction, no clear difference.  ``STRENGTHENED``, ``WEAKENED``
    and ``REVERSED``: the difference itself is clear.  ``GONE``: there before only.
    ``NOISE``: no clear difference, and not clear in both runs.  ``NOT_COMPARABLE``: the two
    numbers do not mean the same.
    """

    NEW = "new"
    CONFIRMED = "confirmed"
    STRENGTHENED = "strengthened"
    WEAKENED = "weakened"
    REVERSED = "reversed"
    GONE = "gone"
    NOISE = "within noise"
    NOT_COMPARABLE = "not comparable"


ALARMING = frozenset(
    {
        Judgement.NEW,
        Judgement.GONE,
        Judgement.STRENGTHENED,
        Judgement.WEAKENED,
        Judgement.REVERSED,
    }
)
"""What a reader has to look at."""


class Alteration(StrEnum):
    """How a column of the table differs from the one of that name before."""

    ADDED = "new"
    REMOVED = "gone"
    ROLE = "another role"
    KIND = "another kind"
    UNIT = "another unit"
    SCALE = "another scale"


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodChange:
    """A version or setting that differs; ``parts`` are the results it touches."""

    name: str
    before: str
    now: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountChange:
    """A count of rows, tracks or artists in both runs.

    ``change`` is (now − before) / before, ``None`` where there were none; ``moved`` says
    whether the change is larger than a night usually brings.
    """

    name: str
    label: str
    before: int
    now: int
    change: float | None
    moved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatChange:
    """Share of the rows read that repeat a track, in both runs.

    ``risen`` says whether it rose by more than chance and by enough to matter;
    ``tracks_change`` is the relative change of the number of tracks.
    """

    before: float
    now: float
    tracks_change: float
    risen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackChange:
    """Tracks of both runs: how many stayed, came and went.

    Counts are ``exact``, or estimated from sketches of both sets, with their intervals.
    """

    before: int
    now: int
    stayed: Estimate
    came: Estimate
    went: Estimate
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChange:
    """A column that came, went, or is understood otherwise."""

    name: str
    label: str
    alteration: Alteration
    before: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How the values of one column moved, as effect sizes.

    ``psi`` is the population stability index over ``bins`` bins; ``expected`` what it comes
    to on average where nothing drifts; ``limit`` what it has to pass.  ``shift`` is the
    difference of means in standard deviations (``None`` for categories).  ``missing`` are
    shares of the rows read.  ``drifted`` and ``emptied`` say whether values or gaps moved
    by more than chance and by enough to matter.
    """

    name: str
    label: str
    n_before: int
    n: int
    bins: int
    psi: float | None
    expected: float | None
    limit: float | None
    shift: Estimate | None
    missing_before: float
    missing: float
    drifted: bool
    emptied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultChange:
    """One result in both runs.

    ``path`` leads to it in this report.  ``before``, ``now`` and ``difference`` (now −
    before) are in the same unit; an effect is per standard deviation of the earlier run.
    ``correlation`` is how far the two estimates go together over resampled artists; ``None``
    where they are taken to be independent.  ``errors`` is the difference in its standard
    errors; ``reason`` says why two numbers cannot be compared.
    """

    kind: Literal["effect", "odds", "score", "segment"]
    name: str
    label: str
    path: str
    before: Estimate | None
    now: Estimate | None
    difference: Estimate | None
    correlation: float | None
    errors: float | None
    judgement: Judgement
    reason: str = ""

    @property
    def changed(self) -> bool:
        """Whether a reader has to look at it."""
        return self.judgement in ALARMING


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a report says beside an earlier one.

    ``baseline`` is the name under which the earlier one was kept, empty where it is the last
    run.  ``created``, ``source`` and ``version`` are those of the earlier one; ``same_file``
    says whether both read the same bytes.  ``comparable`` is false where no result means
    the same in both, for the ``reasons``.  ``family`` results were compared, and one counts
    as changed beyond ``needed`` standard errors: so that ``nights`` quiet runs on end raise
    a false alarm of any kind with a chance of 5 %.  ``quiet`` says that there is nothing to
    decide.  ``paired`` of the results go in pairs, since both runs know their artists; an
    effect that moved by less than ``least`` of its margin of error is not counted as changed.
    """

    created: str
    source: str
    version: str
    same_file: bool
    comparable: bool
    reasons: tuple[Note, ...]
    method: tuple[MethodChange, ...]
    counts: tuple[CountChange, ...]
    repeats: RepeatChange | None
    tracks: TrackChange | None
    columns: tuple[ColumnChange, ...]
    drift: tuple[Drift, ...]
    results: tuple[ResultChange, ...]
    family: int
    paired: int
    nights: int
    needed: float
    least: float
    quiet: bool
    baseline: str = ""
