"""From stored values to the units of the dictionary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from reportgen import music
from reportgen.aggregates.block import Floats
from reportgen.formats import integer, number
from reportgen.ingest.names import alias
from reportgen.ingest.notes import Notes
from reportgen.ingest.roles import Part
from reportgen.music.features import DURATION_UNITS
from reportgen.text import plural, translate

_STRAY, _MOSTLY = 0.005, 0.5
"""Shares of values beyond 1 up to which they are slips, and from which they are percent."""
_BEYOND_SHARE = 1.5
"""Values up to here may be shares that were stored badly; they do not make a percentage."""
_FEWEST_SILENT = 3
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
    factors = _percent_factors(parts, values)
    _note_percent([parts[name].source for name, factor in factors.items() if factor != 1], notes)
    ranged = _without_unit(parts, values, notes)
    for name, factor in _MEASURES.items():
        known = name in parts and parts[name].entry is music.entry(name)
        if known and name not in ranged and not np.all(np.isnan(values[name])):
            factors[name] = factor(parts[name], values[name], notes)
    return {
        name: Scaled(
            column if factors.get(name, 1.0) == 1 else column * factors[name],
            factors.get(name, 1.0),
            SCALED if name in ranged else None,
        )
        for name, column in values.items()
    }


def _without_unit(
    parts: Mapping[str, Part], values: Mapping[str, Floats], notes: Notes
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
        and _fills_unit_interval(values[name])
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


def _fills_unit_interval(values: Floats) -> bool:
    present = values[~np.isnan(values)]
    if not len(present) or present.min() != 0 or present.max() != 1:
        return False
    return len(np.unique(present)) > _FEWEST_OF_A_MEASURE


def _percent_factors(parts: Mapping[str, Part], values: Mapping[str, Floats]) -> dict[str, float]:
    """Decide for each 0–1 feature whether it is stored from 0 to 100.

    A column follows the others where it holds nothing but 0 and 1, or where some of its
    values are beyond 1 and most are not: it may be low in percent, or hold a few slips.
    """
    shares = [n for n, part in parts.items() if part.entry is not None and _is_share(part.entry)]
    told = {name: _is_percent(parts[name].source, values[name]) for name in shares}
    known = [percent for percent in told.values() if percent is not None]
    others = sum(known) * 2 > len(known)
    percents = {name: others if percent is None else percent for name, percent in told.items()}
    return {name: 0.01 if percent else 1.0 for name, percent in percents.items()}


def _is_share(entry: music.Entry) -> bool:
    return entry.unit == _SHARE


def _is_percent(source: str, values: Floats) -> bool | None:
    present = values[~np.isnan(values)]
    if "%" in source and np.all(present == np.round(present)):
        return True
    if np.all((present == 0) | (present == 1)):
        return None
    beyond = float(np.mean(present > _BEYOND_SHARE))
    return None if _STRAY < beyond < _MOSTLY else beyond >= _MOSTLY


def _note_percent(sources: list[str], notes: Notes) -> None:
    if sources:
        said = translate("Stored from 0 to 100 and divided by 100: {columns}.")
        notes.assume("percent", said.format(columns=", ".join(sources)))


def _duration_factor(part: Part, values: Floats, notes: Notes) -> float:
    present = values[values > 0]
    median = float(np.median(present)) if len(present) else 0.0
    factor = _BY_NAME.get(alias(part.source) or "")
    low, high = _PLAUSIBLE_MINUTES
    if factor is not None and (not len(present) or low <= median * factor <= high):
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


def _loudness_factor(part: Part, values: Floats, notes: Notes) -> float:
    """Turn decibels stored without their minus sign; louder has to be more."""
    present = values[~np.isnan(values)]
    low, high = _PLAUSIBLE_QUIET
    if np.any(present < 0) or not low <= np.median(present) <= high:
        return 1.0
    notes.assume(
        "loudness_sign",
        translate(
            "{column} was read as decibels without their minus sign, because no value is negative "
            "and its median is {median}."
        ).format(column=part.source, median=number(float(np.median(present)))),
    )
    return -1.0


def _popularity_factor(_part: Part, values: Floats, notes: Notes) -> float:
    present = values[~np.isnan(values)]
    if present.max() > 1 or len(np.unique(present)) <= 2:
        return 1.0
    notes.assume(
        "popularity_scale",
        translate("Popularity is stored from 0 to 1 and was multiplied by 100."),
    )
    return 100.0


_MEASURES: Mapping[str, Callable[[Part, Floats, Notes], float]] = {
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
    entries = {name: part.entry for name, part in parts.items() if part.entry in music.FEATURES}
    shares = [name for name, entry in entries.items() if _is_share(entry)]
    if len(shares) < _FEWEST_SILENT:
        return dict(values)
    silent = np.logical_and.reduce([values[name] == 0 for name in shares])
    n = int(np.count_nonzero(silent))
    if not n:
        return dict(values)
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
    unmeasured = {*shares, "loudness", "tempo"}
    return {
        name: np.where(silent, np.nan, column) if name in unmeasured else column
        for name, column in values.items()
    }


def within_limits(
    part: Part, values: Floats, minimum: float | None, maximum: float | None, notes: Notes
) -> Floats:
    """Make values missing that are physically impossible, and say how many."""
    low = -np.inf if minimum is None else minimum
    high = np.inf if maximum is None else maximum
    outside = (values < low) | (values > high)
    n = int(np.count_nonzero(outside))
    if not n:
        return values
    notes.problem(
        f"{part.name}_out_of_range",
        _impossible(part.label, n, int(np.count_nonzero(values[outside] == 0))),
    )
    return np.where(outside, np.nan, values)


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
