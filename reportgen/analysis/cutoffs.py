"""From which value on a track counts as popular."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.aggregates.block import Block
from reportgen.aggregates.moments import Moments
from reportgen.analysis.distribution import quantiles
from reportgen.analysis.rows import Labelled, Rows
from reportgen.errors import DataError
from reportgen.text import translate

POPULAR = 70.0
FEWEST_SHARE = 0.05
FEWEST_TRACKS = 20
MEDIAN = "the median of all tracks and above"
APART = 0.03


@dataclass(frozen=True, slots=True)
class Cutoff:
    """From which value on a track counts as popular, and the rule that chose it.

    ``share`` is the share of tracks at or above ``value``.
    """

    name: str
    value: float
    rule: str
    share: float


@dataclass(frozen=True, slots=True)
class Above:
    """Keeps the rows whose ``column`` lies above a value."""

    column: str
    value: float

    def __call__(self, block: Block) -> Block:
        """Return the rows above."""
        return block.keep(block.columns[self.column] > self.value)


def choose(rows: Rows, wanted: float | None) -> Cutoff | None:
    """Choose the cut-off by rule, before any model is looked at.

    A wanted value wins; a yes-or-no target needs none (0.5 stands between); a score up
    to 100 is cut at 70 where both classes keep at least 5 %; all else at the median, or
    above it where hardly a track lies below.
    Returns ``None`` where one class would have fewer than 20 tracks.

    Raises
    ------
    DataError
        If the wanted cut-off leaves a class with fewer than 20 tracks.
    """
    if wanted is not None and rows.task != "binary":
        cutoff = _at(rows, "chosen", wanted, translate("set by the settings"))
        if not enough(rows, cutoff):
            raise DataError(
                f"A cut-off of {wanted:g} leaves fewer than {FEWEST_TRACKS} tracks in one class",
                where="[classification] cutoff",
                hint="Choose a cut-off nearer to the median.",
            )
        return cutoff
    cutoff = _by_rule(rows)
    return cutoff if enough(rows, cutoff) else None


def _by_rule(rows: Rows) -> Cutoff:
    if rows.task == "binary":
        return _at(rows, "label", 0.5, translate("the table says yes or no itself"))
    if rows.of_hundred:
        popular = _at(rows, "70", POPULAR, translate("70 and above on the scale from 0 to 100"))
        if FEWEST_SHARE <= popular.share <= 1 - FEWEST_SHARE:
            return popular
    median = _quantile(rows, "median", 0.5, translate(MEDIAN))
    return median if enough(rows, median) else _above(rows, median.value)


def _above(rows: Rows, value: float) -> Cutoff:
    """Return the cut at the next value: for a median that nearly all tracks reach."""
    target = str(rows.target)
    above = rows.engine.derive(Above(target, value))
    if not above.rows:
        return _at(rows, "median", value, translate(MEDIAN))
    (moments,) = above.run(Moments((target,)))
    rule = translate("above the median track, whose value most tracks share")
    return _at(rows, "above the median", float(moments.minimum[0]), rule)


def others(rows: Rows, chosen: Cutoff) -> tuple[Cutoff, ...]:
    """Return the cut-offs shown beside the chosen one: median, top tenth.

    One that makes nearly the same tracks popular as the chosen one would show nothing new.
    """
    if rows.task == "binary":
        return ()
    found = (
        _quantile(rows, "median", 0.5, translate(MEDIAN)),
        _quantile(rows, "top tenth", 0.9, translate("the top tenth of tracks")),
    )
    apart = (c for c in found if abs(c.share - chosen.share) >= APART)
    return tuple(c for c in apart if enough(rows, c))


def enough(rows: Rows, cutoff: Cutoff) -> bool:
    """Whether both classes have at least 20 tracks."""
    return round(min(cutoff.share, 1 - cutoff.share) * rows.n) >= FEWEST_TRACKS


def _quantile(rows: Rows, name: str, probability: float, rule: str) -> Cutoff:
    target = str(rows.target)
    (moments,) = rows.engine.run(Moments((target,)))
    value = quantiles(rows.engine, (target,), moments, (probability,))[0, 0]
    return _at(rows, name, float(value), rule)


def _at(rows: Rows, name: str, value: float, rule: str) -> Cutoff:
    (moments,) = labelled(rows, value).engine.run(Moments(("label",)))
    return Cutoff(name, value, rule, float(moments.mean[0]))


def labelled(rows: Rows, cutoff: float) -> Rows:
    """Return the rows with their label at ``cutoff``."""
    return rows.derive(Labelled(str(rows.target), cutoff))
