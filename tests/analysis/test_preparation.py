"""From rows read to rows modelled: repeats, gaps, folds, and a ledger that adds up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.analysis.ledger import Losses, ledger
from reportgen.analysis.rows import ARTISTS, ROWS, TRACKS, Rows
from reportgen.errors import DataError
from reportgen.results import Preparation, Repeats, Skipped, Zeros
from reportgen.settings import PreparationSettings
from tests.builders import FOLDS, prepared, rows_of, songs, whole

FRAME = songs(300, artists=40, seed=31)


def repeats_of(account: Preparation) -> Repeats:
    assert isinstance(account.repeats, Repeats)
    return account.repeats


def added(frame: pd.DataFrame, rows: pd.DataFrame, **changes: Any) -> pd.DataFrame:
    return pd.concat([frame, rows.assign(**changes)], ignore_index=True)


def test_repeats_are_collapsed_and_their_conflicts_counted() -> None:
    frame = added(FRAME, FRAME.iloc[:30], popularity=FRAME["popularity"].iloc[:30] + 1)
    frame = added(frame, FRAME.iloc[:10], genre="zydeco")
    frame = added(frame, FRAME.iloc[40:45])
    account = prepared(frame).account
    found = repeats_of(account)
    assert found.key == "track id"
    assert (found.tracks, found.extra_rows) == (35, 45)
    assert (found.conflicting_target, found.conflicting_genre) == (30, 10)
    assert (account.rows_read, account.rows_modelled) == (345, 300)


def test_the_copy_with_the_fewest_gaps_stays_whatever_the_order() -> None:
    copies = FRAME.iloc[:50].assign(energy=np.nan, popularity=5.0)
    for frame in (
        pd.concat([copies, FRAME], ignore_index=True),
        pd.concat([FRAME, copies], ignore_index=True),
    ):
        result = prepared(frame)
        assert result.account.rows_modelled == 300
        kept = np.sort(whole(result.rows.engine)["popularity"])
        np.testing.assert_array_equal(kept, np.sort(FRAME["popularity"]))


def test_without_ids_titles_and_artists_are_the_key_and_without_both_equal_rows() -> None:
    frame = added(FRAME, FRAME.iloc[:20], energy=0.123)
    named = frame.drop(columns="track_id")
    assert repeats_of(prepared(named).account).key == "title and artist"
    assert repeats_of(prepared(named).account).extra_rows == 20
    bare = named.drop(columns="track_name")
    found = repeats_of(prepared(added(bare, bare.iloc[100:107])).account)
    assert (found.key, found.extra_rows) == ("equal rows", 7)


def test_a_level_that_only_repeats_have_does_no_harm() -> None:
    copies = FRAME.iloc[:30].assign(genre=[f"genre {i}" for i in range(30)])
    frame = pd.concat([FRAME, copies], ignore_index=True)
    result = prepared(frame)
    kept, everything = whole(result.rows.engine)["row"], whole(result.repeated.engine)["row"]
    assert (kept < 300).sum() < 300 < len(everything)
    assert len(set(range(300, 330)) - set(kept.tolist())) > 5
    codes = whole(result.repeated.engine)["genre"]
    assert result.rows.genre is not None
    assert codes.min() >= 0
    assert codes.max() < len(result.rows.genre.levels)


gaps = st.lists(
    st.tuples(
        st.integers(0, 79),
        st.sampled_from(["energy", "loudness", "popularity", "mode", "genre", "artist_name"]),
    ),
    max_size=12,
)


choices = st.builds(
    PreparationSettings,
    missing=st.sampled_from(["drop", "impute"]),
    outliers=st.sampled_from(["iqr", "mad", "z"]),
    outlier_factor=st.sampled_from([None, 1.5, 2.5]),
    outlier_action=st.sampled_from(["flag", "remove"]),
    min_level_rows=st.just(2),
)


@settings(max_examples=40, deadline=None)
@given(
    gaps,
    st.lists(st.integers(0, 79), max_size=20),
    st.lists(st.integers(0, 79), max_size=3),
    choices,
)
def test_the_ledger_reconciles(
    holes: list[tuple[int, str]], again: list[int], far: list[int], chosen: PreparationSettings
) -> None:
    frame = songs(80, artists=15, seed=1).astype({"mode": float})
    frame.loc[far, "tempo"] = 240.0
    for row, column in holes:
        frame.loc[row, column] = None
    frame = added(frame, frame.iloc[again])
    account = prepared(frame, chosen).account
    left = account.rows_read
    assert left == 80 + len(again)
    for step in account.steps:
        assert step.removed >= 0
        left -= step.removed
        assert left == step.remaining
    assert left == account.rows_modelled
    # No row repeats a track, and the rows that stay are those of pandas.
    # Unequal gaps cannot arise: copies are made after the holes.
    needed = ["energy", "loudness", "popularity", "mode", "genre"]
    single = frame.drop_duplicates("track_id")
    kept = single.dropna(subset=needed if chosen.missing == "drop" else ["popularity"])
    assert account.rows_scored == len(kept)
    removes = chosen.outlier_action == "remove"
    assert account.rows_modelled == len(kept) - removes * account.outlier_rows
    assert repeats_of(account).extra_rows == len(again)


def test_a_ledger_that_does_not_add_up_is_a_bug() -> None:
    losses = Losses(repeats=3, missing_target=2, outliers=0)
    steps = ledger(100, (97, 95, 90, 90), losses, PreparationSettings())
    assert [step.removed for step in steps] == [3, 2, 5, 0]
    for wrong in ((96, 95, 90, 90), (97, 94, 90, 90), (97, 95, 96, 96), (97, 95, 90, 89)):
        with pytest.raises(ValueError, match="does not reconcile"):
            ledger(100, wrong, losses, PreparationSettings())


def test_zero_is_counted_beside_its_neighbours() -> None:
    frame = FRAME.copy()
    frame.loc[:29, "popularity"] = [0.0] * 12 + [0.4] * 2 + [1.0] * 6 + [2.6] * 4 + [5.4] * 6
    found = prepared(frame).account.zeros
    low = frame["popularity"].iloc[30:]
    assert isinstance(found, Zeros)
    assert (found.n, found.zeros, found.share) == (300, 12, 12 / 300)
    expected = {1: 6, 2: 0, 3: 4, 4: 0, 5: 6}
    assert found.neighbours == tuple(
        n + int(((low >= i - 0.5) & (low < i + 0.5)).sum()) for i, n in expected.items()
    )
    yes_or_no = prepared(frame.assign(popularity=(frame.popularity > 40).astype(int)))
    assert isinstance(yes_or_no.account.zeros, Skipped)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1_000))
def test_copies_that_disagree_are_not_settled_in_favour_of_popularity(seed: int) -> None:
    other = np.random.default_rng(seed).integers(1, 99, 300).astype(float)
    kept = whole(prepared(added(FRAME, FRAME, popularity=other)).rows.engine)
    lower = np.minimum(FRAME["popularity"].to_numpy(), other)[np.argsort(FRAME["track_id"])]
    names = FRAME["track_id"].to_numpy()[kept["row"] % 300]
    chosen = kept["popularity"][np.argsort(names)]
    share = (chosen == lower).mean()
    assert 0.5 - 5 / (2 * 300**0.5) < share < 0.5 + 5 / (2 * 300**0.5)


def by_track(rows: Rows, column: str) -> dict[int, int]:
    columns = whole(rows.engine)
    return dict(zip(columns["track"].tolist(), columns[column].tolist(), strict=True))


def test_folds_keep_artists_and_tracks_whole_and_ignore_the_order_of_rows() -> None:
    frame = added(FRAME, FRAME.iloc[:80], genre="pop")
    result = prepared(frame)
    for rows, fold, unit in (
        (result.rows, ARTISTS, "artist"),
        (result.repeated, ARTISTS, "artist"),
        (result.repeated, TRACKS, "track"),
    ):
        columns = whole(rows.engine)
        pairs = pd.DataFrame({"unit": columns[unit], "fold": columns[fold]}).drop_duplicates()
        assert pairs.unit.is_unique
        assert set(pairs.fold) == set(range(FOLDS))
    naive = whole(result.repeated.engine)
    split = pd.DataFrame({"t": naive["track"], "f": naive[ROWS]}).groupby("t").f.nunique()
    assert (split > 1).sum() > 40
    shuffled = prepared(FRAME.sample(frac=1, random_state=4).reset_index(drop=True)).rows
    for fold in (ARTISTS, TRACKS, "cluster"):
        assert by_track(rows_of(FRAME), fold) == by_track(shuffled, fold)


def test_folds_do_not_move_when_tracks_are_added() -> None:
    more = pd.concat(
        [songs(50, artists=70, seed=2).assign(track_id=lambda f: "x" + f.track_id), FRAME],
        ignore_index=True,
    )
    before, after = by_track(rows_of(FRAME), ARTISTS), by_track(rows_of(more), ARTISTS)
    assert {track: after[track] for track in before} == before


@pytest.mark.parametrize("value", [0.5, 0.1], ids=["exact", "with rounding"])
def test_a_constant_feature_is_left_out_and_said(value: float) -> None:
    frame = FRAME.assign(liveness=value)
    result = prepared(frame)
    assert "liveness" not in result.rows.features
    assert [n.text for n in result.account.dropped_columns] == [
        "Liveness: the same value on every row"
    ]
    # The same where the other values stand only on rows that were dropped.
    frame.loc[:20, "liveness"] = 0.9
    frame.loc[:20, "energy"] = np.nan
    result = prepared(frame)
    assert "liveness" not in result.rows.features
    assert [n.code for n in result.account.dropped_columns] == ["liveness"]


def test_a_column_with_too_many_gaps_is_left_out_instead_of_its_rows() -> None:
    frame = FRAME.assign(liveness=np.random.default_rng(3).uniform(0.1, 0.9, 300).round(4))
    frame.loc[:89, "liveness"] = np.nan
    assert prepared(frame).account.rows_modelled == 210
    frame.loc[90, "liveness"] = np.nan
    account = prepared(frame).account
    assert account.rows_modelled == 300
    assert [n.code for n in account.dropped_columns] == ["liveness"]
    assert {level.name: level.n for level in account.missing} == {"liveness": 91}


def test_a_handful_of_artists_is_not_held_out() -> None:
    few = FRAME.assign(artist_name=[f"a{i % 9}" for i in range(300)])
    result = prepared(few)
    assert result.rows.artists is None
    columns = whole(result.rows.engine)
    np.testing.assert_array_equal(columns[ARTISTS], columns[TRACKS])
    assert [n.text for n in result.account.dropped_columns] == [
        "Artist: fewer than 10, too few to keep apart"
    ]
    enough = FRAME.assign(artist_name=[f"a{i % 10}" for i in range(300)])
    assert rows_of(enough).artists == 10


def test_a_table_that_cannot_answer_is_refused() -> None:
    with pytest.raises(DataError, match="Only 29 complete rows"):
        prepared(FRAME.iloc[:29])
    with pytest.raises(DataError, match="the same value on every row"):
        prepared(FRAME.assign(popularity=50))
    silent = FRAME[["artist_name", "popularity"]].assign(energy=0.5)
    with pytest.raises(DataError, match=r"No numeric feature .* \(Energy: the same value on"):
        prepared(silent)


def test_a_table_without_a_target_is_cleaned_all_the_same() -> None:
    frame = FRAME.drop(columns="popularity").assign(valence=0.2 + 0.5 * FRAME["energy"])
    found = prepared(frame)
    assert found.rows.target is None
    assert found.screened == ()
    assert "valence" not in found.rows.features
    assert [step.name for step in found.account.steps] == ["repeats", "missing", "outliers"]
    assert [gap.difference for gap in found.account.missing] == [None] * len(found.account.missing)


def test_a_column_that_follows_from_others_is_left_out_and_said() -> None:
    frame = FRAME.assign(valence=0.2 + 0.5 * FRAME["energy"])
    found = prepared(frame)
    assert "valence" not in found.rows.features
    assert "valence" not in found.repeated.features
    assert ("valence", "Valence: follows from other columns") in [
        (note.code, note.text) for note in found.account.dropped_columns
    ]
    assert set(rows_of(FRAME).features) == {*found.rows.features, "valence"}


def test_many_folded_levels_are_named_in_part() -> None:
    rare = [f"niche {i}" for i in range(20)]
    frame = added(FRAME, FRAME.iloc[:20], genre=rare, track_id=[f"new{i}" for i in range(20)])
    (note,) = [n for n in prepared(frame).account.dropped_columns if n.code == "genre"]
    assert note.text == (
        "Genre: rare levels folded together: niche 0, niche 1, niche 10, niche 11, niche 12, "
        "niche 13 and 14 more"
    )
