"""Names of segments, made from what sets them apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from reportgen.aggregates.block import Floats
from reportgen.results import Field
from reportgen.text import translate

WORDS = 2
AUDIBLE = 0.25
"""Traits nearer to the overall mean than this many sd name nothing."""


def segment_labels(
    features: Sequence[Field], z: Floats, kept: Mapping[int, str] | None = None
) -> tuple[str, ...]:
    """Name each segment by its strongest traits, e.g. ``energetic, loud tracks``.

    Parameters
    ----------
    z : ndarray of float, shape (segments, features)
        Mean of each feature in standard deviations from the overall mean.
    kept : mapping of int to str, optional
        Labels that stay as they are, by place.

    Returns
    -------
    tuple of str
        Distinct names; more traits are added until no two agree.
    """
    stay = kept or {}
    for words in range(WORDS, len(features) + 1):
        names = tuple(stay.get(i, _name(features, row, words)) for i, row in enumerate(z))
        if len(set(names)) == len(names):
            return names
    return tuple(stay.get(i, f"{_name(features, row, WORDS)} ({i + 1})") for i, row in enumerate(z))


def _name(features: Sequence[Field], z: Floats, words: int) -> str:
    order = np.argsort(-np.abs(z), kind="stable")
    traits = [_trait(features[i], z[i]) for i in order if abs(z[i]) >= AUDIBLE][:words]
    if not traits:
        return translate("average tracks")
    return translate("{traits} tracks").format(traits=", ".join(traits))


def _trait(feature: Field, z: float) -> str:
    if not feature.high or not feature.low:
        said = translate("high {feature}") if z > 0 else translate("low {feature}")
        return said.format(feature=feature.name.replace("_", " "))
    return translate(feature.high if z > 0 else feature.low)
