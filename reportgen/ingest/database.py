"""Databases: SQLite files, and servers by their SQLAlchemy address with a query."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from reportgen.errors import DataError
from reportgen.formats import listing
from reportgen.ingest.digest import Digest, digested
from reportgen.ingest.notes import Notes
from reportgen.ingest.raw import RawTable, named, require_rows
from reportgen.ingest.source import Source, read_file
from reportgen.ingest.values import table_of
from reportgen.settings import InputSettings
from reportgen.text import translate

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlalchemy import URL, Connection
    from sqlalchemy.engine import CursorResult

_BATCH = 16_384
_SHOWN = 12
_SECONDS = 10
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_LABELS = {"postgresql": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "sqlite": "SQLite"}
_INTERNAL = "sqlite_"


def read_sqlite(source: Source, settings: InputSettings) -> RawTable:
    """Read a table of an SQLite file, or what a query returns from it.

    The file is opened for reading only.

    Raises
    ------
    DataError
        If it is damaged, the query fails, or it holds several tables of which none is named.
    """
    notes = Notes()
    try:
        with closing(_opened(source)) as connection:
            query = settings.sql or _query(connection, settings.table, source.where, notes)
            cursor = connection.execute(query)
            data = _rows(cursor, source.where)
    except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
        raise DataError(
            f"The SQLite database cannot be read ({str(error)[:200]})",
            where=source.where,
            hint="Check the query with `--sql`." if settings.sql else "Export it again.",
        ) from None
    require_rows(data.num_rows, source.where)
    return RawTable(
        source.name, "SQLite database", data, source.sha256, source.size, notes, settings.decimal
    )


def _opened(source: Source) -> sqlite3.Connection:
    if source.path is not None:
        address = f"file:{quote(str(source.path.resolve()))}?mode=ro&immutable=1"
        connection = sqlite3.connect(address, uri=True)
    else:
        connection = sqlite3.connect(":memory:")
        connection.deserialize(bytes(source.data))
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    return connection


def _query(connection: sqlite3.Connection, asked: str | None, where: str, notes: Notes) -> str:
    kinds = connection.execute("SELECT name, type FROM sqlite_schema").fetchall()
    tables = [n for n, kind in kinds if kind == "table" and not n.startswith(_INTERNAL)]
    views = [n for n, kind in kinds if kind == "view"]
    names = tables or views
    if asked is None and len(names) == 1:
        said = translate("The table “{table}” was read, the only one.")
        notes.assume("table", said.format(table=names[0]))
        return _all_of(names[0])
    if asked in (*tables, *views):
        return _all_of(str(asked))
    what = f"no table {asked!r}" if asked is not None else f"{len(names)} tables"
    choices = listing(names[:_SHOWN]) if names else "nothing"
    raise DataError(
        f"The SQLite database holds {what}",
        where=where,
        hint=f"Name one with `--table`, or give a query with `--sql`; it holds {choices}.",
    )


def _all_of(name: str) -> str:
    quoted = name.replace('"', '""')
    return f'SELECT * FROM "{quoted}"'  # noqa: S608 - a name from the database, quoted


def _rows(cursor: sqlite3.Cursor, where: str) -> Any:
    if cursor.description is None:
        raise _no_rows(where)
    names = named([column[0] for column in cursor.description], where)
    return table_of(names, iter(lambda: cursor.fetchmany(_BATCH), []), where)


def _no_rows(where: str) -> DataError:
    return DataError(
        "The query returns no rows of a table", where=where, hint="Give a query that selects."
    )


def address_from(variable: str) -> str:
    """Return the address that an environment variable holds.

    Raises
    ------
    DataError
        If it is not set.
    """
    address = os.environ.get(variable, "")
    if not address:
        raise DataError(
            "The environment variable with the address of the database is not set",
            where=variable,
            hint="Set it to an address such as postgresql://user@host/database.",
        )
    return address


def read_query(address: str, settings: InputSettings) -> RawTable:
    """Read what a query returns from a database server.

    A connection to PostgreSQL is opened for reading only; the password
    stands in no message and in no result.

    Raises
    ------
    DataError
        If the address is malformed, its driver absent, the server does not answer, or
        the query fails or returns nothing.
    """
    url = _url(address)
    if url.get_backend_name() == "sqlite":
        return read_sqlite(read_file(Path(url.database or "")), settings)
    where = masked(url)
    if not settings.sql:
        raise DataError(
            "A database needs a query", where=where, hint="Add `--sql 'SELECT … FROM …'`."
        )
    data = _answered(url, settings.sql, where)
    require_rows(data.num_rows, where)
    label = _LABELS.get(url.get_backend_name(), url.get_backend_name())
    digest: Digest = digested(data)
    notes = Notes()
    notes.assume(
        "query",
        translate(
            "The table is what a query returned (its SHA-256 begins with {digest}); the digest of "
            "the table is that of its rows."
        ).format(digest=query_digest(settings.sql)),
    )
    return RawTable(
        where,
        f"{label} query",
        data,
        digest.sha256.hexdigest(),
        digest.size,
        notes,
        settings.decimal,
    )


def _answered(url: URL, sql: str, where: str) -> pa.Table:
    """Fetch the rows, with every failure told without the password."""
    from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

    try:
        return _fetched(url, sql, where)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise DataError(
            f"The driver of this database is not installed ({error})",
            where=where,
            hint="For PostgreSQL install reportgen[postgresql], for others their driver.",
        ) from None
    except (SQLAlchemyError, OSError, ValueError) as error:
        raise DataError(
            f"The database did not answer the query ({without_password(error, url)})",
            where=where,
            hint="Check the address, the user's rights and the query.",
        ) from None


def query_digest(sql: str) -> str:
    """Return the first sixteen digits of the SHA-256 of a query."""
    return hashlib.sha256(sql.encode("utf-8", "replace")).hexdigest()[:16]


def _url(address: str) -> URL:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise DataError(
            "The address of the database is malformed",
            where=address.partition("://")[0] + "://…",
            hint="Write it as postgresql://user@host:5432/database.",
        ) from None
    return url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))


def masked(url: URL) -> str:
    """Return the address of a database without its user, password and options.

    >>> from sqlalchemy import make_url
    >>> masked(make_url("postgresql+psycopg://ada:secret@db.example:5433/music?x=y"))
    'postgresql://db.example:5433/music'
    """
    host = url.host or ""
    port = f":{url.port}" if url.port else ""
    return f"{url.get_backend_name()}://{host}{port}/{url.database or ''}"


def _fetched(url: URL, sql: str, where: str) -> pa.Table:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    timeout = {"connect_timeout": _SECONDS} if url.get_backend_name() == "postgresql" else {}
    engine = create_engine(url, poolclass=NullPool, connect_args=timeout, hide_parameters=True)
    with engine.connect() as connection:
        _read_only(connection)
        if connection.dialect.paramstyle in {"format", "pyformat"}:
            sql = sql.replace("%", "%%")
        result = connection.execution_options(stream_results=True).exec_driver_sql(sql)
        if not result.returns_rows:
            raise _no_rows(where)
        names = named(list(result.keys()), where)
        data = table_of(names, _partitions(result), where)
        connection.rollback()
    return data


def _read_only(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _partitions(result: CursorResult[Any]) -> Iterator[Sequence[Sequence[Any]]]:
    for rows in result.partitions(_BATCH):
        yield [tuple(row) for row in rows]


def without_password(error: Exception, url: URL) -> str:
    """Return the first line of a driver's message, without the password should it stand there."""
    cause = getattr(error, "orig", None) or error
    text = " ".join(str(cause).split())
    for secret in _secrets(url):
        text = text.replace(secret, "***")
    return text[:200]


def _secrets(url: URL) -> set[str]:
    given = [str(url.password or ""), *(str(v) for k, v in url.query.items() if "pass" in k)]
    return {form for secret in given for form in (secret, quote(secret), unquote(secret)) if form}
