"""Keys never change: folds and histories of earlier nights depend on them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from reportgen.ingest.artists import artists
from reportgen.ingest.columns import distinct, folded
from reportgen.ingest.hashing import hashes
from reportgen.ingest.identity import counts_rows, track_keys
from reportgen.ingest.notes import Notes

PINNED = [
    10_152_587_308_580_082_000,
    47_100_716_995_778_800,
    5_478_424_532_361_878_539,
    10_089_914_442_592_352_149,
]


def texts(*values: str | None) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.string())])


def test_pinned_hashes() -> None:
    assert hashes(["Ada", "ada", "6f807x0ima9a1j3VPbc7VN", "Zoë"]).tolist() == PINNED


def test_ids_decide_before_names() -> None:
    keys = track_keys(distinct(texts("x", "x", "y")), texts("A", "B", "A"), texts("P", "P", "P"))
    assert keys is not None
    assert keys[0] == keys[1] != keys[2]
    assert keys[0] == hashes(["x"])[0]


def test_titles_and_artists_are_folded() -> None:
    keys = track_keys(None, texts("Señor ", "SEN\u0303OR", "Señor"), texts("A  B", "a b", "C"))
    assert keys is not None
    assert keys[0] == keys[1] != keys[2]


def test_rows_without_names_repeat_nothing() -> None:
    keys = track_keys(None, texts(None, None, "A"), texts("P", "P", None))
    assert keys is not None
    assert len(np.unique(keys)) == 3


def test_a_missing_id_falls_back_to_the_names() -> None:
    keys = track_keys(distinct(texts("x", None, None)), texts("A", "A", "A"), texts("P", "P", "P"))
    assert keys is not None
    assert keys[1] == keys[2] != keys[0]


def test_no_key_without_id_and_names() -> None:
    assert track_keys(None, texts("A"), None) is None
    assert track_keys(None, None, texts("A")) is None


def test_row_numbers_are_no_ids() -> None:
    assert counts_rows(distinct(texts("0", "1", "2")))
    assert counts_rows(distinct(texts("1", "2", "3")))
    assert not counts_rows(distinct(texts("1", "3", "2")))
    assert not counts_rows(distinct(texts("1", "2", "2")))
    assert not counts_rows(distinct(texts("1", None, "3")))


def test_folding() -> None:
    assert folded(" Sen\u0303OR \t Straße ") == "señor strasse"


def test_artists_are_filed_under_the_first() -> None:
    found = artists(texts("B;A", "A", "a ", None, "B feat. C", "B Featuring D"), Notes())
    assert found.levels == ("(unknown)", "A", "B")
    assert found.codes.tolist() == [2, 1, 1, 0, 2, 2]
    assert found.keys.tolist() == hashes(["(unknown)", "a", "b"]).tolist()
    assert found.missing == 1


def test_commas_separate_where_many_names_have_them() -> None:
    assert artists(texts("A, B", "C"), Notes()).levels == ("A", "C")
    many = [f"N{i}" for i in range(30)]
    assert "Earth, Wind & Fire" in artists(texts("Earth, Wind & Fire", *many), Notes()).levels


def test_lists_written_by_python() -> None:
    assert artists(texts("['A', 'B']", '["O\'Neil"]'), Notes()).levels == ("A", "O'Neil")


def test_the_first_artist_is_said() -> None:
    notes = Notes()
    artists(texts("B;A", "A"), notes)
    (note,) = notes.assumptions
    assert note.code == "first_artist"
    assert note.text.startswith("1 row with several artists is filed")
