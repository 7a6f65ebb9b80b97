"""Tables read in parts: understood to the last bit as they are in one piece, or refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import feather
from pyarrow import parquet as pq

from reportgen.engine.scratch import StoredBlocks
from reportgen.engine_settings import EngineSettings
from reportgen.errors import DataError, EngineError
from reportgen.ingest import Table, open_table, opened
from reportgen.ingest.opening import choose
from reportgen.ingest.streamed import flow_of, keys, understood
from reportgen.settings import ColumnSettings, InputSettings, Settings
from tests.builders import songs

ROWS = 330
LONG = 50


def messy() -> dict[str, tuple[pd.DataFrame, ColumnSettings]]:
    """Return tables in which much has to be told from the values of whole columns."""
    plain = songs(ROWS, artists=25, seed=3)
    row = np.arange(ROWS)
    percent = plain.assign(energy=(plain["energy"] * 100).round(), valence=plain["valence"] * 100)
    silent = plain.assign(speechiness=plain["valence"], loudness=-plain["loudness"])
    silent.loc[[3, 170], ["energy", "valence", "speechiness"]] = 0.0
    silent.loc[[9, 260], "tempo"] = [0.0, 9000.0]
    streams = plain.drop(columns="popularity").assign(streams=(10.0 ** (row % 7)).round())
    streams.loc[40, "streams"] = 0.0
    numbered = plain.assign(track_id=[str(i) for i in row + 1])
    twice = pd.concat([plain, plain.iloc[20:60].assign(genre="blues")], ignore_index=True)
    texts = plain.assign(
        key=np.array(["C", "A minor", "8A", "what?", None, "F#"], object)[row % 6],
        genre=np.array(["pop, rock", "pop", "rock, jazz", "jazz", None, " "], object)[row % 6],
        artist_name=[f"ARTIST {i % 40}" if i % 3 else f"artist {i % 40}; Guest" for i in row],
        release_date=np.array(["2019", "2020-05-01", "May 1999", "soon", None], object)[row % 5],
        explicit=row % 4 == 0,
    )
    texts.loc[[1, 2], ["artist_name", "track_id"]] = None
    doubles = plain.assign(bpm=plain["tempo"].round(), duration_ms=180_000 + row, duration=row)
    hit = plain.drop(columns="popularity").assign(hit=(row % 3 == 0).astype(int))
    empty = plain.assign(artist_name=None, danceability=np.nan, rank=row, liveness="x")
    empty.loc[[7, 200]] = None
    asked = plain.assign(mood=np.array(["up", "down"])[row % 2], charts=row % 5)
    return {
        "plain": (plain, ColumnSettings()),
        "percent": (percent, ColumnSettings()),
        "silence": (silent, ColumnSettings()),
        "logarithm": (streams, ColumnSettings()),
        "row numbers": (numbered, ColumnSettings()),
        "repeats": (twice, ColumnSettings()),
        "texts": (texts, ColumnSettings(genre_list="common")),
        "doubles": (doubles, ColumnSettings(exclude=("valence",))),
        "hit": (hit, ColumnSettings()),
        "empty": (empty.drop(columns="liveness"), ColumnSettings()),
        "asked for": (asked, ColumnSettings(features=("mood", "charts"), target="energy")),
    }


MESSY = messy()


def require_same(a: Table, b: Table) -> None:
    """Assert that two tables are equal in all that is known of them, blocks to the bit."""
    assert a.reading == b.reading
    assert (a.levels, a.missing, a.distinct) == (b.levels, b.missing, b.distinct)
    assert (a.sha256, a.size) == (b.sha256, b.size)
    assert a.artist_keys.tolist() == b.artist_keys.tolist()
    names = sorted(a.blocks[0].columns)
    assert names == sorted(b.blocks[0].columns)
    for name in names:
        one, other = (np.concatenate([x.columns[name] for x in t.blocks]) for t in (a, b))
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other, err_msg=name)
    rows = [0, 1, 40, a.reading.rows - 1]
    assert a.tracks(rows) == b.tracks(rows)


@pytest.mark.parametrize("name", MESSY)
def test_a_table_is_understood_the_same_in_parts(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.ingest.streamed.flow.BLOCK_ROWS", LONG)
    monkeypatch.setattr(keys, "_MOST_HELD", 64)
    frame, columns = MESSY[name]
    path = tmp_path / "tracks.parquet"
    frame.to_parquet(path, index=False, row_group_size=70)
    found = understood(flow_of(path, InputSettings()), columns, threads=2)
    assert isinstance(found.blocks, StoredBlocks)
    assert len(found.blocks) > 6
    require_same(open_table(path, columns), found)


@pytest.mark.parametrize("form", ["arrow", "folder", "pattern"])
def test_each_form_of_a_table_is_read_in_parts(form: str, tmp_path: Path) -> None:
    frame = MESSY["plain"][0]
    if form == "arrow":
        table: Path = tmp_path / "tracks.arrow"
        feather.write_feather(pa.Table.from_pandas(frame), table, chunksize=100)
    else:
        table = tmp_path / ("tracks" if form == "folder" else "part-*.parquet")
        folder = table if form == "folder" else tmp_path
        folder.mkdir(exist_ok=True)
        for i, part in enumerate((frame[:100], frame[100:101], frame[101:])):
            whole = part.assign(tempo=part["tempo"].round()) if i == 1 else part
            stored = pa.Table.from_pandas(whole, preserve_index=False)
            if i == 1:
                at = stored.column_names.index("tempo")
                stored = stored.set_column(at, "tempo", stored["tempo"].cast(pa.int64()))
            pq.write_table(stored, folder / f"part-{i}.parquet")
    found, engine = opened(str(table), Settings(engine=EngineSettings(name="stream")))
    assert engine == "stream"
    require_same(open_table(str(table)), found)


def refusals(folder: Path) -> dict[str, tuple[object, str]]:
    """Return tables that cannot be read in parts, and what is said of them."""
    frame = MESSY["plain"][0]
    (folder / "a.json").write_text(frame.head(20).to_json(orient="records"))
    frame.head(20).to_csv(folder / "a.csv.gz", index=False)
    frame.assign(tempo=frame["tempo"].map("{:.2f}".format)).to_parquet(folder / "text.parquet")
    signed = frame.assign(time_signature="04-Apr")
    signed.to_parquet(folder / "dates.parquet")
    last = pd.DataFrame({"track_name": ["Exported by nobody"]})
    pd.concat([frame, last]).to_parquet(folder / "foot.parquet", index=False)
    mixed = folder / "mixed"
    mixed.mkdir()
    frame.to_parquet(mixed / "a.parquet")
    frame.assign(valence="high").to_parquet(mixed / "b.parquet")
    return {
        "json": (folder / "a.json", "this kind of file (JSON)"),
        "packed": (folder / "a.csv.gz", "it is packed"),
        "text": (folder / "text.parquet", "the numbers of 'tempo' are stored as text"),
        "dates": (folder / "dates.parquet", "time signatures were turned into dates"),
        "footer": (folder / "foot.parquet", "lines at its end are no tracks"),
        "mixed": (mixed, "'valence' is not stored alike in all files"),
        "standard input": ("-", "it comes from standard input"),
        "query": ("postgresql://ada@db/music", "it is the answer to a query"),
    }


def test_what_cannot_be_read_in_parts_says_so(tmp_path: Path) -> None:
    settings = Settings(engine=EngineSettings(name="stream"))
    for table, said in refusals(tmp_path).values():
        with pytest.raises(EngineError, match="cannot be read in parts") as caught:
            opened(table, settings)  # type: ignore[arg-type]
        assert said in str(caught.value)
        assert "--engine memory" in caught.value.hint


def test_damage_is_told_from_what_cannot_be_read_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    MESSY["plain"][0].to_parquet(path)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(DataError, match="damaged"):
        flow_of(path, InputSettings())


def test_the_engine_is_chosen_by_the_memory_that_a_table_takes(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    MESSY["plain"][0].to_parquet(path)
    cells = ROWS * len(MESSY["plain"][0].columns)
    enough, little = (choose(path, InputSettings(), room) for room in (90 * cells, 70 * cells))
    assert (enough.engine, little.engine) == ("memory", "stream")
    assert little.needed == 40 * cells
    assert choose(path, InputSettings()).engine == "memory"
    csv = tmp_path / "a.csv"
    MESSY["plain"][0].to_csv(csv)
    for apart in ("-", csv):
        assert choose(apart, InputSettings(), 1).engine == "memory"


def test_scratch_has_no_names(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    MESSY["plain"][0].to_parquet(path)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    found = understood(flow_of(path, InputSettings()), ColumnSettings(), scratch)
    assert not any(scratch.iterdir())
    assert len(found.blocks[0].columns["energy"]) == ROWS
