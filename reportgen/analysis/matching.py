"""Which segments of a previous run are still there, so that names last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from reportgen.aggregates.block import Floats
from reportgen.aggregates.moments import MomentSums
from reportgen.analysis.naming import segment_labels
from reportgen.results import Field, PreviousSegments, Segment, SegmentChange, Segments

SAME = 0.5
"""Root mean square distance, in standard deviations of the features, up to which two
segments count as the same one."""
FEWEST_SHARED = 2


@dataclass(frozen=True, slots=True)
class Named:
    """Numbers and labels of segments; ``places`` puts the segments into order of number."""

    numbers: tuple[int, ...]
    labels: tuple[str, ...]
    matches: tuple[tuple[Segment, float] | None, ...]

    @property
    def places(self) -> list[int]:
        """Places of the segments by ascending number."""
        return sorted(range(len(self.numbers)), key=lambda j: self.numbers[j])


def named(
    fields: Sequence[Field], means: Floats, moments: MomentSums, previous: Segments | None
) -> Named:
    """Name segments; one that was there before keeps its number and label.

    Parameters
    ----------
    fields : sequence of Field
        The columns.
    means : ndarray of float, shape (segments, features)
        Means of the features in their units.
    moments : MomentSums
        Of the features over all rows: the scale on which segments are compared.
    previous : Segments, optional
        The result of an earlier run.
    """
    matches = _matches(tuple(field.name for field in fields), means, moments, previous)
    kept = {j: match[0] for j, match in enumerate(matches) if match is not None}
    used = {int(m.name) for m in (() if previous is None else previous.members)}
    free = (number for number in range(1, len(used) + len(means) + 1) if number not in used)
    numbers = tuple(int(kept[j].name) if j in kept else next(free) for j in range(len(means)))
    z = (means - moments.mean) / moments.sd
    labels = segment_labels(fields, z, {j: member.label for j, member in kept.items()})
    return Named(numbers, labels, tuple(matches))


def _matches(
    features: tuple[str, ...], means: Floats, moments: MomentSums, previous: Segments | None
) -> list[tuple[Segment, float] | None]:
    """Pair segments with earlier ones at the least total squared distance (Kuhn 1955).

    All distances that are too large to be the same segment cost alike, so that one that
    moved far does not tear other pairs apart.
    """
    out: list[tuple[Segment, float] | None] = [None] * len(means)
    common = [] if previous is None else shared(features, previous)
    if previous is None or not previous.members or len(common) < FEWEST_SHARED:
        return out
    here = [features.index(name) for name in common]
    before = np.array([[_mean(member, name) for name in common] for member in previous.members])
    apart = (means[:, None, here] - before[None]) / moments.sd[here]
    square = (apart**2).mean(axis=2)
    for j, i in zip(*linear_sum_assignment(np.minimum(square, SAME**2)), strict=True):
        if square[j, i] <= SAME**2:
            out[j] = previous.members[i], float(square[j, i] ** 0.5)
    return out


def shared(features: tuple[str, ...], previous: Segments) -> list[str]:
    """Features that both runs have, in the order of this one."""
    return [name for name in features if name in previous.features]


def _mean(member: Segment, name: str) -> float:
    return next(trait.mean for trait in member.traits if trait.name == name)


def compared(
    features: tuple[str, ...], members: tuple[Segment, ...], names: Named, previous: Segments
) -> PreviousSegments:
    """Say what became of each segment, or nothing where too few features are shared.

    ``members`` are in the order of ``names.places``.
    """
    common = tuple(shared(features, previous))
    changes = [
        _change(member, names.matches[place])
        for member, place in zip(members, names.places, strict=True)
    ]
    kept = {match[0].name for match in names.matches if match is not None}
    gone = [_gone(member) for member in previous.members if member.name not in kept]
    return PreviousSegments(
        k=previous.k,
        features=common,
        same=SAME,
        changes=(*changes, *gone) if len(common) >= FEWEST_SHARED else (),
    )


def _change(member: Segment, match: tuple[Segment, float] | None) -> SegmentChange:
    if match is None:
        return SegmentChange(name=member.name, label=member.label, share=member.share)
    before, distance = match
    return SegmentChange(
        name=member.name,
        label=member.label,
        share=member.share,
        share_before=before.share,
        share_change=member.share - before.share,
        distance=distance,
    )


def _gone(member: Segment) -> SegmentChange:
    return SegmentChange(name=member.name, label=member.label, share_before=member.share)
