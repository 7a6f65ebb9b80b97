"""From stored values to the units of the dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reportgen import music
from reportgen.aggregates.block import Floats
from reportgen.formats import count, integer, number
from reportgen.ingest.names import alias
from reportgen.ingest.notes import Notes
from reportgen.ingest.roles import Part

_STRAY = 0.005
_BEYOND_SHARE = 1.5
"""Values up to here may be shares that were stored badly; they do not make a percentage."""
_FEWEST_SILENT = 3
_MS, _S = 1 / 60_000, 1 / 60
_WORDS = {_MS: "milliseconds", _S: "seconds", 1.0: "minutes"}
_BY_NAME = {
    **dict.fromkeys(("durationms", "durationmsec", "lengthms"), _MS),
    **dict.fromkeys(("durations", "durationsec", "durationseconds", "lengths", "lengthsec"), _S),
    **dict.fromkeys(("durationmin", "durationminutes"), 1.0),
}
_PLAUSIBLE_MINUTES = (0.2, 60.0)


@dataclass(frozen=True, slots=True, eq=False)
class Scaled:
    """Values in the dictionary's unit, and what the stored ones were multiplied by."""

    values: Floats
    scale: float


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
    if "duration" in parts:
        factors["duration"] = _duration_factor(parts["duration"], values["duration"], notes)
    if "popularity" in parts:
        factors["popularity"] = _popularity_factor(values["popularity"], notes)
    return {
        name: Scaled(
            column if factors.get(name, 1.0) == 1 else column * factors[name],
            factors.get(name, 1.0),
        )
        for name, column in values.items()
    }


def _percent_factors(parts: Mapping[str, Part], values: Mapping[str, Floats]) -> dict[str, float]:
    """Decide for each 0–1 feature whether it is stored from 0 to 100.

    A column that holds nothing but 0 and 1 follows the others.
    """
    shares = [n for n, part in parts.items() if part.entry is not None and _is_share(part.entry)]
    told = {name: _is_percent(parts[name].source, values[name]) for name in shares}
    known = [percent for percent in told.values() if percent is not None]
    others = sum(known) * 2 > len(known)
    return {
        name: 0.01 if (others if percent is None else percent) else 1.0
        for name, percent in told.items()
    }


def _is_share(entry: music.Entry) -> bool:
    return entry.unit == "0–1"


def _is_percent(source: str, values: Floats) -> bool | None:
    present = values[~np.isnan(values)]
    if "%" in source and np.all(present == np.round(present)):
        return True
    if np.all((present == 0) | (present == 1)):
        return None
    return bool(np.mean(present > _BEYOND_SHARE) > _STRAY)


def _note_percent(sources: list[str], notes: Notes) -> None:
    if sources:
        notes.assume("percent", f"Stored from 0 to 100 and divided by 100: {', '.join(sources)}.")


def _duration_factor(part: Part, values: Floats, notes: Notes) -> float:
    present = values[values > 0]
    median = float(np.median(present)) if len(present) else 0.0
    factor = _BY_NAME.get(alias(part.source) or "")
    low, high = _PLAUSIBLE_MINUTES
    if factor is not None and (not len(present) or low <= median * factor <= high):
        notes.assume("duration_unit", f"{part.source} was read as {_WORDS[factor]}, by its name.")
        return factor
    factor = _MS if median >= 6_000 else _S if median >= 30 else 1.0
    notes.assume(
        "duration_unit",
        f"{part.source} was read as {_WORDS[factor]}, because its median is {number(median)}.",
    )
    return factor


def _popularity_factor(values: Floats, notes: Notes) -> float:
    present = values[~np.isnan(values)]
    if len(np.unique(present)) <= 2 or present.max() > 1:
        return 1.0
    notes.assume("popularity_scale", "Popularity is stored from 0 to 1 and was multiplied by 100.")
    return 100.0


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
        f"{count(n, 'track')} with 0 in every sound feature: silent or never measured, so "
        "that the features count as missing.",
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
        f"{part.label}: {count(n, 'value')} {_where(values[outside])}; "
        f"{'it counts' if n == 1 else 'they count'} as missing.",
    )
    return np.where(outside, np.nan, values)


def _where(outside: Floats) -> str:
    zeros = int(np.count_nonzero(outside == 0))
    if zeros == len(outside):
        return "of 0, which is not possible"
    return (
        f"outside what is possible ({integer(zeros)} of them 0)"
        if zeros
        else ("outside what is possible")
    )
