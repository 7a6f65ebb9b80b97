"""SQLite files, and a real PostgreSQL server."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from reportgen.cli import main
from reportgen.errors import DataError, ExitCode
from reportgen.ingest import open_table
from reportgen.ingest.database import masked
from reportgen.settings import InputSettings
from tests.ingest.postgres import PASSWORD, server
from tests.ingest.tables import HEADER, ROWS, saved, text_of

QUERY = "SELECT * FROM tracks ORDER BY track_id"
TYPED = [(*row[:3], int(row[3]), float(row[4]), float(row[5])) for row in ROWS]


def sqlite_file(folder: Path, *tables: str) -> Path:
    path = folder / "music.db"
    with closing(sqlite3.connect(path)) as connection:
        for plain in tables:
            name = plain.replace('"', '""')
            connection.execute(
                f'CREATE TABLE "{name}" (track_id TEXT, track_name TEXT, artist_name TEXT, '
                "popularity INTEGER, energy REAL, tempo REAL)"
            )
            connection.executemany(f'INSERT INTO "{name}" VALUES (?,?,?,?,?,?)', TYPED)
        connection.commit()
    return path


def same_as_csv(folder: Path, table: object) -> None:
    csv = open_table(saved(folder, text_of(HEADER, ROWS)))
    assert table.levels == csv.levels  # type: ignore[attr-defined]
    assert table.reading.fields == csv.reading.fields  # type: ignore[attr-defined]
    for name, values in csv.blocks[0].columns.items():
        np.testing.assert_array_equal(table.blocks[0].columns[name], values)  # type: ignore[attr-defined]


def test_the_only_table(tmp_path: Path) -> None:
    table = open_table(sqlite_file(tmp_path, "tracks"))
    same_as_csv(tmp_path, table)
    assert table.reading.format == "SQLite database"
    assert table.reading.assumptions[0].text == "The table “tracks” was read, the only one."


def test_one_of_several_tables_has_to_be_named(tmp_path: Path) -> None:
    path = sqlite_file(tmp_path, "tracks", 'an "odd" name')
    with pytest.raises(DataError) as caught:
        open_table(path)
    assert caught.value.what == "The SQLite database holds 2 tables"
    assert caught.value.hint.endswith('it holds tracks and an "odd" name.')
    for settings in (InputSettings(table='an "odd" name'), InputSettings(sql=QUERY)):
        same_as_csv(tmp_path, open_table(path, settings=settings))
    with pytest.raises(DataError, match="no table 'x'"):
        open_table(path, settings=InputSettings(table="x"))


def test_an_sqlite_file_by_its_address_and_in_gzip(tmp_path: Path) -> None:
    import gzip

    path = sqlite_file(tmp_path, "tracks")
    same_as_csv(tmp_path, open_table(f"sqlite:///{path}", settings=InputSettings(sql=QUERY)))
    same_as_csv(tmp_path, open_table(saved(tmp_path, gzip.compress(path.read_bytes()), "m.gz")))


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM tracks",
        "DROP TABLE tracks",
        "CREATE TABLE x (a)",
        "SELECT nonsense",
        "ATTACH 'other.db' AS other",
        "SELECT * FROM tracks; DELETE FROM tracks",
        "",
    ],
)
def test_a_file_is_never_changed(tmp_path: Path, sql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = sqlite_file(tmp_path, "tracks", "more")
    before = path.read_bytes()
    with pytest.raises(DataError):
        open_table(path, settings=InputSettings(sql=sql))
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["music.db"]


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/absent.db"
    with pytest.raises(DataError, match="does not exist"):
        open_table(address, settings=InputSettings(sql=QUERY))
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file(tmp_path: Path) -> None:
    whole = sqlite_file(tmp_path, "tracks").read_bytes()
    damaged = saved(tmp_path, whole[:100] + bytes(len(whole) - 100), "damaged.db")
    with pytest.raises(DataError):
        open_table(damaged)


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("postgresql://host:port/db", "malformed"),
        ("://x", "malformed"),
        ("nonsense://ada:s3cret@host/db", "driver of this database is not installed"),
        ("postgresql://ada:s3cret@127.0.0.1:1/db", "did not answer"),
        ("postgresql://ada:s3cret@/db?host=/nowhere", "did not answer"),
    ],
)
def test_an_address_that_leads_nowhere(address: str, what: str) -> None:
    with pytest.raises(DataError, match=what) as caught:
        open_table(address, settings=InputSettings(sql="SELECT 1"))
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_an_address_without_a_query() -> None:
    with pytest.raises(DataError, match="A database needs a query"):
        open_table("postgresql://ada:s3cret@host/db")


def test_an_address_is_shown_without_its_secrets() -> None:
    url = make_url(f"postgresql+psycopg://ada:{quote(PASSWORD)}@db:5433/music?sslpassword=x")
    assert masked(url) == "postgresql://db:5433/music"


def test_the_variable_has_to_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MUSIC_DB", raising=False)
    with pytest.raises(DataError, match="MUSIC_DB: The environment variable"):
        open_table("", settings=InputSettings(sql=QUERY, sql_url_env="MUSIC_DB"))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Yield the address of a server with a table; its password is not in it."""
    with server() as address:
        url = make_url(address).set(drivername="postgresql+psycopg", password=PASSWORD)
        engine = create_engine(url, poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(
                text(
                    "CREATE TABLE tracks (track_id text, track_name text, artist_name text, "
                    "popularity integer, energy numeric(6,3), tempo double precision)"
                )
            )
            insert = text("INSERT INTO tracks VALUES (:a, :b, :c, :d, :e, :f)")
            connection.execute(insert, [dict(zip("abcdef", row, strict=True)) for row in TYPED])
        yield address


def with_password(address: str) -> str:
    return make_url(address).set(password=PASSWORD).render_as_string(hide_password=False)


def test_a_query_on_postgresql(tmp_path: Path, address: str) -> None:
    table = open_table(with_password(address), settings=InputSettings(sql=QUERY))
    same_as_csv(tmp_path, table)
    assert table.reading.format == "PostgreSQL query"
    assert table.reading.source == "postgresql:///postgres"
    again = open_table(with_password(address), settings=InputSettings(sql=QUERY))
    assert (again.sha256, again.size) == (table.sha256, table.size)


def test_all_kinds_of_values(address: str) -> None:
    sql = (
        "SELECT 0.5::real AS energy, 12 AS popularity, DATE '2019-06-14' AS release_date, "
        "TRUE AS explicit, ARRAY['a','b'] AS genres, gen_random_uuid() AS track_id, "
        "'{\"a\": 1}'::jsonb AS extra, '\\x6162'::bytea AS raw, 'NaN'::float8 AS tempo, "
        "INTERVAL '1 day' AS span FROM generate_series(1, 20000)"
    )
    table = open_table(with_password(address), settings=InputSettings(sql=sql))
    assert table.reading.rows == 20_000
    assert table.blocks[0].columns["year"][0] == 2019
    assert table.missing["tempo"] == 20_000
    assert table.distinct["track_id"] == 20_000


def test_the_password_may_come_from_the_environment(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    assert open_table(address, settings=InputSettings(sql=QUERY)).reading.rows == 3


def test_a_wrong_password_is_not_repeated(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGPASSWORD", raising=False)
    wrong = make_url(address).set(password="wr0ng").render_as_string(hide_password=False)
    with pytest.raises(DataError, match="did not answer") as caught:
        open_table(wrong, settings=InputSettings(sql=QUERY))
    assert "wr0ng" not in str(caught.value)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM tracks",
        "DROP TABLE tracks",
        "INSERT INTO tracks SELECT * FROM tracks RETURNING *",
        "SELECT * INTO more FROM tracks",
        "COMMIT; DELETE FROM tracks",
        "SELECT nonsense",
        "SELECT * FROM tracks WHERE FALSE",
    ],
)
def test_a_server_is_never_changed(address: str, sql: str) -> None:
    with pytest.raises(DataError):
        open_table(with_password(address), settings=InputSettings(sql=sql))
    assert open_table(with_password(address), settings=InputSettings(sql=QUERY)).reading.rows == 3


def test_a_percent_sign_in_a_query_is_one(address: str) -> None:
    sql = f"SELECT * FROM ({QUERY}) t WHERE track_name LIKE 'F%' OR 7 % 2 = 0 OR 'a:b' = ':c'"
    assert open_table(with_password(address), settings=InputSettings(sql=sql)).reading.rows == 1


def test_the_password_is_not_printed(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSIC_DB", with_password(address))
    result = CliRunner().invoke(main, ["inspect", "--sql-url-env", "MUSIC_DB", "--sql", QUERY])
    assert result.exit_code == ExitCode.OK
    assert result.output.startswith("postgresql:///postgres: PostgreSQL query, 3 rows")
    assert PASSWORD not in result.output


@pytest.mark.long
def test_the_password_is_nowhere_in_a_report(
    tmp_path: Path,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("MUSIC_DB", with_password(address))
    sql = (
        "SELECT 't' || i AS track_id, 'a' || i % 40 AS artist, random() AS energy, "
        "90 + i % 50 AS tempo, i % 90 AS popularity FROM generate_series(1, 400) i"
    )
    arguments = ["run", "--sql-url-env", "MUSIC_DB", "--sql", sql, "--format", "json", "-v"]
    result = CliRunner().invoke(main, [*arguments, "-o", str(tmp_path / "out")])
    assert result.exit_code == ExitCode.OK, result.output
    written = (tmp_path / "out" / "report.json").read_text("utf-8")
    stored = json.loads(written)
    assert stored["provenance"]["source"] == "postgresql:///postgres"
    for secret in (PASSWORD, quote(PASSWORD, safe=""), "generate_series"):
        assert secret not in written + result.output + caplog.text
