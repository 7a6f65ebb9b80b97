"""Segments: found where there are some, none found in noise, named apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import PCA

from reportgen.analysis.choice import Trial, choose, try_numbers, without_groups
from reportgen.analysis.naming import segment_labels
from reportgen.analysis.segments import principal_axes, segment
from reportgen.results import Candidate, Segments
from reportgen.settings import SegmentSettings
from tests.builders import rows_of, songs, whole

if TYPE_CHECKING:
    import pandas as pd

SETTINGS = SegmentSettings(k_max=5, sample=1_000)
MEANS = {"energy": (0.2, 0.5, 0.8), "valence": (0.8, 0.2, 0.5), "tempo": (90.0, 150.0, 120.0)}
SPREAD = {"energy": 0.03, "valence": 0.03, "tempo": 4.0}
SIZES = (150, 300, 210)


def blobs() -> pd.DataFrame:
    draw = np.random.default_rng(1)
    group = np.repeat(np.arange(3), SIZES)
    frame = songs(len(group), seed=5)[["track_id", "track_name", "artist_name", "popularity"]]
    for name, means in MEANS.items():
        frame[name] = np.array(means)[group] + draw.normal(0, SPREAD[name], len(group))
    return frame.assign(popularity=frame["popularity"] * 0.5 + 15 * group)


def test_separated_groups_are_found_and_described() -> None:
    frame = blobs()
    rows = rows_of(frame)
    found, typical = segment(rows, SETTINGS, 3)
    assert isinstance(found, Segments)
    assert found.k == 3
    assert [member.n for member in found.members] == [300, 210, 150]
    order = (1, 2, 0)
    columns = whole(rows.engine)
    for member, group in zip(found.members, order, strict=True):
        here = np.repeat(np.arange(3), SIZES)[columns["row"]] == group
        assert member.share == pytest.approx(here.mean())
        for trait in member.traits:
            values = columns[trait.name]
            assert trait.mean == pytest.approx(values[here].mean(), rel=1e-10)
            z = (values[here].mean() - values.mean()) / values.std(ddof=1)
            assert trait.z == pytest.approx(z, rel=1e-10)
        assert member.target is not None
        assert member.target.value == pytest.approx(columns["popularity"][here].mean())
    assert len({member.label for member in found.members}) == 3
    groups = np.repeat(np.arange(3), SIZES)
    assert [set(groups[numbers]) for numbers in typical] == [{1}, {2}, {0}]
    best = next(c for c in found.candidates if c.k == 3)
    assert best.stability == pytest.approx(1.0)
    assert found.silhouette == pytest.approx(best.silhouette, rel=1e-6)


def test_noise_has_no_segments() -> None:
    draw = np.random.default_rng(7)
    frame = songs(600, seed=7)
    for name in ("energy", "valence", "danceability"):
        frame[name] = draw.random(600)
    frame["loudness"] = draw.normal(-8, 2, 600)
    found, typical = segment(rows_of(frame), SETTINGS, 3)
    assert isinstance(found, Segments)
    assert (found.k, found.members, found.silhouette) == (1, (), None)
    assert {point.segment for point in found.points} == {1}
    assert typical.shape == (0, 3)


def test_popularity_takes_no_part() -> None:
    frame = blobs()
    turned = frame.assign(popularity=100 - frame["popularity"])
    a, _ = segment(rows_of(frame), SETTINGS, 3)
    b, _ = segment(rows_of(turned), SETTINGS, 3)
    assert isinstance(a, Segments)
    assert isinstance(b, Segments)
    assert "popularity" not in a.features
    assert a.candidates == b.candidates
    assert [m.traits for m in a.members] == [m.traits for m in b.members]


def candidate(k: int, **changes: float) -> Trial:
    values = {"inertia": 1.0, "silhouette": 0.4, "reference": 0.1, "stability": 0.9}
    one = Candidate(k=k, **{**values, "smallest": 0.2, **changes})
    return Trial(one, np.zeros((k, 2)))


def test_the_choice_of_k() -> None:
    asked = SegmentSettings()
    wanted = (candidate(2), candidate(3, silhouette=0.5), candidate(4, silhouette=0.45))
    assert choose(wanted, asked)[0] == 3
    shaky = (candidate(2), candidate(3, silhouette=0.5, stability=0.79))
    assert choose(shaky, asked)[0] == 2
    tiny = (candidate(2), candidate(3, silhouette=0.5, smallest=0.049))
    assert choose(tiny, asked)[0] == 2
    chance = (candidate(2), candidate(3, silhouette=0.5, reference=0.49))
    assert choose(chance, asked)[0] == 2
    for trials, reason in (
        ((candidate(2, reference=0.39),), "without groups"),
        ((candidate(2, stability=0.5),), "drawn again"),
        ((candidate(2, smallest=0.01),), "too small"),
        ((), "without groups"),
    ):
        k, verdict = choose(trials, asked)
        assert k == 1
        assert reason in verdict


def test_stability_is_high_for_blobs_and_low_for_noise() -> None:
    draw = np.random.default_rng(3)
    centres = np.array([[0, 0], [9, 0], [0, 9]])
    points = (centres[draw.integers(0, 3, 600)] + draw.normal(size=(600, 2))).T
    noise = draw.normal(size=(6, 600))
    apart = {t.candidate.k: t.candidate for t in try_numbers(points, SETTINGS, 1)}
    blurred = {t.candidate.k: t.candidate for t in try_numbers(noise, SETTINGS, 1)}
    assert set(apart) == {2, 3, 4, 5}
    assert apart[3].stability > 0.99
    assert apart[3].silhouette == max(c.silhouette for c in apart.values())
    assert blurred[3].stability < 0.6
    assert abs(blurred[3].silhouette - blurred[3].reference) < 0.05


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 6).flatmap(
        lambda k: st.lists(
            st.lists(st.sampled_from([-2.0, -0.3, 0.0, 0.3, 1.0, 2.0]), min_size=4, max_size=4),
            min_size=k,
            max_size=k,
        )
    )
)
def test_labels_are_always_distinct(z: list[list[float]]) -> None:
    labels = segment_labels(("energy", "valence", "tempo", "my_feature"), np.array(z))
    assert len(set(labels)) == len(labels)


def test_labels_name_the_strongest_traits() -> None:
    z = np.array([[1.0, -2.0, 0.1], [0.1, 0.2, -0.1]])
    labels = segment_labels(("energy", "my_feature", "tempo"), z)
    assert labels == ("low my feature, energetic tracks", "average tracks")


def test_axes_are_those_of_principal_components() -> None:
    points = np.random.default_rng(4).normal(size=(4, 300)) * np.array([[3.0], [2.0], [1.0], [0.5]])
    axes, explained = principal_axes(points)
    model = PCA(2).fit(points.T)
    np.testing.assert_allclose(np.abs((axes * model.components_).sum(axis=1)), 1.0, rtol=1e-8)
    np.testing.assert_allclose(explained, model.explained_variance_ratio_, rtol=1e-8)
    largest = np.abs(axes).argmax(axis=1)
    assert (axes[[0, 1], largest] > 0).all()


def test_one_correlated_cloud_has_no_segments() -> None:
    draw = np.random.default_rng(8)
    covariance = np.full((5, 5), 0.5) + 0.5 * np.eye(5)
    cloud = draw.multivariate_normal(np.zeros(5), covariance, 3_000).T
    trials = try_numbers(cloud, SegmentSettings(k_max=5), 42)
    assert choose(trials, SegmentSettings())[0] == 1


def test_the_references_keep_values_or_correlations_but_no_groups() -> None:
    draw = np.random.default_rng(9)
    centre = np.repeat([[0.0, 0.0, 0.0], [4.0, 4.0, 4.0]], 1_000, axis=0)
    groups = (centre + draw.normal(size=(2_000, 3))).T
    permuted, cloud = without_groups(groups, np.random.default_rng(1))
    np.testing.assert_array_equal(np.sort(permuted, axis=1), np.sort(groups, axis=1))
    assert np.abs(np.asarray(np.corrcoef(permuted))[0, 1:]).max() < 0.08
    np.testing.assert_allclose(np.cov(cloud), np.cov(groups), rtol=0.1)
    assert choose(try_numbers(groups, SegmentSettings(k_max=3), 42), SegmentSettings())[0] == 2
