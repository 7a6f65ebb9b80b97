"""The imprint of a run: packed replicates, and a sketch of its tracks."""

from __future__ import annotations

import math
from base64 import b64decode, b64encode
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from reportgen.aggregates.block import Floats
from reportgen.aggregates.hashing import Keys, mix
from reportgen.analysis.intervals import Bootstrap
from reportgen.analysis.preparation import Prepared
from reportgen.analysis.rows import Rows
from reportgen.results import Draws, Imprint, Repeats, Skipped, TrackSketch
from reportgen.text import translate

MOST_REPLICATES = 400
"""Replicates stored: a correlation is then known to 0.05 or better."""
STEPS = 4_000.0
"""Integers for each standard deviation: rounding adds 1e-8 to a variance of 1."""
FARTHEST = 8.0
KEPT = 2_048
"""Lowest hashes kept: a share of shared tracks near 1 % or 99 % is then known to 0.2 points."""
SALT = 11
BYTES = 5


def imprint(prepared: Prepared, bootstrap: Bootstrap, draws: Mapping[str, Floats]) -> Imprint:
    """Return what a later run needs of this one.

    Parameters
    ----------
    prepared : Prepared
        The rows of the models, and the tracks of the table.
    bootstrap : Bootstrap
        Resamples that the draws come from.
    draws : mapping of str to ndarray of float, shape (replicates,)
        Replicates of results, by path.
    """
    unit = unit_of(prepared.rows)
    found = tuple(
        Draws(path=path, packed=pack(values))
        for path, values in draws.items()
        if unit and varies(values)
    )
    return Imprint(
        unit=unit,
        seed=bootstrap.seed,
        replicates=min(bootstrap.replicates, MOST_REPLICATES),
        draws=found,
        tracks=sketch(prepared.keys, prepared.account.repeats),
    )


def unit_of(rows: Rows) -> str:
    """Say what is resampled, where it is known from one run to the next."""
    if rows.artists is None:
        return ""
    bucketed = bool((rows.cluster_keys == np.arange(rows.clusters, dtype=np.uint64)).all())
    return f"{rows.clusters} groups of artists" if bucketed else "artist"


def varies(values: Floats) -> bool:
    """Say whether replicates can be standardised."""
    return bool(np.isfinite(values).all()) and float(values.std()) > 0


def pack(values: Floats) -> str:
    """Pack replicates as :class:`~reportgen.results.Draws` has them."""
    some = values[:MOST_REPLICATES]
    standard = np.clip((some - some.mean()) / some.std(), -FARTHEST, FARTHEST)
    return b64encode(np.rint(standard * STEPS).astype("<i2").tobytes()).decode("ascii")


def unpack(packed: str) -> Floats:
    """Return standardised replicates from their packed form."""
    return np.frombuffer(b64decode(packed), "<i2") / STEPS


def sketch(keys: Keys, repeats: Repeats | Skipped) -> TrackSketch | Skipped:
    """Sketch a set of tracks by their lowest hashes (bottom-k; Cohen & Kaplan 2007).

    Parameters
    ----------
    keys : ndarray of uint64
        Key of each track, none twice; empty where tracks are only told by their content,
        which changes from run to run.
    """
    if not len(keys) or isinstance(repeats, Skipped):
        return Skipped(step="tracks", reason=translate("no column tells tracks apart"))
    hashed = mix(keys, SALT)
    with np.errstate(over="ignore"):
        digest = int(hashed.sum(dtype=np.uint64))
    lowest = np.sort(hashed)[:KEPT].astype("<u8")
    upper = np.ascontiguousarray(lowest.view(np.uint8).reshape(-1, 8)[:, 8 - BYTES :])
    return TrackSketch(
        key=repeats.key,
        n=len(keys),
        kept=len(lowest),
        digest=f"{digest:016x}",
        packed=b64encode(upper.tobytes()).decode("ascii"),
    )


def lowest_hashes(found: TrackSketch) -> NDArray[np.uint64]:
    """Return the upper 40 bits of the lowest hashes of a sketch, ascending."""
    upper = np.frombuffer(b64decode(found.packed), np.uint8).reshape(-1, BYTES)
    whole = np.zeros((len(upper), 8), np.uint8)
    whole[:, :BYTES] = upper
    return whole.view("<u8")[:, 0]


def shared(a: TrackSketch, b: TrackSketch) -> tuple[int, int]:
    """Count, of the lowest hashes of both sets together, how many there are and are in both.

    They are a sample of the union of both sets without replacement; of all of it, where
    neither has more tracks than a sketch keeps.
    """
    if a.digest == b.digest and a.n == b.n:
        return a.n, a.n
    one, other = lowest_hashes(a), lowest_hashes(b)
    ends = [hashes[-1] for hashes, s in ((one, a), (other, b)) if s.n > s.kept]
    edge = min(ends) if ends else None
    if edge is not None:
        one, other = one[one <= edge], other[other <= edge]
    both = np.intersect1d(one, other, assume_unique=True)
    return len(np.union1d(one, other)), len(both)


def is_whole(a: TrackSketch, b: TrackSketch) -> bool:
    """Say whether counts are exact: sketches hold all tracks, or are of the same ones."""
    return a.digest == b.digest or (a.n <= a.kept and b.n <= b.kept)


def share_bounds(hits: int, n: int, quantile: float) -> tuple[float, float]:
    """Interval of a share that is ``hits`` of ``n`` in a sample (Wilson 1927)."""
    z2 = quantile * quantile
    middle = (hits + z2 / 2) / (n + z2)
    half = quantile * math.sqrt(hits * (n - hits) / n + z2 / 4) / (n + z2)
    return max(middle - half, 0.0), min(middle + half, 1.0)
