"""A month of nights on one catalogue, with events planted: what each comparison says of them.

``python -m benchmarks.month TABLE`` reads a table of tracks, plays thirty nights on slices of
it, and prints a table in Markdown: what was planted, what was said, and whether that is right.
Nothing of the table is kept.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from reportgen import analyze
from reportgen.compare import compare
from reportgen.ingest.sample import sample_path
from reportgen.results import Comparison, Report

NIGHTS = 30
TRACKS = 20_000
"""Rows of the first night, where the table has twice as many."""
TURNOVER = 0.01
"""Share of the rows that go each night; as many come."""
RESCORED = 0.05
"""Share of the rows whose popularity is counted anew each night, one up or down."""
START = datetime(2026, 10, 1, 4, 0, tzinfo=UTC)
DATA = frozenset({"duplicated load", "broken export"})
"""Events after which the next night is compared with the night before them."""

Change = Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Event:
    """What happens in one night: to its file alone, or to all files from then on.

    ``follows`` says whether scores may change with it, as they do with an effect.
    """

    name: str
    change: Change
    stays: bool = False
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Night:
    """One night: what was planted, what was said, and the comparison that says it."""

    number: int
    planted: str
    said: tuple[str, ...]
    found: Comparison

    @property
    def right(self) -> bool:
        """Whether what was planted was said, and nothing that does not follow from it."""
        event = EVENTS.get(self.number)
        rest = [said for said in self.said if said != self.planted]
        if event is not None and event.follows:
            rest = [said for said in rest if not said.startswith("score")]
        return not rest and (not self.planted or self.planted in self.said)


def quieter(frame: pd.DataFrame) -> pd.DataFrame:
    """Measure energy on another scale, a fifth lower."""
    return frame.assign(energy=frame["energy"] * 0.8)


def broken(frame: pd.DataFrame) -> pd.DataFrame:
    """End the export early, without a column, with a part of another one empty."""
    cut = frame.drop(columns="valence").iloc[: len(frame) * 3 // 5].copy()
    cut.loc[cut.index[len(cut) // 2 :], "tempo"] = np.nan
    return cut


def twice(frame: pd.DataFrame) -> pd.DataFrame:
    """Load half of the file again."""
    return pd.concat([frame, frame.iloc[: len(frame) // 2]], ignore_index=True)


def bent(frame: pd.DataFrame, column: str, points: float) -> pd.DataFrame:
    """Change popularity by so many points for each standard deviation of a column."""
    z = (frame[column] - frame[column].mean()) / frame[column].std()
    score = (frame["popularity"] + points * z).clip(0, 100).round()
    return frame.assign(popularity=score)


_of_effect = partial(Event, stays=True, follows=True)
EVENTS = {
    6: Event("drift of energy", quieter, stays=True),
    10: Event("broken export", broken),
    15: Event("duplicated load", twice),
    19: Event("same file", lambda frame: frame),
    23: _of_effect("effect of danceability", partial(bent, column="danceability", points=-4)),
    27: _of_effect("effect of valence", partial(bent, column="valence", points=1)),
}
"""Night → what is planted; each other night is quiet."""


def months_files(table: pd.DataFrame, seed: int) -> Iterator[tuple[int, str, pd.DataFrame]]:
    """Yield number, planted event and file of each night.

    Some tracks come and go each night, and some are scored anew; on the night of the same
    file, neither.
    """
    draw = np.random.default_rng(seed)
    order = draw.permutation(len(table))
    size = min(TRACKS, len(table) // 2)
    inside, outside = list(order[:size]), list(order[size:])
    scores = table["popularity"].to_numpy().copy()
    lasting: list[Change] = []
    for night in range(1, NIGHTS + 1):
        event = EVENTS.get(night)
        if night > 1 and (event is None or event.name != "same file"):
            _turn_over(draw, inside, outside)
            some = draw.choice(inside, int(RESCORED * size), replace=False)
            scores[some] = np.clip(scores[some] + draw.choice([-1, 1], len(some)), 0, 100)
        rows = np.sort(inside)
        frame = table.iloc[rows].assign(popularity=scores[rows]).reset_index(drop=True)
        for change in lasting:
            frame = change(frame)
        if event is not None:
            frame = event.change(frame)
            lasting += [event.change] if event.stays else []
        yield night, "" if event is None else event.name, frame


def _turn_over(draw: np.random.Generator, inside: list[int], outside: list[int]) -> None:
    """Exchange a share of the rows inside for others, in place."""
    for _ in range(int(TURNOVER * len(inside))):
        i, j = draw.integers(len(inside)), draw.integers(len(outside))
        inside[i], outside[j] = outside[j], inside[i]


def play(table: pd.DataFrame, seed: int = 1) -> Iterator[Night]:
    """Run the nights, each compared with the last one whose data were sound."""
    before: Report | None = None
    for number, planted, frame in months_files(table, seed):
        now = START + timedelta(days=number)
        report = analyze(frame, now=now, previous=before)
        said: tuple[str, ...] = ()
        if before is not None:
            found = compare(report, before)
            said = named(found)
            yield Night(number, planted, said, found)
        if not DATA & set(said):
            before = report


def named(found: Comparison) -> tuple[str, ...]:
    """Return what a comparison says has happened, in the words of the events."""
    if found.same_file:
        return ("same file",)
    rows = any(change.name == "read" and change.moved for change in found.counts)
    if found.repeats is not None and found.repeats.risen:
        return ("duplicated load",)
    if found.columns or rows:
        return ("broken export",)
    drifted = [f"drift of {d.name}" for d in found.drift if d.drifted or d.emptied]
    changed = [f"{r.kind} of {r.name}" for r in found.results if r.changed]
    apart = [] if found.comparable else ["not comparable"]
    said = (*drifted, *changed, *apart)
    return said if said or found.quiet else ("something else",)


def markdown(nights: list[Night]) -> str:
    """Return the table of a month."""
    lines = [
        "| night | planted | said | right | stayed | paired | correlation of pairs |",
        "|---:|---|---|---|---:|---:|---:|",
    ]
    for night in nights:
        found, tracks = night.found, night.found.tracks
        stays = "" if tracks is None else f"{tracks.stayed.value / tracks.before:.1%}"
        r = [x.correlation for x in found.results if x.correlation is not None]
        cells = (
            str(night.number),
            night.planted or "–",
            ", ".join(night.said) or "nothing to decide",
            "yes" if night.right else "**no**",
            stays,
            f"{found.paired} of {found.family}",
            f"{min(r):.3f} to {max(r):.3f}" if r else "",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Print the month of the table named on the command line; by default of the sample."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("table", nargs="?", type=Path, help="CSV file  [default: the sample]")
    words.add_argument("--seed", type=int, default=1)
    asked = words.parse_args()
    table = pd.read_csv(asked.table or sample_path())
    nights = []
    for night in play(table, asked.seed):
        print(night.number, night.planted, "->", *night.said, file=sys.stderr, flush=True)
        nights.append(night)
    print(markdown(nights))


if __name__ == "__main__":
    main()
