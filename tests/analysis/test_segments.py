"""Segments: found where there are some, none found in noise, named apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special
from sklearn.decomposition import PCA

from reportgen import music
from reportgen.analysis.choice import Trial, choose, try_numbers
from reportgen.analysis.naming import segment_labels
from reportgen.analysis.reference import one_peak, without_groups
from reportgen.analysis.segments import REACH, _space, principal_axes, segment
from reportgen.results import Candidate, Field, Kind, Role, Segments
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
    values = {"inertia": 1.0, "silhouette": 0.4, "reference": 0.1, "reference_sd": 0.01}
    steady = {"stability": 0.9, "stability_sd": 0.1, "smallest": 0.2}
    one = Candidate(k=k, resamples=24, **{**values, **steady, **changes})
    return Trial(one, np.zeros((k, 2)))


def test_the_choice_of_k() -> None:
    asked = SegmentSettings()
    wanted = (candidate(2), candidate(3, silhouette=0.5), candidate(4, silhouette=0.45))
    assert choose(wanted, asked)[0] == 3
    shaky = (candidate(2), candidate(3, silhouette=0.5, stability=0.74))
    assert choose(shaky, asked)[0] == 2
    tiny = (candidate(2), candidate(3, silhouette=0.5, smallest=0.049))
    assert choose(tiny, asked)[0] == 2
    chance = (candidate(2), candidate(3, silhouette=0.5, reference=0.46))
    assert choose(chance, asked)[0] == 2
    spread = (candidate(2), candidate(3, silhouette=0.5, reference=0.4, reference_sd=0.06))
    assert choose(spread, asked)[0] == 2
    tied = (candidate(2), candidate(3, silhouette=0.395, reference=0.05), candidate(4))
    assert choose(tied, asked)[0] == 3
    assert choose(tied, SegmentSettings(k=4)) == (4, "set by the settings")
    assert choose(tied, SegmentSettings(k=1))[0] == 1
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
    assert blurred[3].stability < 0.7
    assert abs(blurred[3].silhouette - blurred[3].reference) < 0.05
    assert blurred[3].resamples == 24


def known(*names: str) -> tuple[Field, ...]:
    """Return features with the adjectives of the dictionary."""
    entries = [(name, music.entry(name)) for name in names]
    return tuple(
        Field(
            name=name,
            source=name,
            label=name,
            role=Role.FEATURE,
            kind=Kind.NUMBER,
            high="" if entry is None else entry.high,
            low="" if entry is None else entry.low,
        )
        for name, entry in entries
    )


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
    labels = segment_labels(known("energy", "valence", "tempo", "my_feature"), np.array(z))
    assert len(set(labels)) == len(labels)


def test_labels_name_the_strongest_traits() -> None:
    z = np.array([[1.0, -2.0, 0.1], [0.1, 0.2, -0.1]])
    labels = segment_labels(known("energy", "my_feature", "tempo"), z)
    assert labels == ("low my feature, energetic tracks", "average tracks")


def test_axes_are_those_of_principal_components() -> None:
    points = np.random.default_rng(4).normal(size=(4, 300)) * np.array([[3.0], [2.0], [1.0], [0.5]])
    axes, explained = principal_axes(points)
    model = PCA(2).fit(points.T)
    np.testing.assert_allclose(np.abs((axes * model.components_).sum(axis=1)), 1.0, rtol=1e-8)
    np.testing.assert_allclose(explained, model.explained_variance_ratio_, rtol=1e-8)
    largest = np.abs(axes).argmax(axis=1)
    assert (axes[[0, 1], largest] > 0).all()


def cloud(shape: str, n: int = 900) -> np.ndarray:
    """One correlated cloud of six features, bent without making groups."""
    draw = np.random.default_rng(8)
    level = draw.multivariate_normal(np.zeros(6), np.full((6, 6), 0.5) + 0.5 * np.eye(6), n).T
    bent = {
        "normal": level,
        "skewed to the right": np.exp(0.4 * level),
        "skewed to the left": -np.exp(0.4 * level),
        "flat": special.ndtr(level),
    }[shape]
    return np.asarray((bent - bent.mean(axis=1)[:, None]) / bent.std(axis=1)[:, None])


@pytest.mark.parametrize("shape", ["normal", "skewed to the right", "skewed to the left", "flat"])
def test_one_cloud_of_any_shape_has_no_segments(shape: str) -> None:
    asked = SegmentSettings(k_max=4)
    assert choose(try_numbers(cloud(shape), asked, 42), asked)[0] == 1


@pytest.mark.parametrize("k", [2, 3, 4, 5])
def test_planted_groups_are_counted(k: int) -> None:
    draw = np.random.default_rng(k)
    centres = 5.0 * np.eye(6)[:k]
    points = (centres[draw.integers(0, k, 800)] + draw.normal(size=(800, 6))).T
    asked = SegmentSettings(k_max=6)
    assert choose(try_numbers(points, asked, 42), asked)[0] == k


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_the_count_does_not_hang_on_the_seed(seed: int) -> None:
    draw = np.random.default_rng(100 + seed)
    points = (5.0 * np.eye(6)[:3][draw.integers(0, 3, 800)] + draw.normal(size=(800, 6))).T
    for tracks, k in ((points, 3), (cloud("skewed to the right"), 1), (cloud("flat"), 1)):
        assert choose(try_numbers(tracks, SegmentSettings(), seed), SegmentSettings())[0] == k


def test_the_references_keep_values_or_shape_but_no_groups() -> None:
    draw = np.random.default_rng(9)
    centre = np.repeat([[0.0, 0.0, 0.0], [4.0, 4.0, 4.0]], 1_000, axis=0)
    groups = (centre + draw.normal(size=(2_000, 3))).T
    permuted, one = without_groups(groups, np.random.default_rng(1))
    np.testing.assert_array_equal(np.sort(permuted, axis=1), np.sort(groups, axis=1))
    assert np.abs(np.asarray(np.corrcoef(permuted))[0, 1:]).max() < 0.08
    skewed = cloud("skewed to the right", 4_000)
    _, one = without_groups(skewed, np.random.default_rng(1))
    np.testing.assert_allclose(np.corrcoef(one), np.corrcoef(skewed), atol=0.06)
    np.testing.assert_allclose(one.std(axis=1), 1.0, atol=0.06)
    np.testing.assert_allclose((one**3).mean(axis=1), (skewed**3).mean(axis=1), rtol=0.35)
    assert choose(try_numbers(groups, SegmentSettings(k_max=3), 42), SegmentSettings())[0] == 2


def test_a_column_with_one_peak_keeps_its_shape_and_one_with_two_loses_the_dip() -> None:
    draw = np.random.default_rng(2)
    level = (np.arange(20_000) + 0.5) / 20_000
    skewed = draw.gamma(2.0, 1.0, 20_000)
    wanted = np.quantile(skewed, (0.05, 0.25, 0.5, 0.75, 0.95))
    found = np.quantile(one_peak(skewed, level), (0.05, 0.25, 0.5, 0.75, 0.95))
    np.testing.assert_allclose(found, wanted, rtol=0.1)
    halves = np.concatenate([draw.normal(-3, 1, 10_000), draw.normal(3, 1, 10_000)])
    counts = np.histogram(one_peak(halves, level), 20)[0]
    peak = int(np.argmax(counts))
    slack = 0.02 * counts[peak]
    assert (np.diff(counts[: peak + 1]) > -slack).all()
    assert (np.diff(counts[peak:]) < slack).all()
    middle = (np.abs(halves) < 0.5).mean()
    assert (np.abs(one_peak(halves, level)) < 0.5).mean() > 3 * middle


def test_another_order_of_rows_gives_the_same_segments() -> None:
    frame = blobs()
    few = SegmentSettings(k_max=4, sample=500)
    a, _ = segment(rows_of(frame), few, 3)
    b, _ = segment(rows_of(frame.sample(frac=1.0, random_state=5)), few, 3)
    assert isinstance(a, Segments)
    assert isinstance(b, Segments)
    assert a.candidates == b.candidates
    assert a.points == b.points
    assert [(m.name, m.label, m.n) for m in a.members] == [
        (m.name, m.label, m.n) for m in b.members
    ]
    for one, other in zip(a.members, b.members, strict=True):
        assert one.target is not None
        assert other.target is not None
        assert one.target.value == pytest.approx(other.target.value, rel=1e-12)


def test_a_number_that_is_asked_for_is_made() -> None:
    found, typical = segment(rows_of(songs(400)), SegmentSettings(k=3, k_max=2, sample=500), 3)
    assert isinstance(found, Segments)
    assert (found.k, len(found.members), found.asked) == (3, 3, True)
    assert typical.shape == (3, 3)


def test_tails_enter_by_their_logarithm_and_far_values_are_held_in() -> None:
    draw = np.random.default_rng(4)
    frame = songs(600, seed=4)
    frame["loudness"] = -np.exp(draw.normal(1.5, 0.7, 600))
    frame["speechiness"] = np.exp(draw.normal(-3, 1, 600)).clip(0, 1)
    frame.loc[0, ["loudness", "tempo"]] = -60.0, 210.0
    rows = rows_of(frame)
    space, sample = _space(rows, rows.moments(), SegmentSettings(sample=600), 1)
    points = space.place(sample.values)
    assert np.abs(points).max() <= REACH
    names = list(space.features)
    quiet, wordy = names.index("loudness"), names.index("speechiness")
    assert space.pivot[quiet] < 0 < space.pivot[wordy]
    raw = sample.values[quiet]
    edge, pivot = max(0.0, float(raw.max())), float(np.median(raw))
    bent = -np.log1p((edge - raw) / (edge - pivot))
    np.testing.assert_allclose(
        points[quiet], np.clip((bent - bent.mean()) / bent.std(), -REACH, REACH), rtol=1e-9
    )
    assert abs(float(((points[quiet]) ** 3).mean())) < 1
