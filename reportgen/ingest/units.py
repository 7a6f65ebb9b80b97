"""From stored values to the units of the dictionary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportgen import music
from reportgen.aggregates.block import Floats
from reportgen.formats import integer, number
from reportgen.ingest.measured import Measured, Values
from reportgen.ingest.names import alias
from reportgen.ingest.notes import Notes
from reportgen.ingest.roles import Part
from reportgen.music.features import DURATION_UNITS
from reportgen.text import plural, translate

_STRAY, _MOSTLY = 0.005, 0.5
"""Shares of values beyond 1 up to which they are slips, and from which they are percent."""
_FEWEST_SILENT = 3
SILENCED = ("loudness", "tempo")
"""What is missing in silence besides the 0–1 features."""
_FEWEST_OF_A_MEASURE = 2
"""A column with no more distinct values than this is not stored by its place in a range."""
_MS, _S = 1 / 60_000, 1 / 60
_WORDS = {_MS: "milliseconds", _S: "seconds", 1.0: "minutes"}
_BY_NAME = {name: factor for factor, words in _WORDS.items() for name in DURATION_UNITS[words]}
_PLAUSIBLE_MINUTES = (0.2, 60.0)
_PLAUSIBLE_QUIET = (3.0, 40.0)
"""Decibels below full scale between which the loudness of most recordings lies."""
_SHARE = "0–1"
SCALED = "0–1 of its range"
"""Unit of a measure of which only its place between lowest and highest is stored."""


@dataclass(frozen=True, slots=True, eq=False)
class Scaled:
    """Values in the dictionary's unit, and what the stored ones were multiplied by.

    ``unit`` is another one than the dictionary's, where there is no way to that.
    """

    values: Floats
    scale: float
    unit: str | None = None


def scaled(
    parts: Mapping[str, Part], values: Mapping[str, Floats], notes: Notes
) -> dict[str, Scaled]:
    """Bring numbers to the units of the dictionary.

    Parameters
    ----------
    parts, values : mapping
        By canonical name.
    """
    found = scales(parts, {name: Values(column) for name, column in values.items()}, notes)
    return {
        name: Scaled(
            column if found[name].factor == 1 else column * found[name].factor,
            found[name].factor,
            found[name].unit,
        )
        for name, column in values.items()
    }


@dataclass(frozen=True, slots=True)
class Scale:
    """What stored numbers are multiplied by, and their unit where it is not the dictionary's."""

    factor: float
    unit: str | None = None


def scales(
    parts: Mapping[str, Part], columns: Mapping[str, Measured], notes: Notes
) -> dict[str, Scale]:
    """Say how numbers are brought to the units of the dictionary.

    Parameters
    ----------
    parts, columns : mapping
        By canonical name.
    """
    factors = _percent_factors(parts, columns)
    _note_percent([parts[name].source for name, factor in factors.items() if factor != 1], notes)
    ranged = _without_unit(parts, columns, notes)
    for name, factor in _MEASURES.items():
        known = name in parts and parts[name].entry is music.entry(name)
        if known and name not in ranged and columns[name].n:
            factors[name] = factor(parts[name], columns[name], notes)
    return {
        name: Scale(factors.get(name, 1.0), SCALED if name in ranged else None) for name in columns
    }


def _without_unit(
    parts: Mapping[str, Part], columns: Mapping[str, Measured], notes: Notes
) -> set[str]:
    """Return measures that are stored from 0 to 1, lowest to highest, without their unit.

    These are columns that hold numbers of many kinds from exactly 0 to exactly 1, though
    1 is far from the highest value of the measure.
    """
    found = {
        name
        for name, part in parts.items()
        if part.entry in music.FEATURES
        and part.entry.unit not in ("", _SHARE)
        and _fills_unit_interval(columns[name])
    }
    if found:
        sources = ", ".join(part.source for name, part in parts.items() if name in found)
        notes.assume(
            "no_unit",
            translate(
                "Stored from 0 to 1, lowest to highest, and used without a unit: {columns}."
            ).format(columns=sources),
        )
    return found


def _fills_unit_interval(column: Measured) -> bool:
    if not column.n or column.minimum != 0 or column.maximum != 1:
        return False
    return len(column.few) > _FEWEST_OF_A_MEASURE


def _percent_factors(
    parts: Mapping[str, Part], columns: Mapping[str, Measured]
) -> dict[str, float]:
    """Decide for each 0–1 feature whether it is stored from 0 to 100.

    A column follows the others where it holds nothing but 0 and 1, or where some of its
    values are beyond 1 and most are not: it may be low in percent, or hold a few slips.
    """
    shares = [n for n, part in parts.items() if part.entry is not None and _is_share(part.entry)]
    told = {name: _is_percent(parts[name].source, columns[name]) for name in shares}
    known = [percent for percent in told.values() if percent is not None]
    others = sum(known) * 2 > len(known)
    percents = {name: others if percent is None else percent for name, percent in told.items()}
    return {name: 0.01 if percent else 1.0 for name, percent in percents.items()}


def _is_share(entry: music.Entry) -> bool:
    return entry.unit == _SHARE


def _is_percent(source: str, column: Measured) -> bool | None:
    if "%" in source and column.whole:
        return True
    if set(column.few) <= {0.0, 1.0}:
        return None
    beyond = column.beyond / column.n
    return None if _STRAY < beyond < _MOSTLY else beyond >= _MOSTLY


def _note_percent(sources: list[str], notes: Notes) -> None:
    if sources:
        said = translate("Stored from 0 to 100 and divided by 100: {columns}.")
        notes.assume("percent", said.format(columns=", ".join(sources)))


def _duration_factor(part: Part, column: Measured, notes: Notes) -> float:
    some = column.not_positive < column.n
    median = column.positive_median if some else 0.0
    factor = _BY_NAME.get(alias(part.source) or "")
    low, high = _PLAUSIBLE_MINUTES
    if factor is not None and (not some or low <= median * factor <= high):
        said = translate("{column} was read as {unit}, by its name.")
        unit = translate(_WORDS[factor])
        notes.assume("duration_unit", said.format(column=part.source, unit=unit))
        return factor
    factor = _MS if median >= 6_000 else _S if median >= 30 else 1.0
    notes.assume(
        "duration_unit",
        translate("{column} was read as {unit}, because its median is {median}.").format(
            column=part.source, unit=translate(_WORDS[factor]), median=number(median)
        ),
    )
    return factor


def _loudness_factor(part: Part, column: Measured, notes: Notes) -> float:
    """Turn decibels stored without their minus sign; louder has to be more."""
    low, high = _PLAUSIBLE_QUIET
    if column.minimum < 0 or not low <= column.median <= high:
        return 1.0
    notes.assume(
        "loudness_sign",
        translate(
            "{column} was read as decibels without their minus sign, because no value is negative "
            "and its median is {median}."
        ).format(column=part.source, median=number(column.median)),
    )
    return -1.0


def _popularity_factor(_part: Part, column: Measured, notes: Notes) -> float:
    if column.maximum > 1 or len(column.few) <= 2:
        return 1.0
    notes.assume(
        "popularity_scale",
        translate("Popularity is stored from 0 to 1 and was multiplied by 100."),
    )
    return 100.0


_MEASURES: Mapping[str, Callable[[Part, Measured, Notes], float]] = {
    "duration": _duration_factor,
    "loudness": _loudness_factor,
    "popularity": _popularity_factor,
}
"""Entries of the dictionary of tracks whose unit is judged by their values."""


def without_silence(
    parts: Mapping[str, Part], values: Mapping[str, Floats], notes: Notes
) -> dict[str, Floats]:
    """Make all sound features missing where every 0–1 feature is exactly 0.

    Such a row is a track that was never measured, or a silent one.
    """
    shares = heard_in(parts)
    if not shares:
        return dict(values)
    silent = np.logical_and.reduce([values[name] == 0 for name in shares])
    n = int(np.count_nonzero(silent))
    if not n:
        return dict(values)
    note_silent(n, notes)
    unmeasured = {*shares, *SILENCED}
    return {
        name: np.where(silent, np.nan, column) if name in unmeasured else column
        for name, column in values.items()
    }


def heard_in(parts: Mapping[str, Part]) -> list[str]:
    """Return the 0–1 features that are all 0 in silence; none where they are too few to tell."""
    entries = {name: part.entry for name, part in parts.items() if part.entry in music.FEATURES}
    shares = [name for name, entry in entries.items() if _is_share(entry)]
    return shares if len(shares) >= _FEWEST_SILENT else []


def note_silent(n: int, notes: Notes) -> None:
    """Say how many tracks are silent."""
    notes.problem(
        "silent_tracks",
        plural(
            n,
            "{n} track with 0 in every sound feature: silent or never measured, so that the "
            "features count as missing.",
            "{n} tracks with 0 in every sound feature: silent or never measured, so that the "
            "features count as missing.",
        ).format(n=integer(n)),
    )


def within_limits(
    part: Part, values: Floats, minimum: float | None, maximum: float | None, notes: Notes
) -> Floats:
    """Make values missing that are physically impossible, and say how many."""
    outside = beyond(values, minimum, maximum)
    n = int(np.count_nonzero(outside))
    if not n:
        return values
    note_outside(part, n, int(np.count_nonzero(values[outside] == 0)), notes)
    return np.where(outside, np.nan, values)


def beyond(values: Floats, minimum: float | None, maximum: float | None) -> NDArray[np.bool_]:
    """Return which values are outside limits; ``None`` is no limit."""
    low = -np.inf if minimum is None else minimum
    high = np.inf if maximum is None else maximum
    return (values < low) | (values > high)


def note_outside(part: Part, n: int, zeros: int, notes: Notes) -> None:
    """Say how many values are impossible, and how many of these are 0."""
    notes.problem(f"{part.name}_out_of_range", _impossible(part.label, n, zeros))


def _impossible(label: str, n: int, zeros: int) -> str:
    """Return what is said of values that cannot be, some of which are 0."""
    if zeros == n:
        said = plural(
            n,
            "{column}: {n} value of 0, which is not possible; it counts as missing.",
            "{column}: {n} values of 0, which is not possible; they count as missing.",
        )
    elif zeros:
        said = plural(
            n,
            "{column}: {n} value outside what is possible ({zeros} of them 0); it counts as "
            "missing.",
            "{column}: {n} values outside what is possible ({zeros} of them 0); they count as "
            "missing.",
        )
    else:
        said = plural(
            n,
            "{column}: {n} value outside what is possible; it counts as missing.",
            "{column}: {n} values outside what is possible; they count as missing.",
        )
    return said.format(column=label, n=integer(n), zeros=integer(zeros))
