from __future__ import annotations

import pytest

from reportgen import music
from reportgen.results import Kind, Role


def test_names_are_unique() -> None:
    names = [entry.name for entry in music.TRACKS.entries]
    assert len(names) == len(set(names))


def test_no_name_belongs_to_two_entries() -> None:
    names = [name for entry in music.TRACKS.entries for name in {*entry.names}]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("entry", music.FEATURES, ids=lambda entry: entry.name)
def test_every_feature_can_be_explained_and_named(entry: music.Entry) -> None:
    assert entry.role is Role.FEATURE
    assert entry.kind is Kind.NUMBER
    assert entry.description.endswith(".")
    assert entry.high
    assert entry.low
    assert entry.high != entry.low
    assert entry.minimum is not None
    assert entry.maximum is not None
    assert entry.minimum < entry.maximum
    assert entry.step is not None
    assert 0 < entry.step < entry.maximum - entry.minimum


@pytest.mark.parametrize(
    ("name", "unit", "step"),
    [
        ("energy", "0–1", 0.1),
        ("loudness", "dB", 1.0),
        ("tempo", "BPM", 10.0),
        ("duration", "min", 1.0),
    ],
)
def test_units_and_steps(name: str, unit: str, step: float) -> None:
    entry = music.entry(name)
    assert entry is not None
    assert (entry.unit, entry.step) == (unit, step)


def test_an_unknown_name_has_no_entry() -> None:
    assert music.entry("bogus") is None


def test_targets_stand_in_order_of_preference() -> None:
    assert [entry.name for entry in music.TARGETS] == [
        "popularity",
        "streams",
        "hit",
        "plays",
        "views",
        "listeners",
    ]
