"""JSON as web services and pandas write it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reportgen.errors import DataError
from reportgen.ingest import open_table
from reportgen.ingest.flatten import flat, names_of
from reportgen.results import Role
from tests.ingest.tables import saved


def item(n: int) -> dict[str, Any]:
    """Return an entry of a playlist as the Spotify Web API gives it."""
    return {
        "added_at": "2020-01-01T00:00:00Z",
        "is_local": False,
        "track": {
            "id": f"id{n}",
            "name": f"Song {n}",
            "popularity": n,
            "duration_ms": 200_000 + n,
            "explicit": n % 2 == 0,
            "album": {
                "id": f"al{n}",
                "name": f"Album {n}",
                "release_date": f"20{10 + n}-05-01",
                "images": [{"url": "https://x", "height": 64}],
            },
            "artists": [{"id": "x", "name": f"Artist {n}"}, {"id": "y", "name": "Guest"}],
            "available_markets": ["AT", "DE"],
            "external_ids": {"isrc": f"X{n}"},
        },
    }


def features(n: int) -> dict[str, Any]:
    return {"id": f"id{n}", "energy": n / 10, "tempo": 90.0 + n, "key": n % 12, "mode": n % 2}


def written(folder: Path, content: object) -> Path:
    return saved(folder, json.dumps(content, indent=1), "answer.json")


@pytest.mark.parametrize("wrapped", ["items", "tracks.items", "list", "tracks"])
def test_an_answer_of_spotify(tmp_path: Path, wrapped: str) -> None:
    entries = [item(n) for n in range(5)]
    tracks = [entry["track"] for entry in entries]
    heard = list(reversed([features(n) for n in range(5)]))
    content: object = {
        "items": {"href": "x", "items": entries, "audio_features": heard, "total": 5},
        "tracks.items": {"name": "My list", "tracks": {"items": entries, "audio_features": heard}},
        "list": [{**e, "audio_features": h} for e, h in zip(entries, reversed(heard), strict=True)],
        "tracks": {"tracks": tracks, "audio_features": heard},
    }[wrapped]
    table = open_table(written(tmp_path, content))
    assert (table.reading.format, table.reading.rows) == ("JSON", 5)
    roles = {field.name: field.role for field in table.reading.fields}
    assert {roles[name] for name in ("title", "artist", "release_date")} == {
        Role.TITLE,
        Role.ARTIST,
        Role.DATE,
    }
    assert table.reading.target == "popularity"
    columns = table.blocks[0].columns
    assert columns["energy"].tolist() == [0.0, 0.1, 0.2, 0.3, 0.4]
    assert columns["year"].tolist() == [2010, 2011, 2012, 2013, 2014]
    assert table.tracks([3])[0].title == "Song 3"
    assert table.levels["artist"][columns["artist"][3]] == "Artist 3"
    assert table.levels["explicit"] == ("no", "yes")
    assert len(set(columns["track"].tolist())) == 5
    codes = {note.code for note in table.reading.assumptions}
    assert ("flattened" in codes) is True


def test_lines_are_mended_where_the_last_is_cut(tmp_path: Path) -> None:
    lines = [json.dumps({"energy": 0.5, "popularity": n}) for n in range(30)]
    table = open_table(saved(tmp_path, "\n".join(lines)[:-4]))
    assert (table.reading.format, table.reading.rows) == ("JSON lines", 29)
    assert [note.code for note in table.reading.problems] == ["truncated_record"]


def test_a_bad_line_is_left_out_and_counted(tmp_path: Path) -> None:
    lines = [json.dumps({"energy": 0.5, "popularity": n}) for n in range(30)]
    lines.insert(7, '{"energy": 0.5')
    table = open_table(saved(tmp_path, "\n".join(lines) + "\n"))
    assert table.reading.rows == 30
    assert [note.text for note in table.reading.problems] == [
        "1 line without a JSON record left out."
    ]


def test_lists_of_values_by_column(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, {"energy": [0.5, 0.25], "popularity": [1, 2]}))
    assert table.blocks[0].columns["energy"].tolist() == [0.5, 0.25]


def test_rows_below_a_header(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, [["energy", "popularity"], [0.5, 1], [0.25, 2]]))
    assert table.blocks[0].columns["energy"].tolist() == [0.5, 0.25]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("{", "damaged or cut short"),
        ('[{"energy": 1}, {"ene', "damaged or cut short"),
        ("[" * 100_000, "damaged or cut short"),
        ('{"a": ' * 50_000, "damaged or cut short"),
        ("[1, 2, 3]", "holds no list of records"),
        ("{}", "holds no list of records"),
        ("[[]]", "holds no list of records"),
        ('{"error": {"status": 401, "message": "The access token expired"}}', "no list of records"),
        ("[{}, {}]", "no table"),
        ('[{"energy": "\\ud800"}]', "no valid Unicode"),
    ],
)
def test_what_is_no_table(tmp_path: Path, content: str, what: str) -> None:
    with pytest.raises(DataError, match=what):
        open_table(saved(tmp_path, content))


def test_not_a_number_is_missing(tmp_path: Path) -> None:
    table = open_table(
        saved(
            tmp_path, '[{"energy": NaN, "key": 1}, {"energy": 0.5}, {"energy": Infinity, "key": 1}]'
        )
    )
    assert table.missing["energy"] == 2


def test_large_integers_and_mixed_kinds(tmp_path: Path) -> None:
    content = [{"energy": 0.5, "streams": 10**30}, {"energy": "0.25", "streams": "1,000"}]
    table = open_table(written(tmp_path, content))
    assert table.blocks[0].columns["energy"].tolist() == [0.5, 0.25]
    assert table.blocks[0].columns["streams"].tolist() == [30.0, 3.0]


def test_names_tell_paths_apart() -> None:
    paths = list(flat({"name": "t", "album": {"name": "a", "id": 1}, "x": {"y": {"id": 2}}}))
    assert names_of(paths, "track") == ["track_name", "album_name", "album_id", "y_id"]
    assert len(set(names_of([("a", "b"), ("a_b",), ("b",)]))) == 3
