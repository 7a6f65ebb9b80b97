"""The segments of the hand-written report."""

from __future__ import annotations

import math

from reportgen.results import (
    Candidate,
    MapPoint,
    PreviousSegments,
    Segment,
    SegmentChange,
    Segments,
    Track,
    Trait,
)
from tests.example_models import FEATURES, MODELLED, SPREADS, estimate

_SEGMENTS = (
    (
        "1",
        "Energetic and loud",
        13_208,
        (0.2, 0.6, 0.5, 0.3, -0.5, -0.2, -0.1, 0.1, 0.2, 0.0),
    ),
    (
        "2",
        "Wordy and danceable",
        9_046,
        (0.5, -0.2, -0.1, -0.3, 0.1, 0.9, -0.3, 0.0, 0.2, -0.1),
    ),
    (
        "3",
        "Acoustic and calm",
        5_814,
        (-0.6, -1.3, -1.0, -0.2, 1.6, -0.4, 0.4, -0.2, -0.5, 0.1),
    ),
)
_CENTRES = ((1.4, 0.3), (-0.2, 1.5), (-2.1, -0.9))
_TARGETS = ((39.4, 38.6, 40.2), (42.3, 41.3, 43.3), (41.1, 39.9, 42.3))
_DIFFERENCES = ((-2.4, -3.5, -1.3), (2.4, 1.2, 3.6), (0.5, -0.8, 1.8))
_TYPICAL = (
    (
        ("Neon Harbour", "The Paper Kites Club"),
        ("Run It Up", "Vela"),
        ("Afterglow", "Nord & Sons"),
    ),
    (
        ("Corner Talk", "Mira J"),
        ("Two Phones", "Old Major"),
        ("Sundial", "Kasbah Kids"),
    ),
    (
        ("Slow Tide", "Ana Brook"),
        ("Winter Coat", "Hollow Elm"),
        ("Letters", "June Field"),
    ),
)


def segments(k: int) -> Segments:
    """Return three segments, or none where ``k`` is 1."""
    real = k > 1
    return Segments(
        features=FEATURES,
        transformed=("acousticness", "speechiness", "instrumentalness", "liveness"),
        reach=4.0,
        margin=0.05,
        k=k,
        asked=False,
        verdict=(
            "of the numbers tried it is the largest whose groups are stable"
            if real
            else "no number of groups is more distinct than chance arrangements"
        ),
        inertia=196_480.0 if real else 280_680.0,
        silhouette=0.246 if real else None,
        candidates=_candidates(real=real),
        members=_members() if real else (),
        points=_points(real=real),
        explained=(0.247, 0.148),
        previous=_previous() if real else None,
    )


def _previous() -> PreviousSegments:
    """Two segments that stayed, one that came and one that went."""
    now = {name: (label, round(n / MODELLED, 4)) for name, label, n, _ in _SEGMENTS}
    kept = (("1", 0.5284, 0.07), ("2", 0.2511, 0.12))
    return PreviousSegments(
        k=3,
        features=FEATURES,
        same=0.5,
        changes=(
            *(
                SegmentChange(
                    name=name,
                    label=now[name][0],
                    share=now[name][1],
                    share_before=before,
                    share_change=round(now[name][1] - before, 4),
                    distance=distance,
                )
                for name, before, distance in kept
            ),
            SegmentChange(name="3", label=now["3"][0], share=now["3"][1]),
            SegmentChange(name="4", label="Fast and live", share_before=0.2205),
        ),
    )


def _candidates(*, real: bool) -> tuple[Candidate, ...]:
    silhouettes = (0.252, 0.246, 0.201, 0.178, 0.165, 0.158, 0.151)
    stabilities = (0.94, 0.91, 0.62, 0.58, 0.55, 0.49, 0.47)
    return tuple(
        Candidate(
            k=k,
            inertia=round(280_680 * 0.82 ** (k - 1), 1),
            silhouette=silhouette if real else round(0.13 - k * 0.002, 3),
            reference=round(0.128 - k * 0.002, 3),
            reference_sd=0.008,
            stability_sd=round(0.35 * (1 - stability), 3),
            resamples=24,
            stability=stability if real else round(stability * 0.6, 2),
            smallest=round(0.42 / k, 3),
        )
        for k, silhouette, stability in zip(range(2, 9), silhouettes, stabilities, strict=True)
    )


def _members() -> tuple[Segment, ...]:
    rows = zip(_SEGMENTS, _TYPICAL, _TARGETS, _DIFFERENCES, strict=True)
    return tuple(
        Segment(
            name=name,
            label=label,
            n=n,
            share=round(n / MODELLED, 4),
            traits=tuple(
                Trait(name=feature, mean=round(0.5 + z * SPREADS[feature], 3), z=z)
                for feature, z in zip(FEATURES, scores, strict=True)
            ),
            typical=tuple(Track(title=title, artist=artist) for title, artist in tracks),
            target=estimate(*target),
            difference=estimate(*difference),
        )
        for (name, label, n, scores), tracks, target, difference in rows
    )


def _points(*, real: bool) -> tuple[MapPoint, ...]:
    """Scatter points along golden-angle spirals: even, and the same everywhere."""
    points = []
    for segment, (x, y) in enumerate(_CENTRES if real else ((0.0, 0.0),), start=1):
        for i in range(180):
            radius = 1.3 * math.sqrt((i + 0.5) / 180)
            angle = i * 2.399963
            points.append(
                MapPoint(
                    x=round(x + radius * math.cos(angle), 3),
                    y=round(y + radius * math.sin(angle), 3),
                    segment=segment,
                )
            )
    return tuple(points)
